package postgres_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
)

func TestThePoolHandsOutAsManyConnectionsAsItHas(t *testing.T) {
	t.Parallel()
	db, _ := proxied(t, func(o *postgres.Options) { o.PoolSize = 2 })
	a, b := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadOnly)
	_, err := db.Acquire(deadline(t, 50*time.Millisecond), driver.ReadOnly)
	wantRefusal(t, "a third one", err, fault.Timeout)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(50*time.Millisecond, cancel)
	_, err = db.Acquire(ctx, driver.ReadOnly)
	wantRefusal(t, "a third one", err, fault.Canceled)
	_, err = db.Acquire(ctx, driver.ReadOnly)
	wantRefusal(t, "with a context that has ended", err, fault.Canceled)
	a.Release()
	a.Release()
	c := acquire(t, db, driver.ReadWrite)
	query(t, c, "SELECT 1")
	_, err = db.Acquire(deadline(t, 50*time.Millisecond), driver.ReadOnly)
	wantRefusal(t, "a third one after one came back twice", err, fault.Timeout)
	b.Release()
}

func TestAConnectionThatCameBackIsNotUsedAnyMore(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	begin(t, c)
	insert(t, c, 1)
	c.Release()
	_, err := c.Exec(t.Context(), countItems, nil)
	wantRefusal(t, "Exec", err, fault.Invalid)
	_, err = c.Query(t.Context(), countItems, nil)
	wantRefusal(t, "Query", err, fault.Invalid)
	wantRefusal(t, "Begin", c.Begin(t.Context(), driver.Snapshot), fault.Invalid)
	wantRefusal(t, "End", c.End(t.Context(), true), fault.Invalid)
	wantIDs(t, acquire(t, db, driver.ReadOnly)) // the open transaction was rolled back
}

func TestCloseWaitsForConnectionsInUse(t *testing.T) {
	t.Parallel()
	db, _ := proxied(t, nil)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	var group sync.WaitGroup
	closed := make(chan struct{})
	group.Go(func() {
		db.Close()
		close(closed)
	})
	for db.Ping(t.Context()) == nil {
		time.Sleep(time.Millisecond)
	}
	select {
	case <-closed:
		t.Error("Close did not wait")
	case <-time.After(50 * time.Millisecond):
	}
	insert(t, c, 1)
	c.Release()
	group.Wait()
	_, err := db.Acquire(t.Context(), driver.ReadOnly)
	wantRefusal(t, "Acquire", err, fault.Unavailable)
	wantRefusal(t, "Ping", db.Ping(t.Context()), fault.Unavailable)
	if err := db.Close(); err != nil {
		t.Errorf("Close again: %v", err)
	}
}

func TestAfterALossNoOlderConnectionIsHandedOut(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	var all []driver.Conn
	for range 5 {
		all = append(all, acquire(t, db, driver.ReadWrite))
	}
	exec(t, all[0], makeItems)
	for _, c := range all[1:] {
		query(t, c, "SELECT 1")
		c.Release()
	}
	p.cut()
	_, err := all[0].Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(1)})
	if r := wantRefusal(t, "on the connection that was cut", err, fault.Unavailable); r.Outcome == driver.Refused {
		t.Errorf("got the outcome %d, want one of a loss", r.Outcome)
	}
	all[0].Release()
	for range 5 {
		c := acquire(t, db, driver.ReadWrite)
		query(t, c, "SELECT 1")
	}
}

func TestAfterASilentLossNoOlderConnectionIsHandedOut(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, func(o *postgres.Options) { o.StatementTimeout = time.Second })
	var all []driver.Conn
	for range 4 {
		all = append(all, acquire(t, db, driver.ReadWrite))
	}
	for _, c := range all[1:] {
		c.Release()
	}
	p.swallow()
	_, err := all[0].Exec(t.Context(), pingStatement, nil)
	wantRefusal(t, "on a connection that leads nowhere", err, fault.Timeout)
	all[0].Release()
	for range 4 {
		c := acquire(t, db, driver.ReadWrite)
		if _, err := c.Exec(t.Context(), pingStatement, nil); err != nil {
			t.Errorf("after the loss: %v", err)
		}
	}
}

var pingStatement = &driver.Statement{SQL: "SELECT 1", Reads: true}

