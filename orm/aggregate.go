package orm

import (
	"slices"

	"github.com/rowankit/rowan/sqlast"
)

// Count is the number of rows of a group.
func Count() Expr[int64] { return Expr[int64]{aggregated[int64](sqlast.Counted, nil)} }

// CountOf is the number of rows of a group in which the value is there.
func CountOf[V any](x Operand[V]) Expr[int64] {
	return Expr[int64]{aggregated[int64](sqlast.Counted, x.expression())}
}

// CountDistinct is the number of different values in a group.
func CountDistinct[V any](x Operand[V]) Expr[int64] { return CountOf(x).Distinct() }

// Sum adds up the numbers of a group; it is missing where the group has none. A sum that its type does not hold is an error.
func Sum[V any](x Operand[V]) NullExpr[V] {
	return NullExpr[V]{aggregated[V](sqlast.Sum, x.expression())}
}

// Total is Sum that is zero where the group has no number.
func Total[V any](x Operand[V]) Expr[V] {
	var zero V
	return Coalesce(Sum(x), zero)
}

// Avg is the mean of the numbers of a group, in floating point; it is missing where the group has none.
func Avg[V any](x Operand[V]) NullExpr[float64] {
	return NullExpr[float64]{aggregated[float64](sqlast.Average, x.expression())}
}

// Min is the least value of a group, and Max the greatest; missing where the group has none.
func Min[V any](x Operand[V]) NullExpr[V] {
	return NullExpr[V]{aggregated[V](sqlast.Least, x.expression())}
}

// Max is the greatest value of a group; missing where the group has none.
func Max[V any](x Operand[V]) NullExpr[V] {
	return NullExpr[V]{aggregated[V](sqlast.Greatest, x.expression())}
}

func aggregated[V any](g sqlast.Gather, x *node) Value[V] {
	n := &node{op: nodeAggregate, gather: g}
	if x != nil {
		n.args = []*node{x}
	}
	return Value[V]{n}
}

// Filter lets an aggregate look at those rows alone for which all conditions hold. Of a Coalesce it is about what this stands
// in for, as Distinct and Over are.
func (e Expr[V]) Filter(conditions ...Cond) Expr[V] { return Expr[V]{e.filtered(conditions)} }

// Filter lets an aggregate look at those rows alone for which all conditions hold.
func (e NullExpr[V]) Filter(conditions ...Cond) NullExpr[V] {
	return NullExpr[V]{e.filtered(conditions)}
}

// Distinct lets an aggregate look at each value once.
func (e Expr[V]) Distinct() Expr[V] { return Expr[V]{e.distinct()} }

// Distinct lets an aggregate look at each value once.
func (e NullExpr[V]) Distinct() NullExpr[V] { return NullExpr[V]{e.distinct()} }

func (v Value[V]) filtered(conditions []Cond) Value[V] {
	return v.gathering(func(n *node) { n.conds, n.filters = joined(n.conds, conditions), true })
}

func (v Value[V]) distinct() Value[V] {
	return v.gathering(func(n *node) { n.once = true })
}

// gathering changes a copy of the aggregate in a value.
func (v Value[V]) gathering(change func(*node)) Value[V] {
	return Value[V]{v.n.inside(func(n *node) *node {
		c := *n
		change(&c)
		return &c
	})}
}

// inside makes another expression of the one that a Coalesce stands in for.
func (n *node) inside(change func(*node) *node) *node {
	switch {
	case n == nil:
		return nil
	case n.op != nodeCoalesce:
		return change(n)
	}
	c := *n
	c.args = slices.Clone(n.args)
	c.args[0] = c.args[0].inside(change)
	return &c
}
