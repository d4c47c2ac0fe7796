package orm

import (
	"cmp"
	"slices"
	"strings"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// draft says the query in full.
func (a *asking) draft(t *table) (d draft, err error) {
	b := &sqlBuilder{packed: t.db.capabilities.PackedFrom, db: t.db}
	if b.scope, err = a.in(nil); err != nil {
		return draft{}, err
	}
	q, read := b.selection(a)
	return draft{statement: q, back: a.reading(read)}, b.err
}

// reading is how the fields take what is read.
func (a *asking) reading(read []operand) (back []*column) {
	for i := range a.first().read() {
		o := read[len(back)]
		back = append(back, a.first().into[i].reading(o.c, o.plain() && len(a.sets) == 0))
	}
	return back
}

// selection says a selection whose tables are in the scope, and what it reads.
func (b *sqlBuilder) selection(a *asking) (q sqlast.Select, read []operand) {
	var with []sqlast.Common
	if !b.named {
		b.named = true
		with = b.with(a.commons())
		defer func() { b.named, b.commons = false, nil }()
	}
	if len(a.sets) > 0 {
		q, read = b.sets(a)
	} else {
		q, read = b.chosen(a)
	}
	if a.inner {
		q.Names = nil
		for i := range a.read() {
			q.Names = append(q.Names, a.into[i].name)
		}
	}
	q.With, q.Offset = with, a.parts.offset > 0
	q.Limit = a.parts.limited || q.Offset // no database has an offset without a limit
	return q, read
}

// chosen says a selection of tables, with its order.
func (b *sqlBuilder) chosen(a *asking) (q sqlast.Select, read []operand) {
	if a.from != nil {
		q.From, q.Query, q.As = b.table(&b.scope)
		if b.derived == nil {
			q.As = a.from.source().as
		}
	}
	q.Distinct, q.Lock = a.distinct, a.parts.lock.said()
	if q.Lock != nil && (a.inner || b.around != nil || b.own > 0 || b.inSet) {
		b.fail(a.invalid("a query within another, or among combined ones, locks no rows; say ForUpdate of the whole"))
	}
	q.Joins = b.joins(a.parts.joins)
	q.Where = b.where(a.parts.where)
	b.groups = &grouping{terms: a.group}
	q.Group = a.groups(b)
	for i, item := range a.read() {
		b.groups.item = item.n
		o := b.node(item.n)
		b.groups.item = nil
		if b.err == nil {
			b.fail(a.taken(a.into[i], item, o))
		}
		q.Columns, read = append(q.Columns, o.sql), append(read, o)
	}
	if b.err == nil && a.distinct && a.parts.offset > 0 && !slices.ContainsFunc(a.selectionParts.items, func(i Item) bool { return b.scope.varies(i.n) }) {
		b.fail(a.invalid("Distinct of values that are the same in every row leaves one row, and has an Offset; leave one of the two out"))
	}
	if len(a.having) > 0 {
		if len(a.group) == 0 && !b.groups.aggregates {
			b.fail(a.invalid("Having is about groups, and Select reads neither aggregates nor is grouped; say GroupBy, or Where for conditions on rows"))
		}
		b.windowless = "Having"
		q.Having = flat(b.conditions(a.held))
		b.windowless = ""
		b.groups.aggregates = true
	}
	q.Order = a.ordered(b)
	if b.err == nil {
		b.fail(b.groups.problem())
	}
	if len(q.Group) > 0 && !b.db.capabilities.GroupsByKey {
		q.Group = append(q.Group, b.groups.dependent()...)
	}
	return q, read
}

// table says a table of the scope: its name, the query that stands in its place, and the other name that it has.
func (b *sqlBuilder) table(x *scope) (name string, query *sqlast.Select, as string) {
	name = x.m.table.Name
	switch d := x.derived; {
	case d == nil:
		if _, err := b.db.table(x.m); err != nil {
			b.fail(err)
		}
		if slices.ContainsFunc(b.commons, func(c string) bool { return strings.EqualFold(c, name) }) {
			b.fail(x.m.invalid("the query reads the table %s, and a common table expression is called so too; give that another name", name))
		}
	case !d.common:
		q := b.body(d)
		return "", &q, x.as
	}
	if x.as != name {
		as = x.as
	}
	return name, nil, as
}

// standing says a selection within another statement, whose tables it may name: nil for none.
func (b *sqlBuilder) standing(a *asking, around *scope) (q sqlast.Select, read []operand) {
	was := *b
	scope, err := a.in(around)
	if err != nil {
		b.fail(err)
		return sqlast.Select{Columns: []sqlast.Expr{sqlast.One{}}}, make([]operand, len(a.into))
	}
	b.scope, b.around = scope, nil
	if around != nil {
		b.around = scope.behind(len(a.first().parts.joins))
	}
	b.groups, b.gathered, b.inner, b.own, b.part, b.windowless = nil, 0, 0, 1+len(a.first().parts.joins), "", ""
	q, read = b.selection(a)
	aliases, problem := b.aliases, b.err
	*b = was
	b.aliases, b.err = aliases, problem
	return q, read
}

// groups says what is grouped by. What binds values is named by its place among the columns.
func (a *asking) groups(b *sqlBuilder) (list []sqlast.Expr) {
	g := b.groups
	b.groups = nil
	before := b.part
	b.part = "GroupBy"
	for _, n := range a.group {
		x := b.node(n).sql
		if _, is := x.(sqlast.Column); is {
			g.columns = append(g.columns, x)
		} else if _, place := a.item(n); place > 0 {
			x = sqlast.Ordinal{N: place}
		} else if place := a.formulaItem(b, n); place > 0 {
			x = sqlast.Ordinal{N: place}
		} else if n.bindsValues() {
			b.fail(a.invalid("GroupBy has an expression with a value that Select does not read; read it into a field, and name that field in GroupBy"))
		}
		list = append(list, x)
	}
	b.part, b.groups = before, g
	return list
}

// ordered says the order. A field of the row is named by its place among the columns.
func (a *asking) ordered(b *sqlBuilder) (terms []sqlast.Order) {
	for i, o := range a.order {
		b.groups.item = nil
		byPlace := a.items[i] > 0 && o.nulls == sqlast.NullsDefault
		place := a.items[i]
		if place == 0 && o.nulls == sqlast.NullsDefault {
			place = a.formulaItem(b, nodeOf(o.field))
			byPlace = place > 0
		}
		if byPlace {
			b.groups.item = nodeOf(o.field)
		}
		t := b.term(o)
		b.groups.item = nil
		if byPlace {
			t.Expr = sqlast.Ordinal{N: place}
		} else if place == 0 && a.distinct && !a.selects(o.field) {
			b.fail(a.invalid("Distinct is ordered by what Select does not read; read it into a field"))
		}
		terms = append(terms, t)
	}
	return terms
}

func (a *asking) selects(field any) bool {
	for _, item := range a.selectionParts.items {
		if sameNode(item.n, nodeOf(field)) {
			return true
		}
	}
	return false
}

// taken tells whether a field takes a value.
func (a *asking) taken(c *column, item Item, o operand) error {
	switch {
	case o.nullable && !item.null && a.picks:
		return a.invalid("%s may be missing; pick it as an expression that is nil then: orm.Col(...).Null(), orm.Opt(...)", cmp.Or(o.c.field, c.field))
	case o.nullable && !item.null && o.plain() && !o.c.nullable:
		return a.invalid("%s takes %s of %s, which is missing where the left join finds no row; make the field a pointer and write orm.AsNull", c.field, o.c.field, o.m.name)
	case o.nullable && !item.null && c.value.Nullable != layout.NotNull:
		return a.invalid("%s takes a value that may be missing; write orm.AsNull, with orm.Opt of a column", c.field)
	case o.nullable && !item.null:
		return a.invalid("%s takes a value that may be missing; make the field a pointer and write orm.AsNull with orm.Opt, or use orm.Coalesce", c.field)
	}
	return nil
}

// reading is the column by which a field takes what another one holds.
func (c *column) reading(from *column, plain bool) *column {
	r := *from
	r.computed = from.computed || !plain
	r.field, r.offset, r.pointer, r.index = c.field, c.offset, c.pointer, c.index
	if c.value.Kind != layout.None {
		r.value = c.value
	}
	r.nullable, r.deferred, r.fold, r.foldOf = c.value.Nullable != layout.NotNull, nil, nil, nil
	r.formula = nil
	return &r
}
