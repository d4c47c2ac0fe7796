package agree_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// What engines once did not agree on stays settled: the smallest of the queries that were found.
func TestQueriesThatEnginesDifferedInAreAnsweredAlike(t *testing.T) {
	t.Parallel()
	list := engines(t, rand.New(rand.NewPCG(2, 0)))
	f, p := finds.C, new(answer)
	long := orm.When(orm.Gt(&f.Count, 1), orm.Val(int64(1))).End()
	year, length := orm.YearOf(orm.Col(&f.At)), orm.Length(orm.Col(&f.Title))
	next := orm.Select(p, orm.AsNull(&p.N1, year.Plus(1)), orm.AsNull(&p.N2, orm.Count())).From(finds).GroupBy(year, length)
	r, texts := new(answer), orm.Select(p, orm.AsNull(&p.T1, orm.Substring(orm.Col(&f.Title), 1, 1))).From(finds).Join(&f.Site).Distinct()
	either := texts.UnionAll(orm.Select(p, orm.AsNull(&p.T1, orm.Col(&f.Title))).From(finds).Where(orm.Eq(&f.ID, 0)))
	known := map[string]question{
		"the first of a union":                     ofValues(orm.Select(r, orm.AsNull(&r.T1, orm.ValueOfNull(either.OrderBy(orm.Asc(&p.T1)).Limit(1), &p.T1))).From(sites)),
		"the last of a union":                      ofValues(orm.Select(r, orm.AsNull(&r.T1, orm.ValueOfNull(either.OrderBy(orm.Desc(&p.T1)).Limit(1), &p.T1))).From(sites)),
		"values in the order of objects":           ofObjects(finds.OrderBy(orm.When(orm.Eq(&f.Kept, true), orm.Val("a")).Else(orm.Val("b")).Desc()).Limit(9).Offset(1)),
		"missing values at the end":                ofObjects(finds.Where(orm.Gt(&f.ID, 3)).OrderBy(long.Asc().NullsLast()).Limit(9)),
		"missing values at the beginning":          ofObjects(finds.Where(orm.Gt(&f.ID, 3)).OrderBy(long.Desc().NullsFirst())),
		"a value alone orders nothing":             ofObjects(finds.OrderBy(orm.Val(int64(3)).Desc(), orm.Val(true).Asc().NullsLast(), orm.Desc(&f.ID))),
		"an empty list of what has a value":        ofObjects(finds.Where(orm.Or(orm.Col(&f.Count).Plus(1).In(), orm.Col(&f.Count).Plus(2).NotIn()), orm.Lt(&f.ID, 9))),
		"missing values in the order of a window":  ofValues(orm.Select(p, orm.AsNull(&p.N1, orm.Col(&f.ID)), orm.AsNull(&p.N2, orm.RowNumber(orm.Window{}.OrderBy(long.Desc().NullsFirst(), orm.Asc(&f.ID))))).From(finds).Where(orm.Gt(&f.ID, 3))),
		"truth values of groups":                   ofValues(orm.Select(p, orm.AsNull(&p.T1, orm.Col(&f.Title)), orm.AsNull(&p.B1, orm.Min(orm.Opt(&f.Sold)).Filter(orm.Gt(&f.ID, 4)))).From(finds).GroupBy(&f.Title).Having(orm.Max(orm.Col(&f.Kept)).Eq(true))),
		"truth values of windows":                  ofValues(orm.Select(p, orm.AsNull(&p.N1, orm.Col(&f.ID)), orm.AsNull(&p.B1, orm.Max(orm.Opt(&f.Sold)).Over(orm.Window{}.OrderBy(orm.Asc(&f.ID))))).From(finds)),
		"what is grouped by within an expression":  ofValues(next),
		"what is grouped by in Having":             ofValues(next.Having(year.Gt(1000), length.PlusExpr(year).Ne(1970))),
		"what is grouped by in an order":           ofValues(next.OrderBy(year.Desc(), length.Asc())),
		"what is grouped by in the order of ranks": ofValues(orm.Select(p, orm.AsNull(&p.N1, orm.RowNumber(orm.Window{}.OrderBy(year.Desc()))), orm.AsNull(&p.N2, year)).From(finds).GroupBy(year)),
	}
	for name, q := range known {
		if v := judgeOf(t.Context(), list, q); v.problem != "" || v.refused || !v.found {
			t.Errorf("%s: got refused %v, rows %v, %s", name, v.refused, v.found, v.problem)
		}
	}
	for _, e := range list {
		for what, load := range map[string]orm.Loading{
			"loaded": orm.Load(&sites.C.Finds).Where(orm.Gt(&f.ID, 2)).OrderBy(long.Desc().NullsFirst()), "loaded to a limit": orm.Load(&sites.C.Finds).Where(orm.Gt(&f.ID, 2)).OrderBy(long.Desc().NullsFirst()).Limit(100),
		} {
			found, err := sites.Where(orm.Gt(&sites.C.ID, 2)).With(load).All(t.Context(), e.db)
			if err != nil {
				t.Errorf("%s, %s: %v", e.name, what, err)
			}
			for _, s := range found {
				got, err := s.Finds.Load(t.Context())
				want, wrong := finds.Where(orm.Eq(&f.SiteID, &s.ID), orm.Gt(&f.ID, 2)).OrderBy(long.Desc().NullsFirst()).All(t.Context(), e.db)
				if fmt.Sprint(cellsOf(got)) != fmt.Sprint(cellsOf(want)) || err != nil || wrong != nil {
					t.Errorf("%s, %s: got %v, %v, %v, want %v", e.name, what, cellsOf(got), err, wrong, cellsOf(want))
				}
			}
		}
	}
	for what, q := range map[string]question{
		"Having without groups":    ofValues(orm.Select(p, orm.AsNull(&p.N1, orm.Val(int64(1)))).From(finds).Having(orm.Count().Gt(1))),
		"Distinct of one value":    ofValues(orm.Select(p, orm.AsNull(&p.N1, orm.Val(int64(1)).Plus(1))).From(finds).Distinct().Offset(1)),
		"windows within a list":    ofObjects(sites.Where(orm.InQuery(orm.Col(&sites.C.ID), orm.Select(p, orm.As(&p.K, orm.RowNumber(orm.Window{}).Plus(1))).From(finds), &p.K))),
		"windows of unions listed": ofObjects(sites.Where(orm.InQuery(orm.Col(&sites.C.ID), orm.Select(p, orm.As(&p.K, orm.RowNumber(orm.Window{}))).From(finds).Union(orm.Select(p, orm.As(&p.K, orm.Col(&f.ID))).From(finds)), &p.K))),
	} {
		for _, e := range list {
			e.sent.take()
			if _, err := q.ask(t.Context(), e.db); fault.KindOf(err) != fault.Invalid || len(e.sent.take()) > 0 {
				t.Errorf("%s, %s: got %v, want it refused before anything is sent", e.name, what, err)
			}
		}
	}
}

func ofValues(s orm.Selection[answer]) question {
	return question{ask: func(ctx context.Context, db *orm.DB) ([][]any, error) {
		list, err := s.All(ctx, db)
		return cellsOf(list), err
	}}
}

func ofObjects[T any](q orm.Query[T]) question {
	return question{total: true, ask: func(ctx context.Context, db *orm.DB) ([][]any, error) {
		list, err := q.All(ctx, db)
		return cellsOf(list), err
	}}
}
