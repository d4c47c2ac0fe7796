package mysql_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
)

func TestRoundTrips(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, func(o *mysql.Options) { o.PoolSize = 1 })
	w := acquire(t, db, driver.ReadWrite)
	exec(t, w, "CREATE TABLE item (n INT)")
	insert := &driver.Statement{SQL: "INSERT INTO item VALUES (?)"}
	read, raw := &driver.Statement{SQL: "SELECT n FROM item WHERE n = ?", Reads: true}, &driver.Statement{SQL: "SELECT n FROM item WHERE n > ?"}
	one := []driver.Value{driver.IntValue(1)}
	run := func(c driver.Conn, s *driver.Statement) func() {
		return func() {
			if _, err := c.Exec(t.Context(), s, one); err != nil {
				t.Errorf("%s: %v", s.SQL, err)
			}
		}
	}
	transaction := func(c driver.Conn, isolation driver.Isolation, s *driver.Statement) func() {
		return func() {
			begin(t, c, isolation)
			run(c, s)()
			if err := c.End(t.Context(), true); err != nil {
				t.Errorf("End: %v", err)
			}
		}
	}
	lease := func(access driver.Access, s *driver.Statement) func() {
		return func() {
			c, err := db.Acquire(t.Context(), access)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Release()
			run(c, s)()
		}
	}
	w.Release()
	for _, v := range []struct {
		what string
		do   func()
		want int64
	}{
		{"a write that is new to the connection", lease(driver.ReadWrite, insert), 2},
		{"a write", lease(driver.ReadWrite, insert), 1},
		{"a read that is new to the connection", lease(driver.ReadOnly, read), 2},
		{"a read", lease(driver.ReadOnly, read), 1},
		{"a read of which nobody knows that it only reads", lease(driver.ReadOnly, raw), 3},
		{"the same again", lease(driver.ReadOnly, raw), 1},
		{"a read on a connection that does not write", lease(driver.ReadOnly, read), 1},
		{"a write after it", lease(driver.ReadWrite, insert), 2},
		{"a write in a transaction", func() {
			c, err := db.Acquire(t.Context(), driver.ReadWrite)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Release()
			transaction(c, driver.Snapshot, insert)()
		}, 3},
		{"one that reads what is committed", func() {
			c, err := db.Acquire(t.Context(), driver.ReadWrite)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Release()
			transaction(c, driver.ReadCommitted, insert)()
		}, 3},
		{"a read in a transaction", func() {
			c, err := db.Acquire(t.Context(), driver.ReadOnly)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Release()
			transaction(c, driver.Snapshot, read)()
		}, 3},
		{"a sign of life", func() {
			if err := db.Ping(t.Context()); err != nil {
				t.Error(err)
			}
		}, 1},
	} {
		if got := p.count(v.do); got != v.want {
			t.Errorf("%s: got %d round trips, want %d", v.what, got, v.want)
		}
	}
}

// frozen is a database whose server keeps silent from now on.
func frozen(t *testing.T) (*mysql.Database, driver.Conn, *proxy) {
	t.Helper()
	db, p := proxied(t, func(o *mysql.Options) {
		o.StatementTimeout, o.ConnectTimeout, o.PoolSize = 300*time.Millisecond, 300*time.Millisecond, 3
	})
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT)")
	return db, c, p
}

