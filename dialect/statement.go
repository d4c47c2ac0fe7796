package dialect

import (
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

func (w *Writer) statement(s sqlast.Statement) {
	switch s := s.(type) {
	case sqlast.Select:
		w.selectRows(s)
	case sqlast.Insert:
		w.insert(s)
	case sqlast.Update:
		w.update(s)
	case sqlast.Delete:
		w.Text("DELETE FROM ")
		w.Identifier(s.From)
		w.where(s.Where)
		w.returning(s.Returning, s.Computed)
	case sqlast.UpdateRows, sqlast.HighestKey, sqlast.NextKeys, sqlast.KeysReach, sqlast.HoldKeys, sqlast.AdvanceKeys:
		w.special(s)
	default:
		w.Fail(fault.New(fault.Invalid, fmt.Sprintf("dialect: no statement %T", s)))
	}
	if max := w.dialect.Capabilities().Parameters; w.err == nil && w.params > max {
		w.Fail(fault.New(fault.Unsupported, fmt.Sprintf("dialect: %d values in one statement; the database takes %d", w.params, max)))
	}
}

func (w *Writer) insert(s sqlast.Insert) {
	w.Text("INSERT INTO ")
	w.Identifier(s.Into)
	switch {
	case len(s.Columns) == 0:
		w.special(sqlast.DefaultRow{Rows: s.Rows})
	case s.From != nil:
		w.Text(" (")
		w.identifiers(s.Columns)
		w.Text(") ")
		w.selectRows(*s.From)
	case s.Packed:
		w.special(s)
	default:
		w.Text(" (")
		w.identifiers(s.Columns)
		w.Text(") VALUES ")
		for i := range s.Rows {
			w.comma(i)
			w.row(len(s.Columns))
		}
	}
	w.conflict(s.Into, s.Conflict)
	w.returning(s.Returning, nil)
}

func (w *Writer) returning(columns []string, computed []sqlast.Expr) {
	if len(columns) == 0 {
		return // Computed stands behind columns that tell the rows apart
	}
	w.Text(" RETURNING ")
	w.identifiers(columns)
	for _, x := range computed {
		w.Text(", ")
		w.Expr(x)
	}
}

func (w *Writer) row(n int) {
	w.Text("(")
	for i := range n {
		w.comma(i)
		w.Param()
	}
	w.Text(")")
}

func (w *Writer) conflict(table string, c *sqlast.Conflict) {
	if c == nil {
		return
	}
	if !w.dialect.Capabilities().ConflictTargets && c.Sole && len(c.Update)+len(c.Set) == 0 {
		w.special(*c)
		return
	}
	if !w.dialect.Capabilities().ConflictTargets {
		w.Fail(fault.New(fault.Unsupported, "dialect: this database cannot name the unique index whose conflict is meant"))
		return
	}
	w.Text(" ON CONFLICT (")
	w.identifiers(c.Columns)
	w.Text(")")
	w.where(c.Where)
	if len(c.Update)+len(c.Set) == 0 {
		w.Text(" DO NOTHING")
		return
	}
	w.Text(" DO UPDATE SET ")
	for i, name := range c.Update {
		w.comma(i)
		w.Identifier(name)
		w.Text(" = " + sqlast.ExcludedName + ".")
		w.Identifier(name)
	}
	of := w.of
	w.of = table // beside the new row
	for i, a := range c.Set {
		w.comma(len(c.Update) + i)
		w.Identifier(a.Column)
		w.Text(" = ")
		w.Expr(a.Value)
	}
	w.of = of
	for _, name := range c.Raise {
		w.Text(", ")
		w.Identifier(name)
		w.Text(" = ")
		w.column(sqlast.Column{Of: table, Name: name})
		w.Text(" + 1")
	}
	w.where(c.Only)
}

func (w *Writer) update(s sqlast.Update) {
	w.Text("UPDATE ")
	w.Identifier(s.Table)
	w.Text(" SET ")
	of := w.of
	if s.Ahead != nil {
		w.of = s.Table // which is not the only one then
	}
	for i, a := range s.Set {
		w.comma(i)
		w.Identifier(a.Column)
		w.Text(" = ")
		w.Expr(a.Value)
	}
	w.of = of
	if s.Ahead != nil {
		w.ahead(s)
	} else {
		w.where(s.Where)
	}
	w.returning(s.Returning, s.Computed)
}

// ahead writes the query that computes values of the rows to be changed, and which of its rows is whose. Its columns are
// named k0, v0 and so on.
func (w *Writer) ahead(s sqlast.Update) {
	w.Text(" FROM (SELECT ")
	for i, k := range s.Ahead.Key {
		w.comma(i)
		w.column(sqlast.Column{Of: s.Table, Name: k})
		w.Text(fmt.Sprintf(" AS k%d", i))
	}
	for i, v := range s.Ahead.Values {
		w.Text(", ")
		w.Expr(v)
		w.Text(fmt.Sprintf(" AS v%d", i))
	}
	w.Text(" FROM ")
	w.Identifier(s.Table)
	w.where(s.Where)
	w.Text(") AS ")
	w.Identifier(sqlast.AheadName)
	for i, k := range s.Ahead.Key {
		w.Text(choose(i == 0, " WHERE ", " AND "))
		w.column(sqlast.Column{Of: s.Table, Name: k})
		w.Text(" = ")
		w.column(sqlast.Column{Of: sqlast.AheadName, Name: fmt.Sprintf("k%d", i)})
	}
}

func (w *Writer) identifiers(names []string) {
	for i, n := range names {
		w.comma(i)
		w.Identifier(n)
	}
}
