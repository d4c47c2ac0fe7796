package orm

import (
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
)

// first is the selection itself, or the first of those that it combines.
func (a *asking) first() *asking {
	if len(a.sets) > 0 {
		return a.sets[0].ask.first()
	}
	return a
}

// noTable stands in the place of the model of a selection that reads no table.
var noTable = &mapper{name: "a selection of values", typ: reflect.TypeFor[struct{}]()}

// scope is the tables that are read before any is joined.
func (a *asking) scope() scope {
	first := a.first()
	if first.from == nil {
		return scope{m: noTable, row: first}
	}
	from := first.from.source()
	return scope{m: from.m, base: from.base, as: from.as, row: first, derived: from.derived}
}

// in is the tables that are read: in a statement with others around it, or in one of its own.
func (a *asking) in(around *scope) (scope, error) {
	first := a.first()
	s := first.scope()
	if first.from != nil && first.from.source().err != nil {
		return s, first.from.source().err
	}
	if around != nil || a.inner {
		s.as = s.called()
	}
	if err := s.join(first.parts.joins, true); err != nil || around == nil {
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

// plan finds or makes the statement.
func (a *asking) plan(t *table, s *scratch) (*plan, error) {
	sh := shaper{packed: t.db.capabilities.PackedFrom, key: append(s.key[:0], shapeSelection), limits: t.db.restricted}
	var err error
	if sh.scope, err = a.in(nil); err != nil {
		return nil, err
	}
	sh.terms = a.group
	sh.number(int(a.shape.serial))
	sh.selection(a)
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return t.plan(s.key, func() (draft, error) { return a.draft(t) })
}

// selection writes the shape of a selection whose tables are in the scope.
func (s *shaper) selection(a *asking) {
	s.held(a.parts.settled)
	s.number(len(a.sets))
	if len(a.sets) > 0 {
		s.sets(a)
	} else {
		s.chosen(a)
	}
	s.number(len(a.order))
	for i := range a.order {
		s.number(a.items[i])
	}
	s.orders(a.order)
	s.byte(flag(a.parts.limited)<<1 | flag(a.parts.offset > 0) | flag(a.distinct)<<2 | a.parts.lock.shape()<<3)
}

// chosen writes the shape of a selection as far as its order.
func (s *shaper) chosen(a *asking) {
	s.table(&s.scope)
	s.joins(a.parts.joins)
	s.number(len(a.selectionParts.items))
	for i, item := range a.read() {
		s.number(a.into[i].place)
		s.byte(flag(item.null))
		s.node(item.n)
	}
	s.conds(a.parts.where)
	s.number(len(a.group))
	for _, g := range a.group {
		_, place := a.item(g)
		s.number(place)
		s.node(g)
	}
	s.conds(a.held)
}

// table writes the shape of a table: its name, and the query that stands in its place.
func (s *shaper) table(x *scope) {
	s.text(x.as)
	if x.derived == nil {
		s.text(x.m.table.Name)
	} else {
		s.derived(x.derived)
	}
}

// standing writes the shape of a selection within another statement.
func (s *shaper) standing(a *asking, around *scope) {
	was := *s
	inner, err := a.in(around)
	if err != nil {
		s.fail(err)
		return
	}
	s.scope, s.around, s.terms = inner, around, a.group
	s.selection(a)
	s.scope, s.around, s.terms = was.scope, was.around, was.terms
}

// bind lists the values of the parameters.
func (a *asking) bind(t *table, s *scratch) {
	b := binder{packed: t.db.capabilities.PackedFrom, repeats: !t.db.capabilities.OrdersNulls, values: s.values[:0]}
	b.scope, _ = a.in(nil) // what is wrong with them was found out when the shape was written
	b.selection(a)
	s.values = b.values
}

// selection lists the values of a selection whose tables are in the scope.
func (b *binder) selection(a *asking) {
	if !b.named {
		b.named = true
		defer func() { b.named = false }()
		for _, d := range a.commons() {
			b.derived(d)
		}
	}
	if len(a.sets) > 0 {
		b.sets(a)
	} else {
		b.chosen(a)
	}
	for i, o := range a.order {
		if a.items[i] == 0 || o.nulls != sqlast.NullsDefault {
			b.order(o)
		}
	}
	b.cut(&a.parts)
}

// chosen lists the values of a selection as far as its order.
func (b *binder) chosen(a *asking) {
	for _, item := range a.read() {
		b.node(item.n)
	}
	x := &b.scope
	b.table(x)
	for i := range a.parts.joins {
		x = x.next
		b.table(x)
		b.joinedOn(x, &a.parts.joins[i])
	}
	b.conds(a.parts.where)
	for _, g := range a.group {
		if !g.bindsValues() {
			b.node(g)
		}
	}
	b.conds(a.held)
}

// table lists the values of a query that stands in the place of a table.
func (b *binder) table(x *scope) {
	if x.derived != nil && !x.derived.common {
		b.derived(x.derived)
	}
}

// standing lists the values of a selection within another statement.
func (b *binder) standing(a *asking, around *scope) {
	was := *b
	b.scope, _ = a.in(around)
	b.around = around
	b.selection(a)
	b.scope, b.around = was.scope, was.around
}

// cut binds how many rows are read and left out.
func (b *binder) cut(p *parts) {
	switch {
	case p.limited:
		b.values = append(b.values, driver.IntValue(int64(p.limit)))
	case p.offset > 0:
		b.values = append(b.values, driver.IntValue(1<<62))
	}
	if p.offset > 0 {
		b.values = append(b.values, driver.IntValue(int64(p.offset)))
	}
}
