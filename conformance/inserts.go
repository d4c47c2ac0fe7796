package conformance

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func inserts() theme {
	return theme{"inserts", []testCase{
		{"many objects at once for every size of a batch", insertSizes},
		{"given and generated keys may be mixed", insertMixed},
		{"many are stored all or none when a rule refuses one", insertRefusedByRule},
		{"many are stored all or none when the database refuses one", insertRefusedByDatabase},
		{"many are all or none within a transaction that goes on", insertInTransaction},
		{"a thousand objects cost few statements", insertStatements},
		{"Omit leaves columns to the database", insertOmit},
		{"Omit of a column without a default is refused", insertOmitRefused},
		{"an object may be stored twice under two keys", insertTwice},
		{"nil is refused", insertNil},
	}}
}

func insertSizes(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	total, last := int64(0), int64(0)
	for _, n := range []int{0, 1, 2, 63, 64, 65, 127, 128, 129, 1000} {
		list := ticketsOf(n)
		t.ok(fmt.Sprint("InsertAll of ", n), tickets.InsertAll(ctx, db, list))
		for i, k := range list {
			if k.ID <= last {
				t.Fatalf("object %d of %d: got the key %d after %d, want more", i, n, k.ID, last)
			}
			last = k.ID
		}
		total += int64(n)
		got := all(t, db, tickets)
		t.same(fmt.Sprint("the last ", n), got[len(got)-n:], list)
	}
	count(t, db, tickets, total)
}

func insertMixed(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	list := ticketsOf(200)
	for i := range list {
		if i%3 == 0 {
			list[i].ID = int64(1000 - i)
		}
	}
	t.ok("InsertAll", tickets.InsertAll(ctx, db, list))
	seen := map[int64]bool{}
	for i, k := range list {
		if i%3 == 0 && k.ID != int64(1000-i) || k.ID == 0 || seen[k.ID] {
			t.Fatalf("object %d: got the key %d, which is not its own", i, k.ID)
		}
		seen[k.ID] = true
		got, err := tickets.Get(ctx, db, k.ID)
		t.ok("Get", err)
		t.same("the row", got, k)
	}
}

// refusedTogether inserts a hundred accounts of which one is spoilt, and fails the case if anything is left.
func (t *trial) refusedTogether(place int, want fault.Kind, field string, spoil func(a *account)) {
	t.Helper()
	db := t.tables(accounts)
	insert(t, db, accounts, accountOf(200))
	list, before := make([]*account, 100), make([]*account, 100)
	for i := range list {
		list[i] = accountOf(int64(i))
	}
	spoil(list[place])
	for i, a := range list {
		copied := *a
		before[i] = &copied
	}
	t.refused("InsertAll", accounts.InsertAll(t.Context(), db, list), want, "account", field)
	t.same("the objects", list, before)
	count(t, db, accounts, 1)
}

func insertRefusedByRule(t *trial) {
	t.refusedTogether(70, fault.Invalid, "Handle", func(a *account) { a.Handle = "\xff" })
}

func insertRefusedByDatabase(t *trial) {
	t.refusedTogether(99, fault.Unique, "Handle", func(a *account) { a.Handle = accountOf(200).Handle })
}

func insertInTransaction(t *trial) {
	db := t.tables(tickets)
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		insert(t, tx, tickets, &ticket{ID: 5, Title: "before"})
		t.refused("InsertAll", tickets.InsertAll(ctx, tx, append(ticketsOf(70), &ticket{ID: 5})), fault.Unique, "ticket", "ID")
		count(t, tx, tickets, 1)
		return tickets.InsertAll(ctx, tx, []*ticket{{Title: "after"}, {Title: "after"}})
	})
	t.ok("Tx", err)
	var titles []string
	for _, k := range all(t, db, tickets) {
		titles = append(titles, k.Title)
	}
	t.same("titles", titles, []string{"before", "after", "after"})
}

func insertStatements(t *trial) {
	var seen recorder
	db := t.observed(&seen, tickets)
	seen.take()
	t.ok("InsertAll", tickets.InsertAll(t.Context(), db, ticketsOf(1000)))
	if n := len(seen.take()); n > 25 {
		t.Errorf("got %d statements for 1,000 objects, want at most 25", n)
	}
}

func insertOmit(t *trial) {
	db, ctx, c := t.tables(sales), t.Context(), sales.C
	one := &sale{Title: "one", Number: 99, Note: new("not written")}
	t.ok("Insert", sales.Insert(ctx, db, one, orm.Omit(&c.Number, &c.Note)))
	t.same("the object", one, &sale{ID: 1, Title: "one", Number: 42})
	many := []*sale{{Title: "two"}, {Title: "three", Number: 7}}
	t.ok("InsertAll", sales.InsertAll(ctx, db, many, orm.Omit(&c.Number)))
	t.same("the objects", many, []*sale{{ID: 2, Title: "two", Number: 42}, {ID: 3, Title: "three", Number: 42}})
	insert(t, db, sales, &sale{Title: "zero"})
	t.same("the table", all(t, db, sales), []*sale{one, many[0], many[1], {ID: 4, Title: "zero"}})
}

type sale struct {
	ID     int64
	Title  string
	Number int64
	Note   *string
}

func (s *sale) Define(t *orm.Table[sale]) { t.Column(&s.Number).ServerDefault("40 + 2") }

var sales = orm.Define[sale]()

func insertOmitRefused(t *trial) {
	db, ctx := t.tables(sales), t.Context()
	one := &sale{Title: "kept"}
	t.kind("Insert", sales.Insert(ctx, db, one, orm.Omit(&sales.C.Title)), fault.Invalid)
	t.kind("InsertAll", sales.InsertAll(ctx, db, []*sale{one}, orm.Omit(&sales.C.Title)), fault.Invalid)
	t.kind("another model's field", sales.Insert(ctx, db, one, orm.Omit(&things.C.Name)), fault.Invalid)
	t.same("the object", one, &sale{Title: "kept"})
	count(t, db, sales, 0)
}

func insertTwice(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	k := &ticket{Title: "again"}
	insert(t, db, tickets, k)
	k.ID = 0
	insert(t, db, tickets, k)
	t.same("the table", all(t, db, tickets), []*ticket{{1, "again"}, {2, "again"}})
	k.ID = 0
	t.ok("InsertAll", tickets.InsertAll(ctx, db, []*ticket{{Title: "third"}, k}))
	count(t, db, tickets, 4)
}

func insertNil(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	t.kind("Insert", tickets.Insert(ctx, db, nil), fault.Invalid)
	first := &ticket{}
	t.kind("InsertAll", tickets.InsertAll(ctx, db, []*ticket{first, nil}), fault.Invalid)
	t.same("the object before it", first, &ticket{})
	t.kind("Update", tickets.Update(ctx, db, nil), fault.Invalid)
	t.kind("Delete", tickets.Delete(ctx, db, nil), fault.Invalid)
	t.kind("Refresh", tickets.Refresh(ctx, db, nil), fault.Invalid)
	t.ok("InsertAll of nothing", tickets.InsertAll(ctx, db, nil))
	count(t, db, tickets, 0)
}
