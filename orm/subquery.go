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
	return NullExpr[V]{Value[V]{subqueryNode(s.asking().firstRow(), field)}}
}

// ValueOfNull is ValueOf of a field that may be without a value itself.
func ValueOfNull[R, V any](s Selection[R], field **V) NullExpr[V] {
	return NullExpr[V]{Value[V]{subqueryNode(s.asking().firstRow(), field)}}
}

// firstRow asks for the first row alone.
func (a *asking) firstRow() *asking {
	if len(a.selectionParts.group)+len(a.sets) > 0 || !a.oneRow() {
		a.parts.atMost(1)
	}
	return a
}

// oneRow tells a selection that has one row in any case.
func (a *asking) oneRow() bool {
	for _, item := range a.selectionParts.items {
		if !item.n.gathers() {
			return false
		}
	}
	return len(a.selectionParts.items) > 0
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
// selection has no Limit, and what it reads is not computed of windows; ValueOf says what its conditions may name.
func InQuery[R, V any](x Operand[V], s Selection[R], field *V) Cond {
	return inQuery(x.expression(), s.asking(), field)
}

func inQuery(x *node, list *asking, field any) Cond {
	n := subqueryNode(list, field)
	if n.err == nil && list.parts.bounded() {
		n.err = fault.New(fault.Invalid, "orm: InQuery of a selection with a Limit or Offset, which not every database knows there; leave them out")
	}
	if n.err == nil && n.sub.windowed() {
		n.err = fault.New(fault.Invalid, "orm: InQuery of what is computed of a window, of which not every database finds all; read the selection as a table, in one that is From(s.As(\"name\"))")
	}
	return Cond{op: opInQuery, field: x, other: n}
}

// windowed tells a selection whose values are computed of windows.
func (a *asking) windowed() bool {
	if len(a.sets) > 0 {
		return slices.ContainsFunc(a.sets, func(c setPart) bool { return c.ask.windowed() })
	}
	for _, item := range a.read() {
		if item.n.windowed() {
			return true
		}
	}
	return false
}

// subqueryNode is what a selection reads into one field of its row.
func subqueryNode(a *asking, field any) *node {
	n := &node{op: nodeSubquery, sub: a}
	a.only = 1 + slices.IndexFunc(a.selectionParts.items, func(item Item) bool { return item.into == field })
	if n.err = a.resolve(); n.err == nil && a.only == 0 {
		n.err = a.invalid("%s is no field that the selection reads", describe(field))
	}
	if n.err == nil && len(a.sets) > 0 && len(a.selectionParts.items) > 1 {
		n.err = a.invalid("a union stands as a value or a list, and fills several fields; fill one alone")
	}
	return n
}

// item is the expression that a subquery reads.
func (n *node) item() *node { return n.sub.selectionParts.items[n.sub.only-1].n }

// subquery writes the shape of a selection within another statement.
func (s *shaper) subquery(n *node) {
	if n.err != nil {
		return // which was told of
	}
	around := s.scope
	s.number(n.sub.only)
	s.standing(n.sub, &around)
}

// subquery lists the values of a selection within another statement.
func (b *binder) subquery(n *node) {
	around := b.scope
	b.standing(n.sub, &around)
}

// subquery says a selection within another statement.
func (b *sqlBuilder) subquery(n *node) (sqlast.Expr, bool) {
	if n.err != nil || b.literal {
		b.fail(b.m.invalid("a definition looks at one row alone; leave out the query"))
		return sqlast.One{}, true
	}
	around := b.scope
	q, _ := b.standing(n.sub, &around)
	if len(q.Sets) > 0 && len(q.Order) > 0 && (reduces(q) || slices.ContainsFunc(q.Sets, func(s sqlast.Set) bool { return reduces(s.Select) })) {
		q = b.ordered(q)
	}
	return sqlast.Subquery{Select: q}, true
}

// reduces tells a query that makes one row of several.
func reduces(q sqlast.Select) bool { return q.Distinct || len(q.Group) > 0 }

// ordered reads a union of one column as a table, and orders that: where queries are combined in a value, and one of them groups
// its rows or leaves out equal ones, not every database keeps their order.
func (b *sqlBuilder) ordered(union sqlast.Select) sqlast.Select {
	q := sqlast.Select{As: b.alias(), Order: union.Order, Limit: union.Limit, Offset: union.Offset}
	union.Names, union.Order, union.Limit, union.Offset = []string{"v"}, nil, false, false
	q.Query, q.Columns = &union, []sqlast.Expr{sqlast.Column{Of: q.As, Name: "v"}}
	return q
}

// behind is the scope behind the first table and those that are joined to it.
func (s *scope) behind(joins int) *scope {
	x := s.next
	for range joins {
		x = x.next
	}
	return x
}
