package agree_test

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// leaf is one of the values at hand, or one of the program.
func leaf[V any](d *draw, list []orm.Expr[V], value func() V) orm.Expr[V] {
	if n := d.below(len(list) + 1); n < len(list) {
		return list[n]
	}
	return orm.Val(value())
}

func (d *draw) number() int64          { return numberFrom(d.below(9)) }
func (d *draw) text() string           { return textFrom(d.below(len(texts))) }
func (d *draw) float() float64         { return floatFrom(d.below(7)) }
func (d *draw) price() decimal.Decimal { return decimalFrom(d.below(7)) }
func (d *draw) moment() time.Time      { return momentFrom(d.below(len(moments))) }
func (d *draw) unit() orm.Unit         { return orm.Year + orm.Unit(d.below(6)) }
func (d *draw) truth() bool            { return d.below(2) == 0 }

// chosen draws an expression that any type has.
func chosen[V any](d *draw, s *scope, levels int, expr func(*scope, int) orm.Expr[V], value func() V) orm.Expr[V] {
	x := expr(s, levels-1)
	switch d.below(4) {
	case 0:
		return orm.Coalesce(x, value())
	case 1:
		return orm.Expr[V](orm.CoalesceExpr(x, orm.Operand[V](expr(s, levels-1))))
	case 2:
		return orm.Expr[V](orm.When(d.cond(s, levels-1), x).End())
	}
	return orm.When(d.cond(s, levels-1), x).When(d.cond(s, levels-1), orm.Val(value())).Else(expr(s, levels-1))
}

func (d *draw) intExpr(s *scope, levels int) orm.Expr[int64] {
	if levels <= 0 {
		return leaf(d, s.ints, d.number)
	}
	switch d.below(12) {
	case 0, 1, 2, 3:
		return leaf(d, s.ints, d.number)
	case 4:
		return d.intExpr(s, levels-1).Plus(d.number())
	case 5:
		return d.intExpr(s, levels-1).Minus(d.number())
	case 6:
		return d.intExpr(s, levels-1).PlusExpr(d.intExpr(s, levels-1))
	case 7:
		return d.intExpr(s, levels-1).MinusExpr(d.intExpr(s, levels-1))
	case 8:
		if len(s.ints) == 0 || len(s.small) == 0 {
			return orm.Length(d.textExpr(s, levels-1))
		}
		return orm.Times(s.ints[d.below(len(s.ints))], s.small[d.below(len(s.small))])
	case 9:
		return orm.Length(d.textExpr(s, levels-1))
	case 10:
		return orm.PartOf(d.unit(), d.timeExpr(s, levels-1))
	}
	if d.below(3) == 0 && levels > 1 && !s.closed {
		q := d.selection(levels-1, s, []int{0})
		return orm.Expr[int64](orm.ValueOfNull(q.ordered(d), &q.row.N1))
	}
	return chosen(d, s, levels, d.intExpr, d.number)
}

func (d *draw) textExpr(s *scope, levels int) orm.Expr[string] {
	if levels <= 0 {
		return leaf(d, s.texts, d.text)
	}
	switch d.below(7) {
	case 0, 1, 2:
		return leaf(d, s.texts, d.text)
	case 3:
		return orm.Concat(d.textExpr(s, levels-1), orm.Val(d.text()), d.textExpr(s, levels-1))
	case 4:
		return orm.Substring(d.textExpr(s, levels-1), int32(d.below(3)+1), int32(d.below(3)))
	case 5:
		if levels > 1 && !s.closed {
			q := d.selection(levels-1, s, []int{3})
			return orm.Expr[string](orm.ValueOfNull(q.ordered(d), &q.row.T1))
		}
	}
	return chosen(d, s, levels, d.textExpr, d.text)
}

// floatExpr is exact.
func (d *draw) floatExpr(s *scope, levels int) orm.Expr[float64] {
	if levels <= 0 {
		return leaf(d, s.floats, d.float)
	}
	switch d.below(8) {
	case 0, 1, 2:
		return leaf(d, s.floats, d.float)
	case 3:
		return orm.Float(d.intExpr(s, levels-1))
	case 4:
		if len(s.prices) > 0 {
			return orm.Float(d.priceExpr(s, levels-1))
		}
	case 5:
		return d.floatExpr(s, levels-1).PlusExpr(d.floatExpr(s, levels-1))
	case 6:
		return d.floatExpr(s, levels-1).Minus(d.float())
	}
	return chosen(d, s, levels, d.floatExpr, d.float)
}

// roughExpr may be rounded.
func (d *draw) roughExpr(s *scope, levels int) orm.Expr[float64] {
	switch d.below(5) {
	case 0:
		if len(s.rough) > 0 {
			return s.rough[d.below(len(s.rough))]
		}
	case 1:
		return orm.Expr[float64](orm.Ratio(d.intExpr(s, levels-1), d.intExpr(s, levels-1)))
	case 2:
		return orm.Expr[float64](orm.Ratio(d.floatExpr(s, levels-1), d.intExpr(s, levels-1)))
	case 3:
		if len(s.prices) > 0 {
			return orm.Expr[float64](orm.Ratio(d.priceExpr(s, levels-1), d.priceExpr(s, levels-1)))
		}
	}
	return d.floatExpr(s, levels)
}

// priceExpr is made where there is one: a decimal of the program alone does not tell its scale.
func (d *draw) priceExpr(s *scope, levels int) orm.Expr[decimal.Decimal] {
	column := s.prices[d.below(len(s.prices))]
	if levels <= 0 {
		return column
	}
	switch d.below(7) {
	case 0, 1:
		return column
	case 2:
		return d.priceExpr(s, levels-1).Plus(d.price())
	case 3:
		return d.priceExpr(s, levels-1).MinusExpr(d.priceExpr(s, levels-1))
	case 4:
		if len(s.small) > 0 {
			return orm.Times(column, s.small[d.below(len(s.small))])
		}
	case 5:
		return d.priceExpr(s, levels-1).PlusExpr(d.priceExpr(s, levels-1))
	}
	return chosen(d, s, levels, d.priceExpr, d.price)
}

func (d *draw) timeExpr(s *scope, levels int) orm.Expr[time.Time] {
	if levels <= 0 {
		return leaf(d, s.times, d.moment)
	}
	switch d.below(6) {
	case 0, 1, 2:
		return leaf(d, s.times, d.moment)
	case 3, 4:
		return orm.StartOf(d.unit(), d.timeExpr(s, levels-1))
	}
	return chosen(d, s, levels, d.timeExpr, d.moment)
}

func (d *draw) boolExpr(s *scope, levels int) orm.Expr[bool] {
	if levels <= 0 || d.below(3) > 0 {
		return leaf(d, s.bools, d.truth)
	}
	return chosen(d, s, levels, d.boolExpr, d.truth)
}
