package conformance

import (
	"context"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func connections() theme {
	return theme{"connections", []testCase{
		{"several databases keep their own models apart", connectionDatabases},
		{"a pool that is in use is a deadline and no hang", connectionPool},
		{"many more at once than there are connections come to their turn", connectionTurns},
		{"a closed database says so", connectionClosed},
		{"the replicas' handle reads and does not write", connectionReplica},
		{"a read outside of a transaction outlives its connection", connectionRead},
		{"a write outside of a transaction is stored once or not at all", connectionWrite},
		{"a transaction that loses its connection is undone", connectionTransaction},
		{"a stream that loses its connection ends with an error", connectionStream},
	}}
}

func connectionDatabases(t *trial) {
	first, ctx := t.tables(tickets), t.Context()
	insert(t, first, tickets, &ticket{Title: "first"})
	t.Run("another database", func(inner *testing.T) {
		other := &trial{T: inner, engine: t.engine}
		second := other.tables(tickets, things)
		insert(other, second, tickets, &ticket{ID: 7, Title: "second"})
		insert(other, second, things, &thing{Name: "only there"})
		other.same("the first", all(other, first, tickets), []*ticket{{1, "first"}})
		other.same("the second", all(other, second, tickets), []*ticket{{7, "second"}})
		_, err := things.All(ctx, first)
		other.kind("a model of the other database", err, fault.Invalid)
		other.ok("Tx", second.Tx(ctx, func(inside context.Context, tx *orm.Tx) error {
			return first.Tx(inside, func(deeper context.Context, one *orm.Tx) error {
				other.kind("the outer database within both", tickets.Insert(deeper, second, &ticket{}), fault.Invalid)
				insert(other, tx, tickets, &ticket{Title: "both"})
				insert(other, one, tickets, &ticket{Title: "both"})
				return nil
			})
		}))
		count(other, second, tickets, 2)
	})
	count(t, first, tickets, 2)
}

// held opens transactions that only read, more than there are connections, and returns how many did not get one
// before their deadline. They hold theirs until the function has been called.
func held(t *trial, db *orm.DB) (refused int, letGo func()) {
	t.Helper()
	const many = 200
	var group sync.WaitGroup
	release, answers := make(chan struct{}), make(chan error, many)
	for range many {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
			defer cancel()
			came := false
			err := db.ReadTx(ctx, func(context.Context, *orm.ReadTx) error {
				came = true
				answers <- nil
				<-release
				return nil
			})
			if !came {
				answers <- err
			}
		})
	}
	for range many {
		if err := <-answers; err != nil {
			refused++
			t.kind("ReadTx", err, fault.Timeout)
		}
	}
	return refused, func() {
		close(release)
		group.Wait()
	}
}

func connectionPool(t *trial) {
	db := manyTickets(t, 3)
	refused, letGo := held(t, db)
	t.same("some came too late", refused > 0, true)
	ctx, ended := t.soon()
	_, err := tickets.Count(ctx, db)
	ended("Count", err)
	letGo()
	count(t, db, tickets, 3)
	insert(t, db, tickets, &ticket{})
}

func connectionTurns(t *trial) {
	db := t.tables(tickets)
	var group sync.WaitGroup
	for range 60 {
		group.Go(func() {
			for range 3 {
				if err := tickets.Insert(t.Context(), db, &ticket{}); err != nil {
					t.Errorf("Insert: %v", err)
				}
				if _, err := tickets.Get(t.Context(), db, 1); err != nil {
					t.Errorf("Get: %v", err)
				}
			}
		})
	}
	group.Wait()
	count(t, db, tickets, 180)
}

func connectionClosed(t *trial) {
	db, ctx := manyTickets(t, 1), t.Context()
	for range 2 {
		t.ok("Close", db.Close())
	}
	_, err := tickets.All(ctx, db)
	t.kind("All", err, fault.Unavailable)
	t.kind("Insert", tickets.Insert(ctx, db, &ticket{}), fault.Unavailable)
	t.kind("Tx", db.Tx(ctx, func(context.Context, *orm.Tx) error { panic("the function ran") }), fault.Unavailable)
	t.kind("Ping", db.Ping(ctx), fault.Unavailable)
}

