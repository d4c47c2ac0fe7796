package orm

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// InsertFrom stores what a selection reads as new rows, with one statement in the database, and returns how many there were. The
// fields that the selection fills are the model's own:
//
//	a := Archive.C
//	n, err := orm.InsertFrom(ctx, db, Archive, orm.Select(a, orm.Take(&a.Name, &u.Name), orm.As(&a.Year, orm.Val(int64(2024)))).
//		From(Users).Where(orm.Lt(&u.Seen, t)))
//
// A column that is not filled gets its default or NULL, a time that is Auto what its function says, the same for all rows, and a
// version 1; one that has none of these is refused. The key is generated where it is for objects, and then not filled. Nobody
// in the program sees the rows, so it is the database that judges them, as SetExpr says: rules of Column.Valid are not asked,
// events are not told, scopes of the model that is written are not asked (those of what is read hold), and a column with Trim, Fold, Folded or UniqueFold takes a column that has the same.
func InsertFrom[T any](ctx context.Context, w Writer, into *Model[T], rows Selection[T]) (int64, error) {
	return into.mapping().insertFrom(ctx, w, rows.asking())
}

// copying is rows of a selection on their way into a table.
type copying struct {
	table  *table
	ask    *asking
	into   []*column // what the fields of the selection are columns of
	filled []*column // what the program fills, for all rows alike
	values []driver.Value
}

func (m *mapper) insertFrom(ctx context.Context, w Writer, a *asking) (int64, error) {
	t, err := w.database().table(m)
	if err != nil {
		return 0, err
	}
	s := newScratch()
	defer s.free()
	a.inner = true
	held, _, err := a.asked(ctx, t.db)
	if err != nil {
		return 0, err
	}
	f := copying{table: t, ask: held}
	p, err := f.prepare(s)
	if err != nil {
		return 0, err
	}
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return 0, m.failed(err)
	}
	defer l.end()
	result, err := l.exec(ctx, m, &p.statement, s.values)
	return result.Rows, f.explain(err)
}

// prepare chooses the statement and makes its values, before any connection is asked for.
func (f *copying) prepare(s *scratch) (*plan, error) {
	a, t := f.ask, f.table
	if a.parts.lock.rows {
		return nil, t.m.invalid("InsertFrom reads rows and locks none; remove ForUpdate or ForShare")
	}
	if err := f.columns(); err != nil {
		return nil, err
	}
	if err := f.fill(); err != nil {
		return nil, err
	}
	a.storeAs(f.into)
	sh := shaper{packed: t.db.capabilities.PackedFrom, key: append(s.key[:0], shapeInsertFrom), limits: t.db.restricted}
	var err error
	if sh.scope, err = a.in(nil); err != nil {
		return nil, err
	}
	sh.terms = a.group
	sh.number(int(a.shape.serial))
	sh.selection(a)
	if s.key = sh.key; sh.err != nil {
		return nil, sh.err
	}
	p, err := t.plan(s.key, f.draft)
	if err != nil {
		return nil, err
	}
	b := binder{packed: t.db.capabilities.PackedFrom, repeats: !t.db.capabilities.OrdersNulls, values: append(s.values[:0], f.values...)}
	b.scope, _ = a.in(nil) // what is wrong with them was found out when the shape was written
	b.selection(a)
	s.values = b.values
	return p, nil
}

// columns finds the columns that the selection fills.
func (f *copying) columns() error {
	m := f.table.m
	for _, field := range f.ask.into {
		at := func(c *column) bool { return c.offset == field.offset }
		i := slices.IndexFunc(m.visibleColumns(), at)
		switch {
		case slices.ContainsFunc(m.derived, at):
			return m.invalid("%s is computed of other columns and never written; leave it out", field.field)
		case i < 0:
			return m.invalid("%s is no column; leave it out", field.field)
		case m.columns[i].generated:
			return m.invalid("%s is a key that the database generates; leave it out", field.field)
		}
		f.into = append(f.into, m.columns[i])
	}
	return nil
}

