package dialect

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

func (w *Writer) selectRows(s sqlast.Select) {
	w.with(s.With)
	switch {
	case s.Each == nil:
		w.rows(s)
		for _, set := range s.Sets {
			w.set(set)
		}
		w.order(s.Order)
		w.cut(s)
	case s.Offset || s.Distinct || len(s.Group) > 0 || len(s.Each.By) == 0 || s.Limit && len(s.Each.Key) == 0:
		w.Fail(fault.New(fault.Invalid, "dialect: what is read for each of some values is neither grouped nor begun further on"))
	case s.Limit:
		w.ranked(s)
	default:
		w.each(s)
	}
}

// rows writes a query as far as its order.
func (w *Writer) rows(s sqlast.Select) {
	w.Text(choose(s.Distinct, "SELECT DISTINCT ", "SELECT "))
	for i, c := range s.Columns {
		w.comma(i)
		w.Expr(c)
		if len(s.Names) > 0 {
			w.Text(" AS ")
			w.Identifier(s.Names[i])
		}
	}
	w.found(s)
}

// with writes queries that others read by name.
func (w *Writer) with(list []sqlast.Common) {
	if len(list) == 0 {
		return
	}
	recursive := slices.ContainsFunc(list, func(c sqlast.Common) bool { return c.Recursive })
	w.Text(choose(recursive, "WITH RECURSIVE ", "WITH "))
	for i, c := range list {
		w.comma(i)
		w.Identifier(c.Name)
		w.nested(" AS (", c.Select)
	}
	w.Text(" ")
}

var combinations = [...]string{
	sqlast.Union: " UNION ", sqlast.UnionAll: " UNION ALL ", sqlast.Intersect: " INTERSECT ", sqlast.Except: " EXCEPT ",
}

// set writes a query whose rows are combined with those before it. Databases do not agree on how a query with an order, or
// several combined ones, stand there, and on which combination goes first.
func (w *Writer) set(s sqlast.Set) {
	if s.Combine < sqlast.Union || s.Combine > sqlast.Except || len(s.Select.Sets)+len(s.Select.With)+len(s.Select.Order) > 0 || s.Select.Limit || s.Select.Offset || s.Select.Each != nil {
		w.Fail(fault.New(fault.Invalid, "dialect: a query among combined ones has an order, a limit, or others combined with it"))
		return
	}
	w.Text(combinations[s.Combine])
	w.rows(s.Select)
}

// found writes which rows are meant.
func (w *Writer) found(s sqlast.Select) {
	if s.From != "" || s.Query != nil {
		w.Text(" FROM ")
		w.table(s.From, s.Query, s.As)
	}
	for _, j := range s.Joins {
		w.Text(choose(j.Left, " LEFT JOIN ", " JOIN "))
		w.table(j.Table, j.Query, j.As)
		w.Text(" ON ")
		w.Expr(j.On)
	}
	w.where(s.Where)
	if len(s.Group) > 0 {
		w.Text(" GROUP BY ")
		w.list(s.Group)
	}
	if s.Having != nil {
		w.Text(" HAVING ")
		if !w.dialect.Capabilities().GroupsByParts {
			w.twins = twins(s.Group)
		}
		w.Expr(s.Having)
		w.twins = nil
	}
}

// twins are the names that several columns have.
func twins(columns []sqlast.Expr) (names []string) {
	seen := map[string]bool{}
	for _, x := range columns {
		if c, is := x.(sqlast.Column); is {
			if seen[c.Name] {
				names = append(names, c.Name)
			}
			seen[c.Name] = true
		}
	}
	return names
}

func (w *Writer) table(name string, query *sqlast.Select, as string) {
	if query == nil {
		w.Identifier(name)
	} else {
		w.nested("(", *query)
	}
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
	if len(terms) > 0 {
		w.Text(" ORDER BY ")
		w.orderTerms(terms)
	}
}

func (w *Writer) orderTerms(terms []sqlast.Order) {
	for i, o := range terms {
		w.comma(i)
		if _, constant := o.Expr.(sqlast.Typed); o.Nullable || constant {
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
	if s.Lock != nil {
		w.special(*s.Lock)
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

// ranked writes a limit for each of some values: keys of rows are numbered by a query within, and the rows of those that
// are left are read by the one around it. The columns within are named k0, b0 and so on, so that no two are called
// the same; and as a database may take the bare name of a column for one of these, columns are written with the table's.
func (w *Writer) ranked(s sqlast.Select) {
	r := ranking{Writer: w, Select: s, table: choose(s.As != "", s.As, s.From), name: "ranked"}
	for strings.EqualFold(r.name, r.table) {
		r.name += "_"
	}
	of := w.of
	w.of = r.table
	w.Text("SELECT ")
	for i, c := range s.Columns {
		w.comma(i)
		r.column(c)
	}
	if s.Each.Total {
		w.Text(", ")
		r.own("total")
	}
	r.within()
	w.Text(" JOIN ")
	w.table(s.From, nil, s.As)
	for i, k := range s.Each.Key {
		w.Text(choose(i == 0, " ON ", " AND "))
		w.Expr(k)
		w.Text(" = ")
		r.own(fmt.Sprintf("k%d", i))
	}
	w.of = of
	w.Text(" WHERE ")
	r.own("n")
	w.Text(" <= ")
	w.Param()
	w.Text(" ORDER BY ")
	for i := range s.Each.By {
		r.own(fmt.Sprintf("b%d", i))
		w.Text(", ")
	}
	r.own("n")
}

// ranking is a Select with a limit for each of some values on its way into text.
type ranking struct {
	*Writer
	sqlast.Select
	table string // what the rows' own table is called
	name  string // of the query within
}

// within writes the query that numbers the keys.
func (r *ranking) within() {
	r.Text(" FROM (SELECT ")
	for i, k := range r.Each.Key {
		r.Expr(k)
		r.Text(fmt.Sprintf(" AS k%d, ", i))
	}
	for i, x := range r.Each.By {
		r.Expr(x)
		r.Text(fmt.Sprintf(" AS b%d, ", i))
	}
	r.Text("row_number() OVER (PARTITION BY ")
	r.list(r.Each.By)
	r.order(r.Order)
	r.Text(") AS n")
	if r.Each.Total {
		r.Text(", ")
		r.total(r.Each)
		r.Text(" AS total")
	}
	r.found(r.Select)
	r.Text(") AS ")
	r.Identifier(r.name)
}

// column writes a column of the result: one of the values that rows are read for, or of the rows' own table, or what is computed
// of that.
func (r *ranking) column(x sqlast.Expr) {
	if f, is := x.(sqlast.Call); is && f.Function == sqlast.Formula {
		r.Expr(x)
		return
	}
	c, ok := x.(sqlast.Column)
	if i := slices.IndexFunc(r.Each.By, func(b sqlast.Expr) bool { return ok && b == sqlast.Expr(c) }); i >= 0 {
		r.own(fmt.Sprintf("b%d", i))
		return
	}
	if !ok || c.Of != "" && c.Of != r.table {
		r.Fail(fault.New(fault.Invalid, "dialect: what is read for each of some values are columns of the rows' own table, and these values"))
	}
	r.Expr(x)
}

// own writes a column of the query within.
func (r *ranking) own(name string) {
	r.Identifier(r.name)
	r.Text("." + name)
}
