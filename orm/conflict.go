package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Conflict says by which unique fields InsertOrUpdate recognizes a row that exists, and what it then
// changes. It is made by On; the zero value names no field and is refused.
type Conflict struct {
	fields   []any
	update   []any
	chosen   bool // Update was called
	settings []Setting
	sets     bool // Set was called
	where    []Cond
}

// On names the fields of a unique index, or of the key.
func On(fields ...any) Conflict { return Conflict{fields: fields} }

// Update names the fields that an existing row takes from the object. Without it, and without Set, these are all but the key,
// the unique fields and those of Auto columns. No field of the key is among them.
func (c Conflict) Update(fields ...any) Conflict {
	c.update, c.chosen = joined(c.update, fields), true
	return c
}

// InsertOrIgnore stores the object as Insert does, unless a row exists with the same values of some unique
// fields: then it does nothing and returns false, with the object as it was. AfterInsert runs only for a new row.
func (m *Model[T]) InsertOrIgnore(ctx context.Context, w Writer, obj *T, unique ...any) (bool, error) {
	stored, _, err := m.upsert(ctx, w, obj, Conflict{fields: unique}, shapeInsertOrIgnore)
	return stored, err
}

// InsertOrUpdate stores the object as Insert does, or changes the row that has the same values of some unique
// fields. Either way the object then equals the row, and was told of an insert: databases do not say which of the two
// they did. Of a model with a Table.Version the version of a row that is changed rises by one, and none is asked for.
//
// A row that Conflict.Where leaves alone is read into the object, and AfterInsert does not run; Upsert tells of it.
//
// A row that scopes of the model hide is not changed: its values are taken, as the error of the kind Unique says. NotDeleted is
// not among these scopes, so that a deleted row is changed where the unique fields are its key, or those of a unique WithDeleted.
func (m *Model[T]) InsertOrUpdate(ctx context.Context, w Writer, obj *T, on Conflict) error {
	_, err := m.Upsert(ctx, w, obj, on)
	return err
}

// Upsert is InsertOrUpdate, and returns false when Conflict.Where has left the existing row alone. Without a Where it returns
// true.
func (m *Model[T]) Upsert(ctx context.Context, w Writer, obj *T, on Conflict) (bool, error) {
	stored, left, err := m.upsert(ctx, w, obj, on, shapeInsertOrUpdate)
	if err == nil && !stored {
		err = m.mapping().notStored()
	}
	return stored && !left, err
}

func (m *Model[T]) upsert(ctx context.Context, w Writer, obj *T, on Conflict, kind byte) (stored, left bool, err error) {
	if obj == nil {
		return false, false, m.mapping().invalid("insert got nil; write the object to store")
	}
	before := *obj
	stored, left, err = m.mapping().upsert(ctx, w, m.base(), layout.Of(obj), layout.Of(new(T)), on, kind)
	if !stored {
		*obj = before
	}
	return stored, left, err
}

// upsert stores an object, or leaves the row alone that is there, and reads the row into another; it is not stored when the
// first is to be as it was before.
func (m *mapper) upsert(ctx context.Context, w Writer, base, obj, stored layout.Pointer, on Conflict, kind byte) (written, left bool, err error) {
	t, err := w.database().table(m)
	if err != nil {
		return false, false, err
	}
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	if err = m.announce(ctx, w, beforeInsert, obj); err == nil && kind == shapeInsertOrUpdate {
		in.shown, err = m.replaceable(ctx, t.db)
	}
	if err == nil {
		err = in.prepareConflict(base, obj, on, kind)
	}
	if err == nil {
		written, err = in.runConflict(w, obj, stored)
	}
	if err != nil || !written {
		return false, false, err
	}
	m.copyColumns(obj, stored, m.returned())
	switch {
	case in.left:
		m.forgetDeferred(obj, nil)
		return true, true, nil
	case kind == shapeInsertOrUpdate:
		m.forgetDeferred(obj, in.plan.update)
	default:
		m.storedDeferred(obj)
	}
	return true, false, m.tell(ctx, w, afterInsert, obj)
}

