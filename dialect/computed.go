package dialect

import (
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// computed writes what is calculated, as far as all databases say it alike.
func (w *Writer) computed(e sqlast.Expr) {
	switch e := e.(type) {
	case sqlast.Ordinal:
		w.Text(fmt.Sprint(e.N))
	case sqlast.Call:
		w.call(e)
	case sqlast.Aggregate:
		w.aggregate(e)
	case sqlast.Rank:
		if e.Ranking == sqlast.Ntile {
			w.Text(fmt.Sprintf("ntile(%d)", e.N))
		} else {
			w.Text(rankings[e.Ranking])
		}
	case sqlast.Neighbour:
		w.Text(choose(e.After, "lead(", "lag("))
		w.Expr(e.X)
		w.Text(fmt.Sprintf(", %d)", e.Rows))
	case sqlast.Placed:
		w.Text([...]string{"last_value(", "first_value(", "nth_value("}[min(e.N, 2)])
		w.Expr(e.X)
		w.Text(choose(e.N > 1, fmt.Sprintf(", %d)", e.N), ")"))
	case sqlast.Over:
		if x, is := e.X.(sqlast.Aggregate); is && differs(x) {
			w.special(e)
		} else {
			w.Over(e)
		}
	case sqlast.Case:
		w.cases(e)
	case sqlast.Quotient:
		w.Operand(e.Left)
		w.Text(" / nullif(")
		w.Expr(e.Right)
		w.Text(", 0)")
	case sqlast.Subquery:
		w.nested("(", e.Select)
	case sqlast.InSelect:
		if _, is := e.X.(sqlast.Aggregate); is { // some databases find none as it is in what a query reads
			w.Text("coalesce(")
			w.Expr(e.X)
			w.Text(", NULL)")
		} else {
			w.Operand(e.X)
		}
		w.nested(" IN (", e.Select)
	default:
		w.special(e)
	}
}

// nested writes a query within another statement.
func (w *Writer) nested(begin string, s sqlast.Select) {
	of, twins := w.of, w.twins
	w.of, w.twins = "", nil
	w.Text(begin)
	w.selectRows(s)
	w.Text(")")
	w.of, w.twins = of, twins
}

var rankings = [...]string{
	sqlast.RowNumber: "row_number()", sqlast.RankOf: "rank()", sqlast.DenseRank: "dense_rank()",
}

// aggregate writes what databases do not say alike by the dialect's own words.
func (w *Writer) aggregate(e sqlast.Aggregate) {
	twins := w.twins
	w.twins = nil // which it looks for in the rows
	defer func() { w.twins = twins }()
	if differs(e) {
		w.special(e)
		return
	}
	w.Aggregate(e)
}

// differs tells a sum of whole numbers, to which databases give another type than theirs, and the least or greatest of truth
// values, which not all of them know.
func differs(e sqlast.Aggregate) bool {
	return e.Gather == sqlast.Sum && e.Type.Kind.Integer() || e.Gather > sqlast.Average && e.Type.Kind == schema.Bool
}

var gathers = [...]string{
	sqlast.Counted: "count(", sqlast.Sum: "sum(", sqlast.Average: "avg(", sqlast.Least: "min(", sqlast.Greatest: "max(",
}

// Aggregate writes an aggregate as all databases have it. What its condition leaves out is a CASE without a value, since not
// every database has FILTER.
func (w *Writer) Aggregate(e sqlast.Aggregate) {
	if e.Gather < sqlast.Counted || e.Gather > sqlast.Greatest {
		w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: no aggregate %d", e.Gather)))
		return
	}
	w.Text(gathers[e.Gather])
	w.Text(choose(e.Distinct, "DISTINCT ", ""))
	x := e.X
	if e.Where != nil {
		if x == nil {
			x = sqlast.One{}
		}
		x = sqlast.Case{Whens: []sqlast.When{{If: e.Where, Then: x}}}
	}
	if x == nil {
		w.Text("*")
	} else {
		w.Expr(x)
	}
	w.Text(")")
}

// Over writes what is computed of a window, an aggregate as Aggregate does.
func (w *Writer) Over(e sqlast.Over) {
	if x, is := e.X.(sqlast.Aggregate); is {
		w.Aggregate(x)
	} else {
		w.Expr(e.X)
	}
	w.Text(" OVER (")
	if len(e.Partition) > 0 {
		w.Text("PARTITION BY ")
		w.list(e.Partition)
	}
	if len(e.Order) > 0 && len(e.Partition) == 0 {
		w.Text("ORDER BY ")
		w.orderTerms(e.Order)
	} else {
		w.order(e.Order)
	}
	if f := e.Frame; f != nil {
		w.Text(" ROWS BETWEEN ")
		w.Text(bound(f.Before, "PRECEDING"))
		w.Text(" AND ")
		w.Text(bound(f.Behind, "FOLLOWING"))
	}
	w.Text(")")
}

// bound is one end of a frame.
func bound(rows int, direction string) string {
	switch {
	case rows < 0:
		return "UNBOUNDED " + direction
	case rows == 0:
		return "CURRENT ROW"
	}
	return fmt.Sprintf("%d %s", rows, direction)
}

func (w *Writer) cases(e sqlast.Case) {
	w.Text("CASE")
	for _, c := range e.Whens {
		w.Text(" WHEN ")
		w.Expr(c.If)
		w.Text(" THEN ")
		w.Expr(c.Then)
	}
	if e.Else != nil {
		w.Text(" ELSE ")
		w.Expr(e.Else)
	}
	w.Text(" END")
}
