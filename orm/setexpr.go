package orm

import (
	"reflect"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// computing is a column that takes what the database computes.
type computing struct {
	c    *column
	n    *node
	null bool // said by a setting that may take a value away

	ahead bool // of all rows before one of them is changed
}

// compute adds a setting that the database computes.
func (m *mapper) compute(c *column, s Setting) (computing, error) {
	if at := reflect.TypeOf(s.field); at != c.pointer {
		return computing{}, m.invalid("%s is Lazy and set to a %s; write orm.SetExpr(orm.Of(&x.%s), value)", c.field, at.Elem(), c.field)
	}
	if s.n == nil {
		return computing{}, m.invalid("%s takes an empty expression; make them with orm.Col and so on", c.field)
	}
	return computing{c, s.n.storedLike(&node{op: nodeColumn, field: s.field}), s.null, false}, nil
}

// storedLike lets the values of the program in an expression be stored as a column is that takes the result.
func (n *node) storedLike(column *node) *node {
	switch {
	case n == nil:
	case n.op == nodeValue && (n.like == nil || n.like.op == nodeValue):
		c := *n
		c.like = column
		return &c
	case n.op == nodeCase, n.op == nodeCoalesce, n.op == nodeArithmetic && n.operation != sqlast.Times:
		c := *n
		c.args = slices.Clone(n.args)
		for i, x := range c.args {
			c.args[i] = x.storedLike(column)
		}
		return &c
	}
	return n
}

// calculated tells an expression whose number may be none of its type.
func (n *node) calculated() bool {
	return n != nil && (n.op == nodeArithmetic || n.op == nodeAggregate || n.op == nodeSubquery || slices.ContainsFunc(n.args, (*node).calculated))
}

// takes says why a column cannot take what the database computes, or nil.
func (m *mapper) takes(c *column, o operand) error {
	from := o.c
	switch {
	case c.typ.Kind != from.typ.Kind || c.typ.Elem != from.typ.Elem:
		return m.invalid("%s is stored as %s, and what it is to take, of %s, as %s; store both alike", c.field, c.typ.Kind, from.field, from.typ.Kind)
	case c.typ.Kind == schema.Decimal && c.typ.Scale != from.typ.Scale:
		return m.invalid("%s has %s behind the point and what it is to take, of %s, has %d; give both as many", c.field, count(c.typ.Scale, "digit"), from.field, from.typ.Scale)
	case o.nullable && !c.nullable:
		return m.invalid("%s takes a value that may be missing, and may not be NULL; use orm.Coalesce", c.field)
	case (c.trim || c.foldText || c.fold != nil) && !o.plain(),
		c.trim && !from.trim, c.foldText && !from.foldText, c.fold != nil && from.fold == nil:
		return m.invalid("%s is trimmed or folded by Rowan, which no database can; give it values of the program, or another column that is as well", c.field)
	}
	return nil
}

// computed says what a change computes, behind what it gives. Joins are those of the query.
func (b *sqlBuilder) computed(ch *change, joins []sqlast.Join) (now, ahead []sqlast.Assignment) {
	before := b.part
	b.part = "SetExpr"
	for _, x := range ch.computed {
		o := b.node(x.n)
		if b.err == nil {
			b.fail(b.m.takes(x.c, o))
		}
		list := &now
		if x.ahead {
			list = &ahead
		}
		e := o.sql
		if len(joins) > 0 && b.beyond(x.n) {
			e = sqlast.Subquery{Select: beside(joins, []sqlast.Expr{e}, nil)}
		}
		if x.n.calculated() {
			e = sqlast.Stored{X: e, Type: x.c.typ}
		}
		*list = append(*list, sqlast.Assignment{Column: x.c.name, Value: e})
		if x.c.fold != nil && o.c.fold != nil {
			var folded sqlast.Expr = o.beside(o.c.fold)
			if len(joins) > 0 && b.beyond(x.n) {
				folded = sqlast.Subquery{Select: beside(joins, []sqlast.Expr{folded}, nil)}
			}
			*list = append(*list, sqlast.Assignment{Column: x.c.fold.name, Value: folded})
		}
	}
	b.part = before
	return now, ahead
}

// readsOwn tells whether an expression reads the rows of the first table otherwise than as the row that it is computed for.
func (s *scope) readsOwn(n *node) bool {
	return slices.ContainsFunc(s.nodeReads(n), func(m *mapper) bool { return m == s.m || m == nil })
}

// nodeReads lists the models whose tables an expression reads beside the row: those of queries in it and, where it names one,
// those that are joined. Nil among them stands for any.
func (s *scope) nodeReads(n *node) []*mapper {
	if n == nil {
		return nil // which the shape tells of
	}
	list := fieldReads(nil, n)
	n.each(func(c *Cond) { list = s.reads(list, []Cond{*c}) }, func(x *node) { list = append(list, s.nodeReads(x)...) })
	if s.beyond(n) {
		for x := s.next; x != nil; x = x.next {
			list = append(list, x.m)
		}
	}
	return list
}

// beyond tells whether an expression may name columns of joined tables.
func (s *scope) beyond(n *node) (found bool) {
	switch {
	case s.next == nil || n == nil:
		return false
	case n.op == nodeColumn:
		_, _, place := s.find(n.field)
		return place > 0
	case n.op == nodeSubquery, len(n.conds) > 0:
		return true
	}
	n.each(func(*Cond) { found = true }, func(x *node) { found = found || s.beyond(x) })
	return found
}

// inOrder refuses a change whose values a database would compute of what the same change has made of the row, where it gives
// columns their values one after the other.
func inOrder(m *mapper, db *DB, list []sqlast.Assignment) error {
	if db.capabilities.AssignsAtOnce {
		return nil
	}
	var set []string
	for _, a := range list {
		for _, name := range a.Value.ColumnNames() {
			if slices.Contains(set, name) {
				return &fault.Error{Kind: fault.Unsupported, Model: m.name, Detail: "this database gives columns their values one after the other, and one is computed of " + m.columnNamed(name).shown() + ", which has its new value by then; name it before that"}
			}
		}
		set = append(set, a.Column)
	}
	return nil
}
