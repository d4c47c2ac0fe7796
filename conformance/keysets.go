package conformance

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func keysets() theme {
	return theme{"keysets", []testCase{
		{"pages from cursor to cursor are the list, forward and back", keysetWalk},
		{"pages of random orders are the list, missing values and ties included", keysetRandom},
		{"columns of joined rows and expressions and deferred columns order them", keysetComputed},
		{"a key of several fields decides between ties", keysetKeys},
		{"rows that come and go between pages repeat and hide no others", keysetChanges},
		{"a page whose rows are gone leads back to what is there", keysetGone},
		{"in a session the objects are its own, and With loads what the page has", keysetSession},
		{"a cursor of another query is refused", keysetForeign},
		{"a cursor that was altered or cut is refused", keysetAltered},
		{"what has no pages is refused", keysetRefused},
	}}
}

// cursors are under the secret of all these cases.
func (t *trial) cursors() *orm.Cursors {
	t.Helper()
	c, err := orm.NewCursors([]byte(strings.Repeat("secret. ", 4)))
	t.ok("NewCursors", err)
	return c
}

// pageAt reads a page, its keys and its cursors.
func pageAt[T any](t *trial, r orm.Reader, q orm.Query[T], cursor string, size int) (keys []int64, p *orm.CursorPage[T]) {
	t.Helper()
	p, err := q.PageAt(t.Context(), r, t.cursors(), cursor, size)
	t.ok("PageAt", err)
	if len(p.Items) > size || p.Size != size || p.HasNext() != (p.Next != "") || p.HasPrevious() != (p.Previous != "") {
		t.Fatalf("got a page of %d with %d rows, which has a next one: %v and a previous one: %v", p.Size, len(p.Items), p.HasNext(), p.HasPrevious())
	}
	for _, obj := range p.Items {
		keys = append(keys, idOf(obj))
	}
	return keys, p
}

// walks goes through all pages and back again, and holds them to the list of All.
func walks[T any](t *trial, r orm.Reader, what string, q orm.Query[T], size int) {
	t.Helper()
	what = fmt.Sprintf("%s in pages of %d", what, size)
	want := slices.Collect(slices.Chunk(ids(t, r, q), size))
	if want == nil {
		want = [][]int64{nil}
	}
	var forward, back [][]int64
	keys, p := pageAt(t, r, q, "", size)
	for forward = append(forward, keys); p.HasNext() && len(forward) <= len(want); forward = append(forward, keys) {
		keys, p = pageAt(t, r, q, p.Next, size)
	}
	t.same(what, forward, want)
	for back = append(back, keys); p.HasPrevious() && len(back) <= len(want); back = append(back, keys) {
		keys, p = pageAt(t, r, q, p.Previous, size)
	}
	slices.Reverse(back)
	t.same(what+", back", back, want)
}

func keysetWalk(t *trial) {
	var seen recorder
	db, c := t.observed(&seen, things), things.C
	maybe := func(n int64) *int64 { return &n }
	for _, x := range []thing{{Name: "b", Maybe: maybe(2)}, {Name: "a"}, {Name: "b"}, {Name: "a", Maybe: maybe(2)}, {Name: "b", Maybe: maybe(1)}, {Name: "b", Maybe: maybe(2)}, {Name: "a"}} {
		insert(t, db, things, &x)
	}
	for name, q := range map[string]orm.Query[thing]{
		"no order":      things.Query(),
		"the key":       things.OrderBy(orm.Desc(&c.ID)),
		"up":            things.OrderBy(orm.Asc(&c.Name)),
		"up and down":   things.OrderBy(orm.Asc(&c.Name), orm.Desc(&c.ID)),
		"NULL first":    things.OrderBy(orm.Asc(&c.Maybe)),
		"NULL last":     things.OrderBy(orm.Desc(&c.Maybe), orm.Asc(&c.Name)),
		"NULL up last":  things.OrderBy(orm.Desc(&c.Name), orm.Asc(&c.Maybe).NullsLast()),
		"NULL in front": things.OrderBy(orm.Desc(&c.Maybe).NullsFirst()),
		"a condition":   things.Where(orm.Ne(&c.Name, "a"), orm.In(&c.Maybe, maybe(1), maybe(2))).OrderBy(orm.Desc(&c.Maybe)),
		"none":          things.Where(orm.Eq(&c.Name, "c")),
	} {
		for _, size := range []int{1, 2, 3, 7, 8} {
			walks(t, db, name, q, size)
		}
		_, p := pageAt(t, db, q, "", 2)
		seen.take()
		if p.HasNext() {
			_, p = pageAt(t, db, q, p.Next, 1)
			_, _ = pageAt(t, db, q, p.Previous, 1)
			t.paged.sent(t, name, seen.take())
		}
	}
}

