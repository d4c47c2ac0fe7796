package agree_test

import (
	"slices"

	"github.com/rowankit/rowan/orm"
)

// joins adds the tables to a selection.
type joins func(orm.Selection[answer]) orm.Selection[answer]

// tables draws what a selection reads: a table, and those that are joined.
func (d *draw) tables(levels int) (joins, scope) {
	first := d.source(levels)
	from := func(s orm.Selection[answer]) orm.Selection[answer] { return s.From(first.source) }
	all := first.scope
	for range []int{0, 0, 0, 1, 1, 2}[d.below(6)] {
		before := from
		next, join := d.joined(&all, levels)
		from = func(s orm.Selection[answer]) orm.Selection[answer] { return join(before(s)) }
		all = all.and(next)
	}
	return from, all
}

// source draws a table of a model, or a selection that stands as one.
func (d *draw) source(levels int) table {
	if levels > 1 && d.below(4) == 3 {
		return d.derived(levels - 1)
	}
	return d.model([]int{1, 1, 0, 2}[d.below(4)])
}

// joined draws a join along a relation, or on a condition that keeps it small.
func (d *draw) joined(s *scope, levels int) (scope, joins) {
	left := d.below(2) == 1
	if len(s.leads) > 0 && d.below(3) < 2 {
		l := s.leads[d.below(len(s.leads))]
		t := d.model(l.to)
		return t.scope, func(q orm.Selection[answer]) orm.Selection[answer] {
			if left {
				return q.LeftJoin(t.along(l.relation))
			}
			return q.Join(t.along(l.relation))
		}
	}
	t := d.source(levels)
	both := s.and(t.scope)
	on := []orm.Cond{}
	if len(t.ints) > 0 && len(s.ints) > 0 {
		on = append(on, t.ints[d.below(len(t.ints))].EqExpr(s.ints[d.below(len(s.ints))]))
	} else {
		on = append(on, d.cond(&both, levels-1))
	}
	if d.below(3) == 2 {
		on = append(on, d.cond(&both, levels-1))
	}
	on = slices.Clone(on)
	return t.scope, func(q orm.Selection[answer]) orm.Selection[answer] {
		if left {
			return q.LeftJoinOn(t.source, on...)
		}
		return q.JoinOn(t.source, on...)
	}
}
