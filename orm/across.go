package orm

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Any holds where at least one row that the relation leads to fulfils all the conditions; without conditions, where it
// leads to a row at all. The relation is a Many or One of the prototype, and the conditions are about the other model:
//
//	Users.Where(orm.Any(&u.Datasets, orm.Gt(&d.Size, 100)))
//
// They may be conditions across relations again, to any depth, and may name columns of the models around them as well,
// as in EqColumn(&d.Owner, &u.Name). A pointer is looked for in the innermost model first: inside a relation of a model to
// itself it names the row that is led to. In Raw the rows that are led to are t1, t2 and so on, from the left; a
// column without such a name is of the innermost.
func Any(relation Relation, conditions ...Cond) Cond { return across(opAnyRow, relation, conditions) }

// All holds where every row that the relation leads to fulfils all the conditions: there is none for which one of them is
// false, or is unknown because a value is missing (NULL). So it holds where the relation leads to no row. See Any.
func All(relation Relation, conditions ...Cond) Cond { return across(opEveryRow, relation, conditions) }

// None holds where no row that the relation leads to fulfils all the conditions; without conditions, where it leads to
// no row. It is Not of Any. See there.
func None(relation Relation, conditions ...Cond) Cond { return across(opNoRow, relation, conditions) }

func across(o op, r Relation, conditions []Cond) Cond {
	c := combined(o, conditions)
	field, lifted, problem := fieldOf(r)
	if problem != "" {
		c.err = fault.New(fault.Invalid, fmt.Sprintf("orm.%s got %s", [...]string{"Any", "All", "None"}[o-opAnyRow], problem))
	}
	c.field = field
	if lifted != nil {
		c.other = lifted
	}
	return c
}

// fieldOf is the field of a relation that is named and not loaded, and the scopes that are lifted of it; a problem completes
// "Join got ...".
func fieldOf(r Relation) (field any, lifted []*Scope, problem string) {
	switch r := r.(type) {
	case nil:
		return nil, nil, "nil; write a relation of the prototype, such as &u.Datasets"
	case Loading:
		if r.onlyLifts() {
			return r.field, r.parts.lifted, ""
		}
		return nil, nil, "what orm.Load returned, which is for With; write the relation itself, such as &u.Datasets"
	default:
		return r, nil, ""
	}
}

// onlyLifts tells a Loading of which nothing but Unscoped is said.
func (l *Loading) onlyLifts() bool {
	p := &l.parts
	return l.field != nil && len(p.lifted) > 0 && !l.counted && !l.joined && !p.limited && len(p.where)+len(p.order)+len(p.with) == 0
}

// across writes the shape of a condition across a relation.
func (s *shaper) across(c *Cond) {
	_, r, place := s.relation(c.field)
	if r == nil {
		s.fail(s.relationProblem(c.field))
		return
	}
	s.held(c.settled() || !r.limited())
	s.number(place)
	s.number(r.place)
	s.number(c.restrictions())
	around := s.scope
	s.scope = around.within(r)
	s.conds(c.terms)
	s.scope = around
}

func (b *binder) across(c *Cond) {
	_, r, _ := b.relation(c.field)
	around := b.scope
	b.scope = around.within(r)
	b.conds(c.terms)
	b.scope = around
}

// across asks whether a row exists that the relation leads to. A table of pairs stands beside the rows that it leads to,
// or alone when nothing is asked of them.
func (b *sqlBuilder) across(c *Cond) sqlast.Expr {
	if b.literal {
		b.fail(b.m.invalid("it asks for rows of another table, and a definition looks at one row alone; remove the condition across a relation"))
		return sqlast.One{}
	}
	in, r, _ := b.relation(c.field)
	if r == nil {
		b.fail(b.relationProblem(c.field))
		return sqlast.One{}
	}
	near, around := in.called(), b.scope
	if _, _, place := b.relation(c.field); b.groupable(place) {
		for _, from := range r.from {
			b.groups.met(b, in, operand{sql: in.name(from), c: from, m: in.m})
		}
	}
	b.scope = around.within(r)
	inner := 1 + int(flag(r.limitsPairs()))
	b.inner += inner
	defer func() { b.inner -= inner }()
	b.as = b.alias()
	q := sqlast.Select{From: r.target.table.Name, As: b.as, Columns: []sqlast.Expr{sqlast.One{}}}
	var terms []sqlast.Expr
	switch {
	case r.via == nil:
		terms = append(terms, equal(b.as, r.to, near, r.from))
	case len(c.terms) == 0:
		q.From = r.via.m.table.Name
		terms = append(terms, equal(b.as, r.to, near, r.from))
	default:
		pairs := b.alias()
		if r.limitsPairs() {
			b.next.as = pairs
		}
		q.Joins = []sqlast.Join{{Table: r.via.m.table.Name, As: pairs, On: equal(pairs, r.via.far, b.as, r.via.to)}}
		terms = append(terms, equal(pairs, r.to, near, r.from))
	}
	q.Where = flat(append(terms, b.held(c)...))
	b.scope = around
	return sqlast.Exists{Not: c.op != opAnyRow, Select: q}
}

// held is what is asked of the rows that are looked for.
func (b *sqlBuilder) held(c *Cond) []sqlast.Expr {
	switch {
	case c.op == opEveryRow:
		n := c.restrictions()
		all := And(c.terms[n:]...)
		if len(all.terms) == 1 {
			all = all.terms[0]
		}
		return append(b.conditions(c.terms[:n]), sqlast.NotTrue{X: b.cond(&all)})
	default:
		return b.terms(c)
	}
}

// alias is a name that no table around has.
func (b *sqlBuilder) alias() string {
	for {
		b.aliases++
		name := fmt.Sprintf("t%d", b.aliases)
		taken := false
		for x := b.next; x != nil; x = x.next {
			taken = taken || strings.EqualFold(x.as, name)
		}
		if !taken {
			return name
		}
	}
}

// flat is And without an And among its terms, and without itself around a single one.
func flat(terms []sqlast.Expr) sqlast.Expr {
	var all []sqlast.Expr
	for _, t := range terms {
		if and, ok := t.(sqlast.And); ok {
			all = append(all, and.Terms...)
		} else {
			all = append(all, t)
		}
	}
	if len(all) == 1 {
		return all[0]
	}
	return sqlast.And{Terms: all}
}
