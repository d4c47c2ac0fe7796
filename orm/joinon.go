package orm

import "slices"

// JoinOn adds, for each row, the row of a table for which all conditions hold, so that its columns may stand in Where and
// OrderBy; rows without one are left out. The table is an alias of a model, another model, or a Derived one, and the
// conditions say which one row is meant: all columns of its key or of a unique, or what a Derived one is grouped by, are equal
// to something. A table of which there may be several is refused, since it would repeat rows; orm.Any and Select are for that.
//
//	sales := orm.Select(row, orm.Take(&row.CustomerID, &i.CustomerID), orm.As(&row.N, orm.Count())).From(Invoices).GroupBy(&i.CustomerID).As("sales")
//	best, err := Customers.Query().JoinOn(sales, orm.EqColumn(&sales.C.CustomerID, &c.ID)).OrderBy(orm.Desc(&sales.C.N)).Limit(10).All(ctx, db)
func (q Query[T]) JoinOn(table Source, conditions ...Cond) Query[T] {
	return Query[T]{q.model, q.steps.joinOn(table, conditions, false)}
}

// LeftJoinOn is JoinOn that leaves no row out: where there is none the columns have no value (NULL).
func (q Query[T]) LeftJoinOn(table Source, conditions ...Cond) Query[T] {
	return Query[T]{q.model, q.steps.joinOn(table, conditions, true)}
}

func withJoinOn(have []joining, table Source, conditions []Cond, left bool) []joining {
	j := joining{to: table, on: slices.Clone(conditions), left: left}
	if table == nil {
		j.err = "nil; write the handle of a model"
	}
	return joined(have, []joining{j})
}

// sole tells whether at most one row of a table fulfils conditions, beside a row of the tables before it.
func (x *scope) sole(on []Cond) bool {
	fixed := x.fixed(nil, on)
	has := func(c *column) bool { return slices.Contains(fixed, c) }
	all := func(list []*column) bool {
		return len(list) > 0 && !slices.ContainsFunc(list, func(c *column) bool { return !has(c) })
	}
	if x.derived != nil {
		return x.derived.sole(func(i int) bool { return has(x.m.columns[i]) })
	}
	return all(x.m.key) || slices.ContainsFunc(x.m.uniques, func(u unique) bool {
		return (u.where == nil || u.living != nil) && all(u.fields) // a join is held to NotDeleted
	})
}

// sole tells whether at most one row of the table has the values that some of its fields are fixed to.
func (d *derived) sole(fixed func(item int) bool) bool {
	a := d.body
	if d.err != nil || d.again != nil || len(a.sets) > 0 {
		return false
	}
	items := a.selectionParts.items
	isFixed := func(n *node) bool {
		i := slices.IndexFunc(items, func(item Item) bool { return sameNode(item.n, n) })
		return i >= 0 && fixed(i)
	}
	switch {
	case a.parts.limited && a.parts.limit <= 1:
		return true
	case len(a.group) > 0:
		return !slices.ContainsFunc(a.group, func(n *node) bool { return !isFixed(n) })
	case !slices.ContainsFunc(items, func(i Item) bool { return !i.n.gathers() }):
		return true
	case a.distinct:
		return !slices.ContainsFunc(items, func(i Item) bool { return !isFixed(i.n) })
	}
	from := a.scope()
	return len(a.parts.joins) == 0 && len(from.m.key) > 0 && !slices.ContainsFunc(from.m.key, func(k *column) bool {
		i := slices.IndexFunc(items, func(i Item) bool { return i.n.op == nodeColumn && from.m.column(from.base, i.n.field) == k })
		return i < 0 || !fixed(i)
	})
}

// fixed adds the columns of the table that conditions hold equal to something else.
func (x *scope) fixed(list []*column, on []Cond) []*column {
	for i := range on {
		c := &on[i]
		near := x.own(c.field)
		switch c.op {
		case opAnd:
			list = x.fixed(list, c.terms)
		case opEq:
			if near != nil {
				list = append(list, near)
			}
		case opEqColumn:
			far := x.own(c.other)
			switch {
			case near != nil && !x.mentioned(c.other):
				list = append(list, near)
			case far != nil && !x.mentioned(c.field):
				list = append(list, far)
			}
		}
	}
	return list
}

// own is the column of the table that a field pointer, or an expression that is a column by itself, names.
func (x *scope) own(field any) *column {
	if n, computed := field.(*node); computed {
		if n == nil || n.op != nodeColumn {
			return nil
		}
		field = n.field
	}
	return x.m.column(x.base, field)
}

// mentioned tells whether an expression looks at the table.
func (x *scope) mentioned(field any) (is bool) {
	n, computed := field.(*node)
	switch {
	case !computed:
		return x.m.column(x.base, field) != nil
	case n == nil || n.op == nodeColumn:
		return n != nil && x.mentioned(n.field)
	case n.sub != nil:
		return true // which may
	}
	n.each(func(*Cond) { is = true }, func(a *node) { is = is || x.mentioned(a) })
	return is
}
