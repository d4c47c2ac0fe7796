package conformance

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func transactions() theme {
	return theme{"transactions", []testCase{
		{"what the function wrote is there when it returns nil", txCommit},
		{"an error of the function undoes all of it", txRollback},
		{"a panic undoes all of it and goes on", txPanic},
		{"a refused statement undoes only itself", txRefused},
		{"the database is refused within its own transaction", txMarked},
		{"a transaction is refused after its end", txEnded},
		{"a second statement beside an open stream is refused", txBusy},
		{"a transaction that only reads refuses to write", txReadOnly},
		{"a transaction that only reads sees one moment", txSnapshot},
		{"a transaction sees what it wrote and nobody else does", txIsolated},
		{"a transaction of one database may use another", txTwo},
		{"a savepoint of the program's own is refused", txSavepoint},
		{"a definition is undone with its transaction or refused in it", txDefinition},
		{"calls outside of transactions that meet are all done", txCalls},
		{"a transaction is recognized within one of another database", txCrossed},
	}}
}

func txCommit(t *trial) {
	db := t.tables(tickets)
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, ticketsOf(3)...)
		_, err := tickets.Where(orm.Eq(&tickets.C.ID, 2)).Delete(ctx, tx)
		return err
	}))
	t.same("left", ids(t, t.tables(tickets), tickets.Query()), []int64{1, 3})
}

func txRollback(t *trial) {
	db, own := t.tables(tickets), errors.New("the function's own error")
	insert(t, db, tickets, ticketsOf(2)...)
	before := all(t, db, tickets)
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, ticketsOf(100)...)
		_, err := tickets.Every().Update(ctx, tx, orm.Set(&tickets.C.Title, "changed"))
		t.ok("Update", err)
		t.ok("Delete", tickets.Delete(ctx, tx, &ticket{ID: 1}))
		return own
	})
	if !errors.Is(err, own) {
		t.Errorf("got %v, want %v", err, own)
	}
	t.same("the table", all(t, db, tickets), before)
}

func txPanic(t *trial) {
	db := t.tables(tickets)
	func() {
		defer func() { t.same("the panic", recover(), "in the transaction") }()
		_ = db.Tx(t.Context(), func(_ context.Context, tx *orm.Tx) error {
			insert(t, tx, tickets, &ticket{})
			panic("in the transaction")
		})
	}()
	count(t, db, tickets, 0)
	insert(t, db, tickets, &ticket{})
}

func txRefused(t *trial) {
	db := t.tables(tickets)
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, &ticket{ID: 1, Title: "first"})
		t.kind("Insert", tickets.Insert(ctx, tx, &ticket{ID: 1}), fault.Unique)
		return tickets.Insert(ctx, tx, &ticket{ID: 2, Title: "second"})
	}))
	t.same("the table", all(t, db, tickets), []*ticket{{1, "first"}, {2, "second"}})
}

func txMarked(t *trial) {
	db := t.tables(tickets)
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		t.kind("Insert", tickets.Insert(ctx, db, &ticket{}), fault.Invalid)
		_, err := tickets.All(ctx, db)
		t.kind("All", err, fault.Invalid)
		t.kind("InsertAll", tickets.InsertAll(ctx, db, ticketsOf(2)), fault.Invalid)
		t.kind("Tx", db.Tx(ctx, func(context.Context, *orm.Tx) error { return nil }), fault.Invalid)
		t.kind("ReadTx", db.ReadTx(ctx, func(context.Context, *orm.ReadTx) error { return nil }), fault.Invalid)
		child, cancel := context.WithCancel(ctx)
		defer cancel()
		_, err = tickets.Get(child, db, 1)
		t.kind("Get with a context made of it", err, fault.Invalid)
		return tickets.Insert(ctx, tx, &ticket{})
	}))
	count(t, db, tickets, 1)
}

func txEnded(t *trial) {
	db := t.tables(tickets)
	var kept *orm.Tx
	var inside context.Context
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		kept, inside = tx, ctx
		return nil
	}))
	t.kind("Insert", tickets.Insert(t.Context(), kept, &ticket{}), fault.Invalid)
	_, err := tickets.All(t.Context(), kept)
	t.kind("All", err, fault.Invalid)
	t.ok("the database with the context of a transaction that is over", tickets.Insert(inside, db, &ticket{}))
	var read *orm.ReadTx
	t.ok("ReadTx", db.ReadTx(t.Context(), func(_ context.Context, tx *orm.ReadTx) error {
		read = tx
		return nil
	}))
	_, err = tickets.All(t.Context(), read)
	t.kind("All of a ReadTx", err, fault.Invalid)
	count(t, db, tickets, 1)
}

func txBusy(t *trial) {
	db := manyTickets(t, 10)
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		for k, err := range tickets.Query().Stream(ctx, tx) {
			t.ok("Stream", err)
			t.kind("Update", tickets.Update(ctx, tx, k), fault.Invalid)
			_, err = tickets.Count(ctx, tx)
			t.kind("Count", err, fault.Invalid)
		}
		return tickets.Insert(ctx, tx, &ticket{})
	}))
	count(t, db, tickets, 11)
}

