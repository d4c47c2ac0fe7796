package mysql_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

func TestExecTellsRowsAndKey(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE log (id INT PRIMARY KEY AUTO_INCREMENT, n INT)")
	exec(t, c, "CREATE TABLE item (id INT PRIMARY KEY AUTO_INCREMENT, name VARCHAR(9) UNIQUE, n INT)")
	exec(t, c, "CREATE TRIGGER copy AFTER INSERT ON item FOR EACH ROW BEGIN INSERT INTO log (n) VALUES (1), (2); UPDATE log SET n = 3; END")
	for _, step := range []struct {
		sql  string
		want driver.Result
	}{
		{"INSERT INTO item (id, name) VALUES (41, 'a')", driver.Result{Rows: 1, Key: 41}},
		{"INSERT INTO item (name) VALUES ('b')", driver.Result{Rows: 1, Key: 42}},
		{"INSERT INTO item (name) VALUES ('c'), ('d')", driver.Result{Rows: 2}},
		{"UPDATE item SET n = n", driver.Result{Rows: 4}},
		{"UPDATE item SET n = 1 WHERE id = 0", driver.Result{}},
		{"SELECT * FROM item", driver.Result{}},
		{"DELETE FROM item WHERE id > 42", driver.Result{Rows: 2}},
		{"INSERT INTO item (name) VALUES ('e'), ('f') RETURNING id", driver.Result{Rows: 2}},
		{"CREATE INDEX ix ON item (n)", driver.Result{}},
		{"DO 1", driver.Result{}},
		{"DELETE FROM item", driver.Result{Rows: 4}},
	} {
		for range 2 { // a statement that was prepared before
			if got := exec(t, c, step.sql); got != step.want {
				t.Errorf("Exec(%s): got %+v, want %+v", step.sql, got, step.want)
			}
			if !strings.HasPrefix(step.sql, "SELECT") && !strings.HasPrefix(step.sql, "UPDATE") {
				break
			}
		}
	}
}

func TestATransactionIsStoredOrNot(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT)")
	for i, isolation := range []driver.Isolation{driver.Snapshot, driver.ReadCommitted, driver.Serializable} {
		for _, commit := range []bool{true, false} {
			begin(t, c, isolation)
			exec(t, c, "INSERT INTO item VALUES (?)", driver.IntValue(int64(i)))
			if err := c.End(t.Context(), commit); err != nil {
				t.Fatalf("End(%t): %v", commit, err)
			}
		}
	}
	got := query(t, acquire(t, db, driver.ReadOnly), "SELECT n FROM item ORDER BY n")
	if diff := cmp.Diff([][]any{{int64(0)}, {int64(1)}, {int64(2)}}, got); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestIsolations(t *testing.T) {
	t.Parallel()
	db := open(t)
	a, b := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadWrite)
	exec(t, a, "CREATE TABLE item (id INT PRIMARY KEY, n INT)")
	exec(t, a, "INSERT INTO item VALUES (1, 0)")
	for isolation, sees := range map[driver.Isolation]int64{driver.Snapshot: 0, driver.ReadCommitted: 1} {
		exec(t, b, "UPDATE item SET n = 0")
		begin(t, a, isolation)
		query(t, a, "SELECT n FROM item")
		exec(t, b, "UPDATE item SET n = 1")
		if got := query(t, a, "SELECT n FROM item")[0][0]; got != sees {
			t.Errorf("isolation %d: got n = %v after another's commit, want %d", isolation, got, sees)
		}
		err := tryExec(a, "UPDATE item SET n = n + 1")
		if isolation == driver.ReadCommitted {
			if err != nil || a.End(t.Context(), true) != nil {
				t.Errorf("a change in a transaction that reads what is committed: %v", err)
			}
			continue
		}
		wantRefusal(t, "a change of what has changed since the snapshot", err, fault.Serialization)
		wantRefusal(t, "the commit after it", a.End(t.Context(), true), fault.Serialization)
	}
	if got := query(t, a, "SELECT n FROM item")[0][0]; got == int64(0) {
		t.Errorf("got n = %v, want a change that was committed", got)
	}
}

func TestATransactionForReadingSeesOneMomentFromItsBeginning(t *testing.T) {
	t.Parallel()
	db := open(t)
	w, r := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadOnly)
	exec(t, w, "CREATE TABLE item (n INT)")
	begin(t, r, driver.ReadCommitted)
	exec(t, w, "INSERT INTO item VALUES (1)")
	if got := query(t, r, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("got %v, want what was there when the transaction began", got)
	}
}

func TestReleaseRollsBackAndClosesRows(t *testing.T) {
	t.Parallel()
	db := open(t)
	c, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, c, "CREATE TABLE item (n INT)")
	begin(t, c, driver.Snapshot)
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
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT)")
	begin(t, c, driver.Snapshot)
	exec(t, c, "INSERT INTO item VALUES (1)")
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	wantRefusal(t, "End", c.End(ctx, true), fault.Canceled)
	if got := query(t, c, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("rows: got %v, want none", got)
	}
}

