package conformance

import (
	"context"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func cancellation() theme {
	return theme{"cancellation", []testCase{
		{"a context that has ended sends nothing", cancelBefore},
		{"a deadline stops a long read before its first row", cancelRead},
		{"a deadline stops a long write that then has done nothing", cancelWrite},
		{"a deadline ends the wait for a row that another transaction holds", cancelWait},
		{"a transaction whose context ends is undone", cancelTransaction},
		{"the database goes on afterwards", cancelAfter},
	}}
}

// patience is how long a stopped statement may go on.
const patience = 5 * time.Second

// soon returns a context that ends in a moment, and a check that what waited for it did not wait for long.
func (t *trial) soon() (context.Context, func(what string, err error)) {
	started := time.Now()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	t.Cleanup(cancel)
	return ctx, func(what string, err error) {
		t.Helper()
		t.kind(what, err, fault.Timeout)
		if took := time.Since(started); took > patience {
			t.Errorf("%s: took %v, want about 0.1 s", what, took)
		}
	}
}

// endless counts two hundred million rows, made of the few of the table thing: that takes longer than patience,
// and ends in case that nobody stops it.
const endless orm.ConstText = "SELECT count(*) AS size FROM thing a, thing b, thing c WHERE a.id + b.id + c.id > 0"

// endlessly is a database for endless, with three tickets beside.
func endlessly(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(things, tickets)
	list := make([]*thing, 600)
	for i := range list {
		list[i] = &thing{}
	}
	t.ok("InsertAll", things.InsertAll(t.Context(), db, list))
	insert(t, db, tickets, ticketsOf(3)...)
	return db
}

func cancelBefore(t *trial) {
	db := manyTickets(t, 1)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := tickets.All(ctx, db)
	t.kind("All", err, fault.Canceled)
	t.kind("Insert", tickets.Insert(ctx, db, &ticket{}), fault.Canceled)
	t.kind("InsertAll", tickets.InsertAll(ctx, db, ticketsOf(2)), fault.Canceled)
	t.kind("Tx", db.Tx(ctx, func(context.Context, *orm.Tx) error { panic("the function ran") }), fault.Canceled)
	_, err = orm.Rows[ticket](ctx, db, orm.SQL("SELECT id FROM ticket"))
	t.kind("Rows", err, fault.Canceled)
	past, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Hour))
	defer cancel()
	_, err = tickets.Count(past, db)
	t.kind("Count", err, fault.Timeout)
	count(t, db, tickets, 1)
}

func cancelRead(t *trial) {
	db := endlessly(t)
	ctx, ended := t.soon()
	_, err := orm.Rows[thing](ctx, db, orm.SQL(endless))
	ended("Rows", err)
}

func cancelWrite(t *trial) {
	db := endlessly(t)
	ctx, ended := t.soon()
	_, err := orm.Exec(ctx, db, orm.SQL("UPDATE ticket SET title = 'changed ' || ("+endless+")"))
	ended("Exec", err)
	t.same("untouched", ids(t, db, tickets.Where(orm.HasPrefix(&tickets.C.Title, "ticket"))), []int64{1, 2, 3})
}

func cancelWait(t *trial) {
	db, other := manyTickets(t, 1), t.tables(tickets)
	t.ok("Tx", db.Tx(t.Context(), func(inside context.Context, tx *orm.Tx) error {
		t.ok("Update", tickets.Update(inside, tx, &ticket{1, "mine"}))
		for _, handle := range []*orm.DB{db, other} {
			ctx, ended := t.soon()
			ended("Update beside a transaction", tickets.Update(ctx, handle, &ticket{1, "theirs"}))
			ctx, ended = t.soon()
			ended("Delete beside a transaction", tickets.Delete(ctx, handle, &ticket{ID: 1}))
		}
		return nil
	}))
	t.same("the table", all(t, db, tickets), []*ticket{{1, "mine"}})
}

func cancelTransaction(t *trial) {
	db := t.tables(tickets)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.ok("Insert", tickets.Insert(ctx, tx, &ticket{}))
		cancel()
		t.kind("Insert after the end", tickets.Insert(ctx, tx, &ticket{}), fault.Canceled)
		return nil
	})
	t.kind("Tx", err, fault.Canceled)
	count(t, db, tickets, 0)
}

func cancelAfter(t *trial) {
	db := endlessly(t)
	for range 5 {
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := tickets.Insert(ctx, tx, &ticket{}); err != nil {
				return err
			}
			_, err := orm.Rows[thing](ctx, tx, orm.SQL(endless))
			return err
		})
		cancel()
		t.kind("Tx", err, fault.Timeout)
		insert(t, db, tickets, &ticket{})
	}
	count(t, db, tickets, 8)
}
