package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// conflict writes what becomes of a row that exists. The server asks for no unique index: a row that collides in
// any of them comes here. So every change stands under the condition that the two rows agree in the columns meant,
// and else gives the column its own value, which changes nothing.
//
// The server makes the changes one after the other, each seeing the earlier ones. The condition stays true meanwhile:
// a column of the index takes a value only when it has it already, and a column that the condition of a partial index
// reads takes its value last.
func (d Dialect) conflict(w *dialect.Writer, c sqlast.Conflict) error {
	w.Text(" ON DUPLICATE KEY UPDATE ")
	if len(c.Update) == 0 {
		w.Identifier(c.Columns[0])
		w.Text(" = ")
		w.Identifier(c.Columns[0])
		return nil
	}
	update, err := ordered(c)
	if err != nil {
		return err
	}
	for i, name := range update {
		if i > 0 {
			w.Text(", ")
		}
		w.Identifier(name)
		w.Text(" = IF(")
		if err := d.agree(w, c); err != nil {
			return err
		}
		w.Text(", VALUES(")
		w.Identifier(name)
		w.Text("), ")
		w.Identifier(name)
		w.Text(")")
	}
	return nil
}

// ordered puts the column that the index's condition reads behind the others.
func ordered(c sqlast.Conflict) ([]string, error) {
	if c.Where == nil {
		return c.Update, nil
	}
	var first, last []string
	for _, name := range c.Update {
		if slices.Contains(c.Where.ColumnNames(), name) {
			last = append(last, name)
		} else {
			first = append(first, name)
		}
	}
	if len(last) > 1 {
		return nil, fault.New(fault.Unsupported, fmt.Sprintf("mysql: an existing row cannot take %s together, on which the condition of its unique index depends", strings.Join(last, " and ")))
	}
	return append(first, last...), nil
}

// agree writes the condition that both rows are the same to the index.
func (d Dialect) agree(w *dialect.Writer, c sqlast.Conflict) error {
	for i, name := range c.Columns {
		if i > 0 {
			w.Text(" AND ")
		}
		w.Identifier(name)
		w.Text(" = VALUES(")
		w.Identifier(name)
		w.Text(")")
	}
	if c.Where == nil {
		return nil
	}
	fresh, err := d.ofNewRow(c.Where)
	if err != nil {
		return err
	}
	w.Text(" AND (")
	w.Expr(c.Where)
	w.Text(") AND (")
	w.Expr(fresh)
	w.Text(")")
	return nil
}

// ofNewRow returns a condition with the new row's values in the place of the columns.
func (d Dialect) ofNewRow(e sqlast.Expr) (sqlast.Expr, error) {
	var err error
	of := func(x sqlast.Expr) sqlast.Expr {
		y, e := d.ofNewRow(x)
		if e != nil {
			err = e
		}
		return y
	}
	all := func(list []sqlast.Expr) []sqlast.Expr {
		var changed []sqlast.Expr
		for _, x := range list {
			changed = append(changed, of(x))
		}
		return changed
	}
	switch x := e.(type) {
	case sqlast.Column:
		e = sqlast.Raw{SQL: "VALUES(" + dialect.Identifier(d, x.Name) + ")"}
	case sqlast.Compare:
		e = sqlast.Compare{Op: x.Op, Left: of(x.Left), Right: of(x.Right)}
	case sqlast.IsNull:
		e = sqlast.IsNull{X: of(x.X), Not: x.Not}
	case sqlast.Between:
		e = sqlast.Between{X: of(x.X), Low: of(x.Low), High: of(x.High)}
	case sqlast.In:
		e = sqlast.In{X: of(x.X), Literals: all(x.Literals)}
	case sqlast.Like:
		e = sqlast.Like{X: of(x.X), Pattern: x.Pattern}
	case sqlast.Length:
		e = sqlast.Length{X: of(x.X)}
	case sqlast.And:
		e = sqlast.And{Terms: all(x.Terms)}
	case sqlast.Or:
		e = sqlast.Or{Terms: all(x.Terms)}
	case sqlast.Not:
		e = sqlast.Not{X: of(x.X)}
	case sqlast.Literal, sqlast.Now:
	default:
		err = fault.New(fault.Unsupported, fmt.Sprintf("mysql: %T in the condition of a unique index that an insert names", e))
	}
	return e, err
}
