package orm

import (
	"context"
	"encoding/binary"
	"fmt"
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Get returns the row with that key; an error of the kind NotFound when there is none. The key is of the key
// field's type (any integer for an integer key). A model whose key has several fields is read with Where and
// One, or with Refresh.
func (m *Model[T]) Get(ctx context.Context, r Reader, key any) (*T, error) {
	obj, err := m.mapping().find(ctx, r, key, slab[T])
	return layout.At[T](obj, 0), err
}

// find reads the row with a key, or takes the object that a session holds of it.
func (m *mapper) find(ctx context.Context, r Reader, key any, slab func(n int) layout.Pointer) (layout.Pointer, error) {
	v, err := m.keyValue(key)
	if err != nil {
		return layout.Pointer{}, err
	}
	if s, ok := r.(*Session); ok {
		held, err := s.get(ctx, m, v)
		if err != nil || !held.Nil() {
			return held, err
		}
	}
	obj := slab(1)
	if err := m.get(ctx, r, obj, v, layout.Pointer{}); err != nil {
		return layout.Pointer{}, err
	}
	obj, _, err = m.arriveOne(ctx, r, false, obj)
	return obj, err
}

// Refresh reads the object's row anew, by its key, into the object, whose relations are then not loaded; an error
// of the kind NotFound, with the object as it was, when the row is gone.
func (m *Model[T]) Refresh(ctx context.Context, r Reader, obj *T) error {
	return m.mapping().refresh(ctx, r, layout.Of(obj), layout.Of(new(T)))
}

// refresh reads the row of an object into another, and from there.
func (m *mapper) refresh(ctx context.Context, r Reader, obj, fresh layout.Pointer) error {
	if obj.Nil() {
		return m.invalid("Refresh got nil; write the object whose row is meant")
	}
	if err := m.get(ctx, r, fresh, driver.Value{}, obj); err != nil {
		return err
	}
	if s, ok := r.(*Session); ok {
		return s.refresh(ctx, m, obj, fresh)
	}
	m.copyColumns(obj, fresh, m.queried())
	m.forgetDeferred(obj, nil)
	m.attachOne(ctx, r, false, obj)
	return m.tell(ctx, r, afterLoad, obj)
}

// keyValue converts the argument of Get.
func (m *mapper) keyValue(key any) (driver.Value, error) {
	if len(m.key) != 1 {
		return driver.Value{}, m.invalid("Get takes one key, and the key has %s; use Where and One, or Refresh", count(len(m.key), "field"))
	}
	c := m.key[0]
	if _, pointer := layout.Data(key); pointer {
		return driver.Value{}, m.invalid("Get takes a key of type %s, and got %s", c.value.Elem, describe(key))
	}
	v, err := anyValue(key)
	if err != nil {
		return v, fault.Refuse(m.name, c.violation(err))
	}
	if v, err = c.fit(v); err != nil {
		return v, fault.Refuse(m.name, c.violation(err))
	}
	if v.Kind() == driver.Null || !fits(v.Kind(), c.typ.Kind) {
		return v, m.invalid("Get takes a key of type %s, and got %s", c.value.Elem, describe(key))
	}
	return v, nil
}

// get reads the row of a key, given as a value or by the object at from, into the zeroed object at obj.
func (m *mapper) get(ctx context.Context, r Reader, obj layout.Pointer, key driver.Value, from layout.Pointer) (err error) {
	var where []Cond
	if len(m.restrictions) > 0 {
		if where, err = m.restrictedKey(ctx, r); err != nil {
			return err
		}
	}
	l, err := r.begin(ctx, driver.ReadOnly)
	if err != nil {
		return m.failed(err)
	}
	run := reading{lease: l, m: m, ctx: ctx, scratch: newScratch()}
	if err := run.key(m, key, from, where); err != nil {
		run.scratch.free()
		run.end()
		return err
	}
	found, sought := 0, ""
	defer func() {
		if err = run.close(err); err == nil && found == 0 { // the statement itself has not failed
			err = &fault.Error{Kind: fault.NotFound, Model: m.name, Detail: "no row has the key " + sought}
		}
	}()
	if found, err = run.single(obj); found == 0 {
		sought = keyText(run.scratch.values[:len(m.key)])
	}
	return err
}

func keyText(values []driver.Value) string {
	text := ""
	for i, v := range values {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprint(v.Any())
	}
	return text
}

// key starts the query for a key.
func (run *reading) key(m *mapper, key driver.Value, from layout.Pointer, where []Cond) (err error) {
	if run.table, err = run.db.table(m); err != nil {
		return err
	}
	s := run.scratch
	if from.Nil() {
		s.values = append(s.values, key)
	} else if s.values, err = m.keyOf(s.values, from); err != nil {
		return err
	}
	t := run.table
	if where != nil {
		return run.keyWhere(where)
	}
	if run.plan = t.get.Load(); run.plan == nil {
		if run.plan, err = t.plan([]byte{shapeGet}, t.getDraft); err != nil {
			return err
		}
		t.get.Store(run.plan)
	}
	return run.send()
}

// restrictedKey is what the scopes of a model ask of the row of a key.
func (m *mapper) restrictedKey(ctx context.Context, r Reader) ([]Cond, error) {
	x := restricting{ctx: ctx, db: r.database()}
	where := x.of(m, nil)
	if x.err != nil {
		return nil, x.err
	}
	about := scope{m: m, base: prototypeOf(m.typ)}
	return where, ready(ctx, r, about.reads([]*mapper{m}, where)...)
}

// keyWhere starts the query for a key on conditions. What finds the row stays at the front of the values.
func (run *reading) keyWhere(where []Cond) error {
	var err error
	if run.plan, err = run.table.keyWhere(run.scratch, where, nil); err != nil {
		return err
	}
	run.scratch.values = run.table.bound(run.scratch.values, where)
	return run.send()
}

// keyWhere is the statement for a key on conditions, which gives back some columns, or all that a query reads.
func (t *table) keyWhere(s *scratch, where []Cond, back []*column) (*plan, error) {
	sh := s.start(t, prototypeOf(t.m.typ), shapeGet)
	sh.byte(flag(back != nil))
	sh.conds(where)
	if s.key = sh.key; sh.err != nil {
		return nil, sh.err
	}
	return t.plan(s.key, func() (draft, error) {
		b := &sqlBuilder{scope: sh.scope, packed: sh.packed, db: t.db}
		q := sqlast.Select{From: t.m.table.Name, Columns: t.columns}
		if back != nil {
			q.Columns = columnExprs("", back)
		}
		terms := []sqlast.Expr{t.byKey}
		if e := b.where(where); e != nil {
			terms = append(terms, e)
		}
		q.Where = flat(terms)
		return draft{statement: q, back: back}, b.err
	})
}

func (t *table) getDraft() (draft, error) {
	return draft{statement: sqlast.Select{From: t.m.table.Name, Columns: t.columns, Where: t.byKey}}, nil
}

// keyOf appends the values of the object's key.
func (m *mapper) keyOf(dst []driver.Value, obj layout.Pointer) ([]driver.Value, error) {
	for _, c := range m.key {
		v, err := c.encode(obj)
		if err != nil {
			return dst, fault.Refuse(m.name, c.violation(err))
		}
		dst = append(dst, v)
	}
	return dst, nil
}

// copyColumns copies the fields of some columns, and leaves the others alone.
func (m *mapper) copyColumns(dst, src layout.Pointer, columns []*column) {
	for _, c := range columns {
		t := c.pointer.Elem()
		to := reflect.ValueOf(dst.Field(c.offset).Interface(t)).Elem()
		to.Set(reflect.ValueOf(src.Field(c.offset).Interface(t)).Elem())
	}
}

// appendIdentity appends the values of a key so that different keys are different bytes.
func appendIdentity(dst []byte, key []driver.Value) []byte {
	for _, v := range key {
		dst = append(dst, byte(v.Kind()))
		dst = binary.LittleEndian.AppendUint64(dst, uint64(v.Int()))
		text := v.Text()
		if v.Kind() == driver.Bytes {
			text = string(v.Bytes())
		}
		dst = binary.AppendUvarint(dst, uint64(len(text)))
		dst = append(dst, text...)
	}
	return dst
}
