package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
)

// restricting puts the conditions of scopes into one query, wherever it reads rows of a model that has some: what follows
// then takes them for conditions of the query. What has none stays as it is, and is not copied.
//
// Every query is held to scopes in this way, and says so of itself (parts.settled, Cond.settled): what was forgotten is refused
// when its shape is written.
type restricting struct {
	ctx    context.Context
	db     *DB
	free   bool // what is looked at is of a scope itself, in which none holds
	said   map[*restriction][]Cond
	nodes  map[*node]*node
	tables map[*derived]*derived
	err    error
}

func (x *restricting) fail(err error) {
	if x.err == nil {
		x.err = err
	}
}

// restricted is a query of a model with what its scopes ask. Whatever it is then asked for, they are told once.
func (p *parts) restricted(ctx context.Context, db *DB, m *mapper) (*parts, error) {
	q, _, err := p.restrictedBy(ctx, db, m)
	return q, err
}

// restrictedBy is restricted, and what holds to the same scopes whatever else the query is asked for; nil for nothing.
func (p *parts) restrictedBy(ctx context.Context, db *DB, m *mapper) (*parts, *restricting, error) {
	if p.settled || !db.restricted && len(p.lifted) == 0 {
		return p, nil, nil
	}
	x := &restricting{ctx: ctx, db: db}
	q, err := x.parts(p, m)
	return q, x, err
}

func (x *restricting) parts(p *parts, m *mapper) (*parts, error) {
	q := *p
	q.settled = true
	about := scope{m: m, base: prototypeOf(m.typ)}
	if err := about.join(p.joins, false); err != nil {
		return nil, err
	}
	q.joins = x.joins(&about, p.joins)
	q.where = join2(x.conds(&about, p.where), x.of(m, p.lifted))
	q.order = x.orders(&about, p.order)
	return &q, x.err
}

// join2 is joined that copies nothing where nothing is added.
func join2(list, more []Cond) []Cond {
	if len(more) == 0 {
		return list
	}
	return joined(list, more)
}

// of are the conditions of a model's scopes but those that are lifted.
func (x *restricting) of(m *mapper, lifted []*Scope) (all []Cond) {
	if len(lifted) > 0 {
		if err := liftable(lifted, m); err != nil {
			x.fail(err)
		}
	}
	return x.unless(m, lifted)
}

// unless is of where another model may have the scopes that are lifted.
func (x *restricting) unless(m *mapper, lifted []*Scope) (all []Cond) {
	if x.free {
		return nil
	}
	for i := range m.restrictions {
		r := &m.restrictions[i]
		if slices.Contains(lifted, r.scope) {
			continue
		}
		list, known := x.said[r]
		if !known {
			var err error
			if list, err = r.said(x.ctx, m); err != nil {
				x.fail(err)
			}
			list = x.freed(m, list)
			if x.said == nil {
				x.said = map[*restriction][]Cond{}
			}
			x.said[r] = list
		}
		all = append(all, list...)
	}
	return all
}

// freed are conditions of a scope, in which none holds.
func (x *restricting) freed(m *mapper, list []Cond) []Cond {
	free := restricting{ctx: x.ctx, db: x.db, free: true}
	list = free.conds(&scope{m: m, base: prototypeOf(m.typ)}, list)
	if free.err != nil {
		x.fail(free.err)
	}
	return list
}

// alone are conditions on one of the tables in sight by itself: on the one behind so many others.
func alone(place int, list []Cond) []Cond {
	all := make([]Cond, len(list))
	for i := range list {
		all[i] = Cond{op: opOf, value: driver.IntValue(int64(place)), terms: list[i : i+1]}
	}
	return all
}

// along are the conditions on the rows that a relation leads to, and on the pairs that lead to them.
func (x *restricting) along(r *relation, lifted []*Scope) (rows, pairs []Cond) {
	if len(lifted) > 0 {
		models := []*mapper{r.target}
		if r.via != nil && !r.via.made {
			models = append(models, r.via.m)
		}
		if err := liftable(lifted, models...); err != nil {
			x.fail(err)
		}
	}
	if r.via != nil {
		pairs = x.unless(r.via.m, lifted)
	}
	if !r.many && r.reference == nil && slices.Contains(lifted, NotDeleted) && !r.target.uniqueOver(r.to) {
		x.fail(r.owner.invalid("%s is one row among those of %s that are not deleted, and there may be several that are; read them by a query of %s", r.field, r.target.name, r.target.name))
	}
	return x.unless(r.target, lifted), pairs
}

