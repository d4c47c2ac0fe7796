package orm

import (
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// derived writes the shape of a selection that stands as a table; once, however often it is read.
func (s *shaper) derived(d *derived) {
	i := slices.Index(s.tables, d)
	s.number(i + 1)
	if i >= 0 {
		return
	}
	s.tables = append(s.tables, d)
	s.text(d.name)
	s.byte(flag(d.common) | flag(d.once)<<1 | flag(d.again != nil)<<2)
	if d.err != nil {
		s.fail(d.err)
		return
	}
	s.number(int(d.body.shape.serial))
	s.standing(d.body, nil)
	if d.again == nil || s.err != nil {
		return
	}
	step, err := d.step()
	if err != nil {
		s.fail(err)
		return
	}
	s.standing(step, nil)
}

// derived lists the values of a selection that stands as a table.
func (b *binder) derived(d *derived) {
	b.standing(d.body, nil)
	if d.again != nil {
		step, _ := d.step()
		b.standing(step, nil)
	}
}

// body says a selection that stands as a table.
func (b *sqlBuilder) body(d *derived) sqlast.Select {
	if d.again == nil {
		q, _ := b.standing(d.body, nil)
		return q
	}
	first, held := b.among(setPart{ask: d.body})
	if len(first.Names) == 0 {
		for _, c := range d.body.into {
			first.Names = append(first.Names, c.name)
		}
	}
	step, err := d.step()
	if err != nil {
		b.fail(err)
		return first
	}
	next, read := b.standing(step, nil)
	b.sameTypes(d.body, step, held, read)
	for i := range held {
		first.Columns[i] = sqlast.Held{X: first.Columns[i], Type: held[i].c.typ}
		next.Columns[i] = sqlast.Held{X: next.Columns[i], Type: held[i].c.typ}
	}
	set := sqlast.Set{Combine: sqlast.UnionAll, Select: next}
	if d.once {
		set.Combine = sqlast.Union
		b.comparable(d.body, held)
	}
	first.Sets = []sqlast.Set{set}
	return first
}

// derives tells a query of objects that joins a selection.
func (p *parts) derives() bool {
	return slices.ContainsFunc(p.joins, func(j joining) bool { return j.to != nil && j.err == "" && j.to.source().derived != nil })
}

// withParts says the queries that a query of objects reads by name.
func (b *sqlBuilder) withParts(p *parts) []sqlast.Common {
	if !p.derives() {
		return nil // those that stand in its conditions say theirs themselves
	}
	b.named = true
	return b.with(p.commons())
}

// with says the queries that a statement reads by name.
func (b *sqlBuilder) with(all []*derived) (list []sqlast.Common) {
	for _, d := range all {
		if slices.ContainsFunc(b.commons, func(name string) bool { return strings.EqualFold(name, d.name) }) {
			b.fail(fault.New(fault.Invalid, "orm: two common table expressions of the query are called "+d.name+"; give one of them another name"))
		}
		b.commons = append(b.commons, d.name)
	}
	for _, d := range all {
		list = append(list, sqlast.Common{Name: d.name, Select: b.body(d), Recursive: d.again != nil})
	}
	return list
}

// commons are the common table expressions that a selection reads, each behind those that it reads itself.
func (a *asking) commons() []*derived { return commons(a.nested) }

// commons are those of a query of objects.
func (p *parts) commons() []*derived { return commons(p.nested) }

func commons(nested func(func(*derived, *asking))) (list []*derived) {
	var seen []*derived
	var visit func(*derived, *asking)
	visit = func(d *derived, inner *asking) {
		if d == nil {
			inner.nested(visit)
			return
		}
		if slices.Contains(seen, d) {
			return
		}
		seen = append(seen, d)
		for _, part := range d.parts() {
			part.nested(visit)
		}
		if d.common {
			list = append(list, d)
		}
	}
	nested(visit)
	return list
}

// parts are the selections of which the table consists.
func (d *derived) parts() []*asking {
	if d.err != nil {
		return nil
	}
	list := []*asking{d.body}
	if d.again != nil {
		if step, err := d.step(); err == nil {
			list = append(list, step)
		}
	}
	return list
}

// nested visits the selections that stand in one: as tables, values, lists, and combined with it.
func (a *asking) nested(visit func(*derived, *asking)) {
	for _, set := range a.sets {
		visit(nil, set.ask)
	}
	tableNested(a.from, visit)
	for _, item := range a.selectionParts.items {
		item.n.nested(visit)
	}
	for _, n := range a.group {
		n.nested(visit)
	}
	condsNested(a.held, visit)
	for _, o := range a.order {
		fieldNested(o.field, visit)
	}
	a.parts.nested(visit)
}

// nested visits the selections that stand in a query of objects.
func (p *parts) nested(visit func(*derived, *asking)) {
	for i := range p.joins {
		if j := &p.joins[i]; j.err == "" {
			tableNested(j.to, visit)
			condsNested(j.pairs, visit)
			condsNested(j.on, visit)
		}
	}
	condsNested(p.where, visit)
	for _, o := range p.order {
		fieldNested(o.field, visit)
	}
}

func tableNested(from Source, visit func(*derived, *asking)) {
	if from == nil {
		return
	}
	if d := from.source().derived; d != nil {
		visit(d, nil)
	}
}

// nested visits the selections that stand in an expression.
func (n *node) nested(visit func(*derived, *asking)) {
	if n == nil || n.op == nodeColumn {
		return
	}
	if n.sub != nil && n.err == nil {
		visit(nil, n.sub)
	}
	n.each(func(c *Cond) { c.nested(visit) }, func(x *node) { x.nested(visit) })
}

func fieldNested(field any, visit func(*derived, *asking)) {
	if n, computed := field.(*node); computed {
		n.nested(visit)
	}
}

func (c *Cond) nested(visit func(*derived, *asking)) {
	fieldNested(c.field, visit)
	fieldNested(c.other, visit)
	condsNested(c.terms, visit)
}

func condsNested(list []Cond, visit func(*derived, *asking)) {
	for i := range list {
		list[i].nested(visit)
	}
}
