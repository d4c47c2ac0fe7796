package conformance

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func keys() theme {
	return theme{"keys", []testCase{
		{"a generated key is filled in and counts up", keyGenerated},
		{"a key that is given is kept and counted from", keyGiven},
		{"a deleted key is never handed out again", keyNeverReused},
		{"a key of a transaction that was undone is unique all the same", keyUndone},
		{"many who insert at once get the keys of their own rows", keyConcurrent},
		{"keys that are given beside generated ones at once collide with none", keyBeside},
		{"rows that the database adds by itself take nobody's key", keyEcho},
		{"a taken key is refused", keyTaken},
		{"a narrow key says when it has run out", keyRunsOut},
		{"a key of text", keyText},
		{"a key of several fields", keyComposite},
		{"GetText finds by texts, and what is no key is not found", keyOfText},
		{"Get finds by key and says what it did not find", keyGet},
		{"Refresh reads the row anew", keyRefresh},
	}}
}

type ticket struct {
	ID    int64
	Title string
}

type small struct {
	ID    uint8
	Title string
}

type country struct {
	Code string
	Name string
}

func (c *country) Define(t *orm.Table[country]) {
	t.Column(&c.Code).Size(2)
	t.Key(&c.Code)
}

type seat struct {
	Row    int64
	Number int64
	Holder string
}

func (s *seat) Define(t *orm.Table[seat]) {
	t.Column(&s.Row).Name("line")
	t.Key(&s.Row, &s.Number)
}

var (
	tickets   = orm.Define[ticket]()
	smalls    = orm.Define[small]()
	countries = orm.Define[country]()
	seats     = orm.Define[seat]()
)

func ticketsOf(n int) []*ticket {
	list := make([]*ticket, n)
	for i := range list {
		list[i] = &ticket{Title: fmt.Sprint("ticket ", i)}
	}
	return list
}

func keyGenerated(t *trial) {
	db, last := t.tables(tickets), int64(0)
	for _, k := range ticketsOf(5) {
		insert(t, db, tickets, k)
		if k.ID <= last {
			t.Errorf("got the key %d after %d, want more", k.ID, last)
		}
		last = k.ID
	}
	for _, k := range all(t, db, tickets) {
		if got, err := tickets.Get(t.Context(), db, k.ID); err != nil || *got != *k {
			t.Errorf("Get(%d): got %+v, %v, want %+v", k.ID, got, err, k)
		}
	}
}

func keyGiven(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	insert(t, db, tickets, &ticket{ID: 100}, &ticket{ID: -5}, &ticket{ID: 50})
	next := &ticket{}
	insert(t, db, tickets, next)
	if next.ID <= 100 {
		t.Errorf("got the key %d after 100 was given, want more", next.ID)
	}
	many := []*ticket{{}, {ID: 1000}, {}}
	t.ok("InsertAll", tickets.InsertAll(ctx, db, many))
	if many[0].ID <= next.ID || many[1].ID != 1000 || many[2].ID == many[0].ID {
		t.Errorf("got the keys %d, %d, %d after %d, want new ones around 1000", many[0].ID, many[1].ID, many[2].ID, next.ID)
	}
	last := &ticket{}
	insert(t, db, tickets, last)
	if last.ID <= 1000 {
		t.Errorf("got the key %d after 1000 was given, want more", last.ID)
	}
}

func keyNeverReused(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	list := ticketsOf(3)
	t.ok("InsertAll", tickets.InsertAll(ctx, db, list))
	highest := list[2].ID
	for _, other := range []*orm.DB{db, t.tables(tickets)} { // the second is a handle opened anew
		_, err := tickets.Where(orm.Ge(&tickets.C.ID, highest)).Delete(ctx, other)
		t.ok("Delete", err)
		one := &ticket{}
		insert(t, other, tickets, one)
		if one.ID <= highest {
			t.Errorf("Insert: got the key %d although %d was handed out before", one.ID, highest)
		}
		t.ok("Delete", tickets.Delete(ctx, other, one))
		many := ticketsOf(2)
		t.ok("InsertAll", tickets.InsertAll(ctx, other, many))
		if many[0].ID <= one.ID || many[1].ID <= many[0].ID {
			t.Errorf("InsertAll: got the keys %d and %d although %d was handed out before", many[0].ID, many[1].ID, one.ID)
		}
		highest = many[1].ID
	}
	_, err := tickets.Every().Delete(ctx, db)
	t.ok("Delete of all", err)
	last := &ticket{}
	insert(t, db, tickets, last)
	if last.ID <= highest {
		t.Errorf("after Delete of all: got the key %d although %d was handed out before", last.ID, highest)
	}
}