// fill makes what the program gives to columns that the selection does not fill, and refuses those that nobody does.
func (f *copying) fill() (err error) {
	m := f.table.m
	for _, c := range m.visibleColumns() {
		switch {
		case slices.Contains(f.into, c), c.generated:
		case c == m.version, c.auto != nil && c.value.Kind == layout.Time:
			f.filled = append(f.filled, c)
		case c.auto != nil:
			return m.invalid("InsertFrom fills %s nowhere, which Auto gives to one object each; fill it by the selection", c.field)
		case c.defaultExpr() == nil && !c.nullable:
			return m.invalid("InsertFrom fills %s nowhere, which may not be NULL and has no default; fill it by the selection", c.field)
		case c.fold != nil && c.defaultExpr() != nil:
			return m.invalid("InsertFrom leaves %s to the database, which cannot fold it; fill it by the selection", c.field)
		}
	}
	at, _ := layout.Data(reflect.New(m.typ).Interface())
	if err = m.fillAuto(at, f.filled); err == nil {
		f.values, err = m.values(nil, at, f.filled)
	}
	return err
}

// storeAs lets the values of the program in what a selection reads be stored as the columns are that take them, but those that
// it groups by, which are told from others by what they are.
func (a *asking) storeAs(columns []*column) {
	if len(a.sets) > 0 {
		for _, c := range a.sets {
			c.ask.storeAs(columns)
		}
		a.selectionParts.items = a.sets[0].ask.selectionParts.items
		return
	}
	a.selectionParts.items = slices.Clone(a.selectionParts.items)
	for i := range a.selectionParts.items {
		item := &a.selectionParts.items[i]
		if slices.ContainsFunc(a.group, func(g *node) bool { return sameNode(g, item.n) }) {
			continue
		}
		item.n = item.n.storedLike(&node{op: nodeColumn, stored: columns[i]})
	}
}

// computes tells whether what a field takes is more than a column, or a value of the program.
func (a *asking) computes(i int) bool {
	if len(a.sets) > 0 {
		return slices.ContainsFunc(a.sets, func(c setPart) bool { return c.ask.computes(i) })
	}
	op := a.selectionParts.items[i].n.op
	return op != nodeColumn && op != nodeValue
}

// copied is what the statement calls the rows of the selection.
const copied = "copied"

// draft says the statement in full. The selection is a query of its own, so that what it computes can be looked at.
func (f *copying) draft() (draft, error) {
	a, t := f.ask, f.table
	q, read, err := f.selection()
	if err != nil {
		return draft{}, err
	}
	insert := sqlast.Insert{Into: t.m.table.Name}
	from := sqlast.Select{Query: &q, As: copied}
	add := func(c *column, x sqlast.Expr) {
		insert.Columns, from.Columns = append(insert.Columns, c.name), append(from.Columns, x)
	}
	for i, c := range f.into {
		if err := t.m.takes(c, read[i]); err != nil {
			return draft{}, err
		}
		var x sqlast.Expr = sqlast.Column{Of: copied, Name: a.into[i].name}
		if a.computes(i) || read[i].c.computed {
			x = sqlast.Stored{X: x, Type: c.typ}
		}
		add(c, x)
		if c.fold == nil {
			continue
		}
		if len(a.sets)+len(a.group) > 0 || a.distinct {
			return draft{}, t.m.invalid("%s is folded by Rowan, and a union, groups and Distinct have no folded text; read rows as they are", c.field)
		}
		q.Columns, q.Names = append(q.Columns, read[i].beside(read[i].c.fold)), append(q.Names, c.fold.name)
		add(c.fold, sqlast.Column{Of: copied, Name: c.fold.name})
	}
	for _, c := range f.filled {
		add(c, sqlast.Typed{Type: c.typ})
	}
	insert.From = &from
	return draft{statement: insert}, nil
}

// selection says the selection, and what it reads.
func (f *copying) selection() (q sqlast.Select, read []operand, err error) {
	db := f.table.db
	b := &sqlBuilder{packed: db.capabilities.PackedFrom, db: db}
	if b.scope, err = f.ask.in(nil); err != nil {
		return q, nil, err
	}
	q, read = b.selection(f.ask)
	return q, read, b.err
}

// explain says what a refusal of the statement means, as far as it can be told.
func (f *copying) explain(err error) error {
	if fault.KindOf(err) == fault.None {
		return err
	}
	_, read, wrong := f.selection()
	if wrong != nil {
		return err
	}
	var all, larger change
	for i, c := range f.into {
		all.computed = append(all.computed, computing{c: c})
		if from := read[i].c; f.ask.computes(i) || from.computed || c.typ.Kind == schema.Decimal && from.typ.Precision > c.typ.Precision {
			larger.computed = append(larger.computed, computing{c: c})
		}
	}
	return larger.tooFar(f.table.m, all.leadsNowhere(f.table.m, err))
}
