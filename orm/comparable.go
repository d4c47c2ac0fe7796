package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// incomparable tells a column whose values databases compare and order in ways of their own.
func (c *column) incomparable() bool { return c.typ.Kind == schema.JSON || c.typ.Kind == schema.Array }

func (m *mapper) incomparable(c *column) error {
	return m.invalid("%s is stored as %s, which is compared with nothing but nil; use IsNull, IsNotNull, or Raw", c.field, c.typ.Kind)
}

// condProblem says what is wrong with the values of a condition for its column; nil when nothing is.
func (s *scope) condProblem(c *Cond) error {
	m, col := s.codec(c.field)
	switch {
	case col == nil && c.err != nil:
		return &fault.Error{Kind: fault.Invalid, Model: s.m.name, Err: c.err}
	case col == nil:
		return nil
	case col.incomparable() && !c.aboutNull():
		return m.incomparable(col)
	case c.err != nil:
		return fault.Refuse(m.name, col.violation(c.err))
	case !col.exacting(), c.op == opLike, c.op == opLikeFold, c.op == opEqFold:
		return nil
	}
	list := c.value.List()
	if c.op != opIn {
		list = []driver.Value{c.value, c.high}
	}
	for _, v := range list {
		if _, err := col.fit(v); err != nil {
			return fault.Refuse(m.name, col.violation(err))
		}
	}
	return nil
}

// aboutNull tells a condition that asks whether there is a value, and not which.
func (c *Cond) aboutNull() bool {
	switch c.op {
	case opNull, opNotNull:
		return true
	case opEq, opNe:
		return c.err == nil && c.value.Kind() == driver.Null
	case opIn:
		return c.err == nil && len(c.value.List()) == 0
	}
	return false
}
