package sqlite_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

func TestExecTellsRowsAndKey(t *testing.T) {
	t.Parallel()
	c := acquire(t, onFile(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE log (n INTEGER)")
	exec(t, c, "CREATE TABLE item (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT UNIQUE, n INTEGER)")
	exec(t, c, "CREATE TRIGGER copy AFTER INSERT ON item BEGIN INSERT INTO log VALUES (1), (2); UPDATE log SET n = 3; END")
	for _, step := range []struct {
		sql  string
		want driver.Result
	}{
		{"INSERT INTO item (id, name) VALUES (41, 'a')", driver.Result{Rows: 1, Key: 41}},
		{"INSERT INTO item (name) VALUES ('b')", driver.Result{Rows: 1, Key: 42}},
		{"INSERT INTO item (name) VALUES ('c'), ('d')", driver.Result{Rows: 2}},
		{"CREATE INDEX ix ON item (n)", driver.Result{}},
		{"CREATE TABLE copy AS SELECT * FROM item", driver.Result{}},
		{"INSERT INTO item (name) VALUES ('a') ON CONFLICT (name) DO NOTHING", driver.Result{}},
		{"INSERT INTO item (name) VALUES ('a') ON CONFLICT (name) DO UPDATE SET n = 7", driver.Result{Rows: 1}},
		{"UPDATE item SET n = n", driver.Result{Rows: 4}},
		{"UPDATE item SET n = 1 WHERE id = 0", driver.Result{}},
		{"SELECT * FROM item", driver.Result{}},
		{"DELETE FROM item WHERE id > 42", driver.Result{Rows: 2}},
		{"INSERT INTO item (name) VALUES ('e') RETURNING id", driver.Result{Rows: 1, Key: 47}},
		{"DELETE FROM item", driver.Result{Rows: 3}},
		{"PRAGMA user_version = 3", driver.Result{}},
	} {
		if got := exec(t, c, step.sql); got != step.want {
			t.Errorf("Exec(%s): got %+v, want %+v", step.sql, got, step.want)
		}
	}
}

func TestATransactionIsStoredOrNot(t *testing.T) {
	t.Parallel()
	db := onFile(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INTEGER)")
	for i, commit := range []bool{true, false, true} {
		if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
			t.Fatalf("Begin: %v", err)
		}
		exec(t, c, "INSERT INTO item VALUES (?)", driver.IntValue(int64(i)))
		if err := c.End(t.Context(), commit); err != nil {
			t.Fatalf("End(%t): %v", commit, err)
		}
	}
	got := query(t, acquire(t, db, driver.ReadOnly), "SELECT n FROM item ORDER BY n")
	if diff := cmp.Diff([][]any{{int64(0)}, {int64(2)}}, got); diff != "" {
		t.Errorf("rows after commit, rollback, commit (-want +got):\n%s", diff)
	}
}

func TestReleaseRollsBackAndClosesRows(t *testing.T) {
	t.Parallel()
	db := onFile(t)
	c, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, c, "CREATE TABLE item (n INTEGER)")
	if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO item VALUES (1), (2)")
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: "SELECT n FROM item", Reads: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := rows.Next(); !ok || err != nil {
		t.Fatalf("Next: got %t, %v", ok, err)
	}
	c.Release()
	c = acquire(t, db, driver.ReadWrite)
	if got := query(t, c, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("rows after Release in a transaction: got %v, want none", got)
	}
}

func TestACommitOfAnEndedContextIsARollback(t *testing.T) {
	t.Parallel()
	c := acquire(t, onFile(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INTEGER)")
	if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO item VALUES (1)")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantRefusal(t, "End", c.End(ctx, true), fault.Canceled)
	if got := query(t, c, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("rows: got %v, want none", got)
	}
}

func TestALostTransactionRefusesWhatFollows(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INTEGER UNIQUE)")
	if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO item VALUES (1)")
	lose := &driver.Statement{SQL: "INSERT OR ROLLBACK INTO item VALUES (1)"}
	_, err := c.Exec(t.Context(), lose, nil)
	wantRefusal(t, lose.SQL, err, fault.Unique)

	_, err = c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item VALUES (2)"}, nil)
	wantRefusal(t, "Exec in a lost transaction", err, fault.Unique)
	_, err = c.Query(t.Context(), &driver.Statement{SQL: "SELECT 1"}, nil)
	wantRefusal(t, "Query in a lost transaction", err, fault.Unique)
	wantRefusal(t, "commit of a lost transaction", c.End(t.Context(), true), fault.Unique)
	if got := query(t, c, "SELECT n FROM item"); len(got) != 0 {
		t.Errorf("rows: got %v, want none", got)
	}
	exec(t, c, "INSERT INTO item VALUES (3)")
}