func TestADeadlockLosesItsTransactionAndSaysSo(t *testing.T) {
	t.Parallel()
	db := open(t)
	a, b := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadWrite)
	exec(t, a, "CREATE TABLE item (id INT PRIMARY KEY, n INT)")
	exec(t, a, "INSERT INTO item VALUES (1, 0), (2, 0)")
	var errs [2]error
	var both sync.WaitGroup
	for i, c := range []driver.Conn{a, b} {
		begin(t, c, driver.ReadCommitted)
		exec(t, c, fmt.Sprintf("UPDATE item SET n = 1 WHERE id = %d", i+1))
	}
	for i, c := range []driver.Conn{a, b} {
		both.Go(func() { errs[i] = tryExec(c, fmt.Sprintf("UPDATE item SET n = 2 WHERE id = %d", 2-i)) })
	}
	both.Wait()
	loser, winner := a, b
	if errs[0] == nil {
		loser, winner = b, a
		errs[0], errs[1] = errs[1], errs[0]
	}
	wantRefusal(t, "the victim", errs[0], fault.Serialization)
	if errs[1] != nil {
		t.Fatalf("the other: %v", errs[1])
	}
	wantRefusal(t, "what follows", tryExec(loser, "INSERT INTO item VALUES (3, 0)"), fault.Serialization)
	wantRefusal(t, "the commit", loser.End(t.Context(), true), fault.Serialization)
	if err := winner.End(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := query(t, a, "SELECT count(*), sum(n) FROM item")[0]; got[0] != int64(2) || got[1] != int64(3) {
		t.Errorf("got %v, want the winner's 2 rows alone", got)
	}
}

func TestALeaseForReadingRefusesWrites(t *testing.T) {
	t.Parallel()
	db := open(t)
	w := acquire(t, db, driver.ReadWrite)
	exec(t, w, "CREATE TABLE item (n INT)")
	exec(t, w, "CREATE FUNCTION sneak() RETURNS INT MODIFIES SQL DATA BEGIN INSERT INTO item VALUES (7); RETURN 1; END")
	exec(t, w, "CREATE PROCEDURE walk() BEGIN INSERT INTO item VALUES (8); END")
	for _, transaction := range []bool{false, true} {
		r, err := db.Acquire(t.Context(), driver.ReadOnly)
		if err != nil {
			t.Fatal(err)
		}
		if transaction {
			begin(t, r, driver.Snapshot)
		}
		for _, sql := range []string{
			"INSERT INTO item VALUES (1)", "UPDATE item SET n = 1", "DELETE FROM item", "DROP TABLE item", "TRUNCATE TABLE item",
			"CREATE TABLE other (n INT)", "INSERT INTO item VALUES (1) RETURNING n", "(((INSERT INTO item VALUES (1))))",
		} {
			_, err := r.Exec(t.Context(), &driver.Statement{SQL: sql, Reads: true}, nil)
			wantRefusal(t, sql, err, fault.ReadOnly)
		}
		for _, sql := range []string{"SELECT sneak()", "CALL walk()"} {
			wantRefusal(t, sql, tryExec(r, sql), fault.ReadOnly)
		}
		if got := query(t, r, "SELECT * FROM item"); len(got) != 0 {
			t.Errorf("rows: got %v, want none", got)
		}
		r.Release()
	}
	for range 4 { // whichever connection comes, it writes again
		c, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			t.Fatal(err)
		}
		exec(t, c, "CALL walk()")
		c.Release()
	}
}

func TestMisuseIsRefused(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT)")
	for _, sql := range []string{
		"", " ; -- nothing\n", "# nothing", "SELECT 1; SELECT 2", "SELECT 1;;COMMIT", "SELEC", "SELECT ?", "/*! COMMIT */", "SELECT 1 /*!50000 , 2 */", "/*M! COMMIT */",
		"BEGIN", "begin", "/* so */ COMMIT", "-- so\nROLLBACK", "START TRANSACTION", "XA START 'a'", "SET autocommit = 0", "SET SESSION sql_mode = ''", "USE mysql",
		"LOCK TABLES item WRITE", "UNLOCK TABLES", "PREPARE p FROM 'COMMIT'", "EXECUTE p", "BEGIN NOT ATOMIC COMMIT; END", "IF 1 THEN COMMIT; END IF",
		"SET STATEMENT sql_mode = '' FOR COMMIT", "SET STATEMENT sql_mode = ''", "SAVEPOINT a", "ROLLBACK TO a", "ROLLBACK WORK TO SAVEPOINT a", "RELEASE SAVEPOINT a",
	} {
		wantRefusal(t, fmt.Sprintf("Exec(%q)", sql), tryExec(c, sql), fault.Invalid)
	}
	wantRefusal(t, "End without Begin", c.End(t.Context(), true), fault.Invalid)
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: "SELECT 1"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	wantRefusal(t, "Exec with rows open", tryExec(c, "SELECT 2"), fault.Invalid)
	wantRefusal(t, "Begin with rows open", c.Begin(t.Context(), driver.Snapshot), fault.Invalid)
	if err := rows.Close(); err != nil {
		t.Errorf("Close: %v", err)
	}
	begin(t, c, driver.Snapshot)
	wantRefusal(t, "Begin within a transaction", c.Begin(t.Context(), driver.Snapshot), fault.Invalid)
	exec(t, c, "SELECT 3 ;")
}

