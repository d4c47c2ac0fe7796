package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func isolation() theme {
	return theme{"isolation", []testCase{
		{"read and write in many transactions at once loses no update", isolationCounter},
		{"of two that read and then write one waits or is refused", isolationLost},
		{"a snapshot stays while others write", isolationMoment},
		{"each statement of ReadCommitted sees what is committed", isolationCommitted},
		{"serializable transactions leave what one after the other would leave", isolationSkew},
		{"transactions that wait for each other both come to an end", isolationDeadlock},
		{"a transaction that goes on after it was refused is stored whole or not at all", isolationWhole},
		{"an isolation that is none is refused", isolationNone},
	}}
}

// repeated runs a transaction again for as long as another one gets in its way, a random moment later, so that the
// two do not meet again.
func repeated(ctx context.Context, db *orm.DB, i orm.Isolation, do func(context.Context, *orm.Tx) error) error {
	for {
		err := db.TxWith(ctx, orm.TxOptions{Isolation: i}, do)
		if fault.KindOf(err) != fault.Serialization {
			return err
		}
		time.Sleep(rand.N(10 * time.Millisecond))
	}
}

// addOne reads and then writes.
func addOne(ctx context.Context, tx *orm.Tx) error {
	one, err := things.Get(ctx, tx, 1)
	if err != nil {
		return err
	}
	one.Size++
	return things.Update(ctx, tx, one, &things.C.Size)
}

func isolationCounter(t *trial) {
	db, other := t.tables(things), t.tables(things)
	insert(t, db, things, &thing{Name: "counter"})
	var group sync.WaitGroup
	for i := range 8 {
		handle, level := []*orm.DB{db, other}[i%2], []orm.Isolation{orm.Snapshot, orm.Serializable}[i/4]
		group.Go(func() {
			for range 25 {
				if err := repeated(t.Context(), handle, level, addOne); err != nil {
					t.Errorf("Tx: %v", err)
				}
			}
		})
	}
	group.Wait()
	t.same("the sum", all(t, db, things)[0].Size, int64(200))
}

// await waits for another goroutine, but not for ever: where an engine lets one transaction write at a time, the
// other only goes on when this one has ended. It tells whether the other one came.
func await(c <-chan struct{}) bool {
	select {
	case <-c:
		return true
	case <-time.After(150 * time.Millisecond):
		return false
	}
}

func isolationLost(t *trial) {
	db := t.tables(things)
	insert(t, db, things, &thing{Name: "counter"})
	theirs, done := error(nil), make(chan struct{})
	mine := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		one, err := things.Get(ctx, tx, 1)
		t.ok("Get", err)
		go func() {
			defer close(done)
			theirs = db.Tx(t.Context(), addOne)
		}()
		await(done)
		one.Size++
		return things.Update(ctx, tx, one, &things.C.Size)
	})
	<-done
	stored := int64(0)
	for what, err := range map[string]error{"the first": mine, "the second": theirs} {
		if err == nil {
			stored++
			continue
		}
		t.kind(what, err, fault.Serialization)
	}
	t.same("the sum", all(t, db, things)[0].Size, stored)
	t.same("one at least is stored", stored > 0, true)
}

// beside inserts a ticket from outside of a transaction, and tells whether that has ended by now and how it ended.
func beside(t *trial, db *orm.DB) (came bool, ended func() error) {
	t.Helper()
	err, done := error(nil), make(chan struct{})
	go func() {
		defer close(done)
		err = tickets.Insert(t.Context(), db, &ticket{Title: "theirs"})
	}()
	return await(done), func() error {
		<-done
		return err
	}
}

func isolationMoment(t *trial) {
	for _, level := range []orm.Isolation{orm.Snapshot, orm.Serializable} {
		db, ended := manyTickets(t, 3), (func() error)(nil)
		before, err := tickets.Count(t.Context(), db)
		t.ok("Count", err)
		err = db.TxWith(t.Context(), orm.TxOptions{Isolation: level}, func(ctx context.Context, tx *orm.Tx) error {
			count(t, tx, tickets, before)
			_, ended = beside(t, db)
			count(t, tx, tickets, before)
			return tickets.Update(ctx, tx, &ticket{1, "mine"})
		})
		if err != nil { // it stands in the way of a transaction that could not have come first
			t.kind("Tx", err, fault.Serialization)
		}
		t.ok("Insert beside it", ended())
		count(t, db, tickets, before+1)
	}
}