func TestALeaseForReadingRefusesWrites(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]interface {
		Acquire(context.Context, driver.Access) (driver.Conn, error)
	}{"file": onFile(t), "memory": inMemory(t)} {
		w, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, w, "CREATE TABLE item (n INTEGER)")
		w.Release()
		r, err := db.Acquire(t.Context(), driver.ReadOnly)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Release()
		if err := r.Begin(t.Context(), driver.Snapshot); err != nil {
			t.Fatal(err)
		}
		for _, sql := range []string{
			"INSERT INTO item VALUES (1)", "UPDATE item SET n = 1", "DELETE FROM item", "DROP TABLE item",
			"CREATE TABLE other (n)", "WITH x AS (SELECT 1) INSERT INTO item SELECT * FROM x",
			"INSERT INTO item VALUES (1) RETURNING n",
		} {
			_, err := r.Exec(t.Context(), &driver.Statement{SQL: sql, Reads: true}, nil)
			wantRefusal(t, name+": "+sql, err, fault.ReadOnly)
		}
		if got := query(t, r, "SELECT * FROM item"); len(got) != 0 {
			t.Errorf("%s: rows: got %v, want none", name, got)
		}
	}
}

func TestMisuseIsRefused(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INTEGER)")
	for _, sql := range []string{
		"", " ; -- nothing\n", "SELECT 1; SELECT 2", "BEGIN", "COMMIT", "ROLLBACK", "SELEC", "SELECT ?", "SELECT 1 /* open",
	} {
		_, err := c.Exec(t.Context(), &driver.Statement{SQL: sql}, nil)
		if sql == "SELECT 1 /* open" {
			if err != nil {
				t.Errorf("Exec(%q): got %v, want what SQLite does: a comment may end with the text", sql, err)
			}
			continue
		}
		wantRefusal(t, fmt.Sprintf("Exec(%q)", sql), err, fault.Invalid)
	}
	if err := c.End(t.Context(), true); fault.KindOf(err) != fault.Invalid {
		t.Errorf("End without Begin: got %v, want kind invalid", err)
	}
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: "SELECT 1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	_, err = c.Exec(t.Context(), &driver.Statement{SQL: "SELECT 2"}, nil)
	wantRefusal(t, "Exec with rows open", err, fault.Invalid)
	wantRefusal(t, "Begin with rows open", c.Begin(t.Context(), driver.Snapshot), fault.Invalid)
	if err := rows.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	exec(t, c, "SELECT 3")
}

func TestRowsHaveKindsAndNames(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	long := strings.Repeat("Eichhörnchen ", 200_000)
	got := query(t, c, "SELECT 1 AS a, 2.5 AS b, 'x' AS c, X'00ff' AS d, NULL AS e, '' AS f, X'' AS g, ? AS h, 'y' AS i",
		driver.TextValue(long))
	want := [][]any{{int64(1), 2.5, "x", []byte{0, 255}, nil, "", []byte{}, long, "y"}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%.1000s", diff)
	}
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: "SELECT 1 AS a, 2 AS \"b c\""}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if diff := cmp.Diff([]string{"a", "b c"}, rows.Columns()); diff != "" {
		t.Errorf("Columns (-want +got):\n%s", diff)
	}
}

func TestBytesOfEveryLengthComeBackWhole(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	s := &driver.Statement{SQL: "SELECT ?"}
	for _, n := range []int{0, 1, 255, 511, 512, 513, 1023, 1024, 1025, 4000, 1<<20 - 1, 1 << 20, 1<<20 + 1, 1<<20 + 2, 3 << 20, 7} {
		want := strings.Repeat("z", n)
		rows, err := c.Query(t.Context(), s, []driver.Value{driver.TextValue(want)})
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := rows.Next(); !ok || err != nil {
			t.Fatalf("Next: got %t, %v", ok, err)
		}
		if got := string(rows.Bytes(0)); got != want {
			t.Errorf("text of %d bytes: got %d", n, len(got))
		}
		rows.Close()
	}
}

func TestMoreStatementsThanTheCacheHolds(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	statements := make([]*driver.Statement, 700)
	for i := range statements {
		statements[i] = &driver.Statement{SQL: fmt.Sprintf("SELECT %d + ?", i), Reads: true}
	}
	for round := range 3 {
		for i, s := range statements {
			rows, err := c.Query(t.Context(), s, []driver.Value{driver.IntValue(int64(round))})
			if err != nil {
				t.Fatal(err)
			}
			ok, err := rows.Next()
			if got := rows.Int(0); !ok || err != nil || got != int64(i+round) {
				t.Fatalf("statement %d, round %d: got %d, %t, %v, want %d", i, round, got, ok, err, i+round)
			}
			rows.Close()
		}
	}
}
