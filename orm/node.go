package orm

import (
	"reflect"
	"slices"
	"sync"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// node is an expression of Value, before anybody knows the tables that it stands among. It is immutable. A pointer to one
// stands wherever the pointer of a field does: in conditions, orders and groups.
type node struct {
	op    nodeOp
	args  []*node
	conds []Cond // of a Filter, or of a Case: one for each of its args but the last

	field  any     // nodeColumn, nodeExcluded
	stored *column // nodeColumn, which values are like: a column of no table of the statement

	value driver.Value // nodeValue
	err   error        // a value that no database holds
	typ   reflect.Type // of the value
	like  *node        // what the value is stored like, or nil

	gather        sqlast.Gather // nodeAggregate
	once, filters bool

	operation sqlast.Operation
	function  sqlast.Function // nodeCall
	ranking   sqlast.Ranking
	unit      Unit
	rows      int // nodeNeighbour and nodePlaced; the parts of an Ntile, the digits of a Round
	after     bool
	window    *Window // nodeOver
	sub       *asking // nodeSubquery
}

type nodeOp uint8

const (
	nodeColumn nodeOp = iota + 1
	nodeValue
	nodeAggregate
	nodeArithmetic
	nodeFloat
	nodeRatio
	nodeCase
	nodeCoalesce
	nodeConcat
	nodeLength
	nodeSubstring
	nodeTimePart
	nodeTimeStart
	nodeOver
	nodeRank
	nodeNeighbour
	nodeSubquery
	nodeCall
	nodePlaced
	nodeExcluded
)

// Expression is an Expr or NullExpr of any type.
type Expression interface{ expression() *node }

// nodeOf is the expression that a field pointer, or an expression, stands for.
func nodeOf(field any) *node {
	switch x := field.(type) {
	case *node:
		return x
	case Expression:
		return x.expression()
	}
	return &node{op: nodeColumn, field: field}
}

// each visits the parts of an expression in the order in which they stand in a statement.
func (n *node) each(cond func(*Cond), arg func(*node)) {
	n.within(cond, arg)
	if n.window == nil {
		return
	}
	for _, x := range n.window.partition {
		arg(x)
	}
	for i := range n.window.order {
		arg(nodeOf(n.window.order[i].field))
	}
}

// within visits the parts of an expression but those of its window.
func (n *node) within(cond func(*Cond), arg func(*node)) {
	for i := range n.conds {
		cond(&n.conds[i])
		if n.op == nodeCase {
			arg(n.args[i])
		}
	}
	rest := n.args
	if n.op == nodeCase {
		rest = rest[len(n.conds):]
	}
	for _, x := range rest {
		arg(x)
	}
}

// codec is the column whose type an expression has, and its model; nil for a pointer that names none.
func (s *scope) codec(field any) (*mapper, *column) {
	n, computed := field.(*node)
	switch {
	case !computed:
		in, c, _ := s.find(field)
		if c == nil {
			return s.m, nil
		}
		return in.m, c
	case n == nil:
		return s.m, nil
	}
	switch n.op {
	case nodeColumn:
		if n.stored != nil {
			return s.m, n.stored
		}
		return s.codec(n.field)
	case nodeExcluded:
		return s.codec(n.field)
	case nodeValue:
		if n.like != nil {
			return s.codec(n.like)
		}
		return s.m, codecOf(n.typ)
	case nodeAggregate:
		switch n.gather {
		case sqlast.Counted:
			return s.m, codecOf(int64Type)
		case sqlast.Average:
			return s.m, codecOf(float64Type)
		}
	case nodeFloat, nodeRatio:
		return s.m, codecOf(float64Type)
	case nodeRank, nodeTimePart, nodeLength:
		return s.m, codecOf(int64Type)
	case nodeCall:
		if gives := functions[n.function].gives; gives != nil {
			return s.m, codecOf(gives)
		}
	case nodeSubquery:
		if n.err != nil {
			return s.m, nil
		}
		inner, err := n.sub.in(s)
		if err != nil {
			return s.m, nil
		}
		return inner.codec(n.item())
	case nodeConcat, nodeSubstring:
		return s.m, codecOf(reflect.TypeFor[string]())
	}
	if len(n.args) == 0 {
		return s.m, nil // what is wrong with it is told where its shape is written
	}
	return s.codec(leader(n.args))
}

// leader is the first of several expressions of one type that says by itself how it is stored: a value of the program may
// not.
func leader(args []*node) *node {
	for _, x := range args {
		if x != nil && (x.op != nodeValue || x.like != nil) {
			return x
		}
	}
	return args[0]
}

// alike lets the values of the program among expressions of one type be stored as the others are.
func alike(args ...*node) []*node {
	all := slices.Clone(args)
	first := leader(args)
	for i, x := range args {
		if x != nil && x.op == nodeValue && x.like == nil && x != first {
			like := *x
			like.like = first
			all[i] = &like
		}
	}
	return all
}

var int64Type, float64Type = reflect.TypeFor[int64](), reflect.TypeFor[float64]()

// codecs holds how values of a type are stored that are of no column.
var codecs sync.Map // reflect.Type -> *column

// codecOf is a column of a type, without a table; nil for a type that no column holds by itself.
func codecOf(t reflect.Type) *column {
	if c, ok := codecs.Load(t); ok {
		return c.(*column)
	}
	var c *column
	row := reflect.StructOf([]reflect.StructField{{Name: "Value", Type: t}})
	prototype, _ := layout.Data(reflect.New(row).Interface())
	if shape := newRowShape(row, prototype); len(shape.columns) == 1 && len(shape.mistakes) == 0 {
		c = shape.columns[0]
		c.field = "a value"
	}
	known, _ := codecs.LoadOrStore(t, c)
	return known.(*column)
}

// node writes the shape of an expression. Whether it is one that groups are made of may depend on its values.
func (s *shaper) node(n *node) {
	if n == nil {
		s.fail(s.m.invalid("an expression is empty; make expressions with orm.Col and the other functions"))
		return
	}
	s.byte(byte(n.op))
	if len(s.terms) > 0 && n.bindsValues() {
		s.number(1 + slices.IndexFunc(s.terms, func(t *node) bool { return sameNode(t, n) }))
	}
	if n.err != nil && n.op != nodeValue {
		s.fail(n.err)
	}
	switch n.op {
	case nodeColumn:
		s.column(n.field)
		return
	case nodeExcluded:
		s.excluded(n)
		return
	case nodeValue:
		s.nodeValue(n)
		return
	case nodeSubquery:
		s.subquery(n)
		return
	}
	s.byte(byte(n.gather) | flag(n.once)<<6 | flag(n.filters)<<7)
	s.byte(byte(n.operation) | byte(n.ranking)<<4)
	s.byte(byte(n.function))
	s.byte(byte(n.unit) | flag(n.after)<<7)
	s.number(n.rows)
	s.number(len(n.conds))
	s.number(len(n.args))
	if w := n.window; w != nil {
		s.number(len(w.partition))
		s.number(len(w.order))
		for _, o := range w.order {
			s.byte(flag(o.descending) | byte(o.nulls)<<1)
		}
		if w.frame != nil {
			s.number(w.frame.Before + 1)
			s.number(w.frame.Behind + 1)
		}
	}
	n.each(s.cond, s.node)
}

func (s *shaper) nodeValue(n *node) {
	m, c := s.codec(n)
	switch {
	case c == nil && n.like == nil:
		s.fail(s.m.invalid("a value has the type %s, which no column holds by itself; compare it with a column", n.typ))
		return
	case c == nil:
		return // what it is like is told of
	case c.typ.Kind == schema.NoKind:
		s.fail(s.m.invalid("a value has the type %s, which does not say how it is stored; put it beside a column of that type", n.typ))
		return
	case n.err != nil:
		s.fail(fault.Refuse(m.name, c.violation(n.err)))
	}
	if _, err := c.fit(n.value); err != nil {
		s.fail(fault.Refuse(m.name, c.violation(err)))
	}
	s.byte(byte(c.typ.Kind))
	s.number(c.typ.Scale)
}

// node lists the values of an expression.
func (b *binder) node(n *node) {
	switch n.op {
	case nodeSubquery:
		b.subquery(n)
		return
	case nodeExcluded:
		b.excluded(n)
		return
	case nodeValue:
	default:
		n.within(b.cond, b.node)
		if w := n.window; w != nil {
			for _, x := range w.partition {
				b.node(x)
			}
			for _, o := range w.order {
				b.order(Order{nodeOf(o.field), o.descending, o.nulls})
			}
		}
		return
	}
	v := n.value
	if _, c := b.codec(n); c != nil {
		v, _ = c.fit(v)
	}
	b.values = append(b.values, v)
}
