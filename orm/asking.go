package orm

import (
	"fmt"
	"iter"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// asking is a Selection on its way to the database.
type asking struct {
	selectionParts
	row   layout.Pointer // whose fields name the items
	shape *mapper
	into  []*column // the fields of the items
	group []*node
	held  []Cond  // Having, with the items in the place of the row's fields
	order []Order // fields of the row in it are items
	only  int     // the item that alone is read, from 1; 0 for all
	items []int   // the item that each term of the order is, from 1; 0 for none
}

// resolve finds the fields that the items, groups and orders name.
func (a *asking) resolve() error {
	if a.from == nil {
		return fault.New(fault.Invalid, "orm: a Selection reads no table; say From")
	}
	if len(a.selectionParts.items) == 0 || a.row.Nil() {
		return a.invalid("Select names no value; write orm.As(&row.Field, ...) with the fields of its row")
	}
	for _, item := range a.selectionParts.items {
		c := a.field(item.into)
		switch {
		case c == nil:
			return a.invalid("%s is no field of the row that Select was given", describe(item.into))
		case item.n == nil:
			return a.invalid("%s takes an empty expression; make them with orm.Col and so on", c.field)
		}
		if slices.Contains(a.into, c) {
			return a.invalid("%s takes two values; give each a field of its own", c.field)
		}
		a.into = append(a.into, c)
	}
	for _, g := range a.selectionParts.group {
		n, _ := a.item(g)
		a.group = append(a.group, n)
	}
	a.held = a.itemsIn(a.having)
	for _, o := range a.parts.order {
		n, place := a.item(o.field)
		if place > 0 || a.fills(o.field) {
			o.field = n
		}
		a.order, a.items = append(a.order, o), append(a.items, place)
	}
	return nil
}

func (a *asking) invalid(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Model: a.shape.name, Detail: fmt.Sprintf(format, args...)}
}

// field is the column of the row that a pointer names.
func (a *asking) field(p any) *column {
	if _, ok := layout.Data(p); !ok {
		return nil
	}
	return a.shape.column(a.row, p)
}

// fills tells the field of an item.
func (a *asking) fills(field any) bool {
	return slices.ContainsFunc(a.selectionParts.items, func(item Item) bool { return item.into == field })
}

// item is the expression that a field of the row takes, and its place among those that are read, from 1; or what is named
// otherwise, and 0.
func (a *asking) item(field any) (*node, int) {
	if !isComputed(field) {
		for i, item := range a.selectionParts.items {
			if item.into == field {
				return item.n, a.place(i)
			}
		}
	}
	n := nodeOf(field)
	if n.bindsValues() { // which is the same value only by its place
		for i, item := range a.selectionParts.items {
			if sameNode(item.n, n) {
				return n, a.place(i)
			}
		}
	}
	return n, 0
}

// itemsIn puts the items into the place of the row's fields that conditions name.
func (a *asking) itemsIn(conditions []Cond) []Cond {
	all := slices.Clone(conditions)
	for i := range all {
		c := &all[i]
		for _, field := range []*any{&c.field, &c.other} {
			if a.fills(*field) {
				*field, _ = a.item(*field)
			}
		}
		if c.op == opAnd || c.op == opOr || c.op == opNot {
			c.terms = a.itemsIn(c.terms)
		}
	}
	return all
}

// misplaced says that a pointer which names nothing is a field of the row.
func (a *asking) misplaced(field any) error {
	if c := a.field(field); c != nil {
		return a.invalid("%s is a field of the row, which GroupBy, Having and OrderBy may name where an Item fills it; write the expression itself", c.field)
	}
	return nil
}

// scope is the tables that are read.
func (a *asking) scope() scope {
	from := a.from.source()
	return scope{m: from.m, base: from.base, as: from.as, row: a}
}

// plan finds or makes the statement.
func (a *asking) plan(t *table, s *scratch) (*plan, error) {
	sh := shaper{scope: a.scope(), packed: t.db.capabilities.PackedFrom, key: append(s.key[:0], shapeSelection)}
	if err := sh.scope.join(a.parts.joins, true); err != nil {
		return nil, err
	}
	sh.terms = a.group
	sh.number(int(a.shape.serial))
	sh.selection(a)
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return t.plan(s.key, func() (draft, error) { return a.draft(t) })
}

