package postgres_test

import (
	"context"
	"net"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/postgres"
)

var (
	sleep     = &driver.Statement{SQL: "SELECT pg_sleep(60)", Reads: true}
	ownPID    = "SELECT pg_backend_pid()"
	manyRows  = &driver.Statement{SQL: "SELECT generate_series(1, 10000000) AS n, repeat('x', 1000)", Reads: true}
	slowWrite = &driver.Statement{SQL: "INSERT INTO item SELECT n FROM generate_series(1, 100) AS n, LATERAL (SELECT pg_sleep(n)) AS s"}
)

// within fails the test when something takes longer than it may.
func within(t testing.TB, limit time.Duration, what string, do func()) {
	t.Helper()
	started := time.Now()
	do()
	if took := time.Since(started); took > limit {
		t.Errorf("%s: took %v, want at most %v", what, took, limit)
	}
}

func deadline(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), d)
	t.Cleanup(cancel)
	return ctx
}

func TestAContextThatEndsStopsTheStatementAndKeepsTheConnection(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	pid := query(t, c, ownPID)[0][0]
	for _, s := range []*driver.Statement{sleep, slowWrite} {
		within(t, 5*time.Second, s.SQL, func() {
			_, err := c.Exec(deadline(t, 50*time.Millisecond), s, nil)
			if r := wantRefusal(t, s.SQL, err, fault.Timeout); r.Outcome != driver.Refused {
				t.Errorf("%s: got the outcome %d, want that the server refused", s.SQL, r.Outcome)
			}
		})
		ctx, cancel := context.WithCancel(t.Context())
		time.AfterFunc(50*time.Millisecond, cancel)
		within(t, 5*time.Second, s.SQL, func() {
			_, err := c.Exec(ctx, s, nil)
			wantRefusal(t, s.SQL, err, fault.Canceled)
		})
	}
	if got := query(t, c, ownPID)[0][0]; got != pid {
		t.Errorf("got the connection %v, want %v as before", got, pid)
	}
	wantIDs(t, c)
	_, err := c.Exec(deadline(t, 0), countItems, nil)
	wantRefusal(t, "a context that has ended", err, fault.Timeout)
}

func TestAContextThatEndsWithinATransactionLeavesItUsable(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	begin(t, c)
	insert(t, c, 1)
	_, err := c.Exec(deadline(t, 20*time.Millisecond), sleep, nil)
	wantRefusal(t, "sleep", err, fault.Timeout)
	insert(t, c, 2)
	end(t, c, true)
	wantIDs(t, c, 1, 2)
	begin(t, c)
	insert(t, c, 3)
	if err := c.End(deadline(t, 0), true); fault.KindOf(err) != fault.Timeout {
		t.Errorf("a commit with a context that has ended: got %v", err)
	}
	wantIDs(t, c, 1, 2)
}

func TestARequestToCancelThatIsLateHitsNoOtherStatement(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadOnly)
	short := &driver.Statement{SQL: "SELECT pg_sleep(0.3)", Reads: true}
	exec(t, c, short.SQL)
	p.delay.Store(int64(500 * time.Millisecond))
	if _, err := c.Exec(deadline(t, 100*time.Millisecond), short, nil); err != nil {
		t.Fatalf("a statement that was done before it could be stopped: %v", err)
	}
	for range 3 {
		if _, err := c.Exec(t.Context(), short, nil); err != nil {
			t.Errorf("a statement that nobody stopped: %v", err)
		}
	}
}

