package dialect

import (
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

func (w *Writer) selectRows(s sqlast.Select) {
	switch {
	case s.Each == nil:
		w.Text("SELECT ")
		w.list(s.Columns)
		w.found(s)
		w.order(s.Order)
		w.cut(s)
	case s.Offset || len(s.Group) > 0 || len(s.Each.By) == 0:
		w.Fail(fault.New(fault.Invalid, "dialect: what is read for each of some values is neither grouped nor begun further on"))
	case s.Limit:
		w.ranked(s)
	default:
		w.each(s)
	}
}

// found writes which rows are meant.
func (w *Writer) found(s sqlast.Select) {
	w.Text(" FROM ")
	w.table(s.From, s.As)
	for _, j := range s.Joins {
		w.Text(choose(j.Left, " LEFT JOIN ", " JOIN "))
		w.table(j.Table, j.As)
		w.Text(" ON ")
		w.Expr(j.On)
	}
	w.where(s.Where)
	if len(s.Group) > 0 {
		w.Text(" GROUP BY ")
		w.list(s.Group)
	}
}

func (w *Writer) table(name, as string) {
	w.Identifier(name)
	if as != "" {
		w.Text(" AS ")
		w.Identifier(as)
	}
}

func (w *Writer) where(e sqlast.Expr) {
	if e != nil {
		w.Text(" WHERE ")
		w.Expr(e)
	}
}

func (w *Writer) order(terms []sqlast.Order) {
	for i, o := range terms {
		if i == 0 {
			w.Text(" ORDER BY ")
		}
		w.comma(i)
		if o.Nullable {
			w.special(o)
			continue
		}
		w.Expr(o.Expr)
		w.Text(choose(o.Descending, " DESC", ""))
	}
}

func (w *Writer) cut(s sqlast.Select) {
	if s.Limit {
		w.Text(" LIMIT ")
		w.Param()
	}
	if s.Offset {
		w.Text(" OFFSET ")
		w.Param()
	}
}

// each writes rows in the order of the values that they are read for.
func (w *Writer) each(s sqlast.Select) {
	w.Text("SELECT ")
	w.list(s.Columns)
	if s.Each.Total {
		w.Text(", ")
		w.total(s.Each)
	}
	w.found(s)
	order := make([]sqlast.Order, 0, len(s.Each.By)+len(s.Order))
	for _, x := range s.Each.By {
		order = append(order, sqlast.Order{Expr: x})
	}
	w.order(append(order, s.Order...))
}

func (w *Writer) total(e *sqlast.Each) {
	w.Text("count(*) OVER (PARTITION BY ")
	w.list(e.By)
	w.Text(")")
}

// ranked writes a limit for each of some values: rows are numbered by a query within, and cut by the one around it. The
// columns within are named c0, c1..., so that no two are called the same; and as a database may take the bare name of a
// column for one of these, columns are written with the table's.
func (w *Writer) ranked(s sqlast.Select) {
	w.Text("SELECT ")
	for i := range s.Columns {
		w.comma(i)
		w.numbered(i)
	}
	w.Text(choose(s.Each.Total, ", total FROM (SELECT ", " FROM (SELECT "))
	of := w.of
	if w.of = s.As; s.As == "" {
		w.of = s.From
	}
	for i, c := range s.Columns {
		w.Expr(c)
		w.Text(" AS ")
		w.numbered(i)
		w.Text(", ")
	}
	w.Text("row_number() OVER (PARTITION BY ")
	w.list(s.Each.By)
	w.order(s.Order)
	w.Text(") AS n")
	if s.Each.Total {
		w.Text(", ")
		w.total(s.Each)
		w.Text(" AS total")
	}
	w.found(s)
	w.of = of
	w.Text(") AS ranked WHERE n <= ")
	w.Param()
	w.Text(" ORDER BY ")
	for _, x := range s.Each.By {
		w.numbered(w.place(x, s.Columns))
		w.Text(", ")
	}
	w.Text("n")
}

func (w *Writer) numbered(i int) { w.Text(fmt.Sprintf("c%d", i)) }

// place returns where a column stands among others.
func (w *Writer) place(x sqlast.Expr, among []sqlast.Expr) int {
	if x, ok := x.(sqlast.Column); ok {
		for i, c := range among {
			if c == sqlast.Expr(x) {
				return i
			}
		}
	}
	w.Fail(fault.New(fault.Invalid, "dialect: what is read for each of some values has them among its columns"))
	return 0
}