func TestAConnectionThatWasCutWhileIdleIsNotHandedOut(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	exec(t, acquire(t, db, driver.ReadWrite), makeItems)
	for i := range int64(3) {
		c := acquire(t, db, driver.ReadWrite)
		insert(t, c, i)
		c.Release()
		p.cut()
		time.Sleep(10 * time.Millisecond)
	}
	c := acquire(t, db, driver.ReadWrite)
	wantIDs(t, c, 0, 1, 2)
	pid := query(t, c, ownPID)[0][0]
	c.Release()
	terminate(t, db, pid.(int64))
	c = acquire(t, db, driver.ReadWrite)
	insert(t, c, 3)
}

// terminate ends a connection as an administrator does.
func terminate(t testing.TB, db *postgres.Database, pid int64) {
	t.Helper()
	o := optionsOf(t, adminURL(t))
	o.PoolSize = 1
	c := acquire(t, openAt(t, o), driver.ReadWrite)
	query(t, c, "SELECT pg_terminate_backend($1::int)", driver.IntValue(pid))
	for len(query(t, c, "SELECT 1 FROM pg_stat_activity WHERE pid = $1::int", driver.IntValue(pid))) > 0 {
		time.Sleep(time.Millisecond)
	}
}

func TestAStatementOnAConnectionThatTheServerEndedWasNotDone(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	insert(t, c, 1)
	terminate(t, db, query(t, c, ownPID)[0][0].(int64))
	_, err := c.Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(2)})
	if r := wantRefusal(t, "insert", err, fault.Unavailable); r.Outcome != driver.Unsent {
		t.Errorf("got the outcome %d of %v, want that nothing was done", r.Outcome, err)
	}
	_, err = c.Exec(t.Context(), countItems, nil)
	if r := wantRefusal(t, "on the lost connection", err, fault.Unavailable); r.Outcome != driver.Unsent {
		t.Errorf("got the outcome %d, want that nothing was sent", r.Outcome)
	}
}

func TestATransactionBeginsOnAnotherConnectionWhenTheFirstIsGone(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	begin(t, c)
	p.cut()
	insert(t, c, 1)
	insert(t, c, 2)
	end(t, c, true)
	wantIDs(t, c, 1, 2)
	begin(t, c)
	insert(t, c, 3)
	p.cut()
	_, err := c.Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(4)})
	if r := wantRefusal(t, "the second statement", err, fault.Unavailable); r.Outcome != driver.Lost {
		t.Errorf("got the outcome %d, want a loss", r.Outcome)
	}
	_, err = c.Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(5)})
	wantRefusal(t, "a third statement", err, fault.Unavailable)
	wantRefusal(t, "the commit", c.End(t.Context(), true), fault.Unavailable)
	c.Release()
	wantIDs(t, acquire(t, db, driver.ReadOnly), 1, 2)
}

func TestALostAnswerToACommitIsTold(t *testing.T) {
	t.Parallel()
	for _, stored := range []bool{true, false} {
		db, p := proxied(t, nil)
		c := acquire(t, db, driver.ReadWrite)
		exec(t, c, makeItems)
		begin(t, c)
		insert(t, c, 1)
		if stored {
			p.left.Store(0) // the server does it, and its answer is lost
		} else {
			p.cut()
		}
		if r := wantRefusal(t, "End", c.End(t.Context(), true), fault.CommitUnknown); r.Outcome != driver.Lost {
			t.Errorf("got the outcome %d, want a loss", r.Outcome)
		}
		c.Release()
		c = acquire(t, db, driver.ReadOnly)
		time.Sleep(50 * time.Millisecond)
		if got := len(ids(t, c)); stored != (got == 1) {
			t.Errorf("stored %v: got %d rows", stored, got)
		}
	}
}

func TestALostAnswerToTheEndOfReadingIsNoMatter(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadOnly)
	begin(t, c)
	query(t, c, "SELECT 1")
	p.left.Store(0)
	end(t, c, true) // there was nothing to store
}

func TestAResultThatIsCutIsALoss(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadOnly)
	query(t, c, "SELECT 1")
	p.left.Store(100_000)
	rows, err := c.Query(t.Context(), manyRows, nil)
	if err != nil {
		t.Fatal(err)
	}
	n, more := 0, true
	for more {
		if more, err = rows.Next(); more {
			n++
		}
	}
	if r := wantRefusal(t, "Next", err, fault.Unavailable); n == 0 || n > 100 || r.Outcome != driver.Lost {
		t.Errorf("got %d rows and the outcome %d, want some and a loss", n, r.Outcome)
	}
	if _, again := rows.Next(); !errors.Is(again, err) {
		t.Errorf("Next again: got %v, want %v", again, err)
	}
	if err := rows.Close(); err != nil {
		t.Errorf("Close: got %v, want nothing beyond what Next told", err)
	}
}

