package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// StaleError is a lost update: an object was to be written, or its row removed, and the row has been changed or removed
// by somebody else since the object was read. Nothing of the object is written. It is for models with a Table.Version, and
// of the kind fault.Stale.
//
//	var stale *orm.StaleError
//	if errors.As(err, &stale) && stale.Stored != nil {
//		theirs := stale.Stored.(*Dataset)
//	}
type StaleError struct {
	Object any    // what was to be written: the caller's own *T
	Stored any    // the row as it is now, read on the same connection into a fresh *T without relations; nil when it is gone, or scopes hide it
	Model  string // the model's name
	Key    string // of the row, as text
	// Version is what the object has, and StoredVersion what the row has now; 0 when it is gone.
	Version, StoredVersion int64

	fault *fault.Error
}

// Error names the row and both versions. It is for logs, not for visitors.
func (e *StaleError) Error() string { return e.fault.Error() }

// Unwrap returns a *fault.Error of the kind fault.Stale.
func (e *StaleError) Unwrap() error { return e.fault }

// placed says which of many objects it was.
func (e *StaleError) placed(i, n int) error {
	at := *e
	at.fault = nth(e.fault, i, n).(*fault.Error)
	return &at
}

// stale is the error for an object whose row has another version, or is gone.
func (m *mapper) stale(obj, stored layout.Pointer, key []driver.Value) error {
	e := &StaleError{Object: obj.Interface(m.typ), Model: m.name, Key: keyText(key)}
	e.Version, _ = m.versionIn(obj) // it was sent
	detail := fmt.Sprintf("the row %s, which the object has the version %d of, is gone", e.Key, e.Version)
	if !stored.Nil() {
		e.Stored = stored.Interface(m.typ)
		e.StoredVersion, _ = m.versionIn(stored) // it was read
		detail = fmt.Sprintf("the row %s was changed by somebody else: the object has its version %d, and it has %d by now", e.Key, e.Version, e.StoredVersion)
	}
	e.fault = &fault.Error{Kind: fault.Stale, Model: m.name, Detail: detail}
	return e
}

// lost says why a statement has not met the rows of some objects, by their keys and versions. It returns the place of the
// first whose row is gone or has another version than the object, and the error that says so: a StaleError, or NotFound
// for a model without a version. When all rows are there with the objects' versions, it returns -1 and nil: the rows came
// back, or a trigger keeps them.
//
// A row that is gone is no loss where it was to go.
//
// The objects are those whose rows were not met, with the versions that were asked for; of a statement for many, whoever
// asks has to know which. It is asked on the connection, and in the transaction, of the statement.
func (t *table) lost(ctx context.Context, l *lease, objs []layout.Pointer, toGo bool) (int, error) {
	m := t.m
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	p, err := t.rowPlan()
	for i := 0; i < len(objs) && err == nil; i++ {
		stored := m.slab(1)[0]
		found := false
		if in.scratch.values, err = m.keyOf(in.scratch.values[:0], objs[i]); err != nil {
			return i, err
		}
		key := slices.Clone(in.scratch.values)
		found, err = in.fetch(l, p, stored)
		switch {
		case err != nil:
			return i, err
		case !found && toGo:
		case !found && m.version == nil:
			return i, t.gone(key)
		case !found:
			return i, m.stale(objs[i], layout.Pointer{}, key)
		case m.version != nil && !m.sameVersion(objs[i], stored):
			return i, m.stale(objs[i], t.shown(ctx, l, stored, key), key)
		}
	}
	return -1, err
}

// shown is what is stored, where scopes show it to who asks.
func (t *table) shown(ctx context.Context, l *lease, stored layout.Pointer, key []driver.Value) layout.Pointer {
	if len(t.m.restrictions) == 0 {
		return stored
	}
	where, err := t.m.replaceable(ctx, t.db)
	if err != nil {
		return layout.Pointer{}
	}
	in := insertion{table: t, ctx: ctx, scratch: newScratch()}
	defer in.scratch.free()
	p, err := t.keyWhere(in.scratch, where, t.m.key)
	if err != nil {
		return layout.Pointer{}
	}
	in.scratch.values = t.bound(append(in.scratch.values[:0], key...), where)
	if found, err := in.fetch(l, p, t.m.slab(1)[0]); err != nil || !found {
		return layout.Pointer{}
	}
	return stored
}

// rowPlan is the statement that reads a row by its key, whatever scopes say.
func (t *table) rowPlan() (*plan, error) {
	return t.plan([]byte{shapeGetRow}, func() (draft, error) {
		d, err := t.getDraft()
		d.back = t.m.queried()
		return d, err
	})
}

// unmet is the error for a statement that has not met the row of one object.
func (t *table) unmet(ctx context.Context, l *lease, obj layout.Pointer) error {
	_, err := t.lost(ctx, l, []layout.Pointer{obj}, false)
	if err == nil {
		err = t.counted(0, 1)
	}
	return err
}

func (m *mapper) sameVersion(a, b layout.Pointer) bool {
	x, err := m.versionIn(a)
	y, other := m.versionIn(b)
	return err == nil && other == nil && x == y
}

// gone says that no row has a key.
func (t *table) gone(key []driver.Value) error {
	return &fault.Error{Kind: fault.NotFound, Model: t.m.name, Detail: "no row has the key " + keyText(key)}
}

// staleAt places a StaleError among many objects, and tells whether the error is one.
func staleAt(err error, i, n int) (error, bool) {
	e, ok := errors.AsType[*StaleError](err)
	if !ok {
		return err, false
	}
	return e.placed(i, n), true
}
