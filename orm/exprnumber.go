package orm

import (
	"fmt"
	"math"
	"reflect"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Abs is a number without its sign. That of the least number that a type holds is out of range.
func Abs[V any, X Either[V]](x X) X { return number1[V](sqlast.Absolute, x) }

// Floor is the greatest whole number that is not above a float64 or decimal.
func Floor[V any, X Either[V]](x X) X { return number1[V](sqlast.Floor, x) }

// Ceil is the least whole number that is not below a float64 or decimal.
func Ceil[V any, X Either[V]](x X) X { return number1[V](sqlast.Ceil, x) }

func number1[V any, X Either[V]](f sqlast.Function, x X) X {
	return X{Value[V]{calling(f, x.expression())}}
}

// maxRound is how many digits behind the point a Round may have: a float64 holds no more.
const maxRound = 15

// Round is the nearest number to a float64 or decimal that has at most so many digits behind the point; halves go away from 0.
// Decimals are rounded exactly. A float64 is multiplied, rounded to a whole number and divided again in floating point, so that
// 1.005, which is a little less, becomes 1.
func Round[V any, X Either[V]](x X, digits int) X {
	n := calling(sqlast.Round, x.expression())
	if k := reflect.TypeFor[V]().Kind(); k == reflect.Float64 || k == reflect.Float32 {
		n = calling(sqlast.Round, x.expression(), x.expression())
	}
	if n.rows = digits; digits < 0 || digits > maxRound {
		n.err = fault.New(fault.Invalid, fmt.Sprintf("orm: Round to %d digits; name 0 to %d", digits, maxRound))
	}
	return X{Value[V]{n}}
}

// Truncate is what a number has before the point; it is missing where no int64 holds that.
func Truncate(x Operand[float64]) NullExpr[int64] {
	v := x.value()
	whole := Expr[int64]{Value[int64]{calling(sqlast.Truncate, v.n)}}
	return When(And(v.Ge(math.MinInt64), v.Lt(-math.MinInt64)), whole).End()
}

// Div divides whole numbers and drops the remainder, as Go does: -7 by 2 is -3. It is missing where a number is, or the second
// one is 0.
func Div[V, N Whole](x Operand[V], y Operand[N]) NullExpr[V] {
	return NullExpr[V]{Value[V]{calling(sqlast.Divide, x.expression(), y.expression())}}
}

// Mod is the remainder of Div; it has the sign of the first number.
func Mod[V, N Whole](x Operand[V], y Operand[N]) NullExpr[V] {
	return NullExpr[V]{Value[V]{calling(sqlast.Remainder, x.expression(), y.expression())}}
}

// Least is the least of several values; it is missing where one of them is. Min is that of the rows of a group.
func Least[V any, X Either[V]](x, y X, more ...X) X { return extreme[V](sqlast.Lowest, x, y, more) }

// Greatest is the greatest of several values; it is missing where one of them is. Max is that of the rows of a group.
func Greatest[V any, X Either[V]](x, y X, more ...X) X {
	return extreme[V](sqlast.Highest, x, y, more)
}

func extreme[V any, X Either[V]](f sqlast.Function, x, y X, more []X) X {
	args := []*node{x.expression(), y.expression()}
	for _, m := range more {
		args = append(args, m.expression())
	}
	return X{Value[V]{calling(f, alike(args...)...)}}
}

// NullIf is x, and missing where that equals a value of the program: the opposite of Coalesce.
func NullIf[V any](x Operand[V], value V) NullExpr[V] {
	n := x.expression()
	return NullExpr[V]{Value[V]{calling(sqlast.NullIf, n, valueNode(value, n))}}
}
