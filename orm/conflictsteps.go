package orm

import (
	"errors"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// conflictSteps is how a row is inserted, or an existing one updated, where an INSERT cannot name the unique index whose
// conflict is meant: look for the row, update the one that is there, or insert. Whoever writes between the steps is met
// by looking again. That gives what ON CONFLICT gives, also when rows of other unique indexes are in the way.
type conflictSteps struct {
	kind   byte
	unique unique
	// seek reads the row that is in the way, by the values of sought, the new row's; nil when none can be, since the
	// database generates what is unique.
	seek   *plan
	sought []*column
	hold   *plan // locks the row in the way and reads it, where it may be left alone; or nil
	update *plan // the row in the way, as long as it is; nil to leave it as it is
	shown  *plan // tells whether scopes show the row in the way; nil where there are none
	insert *plan // gives back the row where the database can
}

// stepsAtMost is how often a row is looked for.
const stepsAtMost = 3

// replacement is what becomes of the row in the way.
type replacement struct {
	unique      unique
	update      []*column // take the new row's values
	set         []sqlast.Assignment
	only        sqlast.Expr // holds for the rows that scopes show; nil for all
	both        sqlast.Expr // and for those that are changed
	conditional bool
}

// sought tells whether the new row has values by which the one in its way is found.
func (x *replacement) sought(insert sqlast.Insert) bool {
	return !slices.ContainsFunc(x.unique.columns, func(name string) bool { return !slices.Contains(insert.Columns, name) })
}

// meant are the rows that the unique index is about and that have the new row's values.
func (x *replacement) meant() []sqlast.Expr {
	var same []sqlast.Expr
	for _, name := range x.unique.columns {
		same = append(same, sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Name: name}, Right: sqlast.Param{}})
	}
	if where, ok := x.unique.where.(sqlast.Expr); ok {
		same = append(same, where)
	}
	return same
}

func (t *table) stepsDraft(d draft, insert sqlast.Insert, x replacement, kind byte) (draft, error) {
	steps := &conflictSteps{kind: kind, unique: x.unique}
	plain := d
	if plain.back = t.m.returned(); t.db.capabilities.Returning {
		insert.Returning = columnNames(plain.back)
		plain.returns = true
	} else if plain.lastKey = t.m.generated != nil && !d.givesKey; plain.lastKey && !t.db.capabilities.LastKey {
		return d, t.m.tellsNoKey()
	}
	plain.statement = insert
	d.statement, d.steps = insert, steps
	var err error
	if steps.insert, err = t.newPlan(plain); err == nil && x.sought(insert) {
		err = t.seekPlans(steps, x)
	}
	return d, err
}

// seekPlans makes the statements that look for the row in the way and change it.
func (t *table) seekPlans(steps *conflictSteps, x replacement) (err error) {
	if err = t.keptPlans(steps, x); err != nil {
		return err
	}
	if err = t.changePlans(steps, x); err != nil {
		return err
	}
	where, ok := x.unique.where.(sqlast.Expr)
	if !ok {
		return nil
	}
	ofNew, columns, err := t.m.judged(where)
	if err != nil {
		return err
	}
	steps.sought = append(steps.sought, columns...)
	steps.seek, err = t.inTheWay(append(x.meant(), ofNew), nil)
	return err
}

// keptPlans makes the statements that read the row in the way, and tell whether scopes show it.
func (t *table) keptPlans(steps *conflictSteps, x replacement) (err error) {
	if x.only != nil {
		shown := sqlast.Select{From: t.m.table.Name, Columns: columnExprs("", t.m.key), Where: flat([]sqlast.Expr{t.byKey, x.only})}
		if steps.shown, err = t.newPlan(draft{statement: shown, back: t.m.key}); err != nil {
			return err
		}
	}
	for _, name := range x.unique.columns {
		steps.sought = append(steps.sought, t.m.columnNamed(name))
	}
	steps.seek, err = t.inTheWay(x.meant(), nil)
	return err
}

// inTheWay reads a row that is in the way of another.
func (t *table) inTheWay(where []sqlast.Expr, lock *sqlast.Lock) (*plan, error) {
	read := sqlast.Select{From: t.m.table.Name, Columns: t.columns, Where: sqlast.And{Terms: where}, Lock: lock}
	return t.newPlan(draft{statement: read, back: t.m.queried()})
}

// changePlans makes the statements that change the row in the way.
func (t *table) changePlans(steps *conflictSteps, x replacement) (err error) {
	if len(x.update)+len(x.set) == 0 {
		return nil
	}
	terms := append([]sqlast.Expr{t.byKey}, x.meant()...)
	if x.conditional {
		if steps.hold, err = t.inTheWay(slices.Clone(terms), &sqlast.Lock{}); err != nil {
			return err
		}
	}
	s := sqlast.Update{Table: t.m.table.Name, Set: x.set, Where: sqlast.And{Terms: append(terms, present(x.both)...)}}
	for _, c := range x.update {
		s.Set = append(s.Set, sqlast.Assignment{Column: c.name, Value: sqlast.Param{}})
	}
	if t.m.version != nil {
		s.Set = append(s.Set, oneMore(t.m.version))
	}
	if err = inOrder(t.m, t.db, s.Set); err == nil {
		steps.update, err = t.newPlan(draft{statement: s, write: x.update})
	}
	return err
}

// present are the expressions that are not nil.
func present(list ...sqlast.Expr) []sqlast.Expr {
	return slices.DeleteFunc(list, func(e sqlast.Expr) bool { return e == nil })
}