func keyUndone(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	t.undo(db, func(tx *orm.Tx) { insert(t, tx, tickets, ticketsOf(3)...) })
	insert(t, db, tickets, ticketsOf(2)...)
	t.ok("InsertAll", tickets.InsertAll(ctx, db, ticketsOf(2)))
	count(t, db, tickets, 4)
}

// owned fails the case unless each object has a key of its own, at which its own row is.
func owned(t *trial, db *orm.DB, lists ...[]*ticket) {
	t.Helper()
	titles := map[int64]string{}
	for _, k := range all(t, db, tickets) {
		titles[k.ID] = k.Title
	}
	total := 0
	for _, list := range lists {
		for _, k := range list {
			if titles[k.ID] != k.Title {
				t.Fatalf("the object %+v has the key of the row %q", k, titles[k.ID])
			}
		}
		total += len(list)
	}
	t.same("rows", len(titles), total)
}

func keyConcurrent(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	lists := make([][]*ticket, 6)
	var group sync.WaitGroup
	for i := range lists {
		lists[i] = ticketsOf([]int{3000, 100}[i/3])
		for _, k := range lists[i] {
			k.Title = fmt.Sprint(i, " ", k.Title)
		}
		group.Go(func() {
			err := error(nil)
			if i < 3 {
				err = tickets.InsertAll(ctx, db, lists[i])
			} else {
				for _, k := range lists[i] {
					err = errors.Join(err, tickets.Insert(ctx, db, k))
				}
			}
			if err != nil {
				t.Errorf("the %d objects of %d: %v", len(lists[i]), i, err)
			}
		})
	}
	group.Wait()
	owned(t, db, lists...)
	for i, list := range lists {
		if !slices.IsSortedFunc(list, func(a, b *ticket) int { return cmp.Compare(a.ID, b.ID) }) {
			t.Errorf("the keys of the %d objects of %d do not rise with them", len(list), i)
		}
	}
}

func keyBeside(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	given, single, many := ticketsOf(20), ticketsOf(60), ticketsOf(300)
	var group sync.WaitGroup
	do := func(what string, list []*ticket, size int) {
		for i, k := range list {
			k.Title = fmt.Sprint(what, i)
		}
		group.Go(func() {
			for part := range slices.Chunk(list, size) {
				if err := tickets.InsertAll(ctx, db, part); err != nil {
					t.Errorf("%s: %v", what, err)
				}
			}
		})
	}
	for i, k := range given {
		k.ID = int64(10_000 * (i + 1)) // far above what is generated meanwhile
	}
	do("given", given, 1)
	do("single", single, 1)
	do("many", many, 50)
	group.Wait()
	owned(t, db, given, single, many)
	last := &ticket{}
	insert(t, db, tickets, last)
	if last.ID <= 200_000 {
		t.Errorf("got the key %d after 200,000 was given, want more", last.ID)
	}
}

type echo struct {
	ID    int64
	Title string
}

var echoes = orm.Define[echo]()

func keyEcho(t *trial) {
	if t.engine.Echo == nil {
		t.Skip("the engine gives no statements for Echo")
	}
	db, ctx := t.tables(tickets, echoes), t.Context()
	insert(t, db, echoes, &echo{ID: 500})
	for _, s := range t.engine.Echo {
		_, err := orm.Exec(ctx, db, s)
		t.ok("Exec", err)
	}
	one, many := ticketsOf(3), ticketsOf(200)
	insert(t, db, tickets, one...)
	t.ok("InsertAll", tickets.InsertAll(ctx, db, many))
	t.same("the first keys", []int64{one[0].ID, one[1].ID, one[2].ID}, []int64{1, 2, 3})
	owned(t, db, one, many)
	count(t, db, echoes, 204)
}

