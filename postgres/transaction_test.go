package postgres_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

const makeItems = `CREATE TABLE item (id bigint PRIMARY KEY, name text NOT NULL DEFAULT '')`

var (
	insertItem = &driver.Statement{SQL: "INSERT INTO item (id) VALUES ($1)"}
	countItems = &driver.Statement{SQL: "SELECT count(*) FROM item", Reads: true}
	badRead    = &driver.Statement{SQL: "SELECT 1 / (id - id) FROM item", Reads: true}
)

func insert(t testing.TB, c driver.Conn, id int64) {
	t.Helper()
	if _, err := c.Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(id)}); err != nil {
		t.Fatalf("insert %d: %v", id, err)
	}
}

func insertAgain(t testing.TB, c driver.Conn, id int64) {
	t.Helper()
	_, err := c.Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(id)})
	wantRefusal(t, "a second one", err, fault.Unique)
}

func ids(t testing.TB, c driver.Conn) []int64 {
	t.Helper()
	var list []int64
	for _, row := range query(t, c, "SELECT id FROM item ORDER BY id") {
		list = append(list, row[0].(int64))
	}
	return list
}

func wantIDs(t testing.TB, c driver.Conn, want ...int64) {
	t.Helper()
	if diff := cmp.Diff(want, ids(t, c)); diff != "" {
		t.Errorf("the table (-want +got):\n%s", diff)
	}
}

func begin(t testing.TB, c driver.Conn) {
	t.Helper()
	if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatalf("Begin: %v", err)
	}
}

func end(t testing.TB, c driver.Conn, commit bool) {
	t.Helper()
	if err := c.End(t.Context(), commit); err != nil {
		t.Fatalf("End(%v): %v", commit, err)
	}
}

func TestARefusedStatementUndoesOnlyItselfWhereverItStands(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	insert(t, c, 1)
	steps := map[string]func(){
		"read":     func() { query(t, c, "SELECT 1") },
		"bad read": func() { _, err := c.Query(t.Context(), badRead, nil); wantRefusal(t, "a bad read", err, fault.Invalid) },
		"again":    func() { insertAgain(t, c, 1) },
		"typo": func() {
			_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSRT"}, nil)
			wantRefusal(t, "a typo", err, fault.Invalid)
		},
		"no table": func() {
			_, err := c.Exec(t.Context(), &driver.Statement{SQL: "DELETE FROM nowhere"}, nil)
			wantRefusal(t, "a typo", err, fault.SchemaMismatch)
		},
	}
	next := int64(2)
	want := []int64{1}
	for a, first := range steps {
		for b, second := range steps {
			begin(t, c)
			first()
			second()
			insert(t, c, next)
			first()
			second()
			insert(t, c, next+1)
			second()
			end(t, c, true)
			want, next = append(want, next, next+1), next+2
			if got := ids(t, c); !cmp.Equal(got, want) {
				t.Fatalf("after %s and %s: got %v, want %v", a, b, got, want)
			}
		}
	}
}

func TestSavepointsOfOrmHoldBesideTheOwnOnes(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	savepoint := func(sql string) {
		t.Helper()
		if _, err := c.Exec(t.Context(), &driver.Statement{SQL: sql, Savepoint: true}, nil); err != nil {
			t.Fatalf("%s: %v", sql, err)
		}
	}
	begin(t, c)
	savepoint("SAVEPOINT rowan")
	insert(t, c, 1)
	insertAgain(t, c, 1)
	savepoint("ROLLBACK TO SAVEPOINT rowan")
	savepoint("RELEASE SAVEPOINT rowan")
	wantIDs(t, c)
	insert(t, c, 2)
	savepoint("SAVEPOINT rowan")
	insert(t, c, 3)
	insertAgain(t, c, 2)
	insert(t, c, 4)
	savepoint("RELEASE SAVEPOINT rowan")
	insertAgain(t, c, 4)
	savepoint("SAVEPOINT rowan")
	insert(t, c, 5)
	savepoint("ROLLBACK TO SAVEPOINT rowan")
	savepoint("RELEASE SAVEPOINT rowan")
	end(t, c, true)
	wantIDs(t, c, 2, 3, 4)
}