func isolationCommitted(t *trial) {
	db, ended := manyTickets(t, 3), (func() error)(nil)
	t.ok("Tx", db.TxWith(t.Context(), orm.TxOptions{Isolation: orm.ReadCommitted}, func(_ context.Context, tx *orm.Tx) error {
		count(t, tx, tickets, 3)
		came, e := beside(t, db)
		ended = e
		if came {
			count(t, tx, tickets, 4)
		}
		return nil
	}))
	t.ok("Insert beside it", ended())
	count(t, db, tickets, 4)
}

// isolationSkew is about two on duty of whom each may leave while there is another: alone each reads something else
// than the other writes.
func isolationSkew(t *trial) {
	for range 5 {
		db, c := t.tables(things), things.C
		_, err := things.Every().Delete(t.Context(), db)
		t.ok("Delete", err)
		two := []*thing{{Name: "on duty"}, {Name: "on duty"}}
		insert(t, db, things, two...)
		var both, group sync.WaitGroup
		both.Add(2)
		met := make(chan struct{})
		go func() {
			both.Wait()
			close(met)
		}()
		for _, one := range two {
			arrive := sync.OnceFunc(both.Done)
			group.Go(func() {
				err := repeated(t.Context(), db, orm.Serializable, func(ctx context.Context, tx *orm.Tx) error {
					n, err := things.Where(orm.Eq(&c.Name, "on duty")).Count(ctx, tx)
					arrive()
					await(met)
					if err != nil || n < 2 {
						return err
					}
					return things.Update(ctx, tx, &thing{ID: one.ID, Name: "left"})
				})
				if err != nil {
					t.Errorf("Tx: %v", err)
				}
			})
		}
		group.Wait()
		n, err := things.Where(orm.Eq(&c.Name, "on duty")).Count(t.Context(), db)
		t.ok("Count", err)
		t.same("left on duty", n, int64(1))
	}
}

// crossing runs two transactions at once, each of which writes the rows 1 and 2, in turned order: both hold one row
// before either asks for the other. The function gets the keys in their order.
func crossing(t *trial, do func(first, second int64, met func()) error) {
	t.Helper()
	var group sync.WaitGroup
	arrived := [2]chan struct{}{make(chan struct{}), make(chan struct{})}
	for i := range arrived {
		once := sync.OnceFunc(func() { close(arrived[i]) })
		group.Go(func() {
			met := func() {
				once()
				await(arrived[1-i])
			}
			if err := do(int64(1+i), int64(2-i), met); err != nil {
				t.Errorf("transaction %d: %v", i, err)
			}
		})
	}
	group.Wait()
}

func isolationDeadlock(t *trial) {
	db := manyTickets(t, 2)
	for _, level := range []orm.Isolation{orm.Snapshot, orm.ReadCommitted} {
		crossing(t, func(first, second int64, met func()) error {
			return repeated(t.Context(), db, level, func(ctx context.Context, tx *orm.Tx) error {
				title := fmt.Sprint("by ", first)
				if err := tickets.Update(ctx, tx, &ticket{first, title}); err != nil {
					return err
				}
				met()
				return tickets.Update(ctx, tx, &ticket{second, title})
			})
		})
		rows := all(t, db, tickets)
		t.same("both rows are of one transaction", rows[0].Title, rows[1].Title)
	}
}

func isolationWhole(t *trial) {
	db := manyTickets(t, 2)
	for range 2 {
		crossing(t, func(first, second int64, met func()) error {
			var wrote []int64 // the keys of what was answered as written
			note := func(ctx context.Context, tx *orm.Tx) {
				k := &ticket{Title: fmt.Sprint("beside ", first)}
				if tickets.Insert(ctx, tx, k) == nil {
					wrote = append(wrote, k.ID)
				}
			}
			err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
				note(ctx, tx)
				_ = tickets.Update(ctx, tx, &ticket{first, "changed"})
				met()
				_ = tickets.Update(ctx, tx, &ticket{second, "changed"})
				note(ctx, tx) // whatever the answer was
				return nil
			})
			want := int64(len(wrote))
			if err != nil {
				want = 0
				t.kind("Tx", err, fault.Serialization)
			}
			stored, err := tickets.Where(orm.In(&tickets.C.ID, wrote...)).Count(t.Context(), db)
			t.same("rows stored", stored, want)
			return err
		})
	}
}

func isolationNone(t *trial) {
	db := t.tables(tickets)
	err := db.TxWith(t.Context(), orm.TxOptions{Isolation: orm.Serializable + 1}, func(context.Context, *orm.Tx) error { panic("the function ran") })
	t.kind("TxWith", err, fault.Invalid)
}