func keysetRandom(t *trial) {
	r := t.random()
	db, _ := manySpecimens(t, r)
	for range 40 {
		c := clauseOf(r, 1)
		q, text := specimens.Where(c.cond), c.text
		for range r.IntN(4) {
			o := axes[r.IntN(len(axes))].term(r)
			q, text = q.OrderBy(o.order), text+" by "+o.text
		}
		walks(t, db, text, q, 1+r.IntN(20))
		if t.Failed() {
			return
		}
	}
}

func keysetComputed(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	left := players.LeftJoin(&p.Squad)
	for size := 1; size < 4; size++ {
		walks(t, db, "a joined row", left.OrderBy(orm.Desc(&m.Name)), size)
		walks(t, db, "its key", left.OrderBy(orm.Asc(&m.ID).NullsLast()), size)
		walks(t, db, "its value that may be missing", left.OrderBy(orm.Asc(&m.Size), orm.Desc(&p.Born)), size)
		walks(t, db, "rows that are read along", players.Query().With(orm.Load(&p.Squad).Joined()).OrderBy(orm.Asc(&m.Name)), size)
	}
	above := squads.As("above")
	walks(t, db, "the key of an alias", squads.LeftJoin(above.Along(&m.Above)).OrderBy(orm.Desc(&above.C.ID)), 1)

	db, d := bazaar(t), deals.C
	for size := 1; size < 4; size++ {
		walks(t, db, "a decimal", deals.OrderBy(orm.Times(orm.Col(&d.Price), orm.Col(&d.Pieces)).Desc()), size)
		walks(t, db, "a float", deals.OrderBy(orm.Ratio(orm.Col(&d.Price), orm.Col(&d.Pieces)).Asc()), size)
		walks(t, db, "one that may be missing", deals.OrderBy(orm.Opt(&d.Weight).Plus(0.1).Desc().NullsFirst()), size)
		walks(t, db, "one in its place", deals.OrderBy(orm.Coalesce(orm.Opt(&d.Weight), 2.5).Asc()), size)
		walks(t, db, "a text", deals.OrderBy(orm.Concat(orm.Col(&d.Town), orm.Val("!")).Desc()), size)
		walks(t, db, "a time", deals.OrderBy(orm.StartOf(orm.Month, orm.Col(&d.At)).Desc()), size)
		walks(t, db, "a condition", deals.OrderBy(orm.When(orm.Gt(&d.Price, dec("2")), orm.Val(true)).Else(orm.Val(false)).Asc()), size)
	}
	n := new(struct{ N int64 })
	other := deals.As("other")
	same := orm.Select(n, orm.As(&n.N, orm.Count())).From(other).Where(orm.EqColumn(&other.C.Town, &d.Town))
	walks(t, db, "a query", deals.OrderBy(orm.ValueOf(same, &n.N).Desc()), 2)

	papered, _ := papered(t)
	walks(t, papered, "a deferred column", papers.OrderBy(orm.Desc(&papers.C.Text), orm.Asc(&papers.C.Note)), 1)
}

func keysetKeys(t *trial) {
	db := t.tables(seats)
	for _, at := range []string{"b2", "a1", "b1", "a2", "c1"} {
		insert(t, db, seats, &seat{Row: int64(at[0]), Number: int64(at[1])})
	}
	c := seats.C
	for name, q := range map[string]orm.Query[seat]{"no order": seats.Query(), "a part of the key": seats.OrderBy(orm.Desc(&c.Number)), "all of it": seats.OrderBy(orm.Desc(&c.Number), orm.Desc(&c.Row))} {
		want, err := q.All(t.Context(), db)
		t.ok("All", err)
		var got []*seat
		for p := (&orm.CursorPage[seat]{}); len(got) == 0 || p.HasNext(); got = append(got, p.Items...) {
			p, err = q.PageAt(t.Context(), db, t.cursors(), p.Next, 2)
			t.ok("PageAt", err)
		}
		t.same(name, got, want)
	}
}