func TestWhatWouldCommitIsRefusedInATransaction(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT)")
	begin(t, c, driver.Snapshot)
	exec(t, c, "INSERT INTO item VALUES (1)")
	for _, sql := range []string{
		"CREATE TABLE other (n INT)", "ALTER TABLE item ADD m INT", "DROP TABLE item", "TRUNCATE TABLE item", "RENAME TABLE item TO other",
		"CREATE INDEX ix ON item (n)", "GRANT SELECT ON item TO CURRENT_USER", "ANALYZE TABLE item", "OPTIMIZE TABLE item", "FLUSH TABLES",
	} {
		r := wantRefusal(t, sql, tryExec(c, sql), fault.Unsupported)
		if verb, _, _ := strings.Cut(sql, " "); !strings.Contains(r.Error(), verb) {
			t.Errorf("%s: got %q, want it to name %s", sql, r, verb)
		}
	}
	exec(t, c, "CREATE TEMPORARY TABLE passing (n INT)")
	if err := c.End(t.Context(), false); err != nil {
		t.Fatal(err)
	}
	if got := query(t, c, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("rows after the rollback: got %v, want none", got)
	}
}

func TestRowsHaveKindsAndNames(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadOnly)
	long := strings.Repeat("Eichhörnchen ", 200_000)
	got := query(t, c, "SELECT 1 AS a, 2.5e0 AS b, 'x' AS c, unhex('00ff') AS d, NULL AS e, '' AS f, unhex('') AS g, ? AS h, 1.50 AS i, sum(2) AS j, TIMESTAMP'2026-01-02 03:04:05' AS k",
		driver.TextValue(long))
	k, _ := parse("2026-01-02 03:04:05")
	want := [][]any{{int64(1), 2.5, "x", []byte{0, 255}, nil, "", []byte{}, long, "1.50", int64(2), k}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("values (-want +got):\n%.1000s", diff)
	}
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: `SELECT 1 AS a, 2 AS "b c"`}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	if diff := cmp.Diff([]string{"a", "b c"}, rows.Columns()); diff != "" {
		t.Errorf("Columns (-want +got):\n%s", diff)
	}
}

func TestTextsOfEveryLengthComeBackWhole(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadOnly)
	s := &driver.Statement{SQL: "SELECT ?"}
	for _, n := range []int{0, 1, 250, 251, 4095, 4096, 65535, 65536, 1<<20 + 1, 9 << 20, 7} {
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
	_, err := c.Exec(t.Context(), s, []driver.Value{driver.TextValue(strings.Repeat("z", 40<<20))})
	wantRefusal(t, "a text above the server's greatest packet", err, fault.TooLong)
	if got := query(t, c, "SELECT ?", driver.TextValue("small"))[0][0]; got != "small" {
		t.Errorf("after it: got %v", got)
	}
}

func TestMoreStatementsThanTheCacheHolds(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadOnly)
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
	got := query(t, c, "SHOW SESSION STATUS LIKE 'Com_stmt_close'")[0][1].(string)
	if len(got) < 4 {
		t.Errorf("statements closed at the server: got %s, want more than a thousand", got)
	}
}

func TestAStatementIsPreparedAnewWhenItsTableHasChanged(t *testing.T) {
	t.Parallel()
	db := open(t)
	a, b := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadWrite)
	exec(t, a, "CREATE TABLE item (n INT)")
	exec(t, a, "INSERT INTO item VALUES (1)")
	s := &driver.Statement{SQL: "SELECT * FROM item", Reads: true}
	for _, change := range []string{"", "ALTER TABLE item ADD m VARCHAR(9) DEFAULT 'x'", "ALTER TABLE item MODIFY n DOUBLE", "ALTER TABLE item DROP m"} {
		if change != "" {
			exec(t, b, change)
		}
		want := query(t, b, "SELECT * FROM item")
		for range 2 {
			rows, err := a.Query(t.Context(), s, nil)
			if err != nil {
				t.Fatal(err)
			}
			if ok, err := rows.Next(); !ok || err != nil {
				t.Fatalf("Next: %t, %v", ok, err)
			}
			if diff := cmp.Diff(want[0], anyRow(rows)); diff != "" {
				t.Errorf("after %q (-want +got):\n%s", change, diff)
			}
			rows.Close()
		}
	}
}
