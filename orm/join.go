package orm

import (
	"slices"

	"github.com/rowankit/rowan/sqlast"
)

// joining is a relation to one row that a query joins.
type joining struct {
	field any
	left  bool
	load  bool   // its row is read too (Loading.Joined)
	err   string // completes "Join ..."
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
	q.parts.joins = withJoins(q.parts.joins, relations, false)
	return q
}

// LeftJoin is Join that leaves no row out: where a relation leads nowhere, the columns have no value (NULL).
func (q Query[T]) LeftJoin(relations ...Relation) Query[T] {
	q.parts.joins = withJoins(q.parts.joins, relations, true)
	return q
}

// Join returns the query of all rows that joins relations to one; see Query.Join.
func (m *Model[T]) Join(relations ...Relation) Query[T] { return m.Query().Join(relations...) }

// LeftJoin returns the query of all rows that joins relations to one; see Query.LeftJoin.
func (m *Model[T]) LeftJoin(relations ...Relation) Query[T] { return m.Query().LeftJoin(relations...) }

func withJoins(have []joining, relations []Relation, left bool) []joining {
	all := slices.Clone(have)
	for _, r := range relations {
		field, problem := fieldOf(r)
		all = withJoin(all, joining{field: field, left: left, err: problem})
	}
	return all
}

// withJoin adds a join to a list of the caller's own.
func withJoin(list []joining, j joining) []joining {
	if i := slices.IndexFunc(list, func(x joining) bool { return x.field == j.field && j.err == "" }); i >= 0 {
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
		if i := slices.IndexFunc(all, func(x joining) bool { return x.field == any(l.field) }); i >= 0 {
			all[i].load = true
			continue
		}
		all = append(all, joining{field: l.field, left: true, load: true})
	}
	return all
}

// join adds the tables that a query joins.
func (s *scope) join(list []joining) error {
	if len(list) == 0 {
		return nil
	}
	s.as = s.called()
	last := s
	for _, j := range list {
		if j.err != "" {
			return s.m.invalid("Join got %s", j.err)
		}
		_, r, _ := s.relation(j.field)
		switch {
		case r == nil:
			return s.relationProblem(j.field)
		case r.many:
			return s.m.invalid("Join of the to-many relation %s would repeat rows; use orm.Any", r)
		case j.load && s.place(r.target) >= 0:
			return s.m.invalid("%s is Joined, and the query reads %s already; leave out Joined, so that it is loaded by a statement of its own", r, r.target.name)
		case s.place(r.target) >= 0:
			return s.m.invalid("Join of %s adds %s a second time; use orm.Any(&x.%s, ...) for one of the two", r, r.target.name, r.field)
		}
		last.next = &scope{m: r.target, base: prototypeOf(r.target.typ), as: r.target.table.Name, along: r, left: j.left, load: j.load}
		last = last.next
	}
	return nil
}

// place is how many tables come before that of a model; -1 when it is none of them.
func (s *scope) place(m *mapper) (n int) {
	for ; s != nil; s = s.next {
		if s.m == m {
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
	if err := s.scope.join(list); err != nil {
		s.fail(err)
		return
	}
	kind := s.key[0]
	s.key[0] = shapeJoined
	s.number(len(list))
	for x := s.next; x != nil; x = x.next {
		s.number(s.place(x.along.owner))
		s.number(x.along.place)
		s.byte(flag(x.left)<<1 | flag(x.load))
	}
	s.byte(kind)
}

// joins says the joins of a query.
func (b *sqlBuilder) joins(list []joining) (joins []sqlast.Join) {
	if err := b.scope.join(list); err != nil {
		b.fail(err)
		return nil
	}
	for x := b.next; x != nil; x = x.next {
		from := x.along.owner.table.Name
		joins = append(joins, sqlast.Join{Table: x.as, Left: x.left, On: equal(x.as, x.along.to, from, x.along.from)})
	}
	return joins
}
