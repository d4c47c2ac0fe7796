package dialect

import (
	"fmt"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

var errParameter = fault.New(fault.Invalid, "dialect: a definition holds a bound parameter")

// Writer writes one statement or expression. It keeps the first error and ignores what is written after it.
// Only a Dialect's Special meets one; it must not be kept.
type Writer struct {
	dialect Dialect
	sql     []byte
	params  int
	of      string   // the table of columns that name none; "" writes their name alone
	again   bool     // parameters are named that were written before
	twins   []string // names of columns that HAVING would mistake for each other
	err     error
}

func (w *Writer) finish() (string, error) {
	if w.err != nil {
		return "", w.err
	}
	return string(w.sql), nil
}

// Text writes SQL as it is.
func (w *Writer) Text(s string) { w.sql = append(w.sql, s...) }

// Identifier writes a quoted name.
func (w *Writer) Identifier(name string) { w.sql = w.dialect.Identifier(w.sql, name) }

// Param writes the mark of the next bound parameter.
func (w *Writer) Param() {
	w.params++
	if w.again {
		w.repeated()
		return
	}
	w.sql = w.dialect.Placeholder(w.sql, w.params)
}

// Fail makes the whole rendering fail.
func (w *Writer) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Expr writes an expression, in parentheses where its place needs them.
func (w *Writer) Expr(e sqlast.Expr) {
	switch e := e.(type) {
	case sqlast.Column:
		w.column(e)
	case sqlast.Param:
		w.Param()
	case sqlast.Literal:
		sql, err := w.dialect.Literal(w.sql, e.Value)
		if err != nil {
			w.Fail(err)
			return
		}
		w.sql = sql
	case sqlast.Raw:
		w.raw(e)
	case sqlast.Compare:
		w.compare(e)
	case sqlast.IsNull:
		w.Operand(e.X)
		w.Text(choose(e.Not, " IS NOT NULL", " IS NULL"))
	case sqlast.Between:
		w.Operand(e.X)
		w.Text(" BETWEEN ")
		w.Operand(e.Low)
		w.Text(" AND ")
		w.Operand(e.High)
	case sqlast.In:
		w.in(e)
	case sqlast.Exists:
		w.exists(e)
	case sqlast.And:
		w.terms(e.Terms, " AND ", "1 = 1")
	case sqlast.Or:
		w.terms(e.Terms, " OR ", "1 = 0")
	case sqlast.Not:
		w.Text("NOT (")
		w.Expr(e.X)
		w.Text(")")
	case sqlast.NotTrue:
		w.Operand(e.X)
		w.Text(" IS NOT TRUE")
	case sqlast.Count:
		w.Text("count(*)")
	case sqlast.One:
		w.Text("1")
	default:
		w.computed(e)
	}
}

func (w *Writer) special(node any) {
	if err := w.dialect.Special(w, node); err != nil {
		w.Fail(err)
	}
}

var operations = [...]string{sqlast.Plus: " + ", sqlast.Minus: " - ", sqlast.Times: " * "}

// Arithmetic writes a calculation, for a dialect whose database refuses by itself what the type cannot hold.
func (w *Writer) Arithmetic(e sqlast.Arithmetic) {
	if e.Op < sqlast.Plus || e.Op > sqlast.Times {
		w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: no operation %d", e.Op)))
		return
	}
	w.Operand(e.Left)
	w.Text(operations[e.Op])
	w.Operand(e.Right)
}

var operators = [...]string{
	sqlast.Eq: " = ", sqlast.Ne: " <> ", sqlast.Lt: " < ", sqlast.Le: " <= ", sqlast.Gt: " > ", sqlast.Ge: " >= ",
}

func (w *Writer) compare(e sqlast.Compare) {
	if e.Op < sqlast.Eq || e.Op > sqlast.Ge {
		w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: no comparison %d", e.Op)))
		return
	}
	w.Operand(e.Left)
	w.Text(operators[e.Op])
	w.Operand(e.Right)
}

func (w *Writer) in(e sqlast.In) {
	switch {
	case e.Packed:
		w.special(e)
	case e.N == 0 && len(e.Literals) == 0:
		w.Text("1 = 0")
	default:
		w.Operand(e.X)
		w.Text(" IN (")
		for i := range e.N {
			w.comma(i)
			w.Param()
		}
		for i, l := range e.Literals {
			w.comma(i)
			w.Expr(l)
		}
		w.Text(")")
	}
}

// InRows writes a comparison with a list of rows. List are the words that such a list begins with, for a dialect that
// has some. Packed rows are for dialects whose lists can stand for rows (Capabilities.PackedRows), which write them
// themselves.
func (w *Writer) InRows(e sqlast.InRows, list string) {
	if e.Packed {
		w.Fail(fault.New(fault.Unsupported, "dialect: this database takes no packed rows"))
		return
	}
	if e.N == 0 {
		w.Text("1 = 0")
		return
	}
	w.Text("(")
	w.list(e.X)
	w.Text(") IN (" + list)
	for i := range e.N {
		w.comma(i)
		w.row(len(e.X))
	}
	w.Text(")")
}

func (w *Writer) exists(e sqlast.Exists) {
	of := w.of
	w.of = ""
	w.Text(choose(e.Not, "NOT EXISTS (", "EXISTS ("))
	w.selectRows(e.Select)
	w.Text(")")
	w.of = of
}

func (w *Writer) column(c sqlast.Column) {
	if slices.Contains(w.twins, c.Name) { // the least of a group has the one value that its rows have
		w.aggregate(sqlast.Aggregate{Gather: sqlast.Least, X: c})
		return
	}
	of := c.Of
	if of == "" {
		of = w.of
	}
	if of != "" {
		w.Identifier(of)
		w.Text(".")
	}
	w.Identifier(c.Name)
}

func (w *Writer) terms(terms []sqlast.Expr, glue, none string) {
	if len(terms) == 0 {
		w.Text(none)
	}
	for i, t := range terms {
		if i > 0 {
			w.Text(glue)
		}
		w.term(t)
	}
}

// Operand writes an expression as one side of an operator: in parentheses unless it is a value by itself.
// Databases disagree on how comparisons bind among each other, so none is left to them.
func (w *Writer) Operand(e sqlast.Expr) {
	switch e.(type) {
	case sqlast.Column, sqlast.Param, sqlast.Literal, sqlast.Length, sqlast.Count, sqlast.One,
		sqlast.Call, sqlast.Aggregate, sqlast.Over, sqlast.Cast, sqlast.Subquery:
		w.Expr(e)
	default:
		w.Text("(")
		w.Expr(e)
		w.Text(")")
	}
}

// term writes one condition of several that AND or OR join.
func (w *Writer) term(e sqlast.Expr) {
	switch e.(type) {
	case sqlast.And, sqlast.Or, sqlast.Between, sqlast.Raw, sqlast.InSelect:
		w.Text("(")
		w.Expr(e)
		w.Text(")")
	default:
		w.Expr(e)
	}
}

// list writes expressions with commas between them.
func (w *Writer) list(all []sqlast.Expr) {
	for i, e := range all {
		w.comma(i)
		w.Expr(e)
	}
}

// comma separates the elements of a list: it writes one before every element but the first.
func (w *Writer) comma(i int) {
	if i > 0 {
		w.Text(", ")
	}
}

func choose(when bool, yes, no string) string {
	if when {
		return yes
	}
	return no
}
