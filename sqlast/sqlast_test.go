package sqlast_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/sqlast"
)

func TestColumnNames(t *testing.T) {
	t.Parallel()
	a, b, c := sqlast.Column{Name: "a"}, sqlast.Column{Name: "b"}, sqlast.Column{Name: "c"}
	for _, v := range []struct {
		e    sqlast.Expr
		want []string
	}{
		{a, []string{"a"}},
		{sqlast.Param{}, nil},
		{sqlast.Literal{Value: "a"}, nil},
		{sqlast.Now{}, nil},
		{sqlast.Raw{SQL: "a"}, nil},
		{sqlast.Count{}, nil},
		{sqlast.One{}, nil},
		{sqlast.Compare{Left: b, Right: a}, []string{"b", "a"}},
		{sqlast.Compare{Left: a, Right: a}, []string{"a"}},
		{sqlast.IsNull{X: a}, []string{"a"}},
		{sqlast.Arithmetic{Op: sqlast.Plus, Left: b, Right: a}, []string{"b", "a"}},
		{sqlast.Between{X: a, Low: b, High: c}, []string{"a", "b", "c"}},
		{sqlast.In{X: a, Literals: []sqlast.Expr{b}}, []string{"a", "b"}},
		{sqlast.Column{Of: "t", Name: "a"}, []string{"a"}},
		{sqlast.InRows{X: []sqlast.Expr{b, a}, N: 3}, []string{"b", "a"}},
		{sqlast.Exists{Select: sqlast.Select{From: "t", Columns: []sqlast.Expr{a}, Where: sqlast.IsNull{X: b}}}, nil},
		{sqlast.Like{X: a, Pattern: b}, []string{"a", "b"}},
		{sqlast.Length{X: a}, []string{"a"}},
		{sqlast.And{Terms: []sqlast.Expr{a, sqlast.Or{Terms: []sqlast.Expr{b, a}}, c}}, []string{"a", "b", "c"}},
		{sqlast.NotTrue{X: sqlast.IsNull{X: c}}, []string{"c"}},
		{sqlast.Or{}, nil},
		{sqlast.Typed{}, nil},
		{sqlast.Ordinal{N: 1}, nil},
		{sqlast.Call{Function: sqlast.Coalesce, Args: []sqlast.Expr{b, a}}, []string{"b", "a"}},
		{sqlast.Aggregate{Gather: sqlast.Counted}, nil},
		{sqlast.Aggregate{Gather: sqlast.Sum, X: a, Where: sqlast.IsNull{X: b}}, []string{"b", "a"}},
		{sqlast.Over{X: sqlast.Rank{Ranking: sqlast.RankOf}, Partition: []sqlast.Expr{a}, Order: []sqlast.Order{{Expr: b}}}, []string{"a", "b"}},
		{sqlast.Over{X: sqlast.Neighbour{X: c}}, []string{"c"}},
		{sqlast.Case{Whens: []sqlast.When{{If: sqlast.IsNull{X: b}, Then: a}}}, []string{"b", "a"}},
		{sqlast.Case{Whens: []sqlast.When{{If: sqlast.IsNull{X: b}, Then: a}}, Else: c}, []string{"b", "a", "c"}},
		{sqlast.Cast{X: a}, []string{"a"}},
		{sqlast.Stored{X: a}, []string{"a"}},
		{sqlast.Quotient{Left: a, Right: b}, []string{"a", "b"}},
		{sqlast.TimePart{X: a}, []string{"a"}},
		{sqlast.TimeStart{X: a}, []string{"a"}},
		{sqlast.Subquery{Select: sqlast.Select{From: "t", Columns: []sqlast.Expr{a}}}, nil},
		{sqlast.InSelect{X: a, Select: sqlast.Select{From: "t", Columns: []sqlast.Expr{b}}}, []string{"a"}},
		{sqlast.Not{X: sqlast.IsNull{X: c}}, []string{"c"}},
	} {
		if diff := cmp.Diff(v.want, v.e.ColumnNames()); diff != "" {
			t.Errorf("%#v (-want +got):\n%s", v.e, diff)
		}
	}
}

func TestAskingForNamesLeavesTheListAlone(t *testing.T) {
	t.Parallel()
	backing := make([]sqlast.Expr, 2, 4)
	backing[0], backing[1] = sqlast.Column{Name: "a"}, sqlast.Column{Name: "b"}
	in := sqlast.In{X: sqlast.Column{Name: "x"}, Literals: backing}
	in.ColumnNames()
	if diff := cmp.Diff([]sqlast.Expr{sqlast.Column{Name: "a"}, sqlast.Column{Name: "b"}, nil}, backing[:3]); diff != "" {
		t.Errorf("the literals' array (-want +got):\n%s", diff)
	}
}
