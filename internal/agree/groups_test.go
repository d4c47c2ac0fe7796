package agree_test

import (
	"github.com/rowankit/rowan/orm"
)

// grouped fills the fields with what groups have, all rows being one where nothing is grouped by.
func (d *draw) grouped(q query, s *scope, levels int) query {
	var by scope
	var terms []any
	for range d.below(3) {
		terms = append(terms, d.term(&by, s))
	}
	of := d.gathered(s, levels).and(by)
	of.closed = true
	q = d.filled(q, &of, levels)
	q.s = q.s.GroupBy(terms...)
	for range d.below(2) {
		q.s = q.s.Having(d.cond(&of, 1))
	}
	return q
}

// term draws what rows are grouped by.
func (d *draw) term(by, s *scope) any {
	switch d.below(5) {
	case 1:
		if len(s.texts) > 0 {
			x := s.texts[d.below(len(s.texts))]
			by.texts = append(by.texts, x)
			return x
		}
	case 2:
		if len(s.times) > 0 {
			x := orm.StartOf(d.unit(), s.times[d.below(len(s.times))])
			by.times = append(by.times, x)
			return x
		}
	case 3:
		if len(s.bools) > 0 {
			x := s.bools[d.below(len(s.bools))]
			by.bools = append(by.bools, x)
			return x
		}
	case 4:
		if len(s.texts) > 0 {
			x := orm.Length(s.texts[d.below(len(s.texts))])
			by.ints = append(by.ints, x)
			return x
		}
	}
	if len(s.ints) == 0 {
		return d.other(by, s)
	}
	x := s.ints[d.below(len(s.ints))]
	by.ints = append(by.ints, x)
	return x
}

// other groups a table without a number by a column that it has.
func (d *draw) other(by, s *scope) any {
	switch {
	case len(s.texts) > 0:
		by.texts = append(by.texts, s.texts[0])
		return s.texts[0]
	case len(s.floats) > 0:
		by.floats = append(by.floats, s.floats[0])
		return s.floats[0]
	case len(s.prices) > 0:
		by.prices = append(by.prices, s.prices[0])
		return s.prices[0]
	case len(s.times) > 0:
		by.times = append(by.times, s.times[0])
		return s.times[0]
	case len(s.bools) > 0:
		by.bools = append(by.bools, s.bools[0])
		return s.bools[0]
	}
	by.rough = append(by.rough, s.rough[0])
	return s.rough[0]
}

// aggregate draws one of a value.
func aggregate[V any](d *draw, s *scope, levels int, x orm.Expr[V], number bool) orm.Expr[V] {
	var a orm.NullExpr[V]
	switch n := d.below(4); {
	case n == 0:
		a = orm.Min(x)
	case n == 1 || !number:
		a = orm.Max(x)
	default:
		if a = orm.Sum(x); n == 3 {
			a = a.Distinct()
		}
	}
	if d.below(4) == 3 {
		a = a.Filter(d.cond(s, levels-1))
	}
	return orm.Expr[V](a)
}

// column is a text of a column: of groups that count constants MariaDB finds one where it looks for different ones.
func (d *draw) column(s *scope) orm.Expr[string] {
	if len(s.texts) == 0 {
		return orm.Substring(orm.Val("text"), 1, 2)
	}
	return s.texts[d.below(len(s.texts))]
}

// counted draws a number of rows or values.
func (d *draw) counted(s *scope, levels int) orm.Expr[int64] {
	count := orm.Count()
	switch d.below(4) {
	case 1:
		count = orm.CountOf(d.column(s))
	case 2:
		count = orm.CountDistinct(d.intExpr(s, levels-1))
	case 3:
		count = orm.CountDistinct(d.column(s))
	}
	if d.below(4) == 3 {
		count = count.Filter(d.cond(s, levels-1))
	}
	return count
}

// gathered draws aggregates of every kind. What they are of reads no groups: MariaDB refuses an aggregate of a query's value where
// that query has an aggregate as well, and a condition that asks a query of its own.
func (d *draw) gathered(s *scope, levels int) (g scope) {
	d.gathers++
	defer func() { d.gathers-- }()
	g.ints = append(g.ints, d.counted(s, levels), aggregate(d, s, levels, d.intExpr(s, levels-1), true))
	g.texts = append(g.texts, aggregate(d, s, levels, d.textExpr(s, levels-1), false))
	g.floats = append(g.floats, aggregate(d, s, levels, d.floatExpr(s, levels-1), true))
	g.times = append(g.times, aggregate(d, s, levels, d.timeExpr(s, levels-1), false))
	g.rough = append(g.rough, orm.Expr[float64](orm.Avg(d.intExpr(s, levels-1))), orm.Expr[float64](orm.Avg(d.floatExpr(s, levels-1))))
	g.bools = append(g.bools, aggregate(d, s, levels, d.boolExpr(s, levels-1), false))
	if len(s.prices) > 0 {
		g.prices = append(g.prices, aggregate(d, s, levels, d.priceExpr(s, levels-1), true))
		g.rough = append(g.rough, orm.Expr[float64](orm.Avg(d.priceExpr(s, levels-1))))
	}
	return g
}
