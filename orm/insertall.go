package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// InsertAll stores the objects as new rows, all or none, with as few statements as the database allows; see Insert. In
// a transaction it is all or none too, and the transaction goes on either way. Keys and times are filled into the
// objects only when all rows are stored. All are told of it before the first is written, and after the last.
func (m *Model[T]) InsertAll(ctx context.Context, w Writer, objs []*T, options ...InsertOption) error {
	return restoring(objs, func(all []layout.Pointer) (bool, error) {
		return m.mapping().insertAll(ctx, w, m.base(), all, options)
	})
}

// restoring does something to objects, and makes them what they were before unless it is done.
func restoring[T any](objs []*T, do func(all []layout.Pointer) (done bool, err error)) error {
	before := make([]T, len(objs))
	for i, obj := range objs {
		if obj != nil { // which is refused
			before[i] = *obj
		}
	}
	done, err := do(untyped(objs))
	for i, obj := range objs {
		if !done && obj != nil {
			*obj = before[i]
		}
	}
	return err
}

// present refuses nil among objects.
func (m *mapper) present(word string, objs []layout.Pointer) error {
	for i, obj := range objs {
		if obj.Nil() {
			return m.invalid("%s got nil as object %d of %d", word, i+1, len(objs))
		}
	}
	return nil
}

// insertAll stores objects; false when they are to be as they were before.
func (m *mapper) insertAll(ctx context.Context, w Writer, base layout.Pointer, objs []layout.Pointer, options []InsertOption) (stored bool, err error) {
	t, err := w.database().table(m)
	if err != nil || len(objs) == 0 {
		return false, err
	}
	if err := m.present("InsertAll", objs); err != nil {
		return false, err
	}
	b := batch{table: t, base: base, options: options, objs: objs}
	if err = m.announce(ctx, w, beforeInsert, b.objs...); err == nil {
		err = b.prepare()
	}
	if err == nil {
		if err = w.atomically(ctx, b.insert); err != nil {
			err = b.blame(ctx, w, err)
		}
	}
	if err == nil {
		err = b.setKeys()
	}
	if err != nil {
		return false, err
	}
	for _, obj := range b.objs {
		m.storedDeferred(obj)
	}
	m.renew(ctx, w, b.objs...)
	return true, m.tell(ctx, w, afterInsert, b.objs...)
}

// batch is many rows on their way into a table.
type batch struct {
	table   *table
	ctx     context.Context
	base    layout.Pointer
	objs    []layout.Pointer
	options []InsertOption
	omitted map[*column]bool
	given   []int64          // the generated keys that the objects bring, 0 for those that are to come; nil where none are generated
	keys    []int64          // the same, with those that have come
	ahead   bool             // all keys are there before the rows are written
	write   []*column        // what the statements name
	keyAt   int              // where the generated key stands among them; -1 where it does not
	back    []*column        // what they give back: the key, to tell the rows apart, and what was omitted
	ignore  *sqlast.Conflict // which rows are left out since they are there; nil for none
}

// prepare finds out what is to be written, before any connection is asked for.
func (b *batch) prepare() (err error) {
	m := b.table.m
	if b.omitted, err = m.omitted(b.base, b.options); err != nil || m.generated == nil {
		return err
	}
	b.given = make([]int64, len(b.objs))
	if b.omitted[m.generated] {
		delete(b.omitted, m.generated) // that is what zero keys are
		return nil
	}
	for i, obj := range b.objs {
		b.given[i] = m.keyNumber(obj)
	}
	return nil
}

// insert chooses how the rows are written, by what the database can do.
func (b *batch) insert(ctx context.Context, l *lease) error {
	b.ctx = ctx
	if !b.ahead {
		if err := b.reserve(ctx, l); err != nil {
			return err
		}
	}
	can := b.table.db.capabilities
	switch {
	case b.ahead:
		b.ahead = false // another transaction takes keys of its own
		return b.known(l, b.all())
	case b.omitsKey(), (len(b.omitted) > 0 || b.table.m.storedFormulas() != nil) && !can.Returning:
		return b.oneByOne(l)
	case can.Returning:
		return b.withReturnedKeys(l)
	}
	return b.oneByOne(l)
}

// omitsKey tells whether the database fills in a part of the key that it does not generate, so that rows cannot be
// told apart.
func (b *batch) omitsKey() bool {
	for _, c := range b.table.m.key {
		if b.omitted[c] && !c.generated {
			return true
		}
	}
	return false
}

// choose says which columns the statements name and give back.
func (b *batch) choose(generate bool) {
	m := b.table.m
	b.write, b.back = m.written(b.omitted, generate)
	b.keyAt = slices.Index(b.write, m.generated)
	if len(b.back) > 0 {
		b.back = append(slices.Clone(m.key), slices.DeleteFunc(b.back, m.inKey)...)
	}
}

// setKeys gives the objects the keys that their rows were stored with.
func (b *batch) setKeys() error {
	for i, key := range b.keys {
		if err := b.table.m.setKey(b.objs[i], key); err != nil {
			return err
		}
	}
	return nil
}

// appendRow appends the values of one object.
func (b *batch) appendRow(dst []driver.Value, i int) ([]driver.Value, error) {
	m, from := b.table.m, len(dst)
	err := m.fillAuto(b.objs[i], b.write)
	if err == nil {
		dst, err = m.values(dst, b.objs[i], b.write)
	}
	if err != nil {
		return dst, b.which(err, i)
	}
	if b.keyAt >= 0 {
		dst[from+b.keyAt] = driver.IntValue(b.keys[i])
	}
	return dst, nil
}

// which says which of many objects was refused.
func (b *batch) which(err error, i int) error { return nth(err, i, len(b.objs)) }

func nth(err error, i, n int) error {
	if stale, ok := staleAt(err, i, n); ok {
		return stale
	}
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	placed := *f
	placed.Detail = fmt.Sprintf("object %d of %d", i+1, n)
	if f.Detail != "" {
		placed.Detail += ": " + f.Detail
	}
	return &placed
}

// counted refuses a result that has not one row for each that was asked for.
func (t *table) counted(got, want int) error {
	if got == want {
		return nil
	}
	return &fault.Error{Kind: fault.Other, Model: t.m.name, Detail: fmt.Sprintf("the database answered with %d rows for %d; a trigger may have ignored some", got, want)}
}
