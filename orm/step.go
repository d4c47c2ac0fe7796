package orm

import "slices"

// steps is how a query was built, in as few words as possible, since each of its methods copies them. The zero value asks for
// all rows.
type steps struct {
	last    *step // nil for none
	atMost  int   // rows, if limited
	skip    int   // rows
	limited bool
}

// step is what one method has added, behind the steps before it. Steps are never changed, so that queries may share them.
type step struct {
	before *step
	where  []Cond
	order  []Order
	rest   *parts // all that is neither a condition nor the order, of this step and those before; nil for no more than before
}

// filtering, sorting and widening have room for what most of their steps say.
type (
	filtering struct {
		step
		one [1]Cond
	}
	sorting struct {
		step
		two [2]Order
	}
	widening struct {
		step
		all parts
	}
)

func (s steps) where(conditions []Cond) steps {
	f := &filtering{step: step{before: s.last}}
	f.step.where = append(f.one[:0], conditions...)
	s.last = &f.step
	return s
}

func (s steps) order(terms []Order) steps {
	o := &sorting{step: step{before: s.last}}
	o.step.order = append(o.two[:0], terms...)
	s.last = &o.step
	return s
}

func (s steps) limit(n int) steps {
	s.atMost, s.limited = n, true
	return s
}

func (s steps) offset(n int) steps {
	s.skip = n
	return s
}

// also adds what is said by a change of a copy of the rest.
func (s steps) also(say func(rest *parts)) steps {
	w := &widening{step: step{before: s.last}, all: s.rest()}
	say(&w.all)
	w.step.rest = &w.all
	s.last = &w.step
	return s
}

func (s steps) rest() parts {
	for x := s.last; x != nil; x = x.before {
		if x.rest != nil {
			return *x.rest
		}
	}
	return parts{}
}

func (s steps) every() steps  { return s.also(func(rest *parts) { rest.every = true }) }
func (s steps) strict() steps { return s.also(func(rest *parts) { rest.strict = true }) }

func (s steps) join(relations []Relation, left bool) steps {
	return s.also(func(rest *parts) { rest.joins = withJoins(rest.joins, relations, left) })
}

func (s steps) joinOn(table Source, conditions []Cond, left bool) steps {
	return s.also(func(rest *parts) { rest.joins = withJoinOn(rest.joins, table, conditions, left) })
}

func (s steps) with(relations []Relation) steps {
	return s.also(func(rest *parts) {
		rest.with = withRelations(rest.with, relations)
		rest.joins = withLoadedJoins(rest.joins, rest.with)
	})
}

func (s steps) lock(share bool, options []LockOption) steps {
	return s.also(func(rest *parts) { rest.lock = lockingOf(share, options) })
}

func (s steps) lift(scopes []*Scope) steps {
	return s.also(func(rest *parts) { rest.lifted = lifting(rest.lifted, scopes) })
}

// parts is what the steps say together. Its slices may be those of steps, and are never changed.
func (s steps) parts() (p parts) {
	p = s.rest()
	p.limited, p.limit, p.offset = s.limited, s.atMost, s.skip
	p.where = gathered(s.last, func(x *step) []Cond { return x.where })
	p.order = gathered(s.last, func(x *step) []Order { return x.order })
	return p
}

// gathered is what steps say, from the first to the last: without a copy if only one of them says something.
func gathered[E any](last *step, said func(*step) []E) (all []E) {
	n, of := 0, 0
	for x := last; x != nil; x = x.before {
		if list := said(x); len(list) > 0 {
			all, n, of = list, n+len(list), of+1
		}
	}
	if of < 2 {
		return slices.Clip(all)
	}
	all = make([]E, n)
	for x := last; x != nil; x = x.before {
		n -= copy(all[n-len(said(x)):], said(x))
	}
	return all
}
