package agree_test

import (
	"github.com/rowankit/rowan/orm"
)

// compared draws a condition on a value.
func compared[V any](d *draw, s *scope, levels int, expr func(*scope, int) orm.Expr[V], value func() V) orm.Cond {
	x := expr(s, levels)
	switch d.below(16) {
	case 0:
		return x.Eq(value())
	case 1:
		return x.Ne(value())
	case 2:
		return x.Lt(value())
	case 3:
		return x.Le(value())
	case 4:
		return x.Gt(value())
	case 5:
		return x.Ge(value())
	case 6:
		return x.IsNull()
	case 7:
		return x.IsNotNull()
	case 8:
		return x.Between(value(), value())
	case 9:
		return x.In([]V{value(), value(), value()}[:d.below(4)]...)
	case 10:
		return x.NotIn(value(), value())
	case 11:
		return x.EqExpr(expr(s, levels-1))
	case 12:
		return x.NeExpr(expr(s, levels-1))
	case 13:
		return x.LtExpr(expr(s, levels-1))
	case 14:
		return x.GeExpr(expr(s, levels-1))
	}
	return x.LeExpr(expr(s, levels-1))
}

// cond draws a condition.
func (d *draw) cond(s *scope, levels int) orm.Cond {
	if levels <= 0 {
		return d.single(s, 0)
	}
	if s.flat {
		return d.single(s, levels-1)
	}
	switch d.below(12) {
	case 5:
		return orm.Not(d.cond(s, levels-1))
	case 6:
		return orm.And(d.conds(s, levels)...)
	case 7:
		return orm.Or(d.conds(s, levels)...)
	case 8:
		if len(s.leads) > 0 {
			return d.across(s, levels)
		}
	case 9:
		if levels > 1 && !s.closed {
			return d.listed(s, levels)
		}
	}
	return d.single(s, levels-1)
}

func (d *draw) conds(s *scope, levels int) (list []orm.Cond) {
	for range d.below(4) {
		list = append(list, d.cond(s, levels-1))
	}
	return list
}

// single draws a condition without others in it.
func (d *draw) single(s *scope, levels int) orm.Cond {
	switch d.below(8) {
	case 1:
		return compared(d, s, levels, d.textExpr, d.text)
	case 2:
		return compared(d, s, levels, d.floatExpr, d.float)
	case 3:
		if len(s.prices) > 0 {
			return compared(d, s, levels, d.priceExpr, d.price)
		}
	case 4:
		return compared(d, s, levels, d.timeExpr, d.moment)
	case 5:
		return compared(d, s, levels, d.boolExpr, d.truth)
	case 6:
		if len(s.likes) > 0 {
			return s.likes[d.below(len(s.likes))]([]string{"a", "%", "_", "a%", "%b%", `\%`, `a\_b`, "ä", "%B", ""}[d.below(10)])
		}
	case 7:
		if len(s.rough) > 0 {
			return s.rough[d.below(len(s.rough))].IsNull()
		}
	}
	return compared(d, s, levels, d.intExpr, d.number)
}

// across draws a condition on the rows that a relation leads to.
func (d *draw) across(s *scope, levels int) orm.Cond {
	l := s.leads[d.below(len(s.leads))]
	within := ofModel(l.to).and(*s)
	list := d.conds(&within, levels)
	switch d.below(3) {
	case 0:
		return orm.Any(l.relation, list...)
	case 1:
		return orm.All(l.relation, list...)
	}
	return orm.None(l.relation, list...)
}

// listed draws a condition on what a query finds.
func (d *draw) listed(s *scope, levels int) orm.Cond {
	if d.below(2) == 0 {
		q := d.selection(levels-1, s, []int{10})
		return orm.InQuery(orm.Operand[int64](d.intExpr(s, levels-2)), q.s, &q.row.K)
	}
	q := d.selection(levels-1, s, []int{11})
	return orm.InQuery(orm.Operand[string](d.textExpr(s, levels-2)), q.s, &q.row.L)
}