func TestTheStatementTimeoutEndsWaitingWithoutADeadline(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, adminURL(t))
	o.StatementTimeout = 100 * time.Millisecond
	c := acquire(t, openAt(t, o), driver.ReadOnly)
	within(t, 5*time.Second, "sleep", func() {
		_, err := c.Exec(context.Background(), sleep, nil)
		wantRefusal(t, "sleep", err, fault.Timeout)
	})
	rows, err := c.Query(context.Background(), &driver.Statement{SQL: "SELECT n, repeat('x', 10000) FROM generate_series(1, 1000) AS n", Reads: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ok, err := rows.Next(); ok || err != nil; ok, err = rows.Next() {
		if err != nil {
			t.Fatalf("after %d rows: %v", n, err)
		}
		if n++; n%250 == 0 {
			time.Sleep(200 * time.Millisecond) // the program's own time does not count
		}
	}
	if n != 1000 {
		t.Errorf("got %d rows, want 1000", n)
	}
}

func TestRowsThatAreNotReadToTheirEndAreStopped(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadOnly)
	for _, inside := range []bool{false, true} {
		if inside {
			begin(t, c)
			query(t, c, "SELECT 1")
		}
		rows, err := c.Query(t.Context(), manyRows, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := rows.Next(); !ok || err != nil || rows.Int(0) != 1 {
			t.Fatal(ok, err)
		}
		_, err = c.Query(t.Context(), countItems, nil)
		wantRefusal(t, "a second query", err, fault.Invalid)
		wantRefusal(t, "a transaction", c.Begin(t.Context(), driver.Snapshot), fault.Invalid)
		within(t, 5*time.Second, "Close", func() {
			if err := rows.Close(); err != nil {
				t.Errorf("Close: %v", err)
			}
		})
		query(t, c, "SELECT 1")
		if inside {
			end(t, c, true)
		}
	}
}

func TestAWriteWhoseRowsAreNotReadIsDoneAllTheSame(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	exec(t, c, "CREATE SEQUENCE taken")
	for _, e := range []struct{ sql, count string }{
		{"INSERT INTO item SELECT generate_series(1, 8000) RETURNING id, repeat('x', 10000)", "SELECT count(*) FROM item"},
		{"SELECT nextval('taken'), repeat('x', 10000) FROM generate_series(1, 8000)", "SELECT last_value FROM taken"},
	} {
		rows, err := c.Query(t.Context(), &driver.Statement{SQL: e.sql}, nil)
		if err != nil {
			t.Fatal(err)
		}
		rows.Next()
		if err := rows.Close(); err != nil {
			t.Fatal(err)
		}
		if got := query(t, c, e.count); got[0][0] != int64(8000) {
			t.Errorf("%s: got %v, want 8000", e.sql, got)
		}
	}
}

// A frozen server accepts what is sent and says nothing.
func TestAFrozenServerCostsADeadlineAndNotAHang(t *testing.T) {
	t.Parallel()
	short := func(o *postgres.Options) {
		o.StatementTimeout, o.ConnectTimeout = time.Second, time.Second
	}
	for what, e := range map[string]struct {
		do   func(db *postgres.Database, c driver.Conn) error
		want fault.Kind
	}{
		"a query": {func(_ *postgres.Database, c driver.Conn) error {
			_, err := c.Query(context.Background(), countItems, nil)
			return err
		}, fault.Timeout},
		"a write": {func(_ *postgres.Database, c driver.Conn) error {
			_, err := c.Exec(context.Background(), insertItem, []driver.Value{driver.IntValue(9)})
			return err
		}, fault.Timeout},
		"a write of megabytes": {func(_ *postgres.Database, c driver.Conn) error {
			b := make([]byte, 64<<20)
			_, err := c.Exec(context.Background(), &driver.Statement{SQL: "SELECT $1::bytea"}, []driver.Value{driver.BytesValue(&b)})
			return err
		}, fault.Timeout},
		"a query with deadline": {func(_ *postgres.Database, c driver.Conn) error {
			_, err := c.Query(deadline(t, 50*time.Millisecond), countItems, nil)
			return err
		}, fault.Timeout},
		"ping":                 {func(db *postgres.Database, _ driver.Conn) error { return db.Ping(context.Background()) }, fault.Unavailable},
		"ping with a deadline": {func(db *postgres.Database, _ driver.Conn) error { return db.Ping(deadline(t, 50*time.Millisecond)) }, fault.Timeout},
		"a new connection": {func(db *postgres.Database, _ driver.Conn) error {
			_, err := db.Acquire(context.Background(), driver.ReadOnly)
			return err
		}, fault.Unavailable},
		"a transaction's first statement": {func(_ *postgres.Database, c driver.Conn) error {
			begin(t, c)
			_, err := c.Exec(context.Background(), countItems, nil) // is not tried on another connection as well
			return err
		}, fault.Timeout},
		"a commit":   {func(_ *postgres.Database, c driver.Conn) error { return c.End(context.Background(), true) }, fault.CommitUnknown},
		"a rollback": {func(_ *postgres.Database, c driver.Conn) error { return c.End(context.Background(), false) }, fault.None},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			db, p := proxied(t, short)
			c := acquire(t, db, driver.ReadWrite)
			exec(t, c, makeItems)
			query(t, c, "SELECT count(*) FROM item")
			if what == "a commit" || what == "a rollback" {
				begin(t, c)
				insert(t, c, 1)
			}
			p.frozen.Store(true)
			within(t, 8*time.Second, what, func() {
				if err := e.do(db, c); fault.KindOf(err) != e.want {
					t.Errorf("got %v (kind %q), want the kind %q", err, fault.KindOf(err), e.want)
				}
				c.Release()
			})
			within(t, 5*time.Second, "Close", func() { db.Close() })
			p.frozen.Store(false)
		})
	}
}

func TestAWaitBeginsWithItsCall(t *testing.T) {
	t.Parallel()
	client, server := net.Pipe()
	defer server.Close()
	s := postgres.NewStream(client)
	go s.Read(make([]byte, 1)) // as pgx leaves one behind
	time.Sleep(100 * time.Millisecond)
	before := s.Waits(1)
	if got := s.Waits(postgres.Ticks()); before < 90*time.Millisecond || got > 50*time.Millisecond {
		t.Errorf("got a wait of %v since the beginning and of %v since now", before, got)
	}
}
