package conformance

import (
	"fmt"
	"math"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func limits() theme {
	return theme{"limits", []testCase{
		{"limit and offset cut the list", limitCuts},
		{"Count and Exists look at the same rows as All", limitCounts},
		{"a negative limit or offset is refused", limitNegative},
		{"First and One say what they did not find", limitSingles},
	}}
}

// tenTickets is a table with the keys 1 to 10.
func tenTickets(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(tickets)
	insert(t, db, tickets, ticketsOf(10)...)
	return db
}

var cuts = []struct {
	query orm.Query[ticket]
	want  []int64
}{
	{tickets.Limit(3), []int64{1, 2, 3}},
	{tickets.Limit(0), []int64{}},
	{tickets.Limit(100), everyItem},
	{tickets.Limit(math.MaxInt), everyItem},
	{tickets.Query().Offset(8), []int64{9, 10}},
	{tickets.Query().Offset(10), []int64{}},
	{tickets.Query().Offset(math.MaxInt), []int64{}},
	{tickets.Limit(2).Offset(3), []int64{4, 5}},
	{tickets.Limit(5).Offset(8), []int64{9, 10}},
	{tickets.Limit(0).Offset(3), []int64{}},
	{tickets.Limit(9).Limit(1), []int64{1}},
	{tickets.OrderBy(orm.Desc(&tickets.C.ID)).Limit(2).Offset(1), []int64{9, 8}},
	{tickets.Where(orm.Gt(&tickets.C.ID, 4)).Limit(2).Offset(1), []int64{6, 7}},
}

func limitCuts(t *trial) {
	db := tenTickets(t)
	for i, c := range cuts {
		t.same(fmt.Sprint("query ", i), ids(t, db, c.query), c.want)
	}
}

func limitCounts(t *trial) {
	db, ctx := tenTickets(t), t.Context()
	for i, c := range cuts {
		n, err := c.query.Count(ctx, db)
		t.ok("Count", err)
		t.same(fmt.Sprint("Count of query ", i), n, int64(len(c.want)))
		found, err := c.query.Exists(ctx, db)
		t.ok("Exists", err)
		t.same(fmt.Sprint("Exists of query ", i), found, len(c.want) > 0)
	}
}

func limitNegative(t *trial) {
	db, ctx := tenTickets(t), t.Context()
	for what, q := range map[string]orm.Query[ticket]{"Limit": tickets.Limit(-1), "Offset": tickets.Query().Offset(-1)} {
		_, err := q.All(ctx, db)
		t.kind("All with "+what, err, fault.Invalid)
		_, err = q.Count(ctx, db)
		t.kind("Count with "+what, err, fault.Invalid)
		_, err = q.Exists(ctx, db)
		t.kind("Exists with "+what, err, fault.Invalid)
		_, err = q.First(ctx, db)
		t.kind("First with "+what, err, fault.Invalid)
	}
}

func limitSingles(t *trial) {
	db, ctx, c := tenTickets(t), t.Context(), tickets.C
	first, err := tickets.OrderBy(orm.Desc(&c.ID)).First(ctx, db)
	t.ok("First", err)
	t.same("First", first, &ticket{10, "ticket 9"})
	one, err := tickets.Where(orm.Eq(&c.Title, "ticket 4")).One(ctx, db)
	t.ok("One", err)
	t.same("One", one, &ticket{5, "ticket 4"})
	none := tickets.Where(orm.Eq(&c.Title, "no such"))
	_, err = none.First(ctx, db)
	t.kind("First of none", err, fault.NotFound)
	_, err = none.One(ctx, db)
	t.kind("One of none", err, fault.NotFound)
	_, err = tickets.Query().One(ctx, db)
	t.kind("One of ten", err, fault.Multiple)
	one, err = tickets.Limit(1).One(ctx, db)
	t.ok("One of a query limited to one", err)
	t.same("One of a query limited to one", one.ID, int64(1))
	_, err = tickets.Limit(0).First(ctx, db)
	t.kind("First of a query limited to none", err, fault.NotFound)
	second, err := tickets.Query().Offset(1).First(ctx, db)
	t.ok("First after an offset", err)
	t.same("First after an offset", second.ID, int64(2))
}