// run stores the row, and reads what is stored into an object of its own; false when an existing row was left alone.
func (c *conflictSteps) run(in *insertion, l *lease, values []driver.Value, obj, stored layout.Pointer) (bool, error) {
	var refused error
	for range stepsAtMost {
		found, err := c.find(in, l, values, stored)
		if err == nil && found && c.shown != nil {
			err = c.show(in, l, stored)
		}
		switch {
		case err != nil:
			return false, err
		case found && c.kind == shapeInsertOrIgnore:
			return false, nil
		case found && c.update == nil:
			return true, nil
		case found:
			if done, err := c.changed(in, l, values, stored); done || err != nil {
				return true, err
			}
			continue // it is no longer in the way
		case refused != nil && !c.meant(in.table.m, refused):
			return false, refused
		}
		refused = c.store(in, l, values, obj, stored)
		if fault.KindOf(refused) != fault.Unique {
			return refused == nil, refused
		}
	}
	return false, in.table.m.contended(refused)
}

func (m *mapper) contended(refused error) error {
	return &fault.Error{Kind: fault.Serialization, Model: m.name, Detail: "another transaction writes the same row", Err: refused}
}

// meant tells whether a refusal is of the unique index whose conflict is meant.
func (c *conflictSteps) meant(m *mapper, refused error) bool {
	r, ok := errors.AsType[*driver.Refusal](refused)
	switch {
	case !ok:
		return false
	case slices.Equal(c.unique.columns, m.table.Key.Columns) && (r.Key || r.Constraint == m.table.Key.Name):
		return true
	}
	return slices.Equal(r.Columns, c.unique.columns) || slices.ContainsFunc(m.table.Indexes, func(ix schema.Index) bool {
		return ix.Name == r.Constraint && slices.Equal(ix.Columns, c.unique.columns) && (ix.Where == nil) == (c.unique.where == nil)
	})
}

func (c *conflictSteps) find(in *insertion, l *lease, values []driver.Value, stored layout.Pointer) (bool, error) {
	if c.seek == nil {
		return false, nil
	}
	in.scratch.values = appendValues(in.scratch.values[:0], values, in.plan.write, c.sought)
	return in.fetch(l, c.seek, stored)
}

// show refuses a row in the way that scopes hide.
func (c *conflictSteps) show(in *insertion, l *lease, stored layout.Pointer) (err error) {
	m := in.table.m
	if in.scratch.values, err = m.keyOf(in.scratch.values[:0], stored); err != nil {
		return err
	}
	in.scratch.values = in.table.bound(in.scratch.values, in.shown)
	shown, err := in.fetch(l, c.shown, m.slab(1)[0])
	if err == nil && !shown {
		err = m.hidden(c.unique.fields)
	}
	return err
}

// changed updates the row that was found, or leaves it alone where conditions do not hold for it as it is once nobody else can
// change it; false when it is in the way no longer.
func (c *conflictSteps) changed(in *insertion, l *lease, values []driver.Value, stored layout.Pointer) (bool, error) {
	if c.hold == nil {
		return c.change(in, l, values, stored)
	}
	var err error
	if in.scratch.values, err = in.table.m.keyOf(in.scratch.values[:0], stored); err != nil {
		return false, err
	}
	in.scratch.values = appendValues(in.scratch.values, values, in.plan.write, c.sought[:len(c.unique.columns)])
	held, err := in.fetch(l, c.hold, stored)
	if err != nil || !held {
		return false, err
	}
	changed, err := c.change(in, l, values, stored)
	in.left = !changed
	return err == nil, err
}

// change updates the row that was found, unless it is in the way no longer, and reads it anew.
func (c *conflictSteps) change(in *insertion, l *lease, values []driver.Value, stored layout.Pointer) (bool, error) {
	s, m := in.scratch, in.table.m
	in.upsert.fixed(in.plan.write, values)
	s.values = in.upsert.bound(in.table, s.values[:0])
	s.values = appendValues(s.values, values, in.plan.write, c.update.write)
	var err error
	if s.values, err = m.keyOf(s.values, stored); err != nil {
		return false, err
	}
	s.values = appendValues(s.values, values, in.plan.write, c.sought[:len(c.unique.columns)])
	s.values = in.table.bound(s.values, in.shown)
	s.values = in.upsert.boundWhere(in.table, s.values)
	result, err := l.exec(in.ctx, m, &c.update.statement, s.values)
	if err != nil || result.Rows == 0 {
		return false, err
	}
	return true, in.readBack(l, c.insert.back, stored)
}

func (c *conflictSteps) store(in *insertion, l *lease, values []driver.Value, obj, stored layout.Pointer) error {
	if err := in.table.advanceKeys(in.ctx, l, in.given); err != nil {
		return err
	}
	in.scratch.values = append(in.scratch.values[:0], values...)
	if c.insert.returns {
		found, err := in.fetch(l, c.insert, stored)
		if err == nil && !found {
			err = in.table.m.notStored()
		}
		return err
	}
	result, err := l.exec(in.ctx, in.table.m, &c.insert.statement, in.scratch.values)
	if err != nil {
		return err
	}
	if c.insert.lastKey {
		err = in.table.m.setKey(obj, result.Key)
	}
	if err == nil {
		in.table.m.copyColumns(stored, obj, in.table.m.key)
		err = in.readBack(l, c.insert.back, stored)
	}
	return err
}

// appendValues appends the values that some of the written columns have, and NULL for a column that is not written.
func appendValues(dst, values []driver.Value, written, wanted []*column) []driver.Value {
	for _, c := range wanted {
		if i := slices.Index(written, c); i >= 0 {
			dst = append(dst, values[i])
		} else {
			dst = append(dst, driver.Value{})
		}
	}
	return dst
}