func keyTaken(t *trial) {
	db, ctx := t.tables(tickets, countries, seats), t.Context()
	insert(t, db, tickets, &ticket{ID: 7, Title: "first"})
	insert(t, db, countries, &country{"NO", "Norway"})
	insert(t, db, seats, &seat{1, 1, "Ada"})
	t.refused("Insert", tickets.Insert(ctx, db, &ticket{ID: 7}), fault.Unique, "ticket", "ID")
	t.refused("InsertAll", tickets.InsertAll(ctx, db, []*ticket{{}, {ID: 7}}), fault.Unique, "ticket", "ID")
	t.refused("a text", countries.Insert(ctx, db, &country{"NO", "Nowhere"}), fault.Unique, "country", "Code")
	t.refused("several fields", seats.Insert(ctx, db, &seat{1, 1, "Bob"}), fault.Unique, "seat", "Row", "Number")
	t.same("the row", all(t, db, tickets), []*ticket{{7, "first"}})
}

func keyRunsOut(t *trial) {
	db, ctx := t.tables(smalls), t.Context()
	insert(t, db, smalls, &small{ID: 253}, &small{})
	last := []*small{{}}
	t.ok("InsertAll", smalls.InsertAll(ctx, db, last))
	t.same("the last key", last[0].ID, uint8(255))
	for range 2 {
		beyond := []*small{{}, {}}
		t.refused("Insert", smalls.Insert(ctx, db, beyond[0]), fault.OutOfRange, "small", "ID")
		t.refused("InsertAll", smalls.InsertAll(ctx, db, beyond), fault.OutOfRange, "small", "ID")
		t.same("the refused objects", beyond, []*small{{}, {}})
	}
	insert(t, db, smalls, &small{ID: 7}) // a key that is free may still be given
	count(t, db, smalls, 4)
}

func keyText(t *trial) {
	db, ctx := t.tables(countries), t.Context()
	insert(t, db, countries, &country{"NO", "Norway"}, &country{"no", "lower"}, &country{"", "empty"})
	t.ok("InsertAll", countries.InsertAll(ctx, db, []*country{{"ÅX", "Åland"}, {"DK", "Denmark"}}))
	got, err := countries.Get(ctx, db, "NO")
	t.ok("Get", err)
	t.same("NO", got, &country{"NO", "Norway"})
	got.Name = "Norge"
	t.ok("Update", countries.Update(ctx, db, got))
	t.ok("Delete", countries.Delete(ctx, db, &country{Code: "no"}))
	t.same("the table", all(t, db, countries), []*country{{"", "empty"}, {"DK", "Denmark"}, {"NO", "Norge"}, {"ÅX", "Åland"}})
	t.refused("too long", countries.Insert(ctx, db, &country{Code: "NOR"}), fault.TooLong, "country", "Code")
}

func keyComposite(t *trial) {
	db, ctx := t.tables(seats), t.Context()
	insert(t, db, seats, &seat{2, 1, "Bob"}, &seat{1, 2, "Ada"})
	t.ok("InsertAll", seats.InsertAll(ctx, db, []*seat{{1, 1, "Cy"}, {0, 0, "Zoe"}}))
	t.same("ordered by key", all(t, db, seats), []*seat{{0, 0, "Zoe"}, {1, 1, "Cy"}, {1, 2, "Ada"}, {2, 1, "Bob"}})
	t.ok("Update", seats.Update(ctx, db, &seat{1, 1, "Dee"}))
	t.ok("Delete", seats.Delete(ctx, db, &seat{Row: 1, Number: 2}))
	t.kind("Delete again", seats.Delete(ctx, db, &seat{Row: 1, Number: 2}), fault.NotFound)
	t.same("afterwards", all(t, db, seats), []*seat{{0, 0, "Zoe"}, {1, 1, "Dee"}, {2, 1, "Bob"}})
	_, err := seats.Get(ctx, db, 1)
	t.kind("Get with one value", err, fault.Invalid)
	one := &seat{Row: 2, Number: 1}
	t.ok("Refresh", seats.Refresh(ctx, db, one))
	t.same("refreshed", one.Holder, "Bob")
}