// selection writes the shape of a selection whose tables are in the scope.
func (sh *shaper) selection(a *asking) {
	sh.text(sh.as)
	sh.joins(a.parts.joins)
	sh.number(len(a.selectionParts.items))
	for i, item := range a.read() {
		sh.number(a.into[i].place)
		sh.byte(flag(item.null))
		sh.node(item.n)
	}
	sh.conds(a.parts.where)
	sh.number(len(a.group))
	for _, g := range a.group {
		_, place := a.item(g)
		sh.number(place)
		sh.node(g)
	}
	sh.conds(a.held)
	sh.number(len(a.order))
	for i := range a.order {
		sh.number(a.items[i])
	}
	sh.orders(a.order)
	sh.byte(flag(a.parts.limited)<<1 | flag(a.parts.offset > 0) | flag(a.distinct)<<2)
}

// read are the items that are read, one after the other.
func (a *asking) read() iter.Seq2[int, Item] {
	return func(yield func(int, Item) bool) {
		for i, item := range a.selectionParts.items {
			if (a.only == 0 || a.only == i+1) && !yield(i, item) {
				return
			}
		}
	}
}

// place is where an item stands among those that are read, from 1; 0 for one that is not.
func (a *asking) place(i int) int {
	switch a.only {
	case 0:
		return i + 1
	case i + 1:
		return 1
	}
	return 0
}

// draft says the query in full.
func (a *asking) draft(t *table) (draft, error) {
	b := &sqlBuilder{scope: a.scope(), packed: t.db.capabilities.PackedFrom, db: t.db}
	if err := b.scope.join(a.parts.joins, true); err != nil {
		return draft{}, err
	}
	q, back := a.say(b)
	return draft{statement: q, back: back}, b.err
}

// say says the query, whose tables are in the scope, and how the fields take what it reads.
func (a *asking) say(b *sqlBuilder) (q sqlast.Select, back []*column) {
	q = sqlast.Select{From: b.m.table.Name, As: b.as, Distinct: a.distinct, Limit: a.parts.limited, Offset: a.parts.offset > 0}
	if q.Offset {
		q.Limit = true // no database has an offset without a limit
	}
	q.As = a.from.source().as
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
		q.Columns, back = append(q.Columns, o.sql), append(back, a.into[i].reading(o))
	}
	if len(a.having) > 0 {
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
	return q, back
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
		if byPlace {
			b.groups.item = nodeOf(o.field)
		}
		t := b.term(o)
		b.groups.item = nil
		if n := a.items[i]; byPlace {
			t.Expr = sqlast.Ordinal{N: n}
		} else if n == 0 && a.distinct && !a.selects(o.field) {
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
func (c *column) reading(from operand) *column {
	r := *from.c
	r.computed = !from.plain()
	r.field, r.offset, r.pointer = c.field, c.offset, c.pointer
	if c.value.Kind != layout.None {
		r.value = c.value
	}
	r.nullable, r.deferred, r.fold, r.foldOf = c.value.Nullable != layout.NotNull, nil, nil, nil
	return &r
}

// bind lists the values of the parameters.
func (a *asking) bind(t *table, s *scratch) {
	b := binder{scope: a.scope(), packed: t.db.capabilities.PackedFrom, values: s.values[:0]}
	_ = b.scope.join(a.parts.joins, true) // what is wrong with them was found out when the shape was written
	b.selection(a)
	s.values = b.values
}

// selection lists the values of a selection whose tables are in the scope.
func (b *binder) selection(a *asking) {
	for _, item := range a.read() {
		b.node(item.n)
	}
	for i := range a.parts.joins {
		b.conds(a.parts.joins[i].on)
	}
	b.conds(a.parts.where)
	for _, g := range a.group {
		if !g.bindsValues() {
			b.node(g)
		}
	}
	b.conds(a.held)
	for i, o := range a.order {
		if n, computed := o.field.(*node); computed && (a.items[i] == 0 || o.nulls != sqlast.NullsDefault) {
			b.node(n)
		}
	}
	b.cut(&a.parts)
}

// cut binds how many rows are read and left out.
func (b *binder) cut(p *parts) {
	switch {
	case p.limited:
		b.values = append(b.values, driver.IntValue(int64(p.limit)))
	case p.offset > 0:
		b.values = append(b.values, driver.IntValue(1<<62))
	}
	if p.offset > 0 {
		b.values = append(b.values, driver.IntValue(int64(p.offset)))
	}
}