// conds are conditions whose relations are held to scopes.
func (x *restricting) conds(s *scope, list []Cond) []Cond {
	for i := range list {
		c, changed := x.cond(s, &list[i])
		if !changed {
			continue
		}
		all := slices.Clone(list)
		all[i] = c
		for i++; i < len(all); i++ {
			all[i], _ = x.cond(s, &all[i])
		}
		return all
	}
	return list
}

func (x *restricting) cond(s *scope, c *Cond) (Cond, bool) {
	switch c.op {
	case opAnyRow, opEveryRow, opNoRow:
		return x.across(s, c)
	case opAnd, opOr, opNot:
		terms := x.conds(s, c.terms)
		if len(terms) == 0 || &terms[0] == &c.terms[0] {
			return *c, false
		}
		out := *c
		out.terms = terms
		return out, true
	}
	near, far := x.field(s, c.field), x.field(s, c.other)
	if near == c.field && far == c.other {
		return *c, false
	}
	out := *c
	out.field, out.other = near, far
	return out, true
}

// across adds what is asked of the rows that a relation leads to. It comes before what the condition asks itself, and is
// counted, since All asks of those rows alone.
func (x *restricting) across(s *scope, c *Cond) (Cond, bool) {
	_, r, _ := s.relation(c.field)
	if r == nil {
		if c.err == nil {
			x.fail(s.relationProblem(c.field))
		}
		return *c, false // which the statement tells of
	}
	lifted, _ := c.other.([]*Scope)
	rows, pairs := x.along(r, lifted)
	inner := s.within(r)
	terms := x.conds(&inner, c.terms)
	if len(lifted) == 0 && !r.limited() && (len(terms) == 0 || &terms[0] == &c.terms[0]) {
		return *c, false
	}
	out := *c
	out.terms = slices.Concat(alone(1, pairs), alone(0, rows), terms)
	out.value = driver.IntValue(int64(len(rows) + len(pairs)))
	return out, true
}

// limited tells a relation to rows, or by pairs, whose model has scopes.
func (r *relation) limited() bool { return len(r.target.restrictions) > 0 || r.limitsPairs() }

// settled tells a condition across a relation that is held to scopes.
func (c *Cond) settled() bool { return c.value.Kind() == driver.Int }

// restrictions is how many of the terms of a condition across a relation are of scopes.
func (c *Cond) restrictions() int {
	if c.settled() {
		return int(c.value.Int())
	}
	return 0
}

func (x *restricting) orders(s *scope, list []Order) []Order {
	out := list
	for i := range list {
		field := x.field(s, list[i].field)
		if field == list[i].field {
			continue
		}
		if &out[0] == &list[0] {
			out = slices.Clone(list)
		}
		out[i].field = field
	}
	return out
}

// joins are joins whose conditions are held to scopes, and which join only rows that are.
func (x *restricting) joins(s *scope, list []joining) []joining {
	if len(list) == 0 {
		return list
	}
	out := slices.Clone(list)
	place := 1
	for t := s.next; t != nil && place <= len(out); t = t.next {
		j := &out[place-1]
		j.on = x.conds(s, j.on)
		if j.field == nil {
			j.to = x.table(j.to)
		}
		x.joined(j, t, place)
		place++
	}
	return out
}

func (x *restricting) joined(j *joining, t *scope, place int) {
	if t.along == nil {
		j.on = join2(j.on, alone(place, x.of(t.m, j.lifted)))
		return
	}
	rows, pairs := x.along(t.along, j.lifted)
	if t.along.via != nil && t.left && len(rows) > 0 { // a pair that leads to no row of the scope is none
		pairs = join2(pairs, t.along.leadingTo(rows))
		rows = nil
	}
	j.pairs = join2(j.pairs, pairs)
	j.on = join2(j.on, alone(place, rows))
}

// leadingTo is the condition on pairs of a relation that they lead to rows for which some hold.
func (r *relation) leadingTo(rows []Cond) []Cond {
	if len(rows) == 0 {
		return nil
	}
	farther := &relation{owner: r.via.m, place: r.place, field: r.field, kind: r.kind, target: r.target, from: r.via.far, to: r.via.to}
	return []Cond{{op: opAnyRow, field: farther, terms: alone(0, rows), value: driver.IntValue(int64(len(rows)))}}
}
