package orm

import (
	"slices"
	"strings"

	"github.com/rowankit/rowan/sqlast"
)

// joining is a table that a query joins: the one that a relation leads to, or any on conditions of its own.
type joining struct {
	field any    // the relation; nil for none
	to    Source // another table than the relation's own; or the one that on is about
	on    []Cond
	left  bool
	load  bool   // its row is read too (Loading.Joined)
	err   string // completes "Join ..."

	lifted []*Scope // of the table
	pairs  []Cond   // on those that lead to the table
}

// Join adds the rows that relations to one lead to, so that their columns may stand in Where and OrderBy; rows that lead
// nowhere are left out. Each relation is a One of the query's model or of one that was joined before it:
//
//	Predictions.Query().Join(&p.Model).Join(&m.Owner).Where(orm.Eq(&u.Name, "Ada"))
//
// The objects are those of the query's model alone; With loads others. A relation to many is refused, since it
// would repeat rows, and so is a second way to the same table; orm.Any is for both. A relation that is joined again is
// joined once, as the last call says.
func (q Query[T]) Join(relations ...Relation) Query[T] {
	return Query[T]{q.model, q.steps.join(relations, false)}
}

// LeftJoin is Join that leaves no row out: where a relation leads nowhere, the columns have no value (NULL).
func (q Query[T]) LeftJoin(relations ...Relation) Query[T] {
	return Query[T]{q.model, q.steps.join(relations, true)}
}

// Join returns the query of all rows that joins relations to one; see Query.Join.
func (m *Model[T]) Join(relations ...Relation) Query[T] { return m.Query().Join(relations...) }

// LeftJoin returns the query of all rows that joins relations to one; see Query.LeftJoin.
func (m *Model[T]) LeftJoin(relations ...Relation) Query[T] { return m.Query().LeftJoin(relations...) }

func withJoins(have []joining, relations []Relation, left bool) []joining {
	all := slices.Clone(have)
	for _, r := range relations {
		j := joining{left: left}
		if a, is := r.(aliased); is {
			r, j.to = a.Relation, a.to
		}
		j.field, j.lifted, j.err = fieldOf(r)
		all = withJoin(all, j)
	}
	return all
}

// withJoin adds a join to a list of the caller's own.
func withJoin(list []joining, j joining) []joining {
	if i := slices.IndexFunc(list, func(x joining) bool { return x.field != nil && x.field == j.field && x.to == j.to && j.err == "" }); i >= 0 {
		j.load = j.load || list[i].load
		list[i] = j
		return list
	}
	return append(list, j)
}

// withLoadedJoins adds the joins by which With reads rows along. A relation that Join names already stays as it is.
func withLoadedJoins(have []joining, with []Loading) []joining {
	all := slices.Clone(have)
	for _, l := range with {
		if !l.joined {
			continue
		}
		if i := slices.IndexFunc(all, func(x joining) bool { return x.field == any(l.field) && x.to == nil }); i >= 0 {
			all[i].load = true
			continue
		}
		all = append(all, joining{field: l.field, left: true, load: true, lifted: l.parts.lifted})
	}
	return all
}

// join adds the tables that a query joins. Rows of an object query may not be repeated, those of a Selection may.
func (s *scope) join(list []joining, repeat bool) error {
	if len(list) == 0 {
		return nil
	}
	s.as = s.called()
	last := s
	for _, j := range list {
		next, err := s.joined(j, repeat)
		if err != nil {
			return err
		}
		last.next = next
		last = next
	}
	return nil
}