func keyGet(t *trial) {
	db, ctx := t.tables(tickets, countries, smalls), t.Context()
	insert(t, db, tickets, &ticket{Title: "one"})
	for _, key := range []any{1, int8(1), uint64(1), int64(1)} {
		got, err := tickets.Get(ctx, db, key)
		t.ok(fmt.Sprintf("Get(%T)", key), err)
		t.same("the row", got, &ticket{1, "one"})
	}
	for _, key := range []any{0, 2, -1, int64(1) << 62} {
		_, err := tickets.Get(ctx, db, key)
		t.kind(fmt.Sprintf("Get(%v)", key), err, fault.NotFound)
	}
	for _, key := range []any{"1", 1.0, nil, &tickets.C.ID, true, []byte("1")} {
		_, err := tickets.Get(ctx, db, key)
		t.kind(fmt.Sprintf("Get(%v)", key), err, fault.Invalid)
	}
	_, err := countries.Get(ctx, db, 1)
	t.kind("Get of a text by a number", err, fault.Invalid)
	_, err = countries.Get(ctx, db, "XX")
	t.kind("Get of a text", err, fault.NotFound)
}

func keyRefresh(t *trial) {
	db, ctx := t.tables(tickets), t.Context()
	insert(t, db, tickets, ticketsOf(2)...)
	mine := &ticket{ID: 2, Title: "stale"}
	t.ok("Refresh", tickets.Refresh(ctx, db, mine))
	t.same("refreshed", mine, &ticket{2, "ticket 1"})
	gone := &ticket{ID: 3, Title: "as it was"}
	t.kind("Refresh of no row", tickets.Refresh(ctx, db, gone), fault.NotFound)
	t.same("after a failed Refresh", gone, &ticket{3, "as it was"})
}

func keyOfText(t *trial) {
	db, ctx := t.tables(tickets, smalls, countries, seats), t.Context()
	insert(t, db, tickets, ticketsOf(2)...)
	insert(t, db, countries, &country{Code: "no", Name: "Norway"})
	insert(t, db, seats, &seat{Row: 1, Number: 2, Holder: "Ada"})
	k, err := tickets.GetText(ctx, db, "2")
	t.ok("GetText", err)
	t.same("the row", k.ID, int64(2))
	c, err := countries.GetText(ctx, db, "no")
	t.ok("GetText of a text", err)
	t.same("the country", c.Name, "Norway")
	s, err := seats.GetText(ctx, db, "1", "2")
	t.ok("GetText of two fields", err)
	t.same("the seat", s.Holder, "Ada")
	_, err = tickets.Where(orm.Ne(&tickets.C.ID, 2)).GetText(ctx, db, "2")
	t.kind("a row that is none of the query's", err, fault.NotFound)
	for _, text := range []string{"", "x", "3", "-1", "+2", "02", " 2", "2.0", "\uff12", "\x00", "\xff", "9223372036854775808", "-9223372036854775809"} {
		_, err := tickets.GetText(ctx, db, text)
		t.kind(fmt.Sprintf("the number %q", text), err, fault.NotFound)
		_, err = countries.GetText(ctx, db, text)
		t.kind(fmt.Sprintf("the text %q", text), err, fault.NotFound)
		_, err = seats.GetText(ctx, db, "1", text)
		if text != "2" {
			t.kind(fmt.Sprintf("the second field %q", text), err, fault.NotFound)
		}
	}
	_, err = smalls.GetText(ctx, db, "40000")
	t.kind("a number that the key's type does not hold", err, fault.NotFound)
	_, err = seats.GetText(ctx, db, "1")
	t.kind("a part of a key", err, fault.Invalid)
}