func TestAServerThatKeepsSilentCostsADeadline(t *testing.T) {
	t.Parallel()
	insert := &driver.Statement{SQL: "INSERT INTO item VALUES (1)"}
	for what, v := range map[string]struct {
		ready, do func(ctx context.Context, db *mysql.Database, c driver.Conn) error
		outcome   driver.Outcome
		kinds     []fault.Kind
	}{
		"a write": {nil, func(ctx context.Context, _ *mysql.Database, c driver.Conn) error {
			_, err := c.Exec(ctx, insert, nil)
			return err
		}, driver.Unsent, []fault.Kind{fault.Timeout}}, // it was being prepared
		"a write that is prepared": {func(ctx context.Context, _ *mysql.Database, c driver.Conn) error {
			_, err := c.Exec(ctx, insert, nil)
			return err
		}, func(ctx context.Context, _ *mysql.Database, c driver.Conn) error {
			_, err := c.Exec(ctx, insert, nil)
			return err
		}, driver.Lost, []fault.Kind{fault.Timeout}},
		"a transaction's beginning": {nil, func(ctx context.Context, _ *mysql.Database, c driver.Conn) error {
			return c.Begin(ctx, driver.Snapshot)
		}, driver.Unsent, []fault.Kind{fault.Timeout}},
		"a commit": {func(ctx context.Context, _ *mysql.Database, c driver.Conn) error {
			if err := c.Begin(ctx, driver.Snapshot); err != nil {
				return err
			}
			_, err := c.Exec(ctx, insert, nil)
			return err
		}, func(ctx context.Context, _ *mysql.Database, c driver.Conn) error {
			return c.End(ctx, true)
		}, driver.Lost, []fault.Kind{fault.CommitUnknown}},
		"a sign of life": {func(context.Context, *mysql.Database, driver.Conn) error { return nil }, func(ctx context.Context, db *mysql.Database, _ driver.Conn) error {
			return db.Ping(ctx)
		}, driver.Unsent, []fault.Kind{fault.Unavailable, fault.Timeout}},
		"a connection": {nil, func(ctx context.Context, db *mysql.Database, _ driver.Conn) error {
			_, err := db.Acquire(ctx, driver.ReadWrite)
			return err
		}, driver.Unsent, []fault.Kind{fault.Unavailable, fault.Timeout}},
	} {
		for _, deadline := range []bool{true, false} {
			t.Run(what+map[bool]string{true: " with a deadline", false: ""}[deadline], func(t *testing.T) {
				t.Parallel()
				db, c, p := frozen(t)
				if v.ready != nil {
					if err := v.ready(t.Context(), db, c); err != nil {
						t.Fatal(err)
					}
				}
				ctx := context.Background()
				if deadline {
					limited, cancel := context.WithTimeout(ctx, 200*time.Millisecond)
					defer cancel()
					ctx = limited
				}
				p.frozen.Store(true)
				start := time.Now()
				err := v.do(ctx, db, c)
				if took := time.Since(start); took < 100*time.Millisecond || took > patience {
					t.Errorf("took %v", took)
				}
				if !slices.Contains(v.kinds, fault.KindOf(err)) {
					t.Errorf("got %v (kind %q), want one of %v", err, fault.KindOf(err), v.kinds)
				} else if r := wantRefusal(t, what, err, fault.KindOf(err)); r.Outcome != v.outcome {
					t.Errorf("got outcome %d of %v, want %d", r.Outcome, err, v.outcome)
				}
				start = time.Now()
				c.Release()
				if took := time.Since(start); took > patience {
					t.Errorf("Release took %v", took)
				}
				p.frozen.Store(false)
				exec(t, acquire(t, db, driver.ReadWrite), "SELECT 1")
			})
		}
	}
}

func TestClosingADatabaseWhoseServerKeepsSilent(t *testing.T) {
	t.Parallel()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	p := newProxy(t, o.Host)
	o.Host = p.listener.Addr().String()
	db, err := mysql.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, c, "SELECT 1")
	p.frozen.Store(true)
	time.AfterFunc(50*time.Millisecond, c.Release)
	start := time.Now()
	done := make(chan error, 1)
	go func() { done <- db.Close() }()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("Close: %v", err)
		}
	case <-time.After(patience):
		t.Errorf("Close still waits after %v", time.Since(start))
	}
}

func TestAResultThatIsCutIsAnError(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadOnly)
	const sql = "SELECT seq, repeat('x', 100) FROM seq_1_to_1000000" // more than the buffers on the way hold
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: sql, Reads: true}, nil)
	if err != nil {
		t.Fatal(err)
	}
	p.left.Store(200_000)
	n := 0
	for {
		ok, err := rows.Next()
		if err != nil {
			if r := wantRefusal(t, "Next", err, fault.Unavailable); r.Outcome != driver.Lost {
				t.Errorf("got outcome %d, want that the connection was lost", r.Outcome)
			}
			break
		}
		if !ok {
			t.Fatalf("the result ended after %d rows as if it were whole", n)
		}
		if n++; rows.Int(0) != int64(n) {
			t.Fatalf("row %d: got %d", n, rows.Int(0))
		}
	}
	if n == 0 || n >= 1_000_000 {
		t.Errorf("got %d rows before the cut, want some", n)
	}
	if err := rows.Close(); err != nil {
		t.Errorf("Close: %v, want nothing beyond what Next told", err)
	}
	c.Release()
	if got := query(t, acquire(t, db, driver.ReadOnly), "SELECT 1"); len(got) != 1 {
		t.Errorf("afterwards: got %v", got)
	}
}
