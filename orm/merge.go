package orm

import (
	"context"
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Merge brings the values of an object that the session does not hold into the one that it holds of the same row, and
// returns that: an object that a form has filled, or that another session has read. The row is read if it is not held yet;
// where there is none, or the object has no key, a copy of the object is added as a new row. What the object's relations
// have added, removed and set is merged too, with the objects that they name; what they have loaded is not looked at. The
// object itself stays as it is and on its own. An object that the session holds is returned as it is.
//
// A version column is merged like the others, so the flush finds out whether the row was changed since the object was read.
func (m *Model[T]) Merge(ctx context.Context, s *Session, obj *T) (*T, error) {
	held, err := s.mergeOne(ctx, m.mapping(), layout.Of(obj))
	return layout.At[T](held, 0), err
}

func (s *Session) mergeOne(ctx context.Context, m *mapper, obj layout.Pointer) (layout.Pointer, error) {
	if obj.Nil() {
		return layout.Pointer{}, m.invalid("Merge got nil; write the object whose values are meant")
	}
	done, err := s.use()
	if err != nil {
		return layout.Pointer{}, err
	}
	done() // events of what is read may use the session
	e, err := s.merge(ctx, m, obj, map[layout.Pointer]*entry{})
	if err != nil {
		return layout.Pointer{}, err
	}
	return e.obj, nil
}

func (s *Session) merge(ctx context.Context, m *mapper, obj layout.Pointer, seen map[layout.Pointer]*entry) (*entry, error) {
	if e := s.entryOf(m, obj); e != nil {
		return e, nil
	}
	if e := seen[obj]; e != nil {
		return e, nil
	}
	e, err := s.counterpart(ctx, m, obj)
	if err != nil {
		return nil, err
	}
	seen[obj] = e
	for _, c := range m.visibleColumns() {
		switch {
		case c.deferred != nil && c.deferred.state(obj).known != wasSet:
		case c.generated && e.state == persistent:
		case c == m.version && c.isZero(obj): // a form may know none
		default:
			m.copyColumns(e.obj, obj, []*column{c})
			field := c.settable(e.obj)
			field.Set(ownCopy(field))
			if c.deferred != nil {
				c.deferred.state(e.obj).known = wasSet
			}
		}
	}
	for _, r := range m.relations {
		if c := r.at(obj).changes; c != nil {
			if err := s.mergeChanges(ctx, r, e, c, seen); err != nil {
				return nil, err
			}
		}
	}
	return e, nil
}

// ownCopy is a copy of a value that shares no memory with it, as far as fields are exported.
func ownCopy(v reflect.Value) reflect.Value {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface, reflect.Slice, reflect.Map:
		if v.IsNil() {
			return v
		}
	}
	switch v.Kind() {
	case reflect.Interface:
		return ownCopy(v.Elem())
	case reflect.Pointer:
		to := reflect.New(v.Type().Elem())
		to.Elem().Set(ownCopy(v.Elem()))
		return to
	case reflect.Slice:
		to := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		for i := range v.Len() {
			to.Index(i).Set(ownCopy(v.Index(i)))
		}
		return to
	case reflect.Map:
		to := reflect.MakeMapWithSize(v.Type(), v.Len())
		for at := v.MapRange(); at.Next(); {
			to.SetMapIndex(at.Key(), ownCopy(at.Value()))
		}
		return to
	case reflect.Struct:
		to := reflect.New(v.Type()).Elem()
		to.Set(v)
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				to.Field(i).Set(ownCopy(v.Field(i)))
			}
		}
		return to
	}
	return v
}

// counterpart is the held object of the same row, or a new one.
func (s *Session) counterpart(ctx context.Context, m *mapper, obj layout.Pointer) (*entry, error) {
	x, err := s.identities(m)
	if err != nil {
		return nil, err
	}
	if m.generated != nil && m.generated.isZero(obj) {
		return s.enterFresh(m, m.slab(1)[0]), nil
	}
	if e := x.find(obj); e != nil && e.state == persistent && !e.expired {
		return e, nil
	}
	e, err := s.present(ctx, m, obj)
	if e == nil && err == nil {
		e = s.enterFresh(m, m.slab(1)[0])
	}
	return e, err
}

// present is the object of the same row, which is read if it is not held; nil where there is none.
func (s *Session) present(ctx context.Context, m *mapper, obj layout.Pointer) (*entry, error) {
	if e := s.entryOf(m, obj); e != nil || m.generated != nil && m.generated.isZero(obj) {
		return e, nil
	}
	row := m.slab(1)[0]
	err := m.get(ctx, s, row, driver.Value{}, obj)
	switch {
	case fault.KindOf(err) == fault.NotFound:
		return nil, nil
	case err != nil:
		return nil, err
	}
	at, _, err := m.arriveOne(ctx, s, false, row)
	return s.entryOf(m, at), err
}

// mergeChanges does to a held object's relation what was done to that of another.
func (s *Session) mergeChanges(ctx context.Context, r *relation, e *entry, c *unstored, seen map[layout.Pointer]*entry) error {
	if !r.many {
		var at layout.Pointer
		if !c.set.Nil() {
			other, err := s.merge(ctx, r.target, c.set, seen)
			if err != nil {
				return err
			}
			at = other.obj
		}
		s.set(r, e, at)
		return nil
	}
	for _, x := range c.added {
		other, err := s.merge(ctx, r.target, x, seen)
		if err != nil {
			return err
		}
		s.join(r, e, other.obj)
	}
	for _, x := range c.removed {
		other, err := s.present(ctx, r.target, x)
		if err != nil {
			return err
		}
		if other != nil {
			s.part(r, e, other.obj)
		}
	}
	return nil
}
