package agree_test

import (
	"github.com/rowankit/rowan/orm"
)

// derived draws a selection that is read as a table.
func (d *draw) derived(levels int) table {
	if n := d.below(5); n == 4 && len(d.named) > 0 {
		return d.named[d.below(len(d.named))].again(d.name("c"))
	} else if n == 3 {
		return d.tree(levels)
	}
	q := d.cut(d.selection(levels, nil, nil))
	if d.below(2) == 0 {
		return ofDerived(q.s.As(d.name("d")), q.fields, false)
	}
	t := ofDerived(q.s.CTE(d.name("c")), q.fields, true)
	d.named = append(d.named, t)
	return t
}

func ofDerived(t *orm.Derived[answer], fields []int, common bool) table {
	same := func(r orm.Relation) orm.Relation { return r }
	all := table{source: t, along: same, scope: ofAnswer(t.C, fields)}
	if common {
		all.again = func(name string) table { return ofDerived(t.As(name), fields, true) }
	}
	return all
}

// tree draws a recursion over sites, which fills a site's key, a number that is counted, and a text that grows.
func (d *draw) tree(levels int) table {
	row, fields := new(answer), []int{0, 1, 3}
	root := d.model(0)
	s := root.scope
	first := orm.Select(row, orm.AsNull(&row.N1, s.ints[0]), orm.AsNull(&row.N2, d.intExpr(&s, levels-1)), orm.AsNull(&row.T1, d.textExpr(&s, levels-1))).
		From(root.source).Where(d.cond(&s, levels-1))
	next := sites.As(d.name("s"))
	of := ofSite(next.C)
	step, part := d.number(), int32(d.below(3))
	t := orm.Recursive(d.name("r"), first, func(found *orm.Derived[answer]) orm.Selection[answer] {
		return orm.Select(row, orm.AsNull(&row.N1, of.ints[0]), orm.AsNull(&row.N2, opt(&found.C.N2).Plus(step)),
			orm.AsNull(&row.T1, orm.Concat(opt(&found.C.T1), orm.Substring(of.texts[0], 1, part)))).
			From(next).JoinOn(found, orm.Opt(&next.C.UpID).EqExpr(orm.Opt(&found.C.N1)))
	})
	return ofDerived(t, fields, true)
}

// union draws selections whose rows are put together.
func (d *draw) union(levels int, want []int) query {
	q := d.selection(levels-1, nil, want)
	if d.below(4) == 3 {
		q = d.cut(q)
	}
	for range d.below(2) + 1 {
		other := d.selection(levels-1, nil, q.fields)
		if len(other.fields) != len(q.fields) {
			return q
		}
		switch d.below(4) {
		case 0:
			q.s = q.s.UnionAll(other.s)
		case 1:
			q.s = q.s.Union(other.s)
		case 2:
			q.s = q.s.Intersect(other.s)
		case 3:
			q.s = q.s.Except(other.s)
		}
	}
	q.total = false
	return q
}
