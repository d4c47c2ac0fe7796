package orm

import "slices"

// Loading is a relation that With loads ahead, and how. It is an immutable value.
type Loading struct {
	field   relationField
	parts   parts
	counted bool
	joined  bool
}

// Load returns the Loading of a relation, for saying more than With(&u.Datasets) does:
//
//	Users.Query().With(orm.Load(&u.Datasets).OrderBy(orm.Desc(&d.Size)).Limit(3).With(&d.Tags))
func Load(relation Relation) Loading {
	if relation == nil {
		return Loading{} // which With refuses
	}
	return relation.loading()
}

func (l Loading) loading() Loading { return l }

// Where loads only the rows for which the conditions hold, which are about the other model, or about the model of the pairs
// that lead to it. The relation then counts as loaded with these rows alone.
func (l Loading) Where(conditions ...Cond) Loading {
	l.parts.where = joined(l.parts.where, conditions)
	return l
}

// OrderBy loads the rows in an order. Rows that are equal in all terms come in the order of their keys.
func (l Loading) OrderBy(terms ...Order) Loading {
	l.parts.order = joined(l.parts.order, terms)
	return l
}

// Limit loads at most n rows for each object, of a Many. The relation then counts as loaded with these rows alone; Counted
// tells how many there are.
func (l Loading) Limit(n int) Loading {
	l.parts.limit, l.parts.limited = n, true
	return l
}

// Counted also learns, by the same statement, how many rows there are for each object without the Limit: Count and Total of
// the Many then send nothing. With Where they are the rows for which the conditions hold.
func (l Loading) Counted() Loading { l.counted = true; return l }

// Joined loads the row of a One by a LEFT JOIN in the statement of the query itself, and not by one more.
func (l Loading) Joined() Loading { l.joined = true; return l }

// With loads relations of the rows too.
func (l Loading) With(relations ...Relation) Loading {
	l.parts.with = withRelations(l.parts.with, relations)
	return l
}

// With returns the query of all rows that loads relations with them.
func (m *Model[T]) With(relations ...Relation) Query[T] { return m.Query().With(relations...) }

// With loads relations with the rows, each by one more statement for all of them, whatever their number: fields of the
// prototype, as in With(&u.Datasets), or what Load makes of one. The statements see one moment only in a transaction.
func (q Query[T]) With(relations ...Relation) Query[T] {
	return Query[T]{q.model, q.steps.with(relations)}
}

// Strict makes it an error, of the kind NotLoaded, to touch a relation that the query has not loaded with its rows.
func (q Query[T]) Strict() Query[T] { return Query[T]{q.model, q.steps.strict()} }

// withRelations adds relations; one that is there already is loaded as the last word says.
func withRelations(have []Loading, relations []Relation) []Loading {
	all := slices.Clone(have)
	for _, r := range relations {
		var l Loading
		if r != nil {
			l = r.loading()
		}
		if i := slices.IndexFunc(all, func(x Loading) bool { return x.field == l.field }); i >= 0 {
			all[i] = l
			continue
		}
		all = append(all, l)
	}
	return all
}

// checkWith refuses relations that cannot be loaded, also where there will be no row to load them for.
func checkWith(m *mapper, list []Loading) error {
	for i := range list {
		l := &list[i]
		r, err := l.relation(m)
		if err != nil {
			return err
		}
		if err := l.parts.askable(r.scope()); err != nil {
			return err
		}
		if i := slices.IndexFunc(l.parts.with, func(x Loading) bool { return x.joined }); i >= 0 {
			return m.invalid("%s is loaded by a statement of its own, and Joined is for the relations of the query itself; remove it", r.field)
		}
		if err := checkWith(r.target, l.parts.with); err != nil {
			return err
		}
	}
	return nil
}

// askable refuses conditions and an order that name what the rows do not have.
func (p *parts) askable(about scope) error {
	if len(p.where)+len(p.order) == 0 {
		return nil
	}
	sh := shaper{scope: about}
	sh.conds(p.where)
	sh.orders(p.order)
	return sh.err
}

// relation finds the relation of a model that is to be loaded, and refuses what cannot be meant.
func (l *Loading) relation(m *mapper) (*relation, error) {
	if l.field == nil {
		return nil, m.invalid("With got nil; write a relation of the prototype, such as &u.Datasets")
	}
	r, err := m.relationNamed(prototypeOf(m.typ), l.field)
	switch {
	case err != nil:
		return nil, err
	case r.column != nil && (l.joined || l.counted || l.parts.limited || len(l.parts.order)+len(l.parts.where)+len(l.parts.with) > 0):
		return nil, m.invalid("%s is a column, and Where, OrderBy, Limit, Counted, Joined and With are for relations; remove them", r.field)
	case r.column != nil && len(l.parts.lifted) > 0:
		return nil, m.invalid("%s is a column of rows that are read already, and Unscoped is for relations; say it of the query", r.field)
	case !r.many && (l.parts.limited || l.counted || len(l.parts.order) > 0):
		return nil, m.invalid("%s is one row, and Limit, OrderBy and Counted are for many; remove them", r.field)
	case r.many && l.joined:
		return nil, m.invalid("%s is many rows, and Joined is for one; remove it", r.field)
	case l.joined && len(l.parts.where) > 0:
		return nil, m.invalid("%s is read by a join, which takes no Where; remove one of the two", r.field)
	case l.parts.limited && l.parts.limit < 1:
		return nil, m.invalid("%s is loaded with Limit(%d); a limit for each object is 1 or more", r.field, l.parts.limit)
	}
	return r, nil
}