func TestASavepointBeforeARefusedFirstStatementHolds(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	insert(t, c, 1)
	begin(t, c)
	exec2 := func(s *driver.Statement) {
		t.Helper()
		if _, err := c.Exec(t.Context(), s, nil); err != nil {
			t.Fatalf("%s: %v", s.SQL, err)
		}
	}
	exec2(&driver.Statement{SQL: "SAVEPOINT rowan", Savepoint: true})
	insertAgain(t, c, 1)
	exec2(&driver.Statement{SQL: "ROLLBACK TO SAVEPOINT rowan", Savepoint: true})
	exec2(&driver.Statement{SQL: "RELEASE SAVEPOINT rowan", Savepoint: true})
	insert(t, c, 2)
	end(t, c, true)
	wantIDs(t, c, 1, 2)
}

func TestATransactionTakesNoRoundTripsOfItsOwn(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	insert(t, c, 0)
	query(t, c, "SELECT id FROM item ORDER BY id")
	if _, err := c.Exec(t.Context(), countItems, nil); err != nil {
		t.Fatal(err)
	}
	n := int64(0)
	for _, e := range []struct {
		what string
		want int
		do   func()
	}{
		{"a statement by itself", 1, func() { insert(t, c, 1) }},
		{"nothing", 0, func() { begin(t, c); end(t, c, true) }},
		{"one statement and its commit", 2, func() { begin(t, c); insert(t, c, 2); end(t, c, true) }},
		{"one that is undone", 2, func() { begin(t, c); insert(t, c, 3); end(t, c, false) }},
		{"ten statements and their commit", 11, func() {
			begin(t, c)
			for range 5 {
				n++
				insert(t, c, 10+n)
				c.Exec(t.Context(), countItems, nil)
			}
			end(t, c, true)
		}},
		{"a refusal on the way", 4, func() { begin(t, c); insert(t, c, 4); insertAgain(t, c, 4); insert(t, c, 5); end(t, c, true) }},
		{"a savepoint", 3, func() {
			begin(t, c)
			insert(t, c, 6)
			c.Exec(t.Context(), &driver.Statement{SQL: "SAVEPOINT rowan", Savepoint: true}, nil)
			insert(t, c, 7)
			c.Exec(t.Context(), &driver.Statement{SQL: "RELEASE SAVEPOINT rowan", Savepoint: true}, nil)
			end(t, c, true)
		}},
	} {
		if got := p.trips(e.do); got != e.want {
			t.Errorf("%s: got %d round trips, want %d", e.what, got, e.want)
		}
	}
	wantIDs(t, c, 0, 1, 2, 4, 5, 6, 7, 11, 12, 13, 14, 15)
}

func TestReadingOnlyTakesNoRoundTripsOfItsOwnEither(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	w := acquire(t, db, driver.ReadWrite)
	exec(t, w, makeItems)
	r := acquire(t, db, driver.ReadOnly)
	raw := &driver.Statement{SQL: "SELECT count(*) FROM item"} // nobody says that it reads
	write := &driver.Statement{SQL: "INSERT INTO item (id) VALUES (1)"}
	for range 2 {
		if _, err := r.Exec(t.Context(), raw, nil); err != nil {
			t.Fatal(err)
		}
		_, err := r.Exec(t.Context(), write, nil)
		wantRefusal(t, "a write", err, fault.ReadOnly)
	}
	if got := p.trips(func() { r.Exec(t.Context(), raw, nil) }); got != 1 {
		t.Errorf("a statement of the program's own: got %d round trips, want 1", got)
	}
	begin(t, r)
	_, err := r.Exec(t.Context(), write, nil)
	wantRefusal(t, "a write in a transaction", err, fault.ReadOnly)
	query(t, r, "SELECT count(*) FROM item")
	end(t, r, true)
	wantIDs(t, w)
}

