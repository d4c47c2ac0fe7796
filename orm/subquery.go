package orm

import (
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// ValueOf is the value that a Selection reads into a field, as a value of another query: that of its first row, missing where it
// has none. Its conditions may name columns of the queries around it; a table that both read is an alias in one of them.
//
//	mean := new(struct{ Total float64 })
//	other := Invoices.As("other")
//	above := orm.Select(mean, orm.As(&mean.Total, orm.Coalesce(orm.Avg(orm.Col(&other.C.Total)), 0))).
//		From(other).Where(orm.EqColumn(&other.C.Country, &i.Country))
//	list, err := Invoices.Where(orm.Float(orm.Col(&i.Total)).GtExpr(orm.ValueOf(above, &mean.Total))).All(ctx, db)
func ValueOf[R, V any](s Selection[R], field *V) NullExpr[V] {
	if !s.parts.parts.limited || s.parts.parts.limit > 1 {
		if len(s.parts.group) > 0 || !s.aggregates() {
			s = s.Limit(1)
		}
	}
	return NullExpr[V]{Value[V]{subqueryNode(s, field)}}
}

// aggregates tells a selection that has one row in any case.
func (s Selection[R]) aggregates() bool {
	for _, item := range s.parts.items {
		if !item.n.gathers() {
			return false
		}
	}
	return len(s.parts.items) > 0
}

// gathers tells an aggregate, or what is computed of them alone.
func (n *node) gathers() bool {
	switch {
	case n == nil || n.op == nodeColumn || n.op == nodeOver || n.sub != nil:
		return false
	case n.op == nodeAggregate:
		return true
	}
	found := false
	for _, x := range n.args {
		if x != nil && x.op == nodeValue {
			continue
		}
		if !x.gathers() {
			return false
		}
		found = true
	}
	return found
}

// InQuery holds where the value is one of those that a Selection reads into a field. Other fields of its row are not read. The
// selection has no Limit; ValueOf says what its conditions may name.
func InQuery[R, V any](x Operand[V], s Selection[R], field *V) Cond {
	n := subqueryNode(s, field)
	if n.err == nil && s.parts.parts.bounded() {
		n.err = fault.New(fault.Invalid, "orm: InQuery of a selection with a Limit or Offset, which not every database knows there; leave them out")
	}
	return Cond{op: opInQuery, field: x.expression(), other: n}
}

// subqueryNode is what a selection reads into one field of its row.
func subqueryNode[R any](s Selection[R], field any) *node {
	a := s.answering()
	n := &node{op: nodeSubquery, sub: &a}
	a.only = 1 + slices.IndexFunc(a.selectionParts.items, func(item Item) bool { return item.into == field })
	if n.err = a.resolve(); n.err == nil && a.only == 0 {
		n.err = a.invalid("%s is no field that the selection reads", describe(field))
	}
	return n
}

// within is the scope of a selection in a statement with others around it.
func (a *asking) within(around *scope) (scope, error) {
	s := a.scope()
	s.as = s.called()
	if err := s.join(a.parts.joins, true); err != nil {
		return s, err
	}
	outer := *around
	outer.as = outer.called()
	last := &s
	for last.next != nil {
		next := *last.next
		last.next = &next
		last = &next
	}
	last.next = &outer
	return s, nil
}

// item is the expression that a subquery reads.
func (n *node) item() *node { return n.sub.selectionParts.items[n.sub.only-1].n }

// subquery writes the shape of a selection within another statement.
func (s *shaper) subquery(n *node) {
	if n.err != nil {
		return // which was told of
	}
	scope, terms := s.scope, s.terms
	inner, err := n.sub.within(&scope)
	if err != nil {
		s.fail(err)
		return
	}
	s.scope, s.terms = inner, n.sub.group
	s.text(s.m.table.Name)
	s.number(n.sub.only)
	s.selection(n.sub)
	s.scope, s.terms = scope, terms
}

// subquery lists the values of a selection within another statement.
func (b *binder) subquery(n *node) {
	around := b.scope
	b.scope, _ = n.sub.within(&around)
	b.selection(n.sub)
	b.scope = around
}

// subquery says a selection within another statement.
func (b *sqlBuilder) subquery(n *node) (sqlast.Expr, bool) {
	if n.err != nil || b.literal {
		b.fail(b.m.invalid("a definition looks at one row alone; leave out the query"))
		return sqlast.One{}, true
	}
	around := *b
	scope, err := n.sub.within(&around.scope)
	if err == nil {
		_, err = b.db.table(scope.m)
	}
	if err != nil {
		b.fail(err)
		return sqlast.One{}, true
	}
	b.scope, b.around = scope, scope.behind(len(n.sub.parts.joins))
	b.groups, b.gathered, b.inner, b.own, b.part, b.windowless = nil, 0, 0, 1+len(n.sub.parts.joins), "", ""
	q, _ := n.sub.say(b)
	aliases, problem := b.aliases, b.err
	*b = around
	b.aliases, b.err = aliases, problem
	return sqlast.Subquery{Select: q}, true
}

// behind is the scope behind the first table and those that are joined to it.
func (s *scope) behind(joins int) *scope {
	x := s.next
	for range joins {
		x = x.next
	}
	return x
}

// nodeReads lists the models whose tables the subqueries of an expression read.
func nodeReads(list []*mapper, field any) []*mapper {
	n, computed := field.(*node)
	if !computed || n == nil {
		return list
	}
	if n.sub != nil && n.err == nil {
		list = append(list, n.sub.reads()...)
	}
	n.each(func(c *Cond) { list = nodeReads(nodeReads(list, c.field), c.other) }, func(x *node) { list = nodeReads(list, x) })
	return list
}