// joined is the table of one join.
func (s *scope) joined(j joining, repeat bool) (*scope, error) {
	if j.err != "" {
		return nil, s.m.invalid("Join got %s", j.err)
	}
	x := &scope{left: j.left, load: j.load}
	if j.to != nil {
		to := j.to.source()
		if to.err != nil {
			return nil, to.err
		}
		x.m, x.base, x.as, x.derived = to.m, to.base, to.as, to.derived
	}
	if j.field != nil {
		in, r, _ := s.relation(j.field)
		switch {
		case r == nil:
			return nil, s.relationProblem(j.field)
		case r.many && !repeat:
			return nil, s.m.invalid("Join of the to-many relation %s would repeat rows; use orm.Any", r)
		case x.m == nil:
			x.m, x.base = r.target, prototypeOf(r.target.typ)
		case x.m != r.target:
			return nil, s.m.invalid("%s leads to %s, and is to be joined as an alias of %s; write an alias of %s", r, r.target.name, x.m.name, r.target.name)
		}
		x.along, x.owner = r, in.called()
	}
	if j.field == nil && !repeat && !x.sole(j.on) {
		return nil, s.m.invalid("JoinOn of %s may find several rows for one, which would repeat it; say by conditions which one is meant (its key, or what it is grouped by), or use orm.Any or orm.Select", x.m.name)
	}
	x.as = x.called()
	for y := s; y != nil; y = y.next {
		switch {
		case y.base == x.base && x.along != nil && x.load:
			return nil, s.m.invalid("%s is Joined, and the query reads %s already; leave out Joined, so that it is loaded by a statement of its own", x.along, x.m.name)
		case y.base == x.base && x.along != nil && !repeat:
			return nil, s.m.invalid("Join of %s adds %s a second time; join an alias of it (%s.As), or use orm.Any(&x.%s, ...) for one of the two", x.along, x.m.name, x.m.name, x.along.field)
		case y.base == x.base:
			return nil, s.m.invalid("the query reads %s twice; give one of them another name, with As of its handle", x.m.name)
		case strings.EqualFold(y.called(), x.as):
			return nil, s.m.invalid("two tables of the query are called %s; give one of them another name", x.as)
		}
	}
	return x, nil
}

// place is how many tables come before one; -1 when it is none of them.
func (s *scope) place(x *scope) (n int) {
	for ; s != nil; s = s.next {
		if s == x {
			return n
		}
		n++
	}
	return -1
}

// join writes the shape of the joins: where there are some, they stand before the kind of the statement.
func (s *shaper) join(list []joining) {
	if len(list) == 0 {
		return
	}
	if err := s.scope.join(list, false); err != nil {
		s.fail(err)
		return
	}
	kind := s.key[0]
	s.key[0] = shapeJoined
	s.joins(list)
	s.byte(kind)
}

func (s *shaper) joins(list []joining) {
	s.number(len(list))
	x := s.next
	for i := range list {
		if x.along != nil {
			in, _, _ := s.relation(list[i].field)
			s.number(s.place(in))
			s.number(x.along.place)
		}
		s.byte(flag(x.left)<<1 | flag(x.load) | flag(x.along != nil)<<2 | flag(list[i].to != nil)<<3)
		if list[i].to != nil {
			s.table(x)
		}
		if s.byte(flag(len(list[i].pairs) > 0)); len(list[i].pairs) > 0 {
			around := s.scope
			s.scope = around.pairs(x.along)
			s.conds(list[i].pairs)
			s.scope = around
		}
		s.conds(list[i].on)
		x = x.next
	}
}

// joins says the joins of a query.
func (b *sqlBuilder) joins(list []joining) (joins []sqlast.Join) {
	x := b.next
	for i := range list {
		join := sqlast.Join{Left: x.left}
		join.Table, join.Query, join.As = b.table(x)
		var on []sqlast.Expr
		switch r := x.along; {
		case r == nil:
		case r.via == nil:
			on = append(on, equal(x.as, r.to, x.owner, r.from))
		default:
			pairs := b.alias()
			joins = append(joins, sqlast.Join{Table: r.via.m.table.Name, As: pairs, Left: x.left, On: b.paired(pairs, x, list[i].pairs)})
			on = append(on, equal(pairs, r.via.far, x.as, r.via.to))
		}
		next := x.next
		x.next = b.around // tables that are joined later are not there yet
		join.On = flat(append(on, b.during("the conditions of a join", list[i].on)...))
		x.next = next
		joins = append(joins, join)
		x = next
	}
	return joins
}

// pairs is the scope of conditions on the pairs by which a relation leads.
func (s *scope) pairs(r *relation) scope {
	around := *s
	return scope{m: r.via.m, base: prototypeOf(r.via.m.typ), next: &around}
}

// paired says which pairs are joined.
func (b *sqlBuilder) paired(as string, x *scope, list []Cond) sqlast.Expr {
	around := b.scope
	b.scope = around.pairs(x.along)
	b.as = as
	b.inner++
	all := append([]sqlast.Expr{equal(as, x.along.to, x.owner, x.along.from)}, b.during("the conditions of a join", list)...)
	b.inner--
	b.scope = around
	return flat(all)
}

// during says conditions of a part of the statement.
func (b *sqlBuilder) during(part string, list []Cond) []sqlast.Expr {
	before := b.part
	b.part = part
	all := b.conditions(list)
	b.part = before
	return all
}