func TestAServerThatTakesNoWritesAnyMoreIsLeft(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES"))
	db := openAt(t, o)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	pid := query(t, c, ownPID)[0][0]
	query(t, c, "SELECT set_config('default_transaction_read_only', 'on', false)") // as of a server that has become a standby
	_, err := c.Exec(t.Context(), insertItem, []driver.Value{driver.IntValue(1)})
	if r := wantRefusal(t, "insert", err, fault.ReadOnly); r.Outcome != driver.Unsent {
		t.Errorf("got the outcome %d, want that another connection may be asked", r.Outcome)
	}
	c.Release()
	c = acquire(t, db, driver.ReadWrite)
	if got := query(t, c, ownPID)[0][0]; got == pid {
		t.Error("got the same connection again")
	}
	insert(t, c, 1)
	query(t, c, "SELECT set_config('default_transaction_read_only', 'on', false)")
	begin(t, c)
	insert(t, c, 2) // begins on another connection
	end(t, c, true)
	wantIDs(t, c, 1, 2)
}

func TestReplicasReadOnly(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES"))
	plain := openAt(t, o)
	exec(t, acquire(t, plain, driver.ReadWrite), makeItems)
	p := newProxy(t, o.Hosts[0])
	o.Replicas = []string{p.address()}
	named := openAt(t, o)
	for what, db := range map[string]*postgres.Database{"the database itself": plain, "named replicas": named} {
		r := db.Replica()
		_, err := r.Acquire(t.Context(), driver.ReadWrite)
		wantRefusal(t, what, err, fault.ReadOnly)
		wantIDs(t, acquire(t, r, driver.ReadOnly))
		if err := errors.Join(r.Ping(t.Context()), r.Close(), r.Ping(t.Context())); err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if p.turns.Load() == 0 {
		t.Error("nothing was asked of the named replica")
	}
}

func TestHostsAreTriedInTurn(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, adminURL(t))
	o.Hosts = append([]string{"127.0.0.1:1", "no-such-host.invalid"}, o.Hosts...)
	o.TargetSessionAttrs = "read-write"
	c := acquire(t, openAt(t, o), driver.ReadWrite)
	query(t, c, "SELECT 1")
}

func TestConnectionsEndWhenTheirTimeIsOver(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, adminURL(t))
	o.MaxLifetime, o.PoolSize = 50*time.Millisecond, 1
	db := openAt(t, o)
	pids := map[any]bool{}
	for range 3 {
		c := acquire(t, db, driver.ReadOnly)
		pids[query(t, c, ownPID)[0][0]] = true
		c.Release()
		time.Sleep(70 * time.Millisecond)
	}
	if len(pids) < 2 {
		t.Errorf("got %d connections over several lifetimes, want more", len(pids))
	}
}

func TestStatementsArePreparedOnceAndForgottenInTheEnd(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadOnly)
	s := &driver.Statement{SQL: "SELECT 1", Reads: true}
	run := func(s *driver.Statement) {
		t.Helper()
		if _, err := c.Exec(t.Context(), s, nil); err != nil {
			t.Fatal(err)
		}
	}
	if first, again := p.trips(func() { run(s) }), p.trips(func() { run(s) }); first != 2 || again != 1 {
		t.Errorf("got %d and %d round trips, want 2 and 1", first, again)
	}
	for range 300 {
		run(&driver.Statement{SQL: "SELECT 2", Reads: true})
	}
	run(&driver.Statement{SQL: "SELECT 2", Reads: true})
	if got := query(t, c, "SELECT count(*) FROM pg_prepared_statements")[0][0].(int64); got < 200 || got > 258 {
		t.Errorf("the server keeps %d prepared statements, want about 256", got)
	}
}

func TestAStatementIsPreparedAnewWhenItsTableWasAltered(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	insert(t, c, 1)
	s := &driver.Statement{SQL: "SELECT * FROM item", Reads: true}
	columns := func() string {
		t.Helper()
		rows, err := c.Query(t.Context(), s, nil)
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		return strings.Join(rows.Columns(), " ")
	}
	columns()
	exec(t, c, "ALTER TABLE item ADD COLUMN size integer")
	if got := columns(); got != "id name size" {
		t.Errorf("got the columns %s", got)
	}
	begin(t, c)
	insert(t, c, 2)
	exec(t, c, "ALTER TABLE item DROP COLUMN name")
	if got := columns(); got != "id size" {
		t.Errorf("in a transaction: got the columns %s", got)
	}
	end(t, c, true)
	exec(t, c, "DEALLOCATE ALL")
	columns()
	wantIDs(t, c, 1, 2)
}