func connectionReplica(t *trial) {
	db, ctx := manyTickets(t, 3), t.Context()
	replica := db.Replica()
	t.ok("Ping", replica.Ping(ctx))
	count(t, replica, tickets, 3)
	t.same("keys", ids(t, replica, tickets.Where(orm.Gt(&tickets.C.ID, 1))), []int64{2, 3})
	t.ok("ReadTx", replica.ReadTx(ctx, func(_ context.Context, tx *orm.ReadTx) error {
		count(t, tx, tickets, 3)
		insert(t, db, tickets, &ticket{})
		count(t, tx, tickets, 3)
		return nil
	}))
	_, err := orm.Rows[ticket](ctx, replica, orm.SQL("DELETE FROM ticket"))
	t.kind("Rows", err, fault.ReadOnly)
	count(t, db, tickets, 4)
}

// cut ends all connections to the case's database, where the engine has any.
func (t *trial) cut() {
	if t.engine.Cut != nil {
		t.engine.Cut(t)
	}
}

func connectionRead(t *trial) {
	db, ctx := manyTickets(t, 3), t.Context()
	for range 5 {
		t.cut()
		count(t, db, tickets, 3)
		t.cut()
		_, err := tickets.Get(ctx, db, 1)
		t.ok("Get", err)
		t.cut()
		t.ok("ReadTx", db.ReadTx(ctx, func(_ context.Context, tx *orm.ReadTx) error {
			count(t, tx, tickets, 3)
			return nil
		}))
	}
}

func connectionWrite(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	var stored, unknown atomic.Int64
	var group sync.WaitGroup
	done := make(chan struct{})
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				switch err := tickets.Insert(ctx, db, &ticket{}); fault.KindOf(err) {
				case fault.None:
					stored.Add(1)
				case fault.CommitUnknown:
					unknown.Add(1)
				case fault.Unavailable:
				default:
					t.Errorf("Insert: %v", err)
					return
				}
			}
		})
	}
	for range 10 {
		time.Sleep(10 * time.Millisecond)
		t.cut()
	}
	close(done)
	group.Wait()
	rows, err := tickets.Count(ctx, db)
	t.ok("Count", err)
	if least := stored.Load(); rows < least || rows > least+unknown.Load() || least == 0 {
		t.Errorf("got %d rows, want the %d that were answered as stored and at most %d of which nobody knew", rows, least, unknown.Load())
	}
}

func connectionTransaction(t *trial) {
	db := manyTickets(t, 3)
	lost := t.engine.Cut != nil
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, &ticket{})
		t.cut()
		err := tickets.Insert(ctx, tx, &ticket{})
		if lost {
			t.kind("Insert", err, fault.Unavailable)
			_, again := tickets.Count(ctx, tx)
			t.kind("Count afterwards", again, fault.Unavailable)
		}
		return nil
	})
	if !lost {
		t.ok("Tx", err)
		count(t, db, tickets, 5)
		return
	}
	t.kind("Tx", err, fault.Unavailable)
	count(t, db, tickets, 3)
	t.ok("Tx again", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error { return tickets.Insert(ctx, tx, &ticket{}) }))
	count(t, db, tickets, 4)
}

func connectionStream(t *trial) {
	db := t.tables(notes)
	const rows = 5000
	long := make([]*note, rows)
	for i := range long {
		long[i] = &note{Text: longText}
	}
	t.ok("InsertAll", notes.InsertAll(t.Context(), db, long))
	seen, last := 0, error(nil)
	for _, err := range notes.Query().Stream(t.Context(), db) {
		if last = err; err != nil {
			break
		}
		if seen++; seen == 1 {
			t.cut()
		}
	}
	if last == nil { // all of it was on its way already, or nothing can be cut
		t.same("rows", seen, rows)
	} else {
		t.kind("the last element", last, fault.Unavailable)
	}
	count(t, db, notes, rows)
}