func (in *insertion) prepareConflict(base, obj layout.Pointer, on Conflict, kind byte) (err error) {
	t := in.table
	if in.upsert, err = t.m.upserting(base, on); err != nil {
		return err
	}
	generate := t.m.generated != nil && t.m.keyIsZero(obj)
	sh := in.scratch.start(t, base, kind)
	sh.byte(flag(generate))
	sh.number(len(on.fields))
	sh.number(len(on.update))
	sh.byte(flag(on.chosen) | flag(on.sets)<<1)
	for _, f := range joined(on.fields, on.update) {
		sh.column(f)
	}
	sh.conds(in.shown)
	in.upsert.shape(&sh)
	sh.key = t.m.setMask(sh.key, obj)
	in.scratch.key = sh.key
	if sh.err != nil {
		return sh.err
	}
	if err = in.upsert.unproposed(generate); err != nil {
		return err
	}
	if in.plan, err = t.plan(sh.key, func() (draft, error) { return in.conflictDraft(base, generate, on, kind, obj) }); err != nil {
		return err
	}
	if err := t.m.takeDeferred(obj, in.upsert.taking(in.plan.update), false); err != nil {
		return err
	}
	if err = in.fill(obj); err == nil && in.plan.steps == nil {
		in.scratch.values = in.upsert.bound(t, in.scratch.values)
		in.scratch.values = t.bound(in.scratch.values, in.shown)
		in.scratch.values = in.upsert.boundWhere(t, in.scratch.values)
	}
	return err
}

// runConflict writes the row and reads it back; false when an existing row was left alone and not read.
//
// The refusal of one statement by another unique than the one meant may come from a row that was stored at the same
// moment, in the way of both: the second time it is there to be found.
func (in *insertion) runConflict(w Writer, obj, stored layout.Pointer) (found bool, err error) {
	ctx, values := in.ctx, slices.Clone(in.scratch.values)
	write := func(ctx context.Context, l *lease) (err error) {
		in.ctx, in.left = ctx, false
		if in.plan.steps != nil {
			found, err = in.plan.steps.run(in, l, values, obj, stored)
			return err
		}
		if err = in.table.advanceKeys(ctx, l, in.given); err == nil {
			found, err = in.replace(l, values, stored)
		}
		if err != nil {
			in.scratch.values = append(in.scratch.values[:0], values...)
			err = in.explain(ctx, l, err)
		}
		return err
	}
	err = w.atomically(ctx, write)
	if in.plan.steps == nil && fault.KindOf(err) == fault.Unique {
		err = w.atomically(ctx, write)
	}
	if err == nil && !found && len(in.shown) > 0 {
		err = in.table.m.hidden(in.plan.replaces.fields)
	}
	return found, in.upsert.explain(err)
}

// replace sends the statement, and reads the row that it has left alone: it is locked by then.
func (in *insertion) replace(l *lease, values []driver.Value, stored layout.Pointer) (bool, error) {
	for range stepsAtMost {
		in.scratch.values = append(in.scratch.values[:0], values...)
		found, err := in.fetch(l, in.plan, stored)
		if found || err != nil || in.plan.kept == nil {
			return found, err
		}
		if in.left, err = in.plan.kept.find(in, l, values, stored); err == nil && in.left && in.plan.kept.shown != nil {
			err = in.plan.kept.show(in, l, stored)
		}
		if in.left || err != nil {
			return in.left, err
		}
	}
	return false, in.table.m.contended(nil)
}