func txReadOnly(t *trial) {
	db := manyTickets(t, 3)
	t.ok("ReadTx", db.ReadTx(t.Context(), func(ctx context.Context, tx *orm.ReadTx) error {
		for _, s := range []orm.Statement{
			orm.SQL("UPDATE ticket SET title = 'x' WHERE id = 1"),
			orm.SQL("DELETE FROM ticket"), orm.SQL("INSERT INTO ticket (title) VALUES ('x')"), orm.SQL("DROP TABLE ticket"),
		} {
			_, err := orm.Rows[ticket](ctx, tx, s)
			t.kind("Rows", err, fault.ReadOnly)
		}
		count(t, tx, tickets, 3)
		return nil
	}))
	_, err := orm.Rows[ticket](t.Context(), db, orm.SQL("DELETE FROM ticket"))
	t.kind("Rows on the database", err, fault.ReadOnly)
	t.same("untouched", ids(t, db, tickets.Where(orm.Ne(&tickets.C.Title, "x"))), []int64{1, 2, 3})
}

func txSnapshot(t *trial) {
	db := manyTickets(t, 3)
	outside := t.Context()
	t.ok("ReadTx", db.ReadTx(outside, func(ctx context.Context, tx *orm.ReadTx) error {
		count(t, tx, tickets, 3)
		insert(t, db, tickets, ticketsOf(2)...)
		t.ok("Delete", tickets.Delete(outside, db, &ticket{ID: 1}))
		count(t, tx, tickets, 3)
		count(t, db, tickets, 4)
		_, err := tickets.Get(ctx, tx, 1)
		t.ok("Get of the row deleted since", err)
		return nil
	}))
	count(t, db, tickets, 4)
}

func txIsolated(t *trial) {
	db := t.tables(tickets)
	t.ok("Tx", db.Tx(t.Context(), func(_ context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, ticketsOf(2)...)
		count(t, tx, tickets, 2)
		count(t, db, tickets, 0)
		return nil
	}))
	count(t, db, tickets, 2)
}

func txTwo(t *trial) {
	db := manyTickets(t, 3)
	other := t.open(orm.Models(tickets), orm.Options{})
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, &ticket{})
		n, err := tickets.Count(ctx, other)
		t.same("what another handle sees", n, int64(3))
		return err
	}))
	count(t, other, tickets, 4)
}

func txSavepoint(t *trial) {
	db, ctx := fourThings(t), t.Context()
	for _, sql := range []orm.Statement{orm.SQL("SAVEPOINT mine"), orm.SQL("RELEASE SAVEPOINT mine"), orm.SQL("ROLLBACK TO SAVEPOINT mine")} {
		_, err := orm.Exec(ctx, db, sql)
		t.kind("outside of a transaction", err, fault.Invalid)
	}
	insert(t, db, things, &thing{Name: "later"})
	count(t, db, things, 5)
}

func txDefinition(t *trial) {
	db := manyTickets(t, 1)
	t.undo(db, func(tx *orm.Tx) {
		insert(t, tx, tickets, &ticket{})
		if _, err := orm.Exec(t.Context(), tx, orm.SQL("CREATE TABLE extra (id BIGINT)")); err != nil {
			if k := fault.KindOf(err); k != fault.Unsupported && k != fault.Invalid {
				t.Errorf("got %v (kind %q), want a refusal", err, k)
			}
		}
	})
	_, err := orm.Rows[ticket](t.Context(), db, orm.SQL("SELECT id FROM extra"))
	t.kind("Rows of the table", err, fault.SchemaMismatch)
	count(t, db, tickets, 1)
}

// txCalls writes the same rows in many ways at once, each call by itself.
func txCalls(t *trial) {
	db, ctx, c := t.tables(settings), t.Context(), settings.C
	list := make([]*setting, 20)
	for i := range list {
		list[i] = &setting{Name: fmt.Sprint("name ", i), Code: int64(i), Slot: fmt.Sprint(i), Live: i%2 == 0}
	}
	t.ok("InsertAll", settings.InsertAll(ctx, db, list))
	turned := slices.Clone(list)
	slices.Reverse(turned)
	var group sync.WaitGroup
	for what, do := range map[string]func(i int) error{
		"UpdateAll":        func(int) error { return settings.UpdateAll(ctx, db, clones(list), &c.Value) },
		"UpdateAll turned": func(int) error { return settings.UpdateAll(ctx, db, clones(turned), &c.Value) },
		"Update":           func(i int) error { return settings.Update(ctx, db, clones(list)[i], &c.Value) },
		"Set": func(i int) error {
			_, err := settings.Where(orm.Gt(&c.Code, int64(i))).Update(ctx, db, orm.Set(&c.Value, "set"))
			return err
		},
		"InsertOrUpdate": func(i int) error {
			return settings.InsertOrUpdate(ctx, db, clones(turned)[i], orm.On(&c.Name).Update(&c.Value))
		},
		"Insert": func(i int) error {
			return settings.Insert(ctx, db, &setting{Name: fmt.Sprint("more ", i), Shop: 1, Code: int64(i), Slot: "more"})
		},
		"Delete": func(i int) error {
			_, err := settings.Where(orm.Eq(&c.Shop, 1), orm.Lt(&c.Code, int64(i))).Delete(ctx, db)
			return err
		},
	} {
		group.Go(func() {
			for i := range list {
				if err := do(i); err != nil {
					t.Errorf("%s %d: %v", what, i, err)
				}
			}
		})
	}
	group.Wait()
}

func clones(list []*setting) []*setting {
	copies := make([]*setting, len(list))
	for i, s := range list {
		copied := *s
		copies[i] = &copied
	}
	return copies
}

func txCrossed(t *trial) {
	db := t.tables(tickets)
	other := t.open(orm.Models(tickets), orm.Options{})
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, _ *orm.Tx) error {
		return other.ReadTx(ctx, func(ctx context.Context, _ *orm.ReadTx) error {
			t.kind("Insert", tickets.Insert(ctx, db, &ticket{}), fault.Invalid)
			return nil
		})
	}))
}
