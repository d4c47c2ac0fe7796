package conformance

import (
	"context"
	"reflect"

	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func smallResults() theme {
	return theme{"values", []testCase{
		{"one column is read as a slice, in the order of the query", valuesOfColumns},
		{"a column of every type is read as it stands in objects", valuesOfTypes},
		{"the only value of a row, or of all rows together", valuesScalar},
		{"objects and values are found by a key, which comes once", valuesByKey},
		{"a selection gives its fields", valuesOfSelections},
		{"a session is flushed before values are read", valuesInSessions},
		{"what cannot be picked is refused", valuesRefused},
	}}
}

func valuesOfColumns(t *trial) {
	var seen recorder
	db, d, a, ctx := bazaar(t), deals.C, agents.C, t.Context()
	towns, err := orm.Values(ctx, db, deals, &d.Town)
	t.ok("Values", err)
	t.same("of all rows, by key", towns, []string{"Ulm", "Ulm", "Aue", "Aue", "Ulm"})
	keys, err := orm.Values(ctx, db, deals.Where(orm.Eq(&d.Town, "Ulm")).OrderBy(orm.Desc(&d.Price)).Limit(2).Offset(1), &d.ID)
	t.ok("Values", err)
	t.same("of a part, in its order", keys, []int64{2, 1})
	weights, err := orm.Values(ctx, db, deals.Limit(2), &d.Weight)
	t.ok("Values", err)
	t.same("that may be missing", weights, []*float64{new(2.5), nil})
	names, err := orm.Values(ctx, db, deals.Query().Join(&d.Agent).OrderBy(orm.Desc(&a.Name)).With(&d.Agent), &a.Name)
	t.ok("Values", err)
	t.same("of a joined row", names, []string{"Ben", "Ben", "Ann", "Ann", "Ann"})
	chief := agents.As("chief")
	chiefs, err := orm.Col(&chief.C.Name).Null().Values(ctx, db, agents.LeftJoin(chief.Along(&a.Chief)))
	t.ok("Values", err)
	t.same("of a joined row that may be missing", chiefs, []*string{nil, new("Ann"), new("Ann")})
	sums, err := orm.Times(orm.Col(&d.Price), orm.Col(&d.Pieces)).Values(ctx, db, deals.Where(orm.Gt(&d.Pieces, 2)))
	t.ok("Values", err)
	t.same("of an expression", []string{sums[0].String(), sums[1].String()}, []string{"9", "27"})
	none, err := orm.Values(ctx, db, deals.Where(orm.Eq(&d.Town, "Rom")), &d.Town)
	t.ok("Values", err)
	t.same("of no rows", none, []string{})

	db = t.observed(&seen, things)
	insert(t, db, things, &thing{Name: "a", Size: 2}, &thing{Name: "b", Size: 1})
	seen.take()
	got, err := orm.Values(ctx, db, things.OrderBy(orm.Desc(&things.C.Size)), &things.C.Name)
	t.ok("Values", err)
	t.same("names", got, []string{"a", "b"})
	_, err = orm.Pairs(ctx, db, things, &things.C.ID, &things.C.Name)
	t.ok("Pairs", err)
	_, err = orm.Coalesce(orm.Sum(orm.Col(&things.C.Size)), 0).Scalar(ctx, db, things.OrderBy(orm.Asc(&things.C.Name)))
	t.ok("Scalar", err)
	t.paged.sent(t, "values", seen.take())
}

// columnIs holds what is read of one column to what objects have there.
func columnIs[V any](t *trial, db *orm.DB, what string, list []*specimen, column *V, at func(s *specimen) V) {
	t.Helper()
	got, err := orm.Values(t.Context(), db, specimens, column)
	t.ok("Values of "+what, err)
	want := []V{}
	for _, s := range list {
		want = append(want, at(s))
	}
	t.same(what, got, want)
}

func valuesOfTypes(t *trial) {
	db, _ := manySpecimens(t, t.random())
	c, list := specimens.C, all(t, db, specimens)
	columnIs(t, db, "whole", list, &c.Whole, func(s *specimen) int64 { return s.Whole })
	columnIs(t, db, "short", list, &c.Short, func(s *specimen) int8 { return s.Short })
	columnIs(t, db, "large", list, &c.Large, func(s *specimen) uint64 { return s.Large })
	columnIs(t, db, "maybe whole", list, &c.MaybeWhole, func(s *specimen) *int64 { return s.MaybeWhole })
	columnIs(t, db, "float", list, &c.Float, func(s *specimen) float64 { return s.Float })
	columnIs(t, db, "single", list, &c.Single, func(s *specimen) float32 { return s.Single })
	columnIs(t, db, "text", list, &c.Text, func(s *specimen) string { return s.Text })
	columnIs(t, db, "maybe text", list, &c.MaybeText, func(s *specimen) *string { return s.MaybeText })
	columnIs(t, db, "at", list, &c.At, func(s *specimen) time.Time { return s.At })
	columnIs(t, db, "maybe at", list, &c.MaybeAt, func(s *specimen) *time.Time { return s.MaybeAt })
	columnIs(t, db, "micros", list, &c.Micros, func(s *specimen) time.Time { return s.Micros })
	columnIs(t, db, "data", list, &c.Data, func(s *specimen) []byte { return s.Data })
	columnIs(t, db, "truth", list, &c.Truth, func(s *specimen) bool { return s.Truth })
	columnIs(t, db, "took", list, &c.Took, func(s *specimen) time.Duration { return s.Took })
	columnIs(t, db, "code", list, &c.Code, func(s *specimen) uuid.UUID { return s.Code })
	columnIs(t, db, "maybe code", list, &c.MaybeCode, func(s *specimen) *uuid.UUID { return s.MaybeCode })
	columnIs(t, db, "price", list, &c.Price, func(s *specimen) decimal.Decimal { return s.Price })
	columnIs(t, db, "mood", list, &c.Mood, func(s *specimen) mood { return s.Mood })
	maybe, err := orm.Values(t.Context(), db, specimens, &c.MaybeFloat)
	t.ok("Values", err)
	for i, s := range list {
		t.same("maybe float", maybe[i], s.MaybeFloat)
	}

	docs := t.tables(documents)
	insert(t, docs, documents, rawOf(`{"a":1}`))
	places, err := orm.Values(t.Context(), docs, documents, &documents.C.Place)
	t.ok("Values of JSON", err)
	t.same("JSON", reflect.DeepEqual(places[0], all(t, docs, documents)[0].Place), true)
	papered, _ := papered(t)
	texts, err := orm.Values(t.Context(), papered, papers, orm.Of(&papers.C.Text))
	t.ok("Values of a deferred column", err)
	t.same("a deferred column", texts, []string{"one", "two", "three"})
}

func valuesScalar(t *trial) {
	db, d, a, ctx := bazaar(t), deals.C, agents.C, t.Context()
	name, err := orm.Scalar(ctx, db, agents.Where(orm.Eq(&a.ID, 2)), &a.Name)
	t.ok("Scalar", err)
	t.same("a column", name, "Ben")
	_, err = orm.Scalar(ctx, db, agents.Where(orm.Eq(&a.ID, 9)), &a.Name)
	t.kind("of no row", err, fault.NotFound)
	_, err = orm.Scalar(ctx, db, agents, &a.Name)
	t.kind("of three rows", err, fault.Multiple)
	name, err = orm.Scalar(ctx, db, agents.OrderBy(orm.Desc(&a.Name)).Limit(1), &a.Name)
	t.ok("Scalar", err)
	t.same("of the first of them", name, "Cid")

	n, err := orm.CountDistinct(orm.Col(&d.Town)).Scalar(ctx, db, deals.OrderBy(orm.Asc(&d.Town)))
	t.ok("Scalar", err)
	t.same("how many towns", n, int64(2))
	total, err := orm.Sum(orm.Col(&d.Price)).Scalar(ctx, db, deals.Where(orm.Eq(&d.Town, "Ulm")))
	t.ok("Scalar", err)
	t.same("a sum", total.String(), "12.75")
	total, err = orm.Sum(orm.Col(&d.Price)).Scalar(ctx, db, deals.Where(orm.Eq(&d.Town, "Rom")))
	t.ok("Scalar", err)
	t.same("a sum of nothing", total == nil, true)
	mean, err := orm.Coalesce(orm.Avg(orm.Col(&d.Pieces)), -1).Scalar(ctx, db, deals.Query().Join(&d.Agent).Where(orm.Eq(&a.Name, "Ben")))
	t.ok("Scalar", err)
	t.same("a mean of joined rows", mean, 2.0)
}

func valuesByKey(t *trial) {
	db, d, a, ctx := bazaar(t), deals.C, agents.C, t.Context()
	byName, err := orm.Keyed(ctx, db, agents, &a.Name)
	t.ok("Keyed", err)
	t.same("objects", []any{len(byName), byName["Ben"].ID, byName["Dan"] == nil}, []any{3, int64(2), true})
	byTime, err := orm.Keyed(ctx, db, deals.Where(orm.Gt(&d.ID, 1)), &d.At)
	t.ok("Keyed", err)
	t.same("by a time", byTime[onDay(2, 1)].ID, int64(3))
	names, err := orm.Pairs(ctx, db, agents.Where(orm.Ne(&a.Name, "Ben")), &a.ID, &a.Name)
	t.ok("Pairs", err)
	t.same("values", names, map[int64]string{1: "Ann", 3: "Cid"})
	sellers, err := orm.Pairs(ctx, db, deals.Query().Join(&d.Agent), &d.ID, &a.Name)
	t.ok("Pairs", err)
	t.same("of two tables", sellers, map[int64]string{1: "Ann", 2: "Ann", 3: "Ann", 4: "Ben", 5: "Ben"})
	_, err = orm.Keyed(ctx, db, deals, &d.Town)
	t.kind("a key that comes twice", err, fault.Multiple)
	t.names("Keyed", err, `orm: Keyed found two rows with the key "Ulm"; a map has each key once`)
	_, err = orm.Pairs(ctx, db, deals, &d.Town, &d.ID)
	t.kind("a key that comes twice", err, fault.Multiple)
	t.names("Pairs", err, `orm: Pairs found two rows with the key "Ulm"; a map has each key once`)
	for _, err := range []error{second(orm.Keyed(ctx, db, deals, &d.Weight)), second(orm.Pairs(ctx, db, deals, &d.Price, &d.ID))} {
		t.kind("a key of which == compares pointers", err, fault.Invalid)
		t.names("the refusal", err, "of which == compares pointers and not what they lead to; key by another column")
	}
}

func second[T any](_ T, err error) error { return err }

func valuesOfSelections(t *trial) {
	db, d, ctx := bazaar(t), deals.C, t.Context()
	row := new(struct {
		Town string
		N    int64
		Last *float64
	})
	q := orm.Select(row, orm.As(&row.Town, orm.Col(&d.Town)), orm.As(&row.N, orm.Count()), orm.AsNull(&row.Last, orm.Max(orm.Coalesce(orm.Opt(&d.Weight), 0)))).
		From(deals).GroupBy(&row.Town).OrderBy(orm.Desc(&row.N))
	towns, err := orm.Values(ctx, db, q, &row.Town)
	t.ok("Values", err)
	t.same("a field", towns, []string{"Ulm", "Aue"})
	sold, err := orm.Pairs(ctx, db, q, &row.Town, &row.N)
	t.ok("Pairs", err)
	t.same("pairs", sold, map[string]int64{"Ulm": 3, "Aue": 2})
	rows, err := orm.Keyed(ctx, db, q, &row.Town)
	t.ok("Keyed", err)
	t.same("rows", []any{len(rows), rows["Aue"].N, *rows["Aue"].Last}, []any{2, int64(2), 4.0})
	n, err := orm.Scalar(ctx, db, q.Where(orm.Eq(&d.Town, "Aue")), &row.N)
	t.ok("Scalar", err)
	t.same("the only one", n, int64(2))
	_, err = orm.Scalar(ctx, db, q, &row.N)
	t.kind("of two", err, fault.Multiple)
	_, err = orm.Scalar(ctx, db, q.Where(orm.Eq(&d.Town, "Rom")), &row.N)
	t.kind("of none", err, fault.NotFound)
}

func valuesInSessions(t *trial) {
	db, a := bazaar(t), agents.C
	within(t, db, func(ctx context.Context, s *orm.Session) {
		get(t, s, agents, 1).Name = "Amy"
		names, err := orm.Values(ctx, s, agents, &a.Name)
		t.ok("Values", err)
		t.same("what has changed", names, []string{"Amy", "Ben", "Cid"})
		agents.Add(s, &agent{Name: "Dan"})
		n, err := orm.Count().Scalar(ctx, s, agents)
		t.ok("Scalar", err)
		t.same("what is new", n, int64(4))
		keyed, err := orm.Keyed(ctx, s, agents, &a.Name)
		t.ok("Keyed", err)
		t.same("the session's object", keyed["Amy"] == get(t, s, agents, 1), true)
	})
}

func valuesRefused(t *trial) {
	db, d, a, ctx := bazaar(t), deals.C, agents.C, t.Context()
	row := new(struct{ Town, Other string })
	selection := orm.Select(row, orm.As(&row.Town, orm.Col(&d.Town))).From(deals)
	for what, err := range map[string]error{
		"a column of another model":      second(orm.Values(ctx, db, agents, &d.Town)),
		"a relation":                     second(orm.Values(ctx, db, agents, &a.Chief)),
		"a left joined column":           second(orm.Values(ctx, db, agents.LeftJoin(&a.Chief), &agents.As("x").C.Name)),
		"one that may be missing":        second(orm.Col(&d.Weight).Values(ctx, db, deals)),
		"an aggregate of a part":         second(orm.Count().Scalar(ctx, db, deals.Limit(3))),
		"a column beside an aggregate":   second(orm.Times(orm.CountDistinct(orm.Col(&d.Town)), orm.Col(&d.Pieces)).Scalar(ctx, db, deals)),
		"a negative limit":               second(orm.Values(ctx, db, deals.Limit(-1), &d.Town)),
		"a field that no value is for":   second(orm.Values(ctx, db, selection, &row.Other)),
		"a column in place of the field": second(orm.Values(ctx, db, selection, &d.Town)),
		"an expression of a selection":   second(orm.Count().Scalar(ctx, db, selection)),
		"a key that is no column":        second(orm.Keyed(ctx, db, agents, &d.Town)),
		"a key that a selection has not": second(orm.Keyed(ctx, db, selection, &row.Other)),
		"a relation to many":             second(orm.Values(ctx, db, agents.Query().Join(&a.Deals), &a.Name)),
	} {
		t.kind(what, err, fault.Invalid)
	}
	left, err := orm.Values(ctx, db, deals.LeftJoin(&d.Agent), &a.Name)
	t.kind("a column of a row that may be missing", err, fault.Invalid)
	t.names("Values", err, "Name may be missing; pick it as an expression that is nil then: orm.Col(...).Null(), orm.Opt(...)")
	t.same("what is read", left == nil, true)
}