func (in *insertion) conflictDraft(base layout.Pointer, generate bool, on Conflict, kind byte, obj layout.Pointer) (draft, error) {
	var d draft
	t := in.table
	u, err := t.m.uniqueOf(base, on.fields)
	if err != nil {
		return d, err
	}
	var update []*column
	if kind == shapeInsertOrUpdate {
		if update, err = t.m.updatedBy(base, on, u, obj); err != nil {
			return d, err
		}
		d.update = update
		if in.upsert.conditional() && len(update)+len(in.upsert.names()) == 0 {
			return d, t.m.invalid("Where says when an existing row is changed, and nothing of it is; name columns by Update, or say Set")
		}
	}
	d.write, _ = t.m.written(nil, generate)
	d.givesKey = slices.Contains(d.write, t.m.generated)
	insert := sqlast.Insert{Into: t.m.table.Name, Columns: columnNames(d.write), Rows: 1}
	d.replaces = &replacing{changed: joined(update, in.upsert.names()), fields: u.fields}
	for _, name := range u.columns {
		d.replaces.found = append(d.replaces.found, t.m.columnNamed(name))
	}
	x := replacement{unique: u, update: update, conditional: in.upsert.conditional()}
	if x.only, err = t.replaceable(in.shown); err != nil {
		return d, err
	}
	var where sqlast.Expr
	if x.set, where, err = in.upsert.says(t); err != nil {
		return d, err
	}
	if all := present(x.only, where); len(all) > 0 {
		x.both = flat(all)
	}
	if !t.db.namesProposed() {
		return t.stepsDraft(d, insert, x, kind)
	}
	if x.conditional && x.sought(insert) {
		d.kept = &conflictSteps{kind: kind, unique: u}
		if err = t.keptPlans(d.kept, x); err != nil {
			return d, err
		}
	}
	d.back = t.m.returned()
	insert.Returning = columnNames(d.back)
	insert.Conflict = &sqlast.Conflict{Columns: u.columns, Update: columnNames(update), Set: x.set, Only: x.both}
	if t.m.version != nil && len(update)+len(x.set) > 0 {
		insert.Conflict.Raise = []string{t.m.version.name}
	}
	if e, ok := u.where.(sqlast.Expr); ok {
		insert.Conflict.Where = e
	}
	if kind == shapeInsertOrUpdate && len(update)+len(x.set) == 0 {
		insert.Conflict.Update = u.columns // a change to the same values: only so does the row come back
	}
	d.statement = insert
	return d, nil
}

// uniqueOf finds the unique index, or the key, over exactly these fields.
func (m *mapper) uniqueOf(base layout.Pointer, fields []any) (unique, error) {
	named := make([]*column, 0, len(fields))
	names := ""
	for i, f := range fields {
		c, err := m.resolve(base, f)
		switch {
		case err != nil:
			return unique{}, err
		case c.isDerived():
			return unique{}, m.invalid("On names %s, which is computed of other columns, so no object brings its value; name columns that are written", c.field)
		case slices.Contains(named, c):
			return unique{}, m.invalid("%s stands twice among the unique fields; name it once", c.field)
		}
		named = append(named, c)
		if i > 0 {
			names += ", "
		}
		names += c.field
	}
	var found []unique
	for _, u := range m.uniques {
		if len(u.fields) == len(named) && !slices.ContainsFunc(named, func(c *column) bool { return !slices.Contains(u.fields, c) }) {
			found = append(found, u)
		}
	}
	switch full := slices.IndexFunc(found, func(u unique) bool { return u.where == nil }); {
	case full >= 0:
		return found[full], nil
	case len(found) == 1:
		return found[0], nil
	case len(found) > 1:
		return unique{}, m.invalid("several unique indexes with conditions are over the fields (%s), and none without; it is not clear which is meant", names)
	}
	return unique{}, m.invalid("no unique index and no key is over the fields (%s); name the fields of one, or make one in Define", names)
}

// updatedBy lists the columns that an existing row takes from the new one.
func (m *mapper) updatedBy(base layout.Pointer, on Conflict, u unique, obj layout.Pointer) ([]*column, error) {
	columns, err := m.chosen(base, on)
	if err != nil {
		return nil, err
	}
	if !on.chosen && !on.sets {
		for _, c := range m.visibleColumns() {
			if c.auto == nil && c != m.version && !m.inKey(c) && !slices.Contains(u.fields, c) && !c.skips(obj) {
				columns = append(columns, c)
			}
		}
	}
	return withFolds(columns), nil
}

// chosen resolves the fields that Update names.
func (m *mapper) chosen(base layout.Pointer, on Conflict) ([]*column, error) {
	var columns []*column
	for _, f := range on.update {
		c, err := m.writable(base, f)
		switch {
		case err != nil:
			return nil, err
		case m.inKey(c):
			return nil, m.invalid("%s belongs to the key, which an existing row keeps; leave it out of Update", c.field)
		case c == m.version:
			return nil, m.invalid("%s is the version, which rises with every change by itself; leave it out of Update", c.field)
		case !slices.Contains(columns, c):
			columns = append(columns, c)
		}
	}
	if on.chosen && len(columns) == 0 {
		return nil, m.invalid("On(...).Update() names no field; name one, leave Update out, or use InsertOrIgnore")
	}
	return columns, nil
}

// withFolds adds the hidden columns that go with the given ones.
func withFolds(columns []*column) []*column {
	all := slices.Clone(columns)
	for _, c := range columns {
		if c.fold != nil {
			all = append(all, c.fold)
		}
	}
	return all
}
