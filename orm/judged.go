package orm

import (
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// judged turns a condition of a partial index into one about a row that is not stored yet, whose values are parameters
// in the order of the columns that are returned.
func (m *mapper) judged(e sqlast.Expr) (sqlast.Expr, []*column, error) {
	j := judging{m: m}
	out := j.expr(e)
	return out, j.columns, j.err
}

type judging struct {
	m       *mapper
	columns []*column
	err     error
}

func (j *judging) expr(e sqlast.Expr) sqlast.Expr {
	switch e := e.(type) {
	case sqlast.Column:
		j.columns = append(j.columns, j.m.columnNamed(e.Name))
		return sqlast.Param{}
	case sqlast.Compare:
		left := j.expr(e.Left)
		return sqlast.Compare{Op: e.Op, Left: left, Right: j.expr(e.Right)}
	case sqlast.IsNull:
		return sqlast.IsNull{X: j.expr(e.X), Not: e.Not}
	case sqlast.Between:
		x, low := j.expr(e.X), j.expr(e.Low)
		return sqlast.Between{X: x, Low: low, High: j.expr(e.High)}
	case sqlast.In:
		return sqlast.In{X: j.expr(e.X), Literals: e.Literals}
	case sqlast.Like:
		return sqlast.Like{X: j.expr(e.X), Pattern: e.Pattern}
	case sqlast.Length:
		return sqlast.Length{X: j.expr(e.X)}
	case sqlast.Not:
		return sqlast.Not{X: j.expr(e.X)}
	case sqlast.And:
		return sqlast.And{Terms: j.terms(e.Terms)}
	case sqlast.Or:
		return sqlast.Or{Terms: j.terms(e.Terms)}
	case sqlast.Raw:
		j.err = &fault.Error{Kind: fault.Unsupported, Model: j.m.name, Detail: "this database cannot tell whether a new row belongs to a unique index whose condition is Raw; write the condition with orm's own functions"}
	}
	return e
}

func (j *judging) terms(list []sqlast.Expr) []sqlast.Expr {
	list = slices.Clone(list)
	for i := range list {
		list[i] = j.expr(list[i])
	}
	return list
}

// columnNamed finds a column, with a field or hidden, by its name in the database.
func (m *mapper) columnNamed(name string) *column {
	i := slices.IndexFunc(m.columns, func(c *column) bool { return c.name == name })
	return m.columns[i]
}
