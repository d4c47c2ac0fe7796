package orm

import (
	"reflect"

	"github.com/rowankit/rowan/sqlast"
)

// Plus adds a number.
func (e Expr[V]) Plus(n V) Expr[V] {
	return Expr[V]{calculated[V](sqlast.Plus, e.n, valueNode(n, e.n))}
}

// Minus takes a number away.
func (e Expr[V]) Minus(n V) Expr[V] {
	return Expr[V]{calculated[V](sqlast.Minus, e.n, valueNode(n, e.n))}
}

// PlusExpr adds two numbers.
func (e Expr[V]) PlusExpr(x Expr[V]) Expr[V] { return Expr[V]{calculated[V](sqlast.Plus, e.n, x.n)} }

// MinusExpr takes a number from another.
func (e Expr[V]) MinusExpr(x Expr[V]) Expr[V] { return Expr[V]{calculated[V](sqlast.Minus, e.n, x.n)} }

// Plus adds a number.
func (e NullExpr[V]) Plus(n V) NullExpr[V] {
	return NullExpr[V]{calculated[V](sqlast.Plus, e.n, valueNode(n, e.n))}
}

// Minus takes a number away.
func (e NullExpr[V]) Minus(n V) NullExpr[V] {
	return NullExpr[V]{calculated[V](sqlast.Minus, e.n, valueNode(n, e.n))}
}

// PlusExpr adds two numbers; the sum is missing where one of them is.
func (e NullExpr[V]) PlusExpr(x Operand[V]) NullExpr[V] {
	return NullExpr[V]{calculated[V](sqlast.Plus, e.n, x.expression())}
}

// MinusExpr takes a number from another; the difference is missing where one of them is.
func (e NullExpr[V]) MinusExpr(x Operand[V]) NullExpr[V] {
	return NullExpr[V]{calculated[V](sqlast.Minus, e.n, x.expression())}
}

// Plus adds two numbers of which one may be missing; the sum is missing then. PlusExpr is for two that are there.
func Plus[V any](x, y Operand[V]) NullExpr[V] {
	return NullExpr[V]{calculated[V](sqlast.Plus, x.expression(), y.expression())}
}

// Minus takes a number from another where one may be missing; the difference is missing then. MinusExpr is for two that are
// there.
func Minus[V any](x, y Operand[V]) NullExpr[V] {
	return NullExpr[V]{calculated[V](sqlast.Minus, x.expression(), y.expression())}
}

// Whole is a type of whole numbers.
type Whole interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

// Times is a number so many times: a price and a quantity. The product is of the first one's type.
func Times[V any, N Whole, X Either[V]](x X, n Expr[N]) X {
	return X{calculated[V](sqlast.Times, x.expression(), n.n)}
}

func calculated[V any](o sqlast.Operation, x, y *node) Value[V] {
	n := &node{op: nodeArithmetic, operation: o, args: []*node{x, y}}
	if o != sqlast.Times {
		n.args = alike(x, y)
	}
	return Value[V]{n}
}

// Float is a number in floating point. An exact decimal may become the next one that floating point has.
func Float[V any](x Expr[V]) Expr[float64] {
	return Expr[float64]{Value[float64]{floatNode(x.n)}}
}

func floatNode(x *node) *node { return &node{op: nodeFloat, args: []*node{x}} }

// Ratio divides two numbers in floating point. It is missing where one of them is, or the second is 0.
func Ratio[V, W any](x Operand[V], y Operand[W]) NullExpr[float64] {
	sides := []*node{x.expression(), y.expression()}
	if reflect.TypeFor[V]() == reflect.TypeFor[W]() {
		sides = alike(sides...)
	}
	return NullExpr[float64]{Value[float64]{&node{op: nodeRatio, args: []*node{floatNode(sides[0]), floatNode(sides[1])}}}}
}