// keysetChanges deletes and adds rows between pages. What was there all the time comes once, and nothing twice.
func keysetChanges(t *trial) {
	r := t.random()
	for range 5 {
		db, list := manySpecimens(t, r)
		q := specimens.Query()
		for range 1 + r.IntN(3) {
			q = q.OrderBy(axes[r.IntN(len(axes))].term(r).order)
		}
		steady := ids(t, db, q)
		var got []int64
		for cursor := ""; ; {
			keys, p := pageAt(t, db, q, cursor, 1+r.IntN(8))
			got = append(got, keys...)
			if cursor = p.Next; cursor == "" {
				break
			}
			steady = t.unsettle(r, db, list, steady)
		}
		once := slices.Compact(slices.Sorted(slices.Values(got)))
		t.same("rows that came twice", len(got)-len(once), 0)
		t.same("what was there all the time", slices.DeleteFunc(got, func(id int64) bool { return !slices.Contains(steady, id) }), steady)
		if t.Failed() {
			return
		}
	}
}

// unsettle deletes some rows and adds as many, and returns which of those that were there all the time still are.
func (t *trial) unsettle(r *rand.Rand, db *orm.DB, list []*specimen, steady []int64) []int64 {
	t.Helper()
	for range r.IntN(4) {
		gone := list[r.IntN(len(list))].ID
		_, err := specimens.Where(orm.Eq(&specimens.C.ID, gone)).Delete(t.Context(), db)
		t.ok("Delete", err)
		steady = slices.DeleteFunc(steady, func(id int64) bool { return id == gone })
		insert(t, db, specimens, specimensOf(r, 1)...)
	}
	return steady
}

func keysetGone(t *trial) {
	db, ctx, c := tenTickets(t), t.Context(), tickets.C
	_, first := pageAt(t, db, tickets.Query(), "", 4)
	keys, second := pageAt(t, db, tickets.Query(), first.Next, 4)
	t.same("the second page", keys, []int64{5, 6, 7, 8})
	_, err := tickets.Where(orm.Lt(&c.ID, 5)).Delete(ctx, db)
	t.ok("Delete", err)
	keys, p := pageAt(t, db, tickets.Query(), second.Previous, 4)
	t.same("the page of what is gone", keys, []int64(nil))
	t.same("a page before it", p.HasPrevious(), false)
	keys, p = pageAt(t, db, tickets.Query(), p.Next, 4)
	t.same("the page after it", keys, []int64{5, 6, 7, 8})

	_, err = tickets.Where(orm.Ge(&c.ID, 7)).Delete(ctx, db)
	t.ok("Delete", err)
	keys, p = pageAt(t, db, tickets.Query(), p.Next, 4)
	t.same("the last page, of what is gone", keys, []int64(nil))
	t.same("a page after it", p.HasNext(), false)
	keys, p = pageAt(t, db, tickets.Query(), p.Previous, 4)
	t.same("the page before it", keys, []int64{5, 6})
	t.same("its neighbours", []bool{p.HasPrevious(), p.HasNext()}, []bool{false, true})
	insert(t, db, tickets, &ticket{ID: 20, Title: "new"})
	keys, _ = pageAt(t, db, tickets.Query(), p.Next, 4)
	t.same("what has come since", keys, []int64{20})
}

func keysetSession(t *trial) {
	db, m, p := smallLeague().store(t), squads.C, players.C
	q := players.LeftJoin(&p.Squad).OrderBy(orm.Desc(&m.Name), orm.Desc(&p.Age)).With(&p.Squad)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		eve := get(t, s, players, 5)
		bob := get(t, s, players, 2)
		bob.Age = new(int64(1)) // which is flushed before a page is read
		keys, page := pageAt(t, s, q, "", 3)
		t.same("the first page", keys, []int64{1, 2, 4})
		t.same("its object", page.Items[1] == bob, true)
		t.same("its squad", squadName(t, page.Items[0].Squad), "red")
		keys, page = pageAt(t, s, q, page.Next, 3)
		t.same("the second page", keys, []int64{3, 5})
		t.same("its object", page.Items[1] == eve, true)
		eve.Age = new(int64(99)) // which the cursor, made of the row, knows nothing of
		keys, _ = pageAt(t, s, q, page.Previous, 2)
		t.same("back", keys, []int64{2, 4})
	})
	keys, page := pageAt(t, db, q.With(orm.Load(&p.Squad).Joined()), "", 2)
	t.same("a page", keys, []int64{1, 2})
	t.same("the row that came along", squadName(t, page.Items[1].Squad), "red")
	_, page = pageAt(t, db, q, page.Next, 2)
	t.same("strict", squadName(t, page.Items[0].Squad), "gray")
}

