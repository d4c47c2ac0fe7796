package conformance

import (
	"fmt"
	"math"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func pages() theme {
	return theme{"pages", []testCase{
		{"pages are numbered from one and know their neighbours", pageNumbers},
		{"a page behind the last one is empty", pageBehind},
		{"pages of no rows", pageOfNone},
		{"a page that cannot be is refused", pageRefused},
		{"all pages together are the list", pageTogether},
	}}
}

func pageNumbers(t *trial) {
	db, ctx := tenTickets(t), t.Context()
	type page struct {
		First, Items, Pages int
		Total               int64
		Previous, Next      bool
	}
	for number, want := range map[int]page{1: {1, 4, 3, 10, false, true}, 2: {5, 4, 3, 10, true, true}, 3: {9, 2, 3, 10, true, false}} {
		p, err := tickets.Query().Page(ctx, db, number, 4)
		t.ok("Page", err)
		got := page{int(p.Items[0].ID), len(p.Items), p.Pages(), p.Total, p.HasPrevious(), p.HasNext()}
		t.same(fmt.Sprint("page ", number), got, want)
		t.same("numbers", []int{p.Number, p.Size, p.Previous(), p.Next()}, []int{number, 4, number - 1, number + 1})
	}
}

func pageBehind(t *trial) {
	db := tenTickets(t)
	for _, number := range []int{4, 1000, math.MaxInt / 4} {
		p, err := tickets.Query().Page(t.Context(), db, number, 4)
		t.ok("Page", err)
		t.same("items", len(p.Items), 0)
		t.same("total", p.Total, int64(10))
		t.same("a page after it", p.HasNext(), false)
		t.same("a page before it", p.HasPrevious(), true)
	}
}

func pageOfNone(t *trial) {
	db := t.tables(tickets)
	p, err := tickets.Query().Page(t.Context(), db, 1, 20)
	t.ok("Page", err)
	t.same("pages", p.Pages(), 1)
	t.same("neighbours", []bool{p.HasPrevious(), p.HasNext()}, []bool{false, false})
	t.same("items", len(p.Items), 0)
}

func pageRefused(t *trial) {
	db, ctx := tenTickets(t), t.Context()
	for _, p := range [][2]int{{0, 4}, {-1, 4}, {1, 0}, {1, -4}, {math.MaxInt, 2}, {math.MinInt, math.MinInt}} {
		_, err := tickets.Query().Page(ctx, db, p[0], p[1])
		t.kind(fmt.Sprint("Page ", p), err, fault.Invalid)
	}
	_, err := tickets.Limit(3).Page(ctx, db, 1, 4)
	t.kind("Page of a limited query", err, fault.Invalid)
}

func pageTogether(t *trial) {
	db, ctx, c := tenTickets(t), t.Context(), tickets.C
	q := tickets.Where(orm.Ne(&c.ID, 7)).OrderBy(orm.Desc(&c.ID))
	want := ids(t, db, q)
	for size := 1; size <= 11; size++ {
		var got []int64
		for number := 1; ; number++ {
			p, err := q.Page(ctx, db, number, size)
			t.ok("Page", err)
			for _, k := range p.Items {
				got = append(got, k.ID)
			}
			if !p.HasNext() {
				break
			}
		}
		t.same(fmt.Sprint("pages of ", size), got, want)
	}
}