func TestAReadingTransactionSeesOneMomentAlsoWhenItsFirstQueryIsLeft(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	w, r := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadOnly)
	exec(t, w, makeItems)
	exec(t, w, "INSERT INTO item SELECT generate_series(1, 200000)")
	begin(t, r)
	rows, err := r.Query(t.Context(), &driver.Statement{SQL: "SELECT id, repeat('x', 100) FROM item", Reads: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if ok, err := rows.Next(); !ok || err != nil {
		t.Fatal(ok, err)
	}
	exec(t, w, "DELETE FROM item")
	if err := rows.Close(); err != nil {
		t.Fatalf("Close of a query that was not read to its end: %v", err)
	}
	if got := query(t, r, "SELECT count(*) FROM item"); got[0][0] != int64(200000) {
		t.Errorf("got %v rows, want the 200,000 of the moment when the transaction began", got)
	}
	end(t, r, true)
}

func TestCommitSaysWhenTheServerRefuses(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	exec(t, c, "CREATE TABLE part (id bigint PRIMARY KEY, item bigint REFERENCES item DEFERRABLE INITIALLY DEFERRED)")
	begin(t, c)
	exec(t, c, "INSERT INTO part VALUES (1, 99)")
	wantRefusal(t, "End", c.End(t.Context(), true), fault.ForeignKey)
	_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO part SELECT 1, $1::bigint"}, []driver.Value{driver.IntValue(99)})
	if r := wantRefusal(t, "a statement by itself", err, fault.ForeignKey); r.Constraint != "part_item_fkey" {
		t.Errorf("got the constraint %q", r.Constraint)
	}
	if got := query(t, c, "SELECT * FROM part"); got != nil {
		t.Errorf("got the rows %v, want none", got)
	}
}

func TestTransactionsOfEachIsolation(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	a, b := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadWrite)
	exec(t, a, makeItems)
	insert(t, a, 1)
	change := &driver.Statement{SQL: "UPDATE item SET name = name || 'x'"}
	for isolation, want := range map[driver.Isolation]fault.Kind{
		driver.Snapshot: fault.Serialization, driver.ReadCommitted: fault.None, driver.Serializable: fault.Serialization,
	} {
		if err := a.Begin(t.Context(), isolation); err != nil {
			t.Fatal(err)
		}
		ids(t, a)
		exec(t, b, "UPDATE item SET name = 'b'")
		if _, err := a.Exec(t.Context(), change, nil); fault.KindOf(err) != want {
			t.Errorf("isolation %d: a row that was changed since: got %v, want the kind %q", isolation, err, want)
		}
		end(t, a, false)
	}
	if err := a.Begin(t.Context(), 99); fault.KindOf(err) != fault.Invalid {
		t.Errorf("an isolation that does not exist: got %v", err)
	}
}

func TestWhatIsNoStatementIsRefused(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	for sql, want := range map[string]fault.Kind{
		"": fault.Invalid, " ; -- nothing\n/* at /* all */ */": fault.Invalid,
		"BEGIN": fault.Invalid, " start transaction": fault.Invalid, "/**/COMMIT": fault.Invalid, "END": fault.Invalid,
		"ABORT": fault.Invalid, "ROLLBACK": fault.Invalid, "ROLLBACK WORK": fault.Invalid, "PREPARE TRANSACTION 'x'": fault.Invalid,
		"SAVEPOINT a": fault.Invalid, "RELEASE a": fault.Invalid, "ROLLBACK TO a": fault.Invalid, "rollback work to a": fault.Invalid,
		"COPY item FROM STDIN": fault.Unsupported,
		"SET search_path = x":  fault.Unsupported, "set session statement_timeout = 1": fault.Unsupported, "RESET ALL": fault.Unsupported,
		"LISTEN x": fault.Unsupported, "DISCARD ALL": fault.Unsupported, "SELECT 1; SELECT 2": fault.Invalid, "INSERT INTO item VALUES (7); COMMIT": fault.Invalid,
	} {
		for _, inside := range []bool{false, true} {
			if inside {
				begin(t, c)
			}
			_, err := c.Exec(context.Background(), &driver.Statement{SQL: sql}, nil)
			wantRefusal(t, sql, err, want)
			if inside {
				end(t, c, true)
			}
		}
	}
	wantIDs(t, c)
}

// The server answers a COMMIT before it looks whether it is to end the connection.
func TestACommitThatWasAnsweredHolds(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	begin(t, c)
	insert(t, c, 1)
	p.ending.Store(&ending{"COMMIT", "57P01"})
	end(t, c, true)
	c.Release()
	again := acquire(t, db, driver.ReadOnly)
	wantIDs(t, again, 1)
}

// A proxy tells of a server that it has lost in the same way in which servers say goodbye.
func TestAnEndThatSaysNothingOfTheStatementLeavesItOpen(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	for code, want := range map[string]driver.Outcome{"08P01": driver.Lost, "57P01": driver.Unsent} {
		c := acquire(t, db, driver.ReadWrite)
		exec(t, c, "DROP TABLE IF EXISTS item")
		exec(t, c, makeItems)
		p.ending.Store(&ending{"INSERT 0 1", code})
		_, err := c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item VALUES (1)"}, nil)
		if r := wantRefusal(t, code, err, fault.Unavailable); r.Outcome != want {
			t.Errorf("%s: got the outcome %d, want %d", code, r.Outcome, want)
		}
		c.Release()
	}
	c := acquire(t, db, driver.ReadWrite)
	begin(t, c)
	insert(t, c, 2)
	p.ending.Store(&ending{"COMMIT", "08P01"})
	end(t, c, true) // it was answered
	c.Release()
}
