package agree_test

import (
	"github.com/rowankit/rowan/orm"
)

// view is the window of a selection: all that it computes has the same one, since MariaDB takes the order of one window for that
// of another.
type view struct {
	orm.Window
	total bool // it leaves no two different rows equal, so that neighbours and frames are the same everywhere
}

// windows adds what a window computes to what single rows have.
func (d *draw) windows(s *scope, levels int) scope {
	v := d.view(s)
	var w scope
	w.ints = append(w.ints, d.place(v), over(d, s, v, d.intExpr(s, levels-1), true))
	w.texts = append(w.texts, over(d, s, v, d.textExpr(s, levels-1), false))
	w.floats = append(w.floats, over(d, s, v, d.floatExpr(s, levels-1), true))
	w.times = append(w.times, over(d, s, v, d.timeExpr(s, levels-1), false))
	w.bools = append(w.bools, over(d, s, v, d.boolExpr(s, levels-1), false))
	w.rough = append(w.rough, orm.Expr[float64](orm.Avg(d.intExpr(s, levels-1)).Over(v.Window)))
	if len(s.prices) > 0 {
		w.prices = append(w.prices, over(d, s, v, d.priceExpr(s, levels-1), true))
	}
	w = w.and(*s)
	w.closed, w.flat, w.leads = true, true, nil
	return w
}

// view draws a window.
func (d *draw) view(s *scope) view {
	w := d.partition(s).OrderBy(d.by(s))
	if d.below(3) == 2 {
		return view{w, false}
	}
	return view{w.OrderBy(s.total...), true}
}

// place draws the place of a row.
func (d *draw) place(v view) orm.Expr[int64] {
	switch n := d.below(4); {
	case n == 0 && v.total:
		return orm.RowNumber(v.Window)
	case n < 2:
		return orm.Rank(v.Window)
	case n == 2:
		return orm.DenseRank(v.Window)
	}
	return orm.Count().Over(v.Window)
}

// over draws an aggregate of a window, or the value of a neighbour.
func over[V any](d *draw, s *scope, v view, x orm.Expr[V], number bool) orm.Expr[V] {
	w := v.Window
	switch n := d.below(6); {
	case n == 0 && v.total:
		return orm.Expr[V](orm.Lag(x, d.below(3), w))
	case n == 1 && v.total:
		return orm.Expr[V](orm.Lead(x, d.below(3), w))
	case n < 3 || !number && n == 3:
		return orm.Expr[V](orm.Min(x).Over(d.framed(v)))
	case n == 3:
		return orm.Expr[V](orm.Sum(x).Filter(d.single(s, 0)).Over(d.framed(v)))
	case number:
		return orm.Expr[V](orm.Sum(x).Over(d.framed(v)))
	}
	return orm.Expr[V](orm.Max(x).Over(d.framed(v)))
}

// framed is the window, or the rows around each.
func (d *draw) framed(v view) orm.Window {
	if v.total && d.below(3) == 2 {
		return v.Rows(d.below(4)-1, d.below(4)-1)
	}
	return v.Window
}

// partition draws one by columns and what is computed of them.
func (d *draw) partition(s *scope) orm.Window {
	switch d.below(4) {
	case 1:
		if len(s.ints) > 0 {
			return orm.Partition(s.ints[d.below(len(s.ints))])
		}
	case 2:
		if len(s.texts) > 0 {
			return orm.Partition(orm.Length(s.texts[d.below(len(s.texts))]))
		}
	case 3:
		if len(s.bools) > 0 && len(s.times) > 0 {
			return orm.Partition(s.bools[d.below(len(s.bools))], orm.StartOf(d.unit(), s.times[d.below(len(s.times))]))
		}
	}
	return orm.Window{}
}

// by is a term of an order by a column or what is computed of one.
func (d *draw) by(s *scope) orm.Order {
	switch d.below(4) {
	case 1:
		if len(s.ints) > 0 {
			return s.ints[d.below(len(s.ints))].Plus(d.number()).Desc().NullsFirst()
		}
	case 2:
		if len(s.texts) > 0 {
			return s.texts[d.below(len(s.texts))].Desc()
		}
	case 3:
		if len(s.ints) > 0 {
			return s.ints[d.below(len(s.ints))].Asc().NullsLast()
		}
	}
	return s.total[d.below(len(s.total))]
}
