package orm

import "github.com/rowankit/rowan/sqlast"

// setPart is one of the selections whose rows a Selection combines.
type setPart struct {
	combine sqlast.Combine // with those before it
	ask     *asking
}

// Union is the rows of the selection and of others, equal ones once. All fill the same fields of their rows, with values that
// are stored alike. OrderBy, by fields of this selection's row, Limit and Offset are about all rows from then on; conditions
// and groups are said before, or of the union as a table (As).
//
//	towns := orm.Select(row, orm.Take(&row.Town, &c.Town)).From(Customers).
//		Union(orm.Select(row, orm.Take(&row.Town, &e.Town)).From(Employees)).OrderBy(orm.Asc(&row.Town))
func (s Selection[R]) Union(others ...Selection[R]) Selection[R] {
	return s.combine(sqlast.Union, others)
}

// UnionAll is Union that keeps equal rows.
func (s Selection[R]) UnionAll(others ...Selection[R]) Selection[R] {
	return s.combine(sqlast.UnionAll, others)
}

// Intersect is the rows of the selection that all the others have too, equal ones once. What Union says holds here too.
func (s Selection[R]) Intersect(others ...Selection[R]) Selection[R] {
	return s.combine(sqlast.Intersect, others)
}

// Except is the rows of the selection that none of the others has, equal ones once. What Union says holds here too.
func (s Selection[R]) Except(others ...Selection[R]) Selection[R] {
	return s.combine(sqlast.Except, others)
}

func (s Selection[R]) combine(how sqlast.Combine, others []Selection[R]) Selection[R] {
	for _, o := range others {
		s = Selection[R]{s.row, s.asking().combined(how, o.asking())}
	}
	return s
}

// combined are the parts of the rows of two selections.
func (a *asking) combined(how sqlast.Combine, other *asking) *selectionParts {
	all := &selectionParts{items: a.selectionParts.items}
	if n := len(a.sets); n > 0 && !a.parts.bounded() && len(a.parts.order) == 0 && a.sets[n-1].goesOn(how) {
		all.sets = joined(a.sets, nil)
	} else {
		all.sets = []setPart{{ask: a}}
	}
	all.sets = append(all.sets, setPart{how, other})
	return all
}

// goesOn tells whether another combination comes behind this one wherever databases read them from the left: some take
// Intersect first.
func (c setPart) goesOn(how sqlast.Combine) bool {
	return (c.combine == sqlast.Intersect) == (how == sqlast.Intersect)
}

// plain tells a selection that stands among combined ones as it is.
func (c setPart) plain() bool {
	return len(c.ask.sets)+len(c.ask.order) == 0 && !c.ask.parts.bounded()
}

// resolveSets finds the fields that combined selections fill.
func (a *asking) resolveSets() error {
	if a.from != nil || len(a.selectionParts.group)+len(a.having)+len(a.parts.where)+len(a.parts.joins) > 0 || a.distinct {
		return a.invalid("a union is read from one table, joined, grouped, made distinct or asked for conditions; say that of each query before, or of the union as a table, From(union.As(\"name\"))")
	}
	resolved := make([]setPart, len(a.sets))
	for i, c := range a.sets {
		ask := *c.ask
		if i > 0 {
			ask.like = resolved[0].ask.into
		}
		if err := ask.resolve(); err != nil {
			return err
		}
		if err := ask.parts.check(ask.shape, shapeSelection); err != nil {
			return err
		}
		resolved[i] = setPart{c.combine, &ask}
	}
	a.sets, a.into = resolved, resolved[0].ask.into
	a.selectionParts.items = resolved[0].ask.selectionParts.items
	a.resolveOrder()
	for i, o := range a.order {
		switch {
		case a.items[i] == 0:
			return a.invalid("a union is ordered by what is no field of its row; name a field that it fills")
		case o.nulls != sqlast.NullsDefault:
			return a.invalid("a union says where missing values stand in its order, and not every database knows that there; read it as a table, From(union.As(\"name\"))")
		}
	}
	return nil
}

// sets writes the shape of combined selections.
func (s *shaper) sets(a *asking) {
	for _, c := range a.sets {
		s.byte(byte(c.combine))
		s.number(int(c.ask.first().shape.serial))
		s.standing(c.ask, s.around)
	}
}

// sets lists the values of combined selections.
func (b *binder) sets(a *asking) {
	for _, c := range a.sets {
		b.standing(c.ask, b.around)
	}
}

// sets says combined selections.
func (b *sqlBuilder) sets(a *asking) (q sqlast.Select, read []operand) {
	before := b.inSet
	b.inSet = true
	defer func() { b.inSet = before }()
	for i, c := range a.sets {
		next, values := b.among(c)
		if i == 0 {
			q, read = next, values
			continue
		}
		b.sameTypes(a.sets[0].ask, c.ask, read, values)
		if c.combine != sqlast.UnionAll {
			b.comparable(a, read)
		}
		for k := range read {
			read[k].nullable = read[k].nullable || values[k].nullable
		}
		q.Sets = append(q.Sets, sqlast.Set{Combine: c.combine, Select: next})
	}
	for i, o := range a.order {
		place := a.items[i]
		q.Order = append(q.Order, sqlast.Order{Expr: sqlast.Ordinal{N: place}, Descending: o.descending, Nullable: read[place-1].nullable})
	}
	return q, read
}

// among says a selection that others are combined with. One that has an order, a limit, or others combined with it, is a table
// of its own.
func (b *sqlBuilder) among(c setPart) (q sqlast.Select, read []operand) {
	if c.plain() {
		return b.standing(c.ask, b.around)
	}
	inner := *c.ask
	inner.inner = true
	whole, read := b.standing(&inner, b.around)
	q = sqlast.Select{Query: &whole, As: b.alias()}
	for _, name := range whole.Names {
		q.Columns = append(q.Columns, sqlast.Column{Of: q.As, Name: name})
	}
	return q, read
}

// sameTypes refuses a field that is filled with values that are stored in different ways.
func (b *sqlBuilder) sameTypes(first, other *asking, a, z []operand) {
	for i := range a {
		if b.err != nil {
			return
		}
		x, y := a[i].c.typ, z[i].c.typ
		if x.Kind != y.Kind || x.Scale != y.Scale {
			b.fail(other.invalid("%s is filled with what is stored as %s by one query, and as %s by another; fill it with values that are stored alike", first.first().into[i].field, x.Kind, y.Kind))
		}
	}
}

// comparable refuses values that databases cannot tell apart alike.
func (b *sqlBuilder) comparable(a *asking, read []operand) {
	for i, o := range read {
		if b.err == nil && o.c.incomparable() {
			b.fail(a.invalid("%s is stored as %s, and equal rows cannot be told; use UnionAll", a.first().into[i].field, o.c.typ.Kind))
		}
	}
}