func keysetForeign(t *trial) {
	db, ctx, c := tenTickets(t), t.Context(), tickets.C
	q := tickets.Where(orm.Gt(&c.ID, 1), orm.NotIn(&c.Title, "a", "b")).OrderBy(orm.Desc(&c.Title))
	_, p := pageAt(t, db, q, "", 3)
	other, err := orm.NewCursors([]byte(strings.Repeat("another ", 4)))
	t.ok("NewCursors", err)
	refuses := func(what string, q orm.Query[ticket], cursors *orm.Cursors) {
		t.Helper()
		_, err := q.PageAt(ctx, db, cursors, p.Next, 3)
		t.refused(what, err, fault.Invalid, "ticket", "")
		t.names(what, err, "ticket: invalid: the cursor is none of this list")
	}
	refuses("another secret", q, other)
	refuses("no condition", tickets.OrderBy(orm.Desc(&c.Title)), t.cursors())
	refuses("another condition", q.Where(orm.Ne(&c.ID, 5)), t.cursors())
	refuses("another column", tickets.Where(orm.Gt(&c.ID, 1), orm.NotIn(&c.Title, "a", "b")).OrderBy(orm.Desc(&c.ID)), t.cursors())
	refuses("a further column", q.OrderBy(orm.Desc(&c.ID)), t.cursors())
	refuses("the other way round", tickets.Where(orm.Gt(&c.ID, 1), orm.NotIn(&c.Title, "a", "b")).OrderBy(orm.Asc(&c.Title)), t.cursors())

	same := tickets.Where(orm.Gt(&c.ID, 4), orm.NotIn(&c.Title, "c", "d", "e", "f", "g")).OrderBy(orm.Desc(&c.Title))
	_, err = same.With().PageAt(ctx, db, t.cursors(), p.Next, 5)
	t.ok("other values of the conditions, and another size", err)

	db = t.tables(things)
	insert(t, db, things, &thing{Name: "a"}, &thing{Name: "b"})
	_, err = things.Query().PageAt(ctx, db, t.cursors(), p.Next, 3)
	t.refused("another model", err, fault.Invalid, "thing", "")
}

func keysetAltered(t *trial) {
	db, ctx := tenTickets(t), t.Context()
	_, p := pageAt(t, db, tickets.Query(), "", 3)
	good := p.Next
	altered := []string{good + "A", good + "=", good[1:], "\n" + good, " ", "A", strings.Repeat("A", 40), strings.Repeat("A", 100_000), "\x00", "é", good + good}
	for i := range good {
		altered = append(altered, good[:max(i, 1)], good[:i]+string(good[i]^1)+good[i+1:])
	}
	for _, cursor := range altered {
		_, err := tickets.Query().PageAt(ctx, db, t.cursors(), cursor, 3)
		t.refused(fmt.Sprintf("the cursor %.60q", cursor), err, fault.Invalid, "ticket", "")
		t.names("PageAt", err, "ticket: invalid: the cursor is none of this list")
	}
	keys, _ := pageAt(t, db, tickets.Query(), good, 3)
	t.same("as it was", keys, []int64{4, 5, 6})
}

func keysetRefused(t *trial) {
	db, ctx, c := tenTickets(t), t.Context(), tickets.C
	for what, q := range map[string]orm.Query[ticket]{
		"a limit": tickets.Limit(5), "an offset": tickets.Query().Offset(1),
		"a window":            tickets.OrderBy(orm.RowNumber(orm.Partition(&c.Title)).Asc()),
		"an aggregate":        tickets.OrderBy(orm.Count().Asc()),
		"a column of another": tickets.OrderBy(orm.Asc(&things.C.Name)),
	} {
		_, err := q.PageAt(ctx, db, t.cursors(), "", 3)
		t.kind(what, err, fault.Invalid)
		t.same("violations of "+what, fault.Violations(err), []fault.Violation(nil))
	}
	for _, size := range []int{0, -1, int(^uint(0) >> 1)} {
		_, err := tickets.Query().PageAt(ctx, db, t.cursors(), "", size)
		t.kind(fmt.Sprint("pages of ", size), err, fault.Invalid)
	}
	for _, none := range []*orm.Cursors{nil, {}} {
		_, err := tickets.Query().PageAt(ctx, db, none, "", 3)
		t.kind("no secret", err, fault.Invalid)
	}
	_, err := orm.NewCursors(make([]byte, 31))
	t.kind("a short secret", err, fault.Invalid)
	docs := t.tables(documents)
	_, err = documents.OrderBy(orm.Asc(&documents.C.Any)).PageAt(ctx, docs, t.cursors(), "", 3)
	t.kind("JSON", err, fault.Invalid)
}

func squadName(t *trial, one orm.One[squad]) string {
	t.Helper()
	s, err := one.Get()
	t.ok("Get", err)
	return s.Name
}
