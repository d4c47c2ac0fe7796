package orm

import (
	"reflect"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// deepColumns are those whose values can change while the object's own memory stays the same: what pointers, slices and
// maps lead to, and types of the program's own that hold such.
func (m *mapper) deepColumns() []*column {
	var list []*column
	for _, c := range m.visibleColumns() {
		switch {
		case c.deferred != nil: // is changed by Set
		case c.value.Nullable == layout.ByPointer, c.value.Kind == layout.Bytes, c.value.Kind == layout.Raw, c.value.Kind == layout.Array:
			list = append(list, c)
		case (c.value.Kind == layout.Any || c.value.Kind == layout.Own) && leadsOn(c.pointer.Elem()):
			list = append(list, c)
		}
	}
	return list
}

// leadsOn tells a type that holds a pointer to what can be changed.
func leadsOn(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.Struct:
		if t == timeType {
			return false
		}
		for i := range t.NumField() {
			if leadsOn(t.Field(i).Type) {
				return true
			}
		}
		return false
	case reflect.Array:
		return t.Len() > 0 && leadsOn(t.Elem())
	case reflect.Pointer, reflect.Slice, reflect.Map, reflect.Interface, reflect.Chan, reflect.Func, reflect.UnsafePointer:
		return true
	}
	return false
}

// snapshot notes that the object is as its row.
func (e *entry) snapshot(at layout.Pointer) {
	x := e.of
	layout.Copy(at, e.obj, x.m.typ)
	e.was, e.expired = at, false
	if len(x.deep) > 0 {
		e.deep = make([]driver.Value, len(x.deep))
		for i, c := range x.deep {
			e.deep[i] = c.lasting(e.obj)
		}
	}
}

// snapshots notes it of several objects, in one piece of memory.
func (x *identities) snapshots(list []*entry) {
	for i, at := range x.m.slab(len(list)) {
		list[i].snapshot(at)
	}
}

// lasting is the value of an object's column, which does not change with the object. What cannot be stored is a value that
// none is equal to.
func (c *column) lasting(obj layout.Pointer) driver.Value {
	v, err := c.encode(obj)
	if err != nil {
		return driver.ListValue([]driver.Value{driver.TextValue(err.Error())})
	}
	switch v.Kind() {
	case driver.Bytes:
		b := slices.Clone(v.Bytes())
		return driver.BytesValue(&b)
	case driver.List:
		return driver.ListValue(slices.Clone(v.List()))
	}
	return v
}

// changed lists the columns of which the object holds another value than its row.
func (e *entry) changed() []*column {
	x := e.of
	if layout.Same(e.obj, e.was, x.m.size) && len(x.deep) == 0 {
		return nil
	}
	now := x.m.slab(1)[0] // a copy to be normalized: the object stays as the program has it
	layout.Copy(now, e.obj, x.m.typ)
	var list []*column
	deep := 0
	for _, c := range x.m.visibleColumns() {
		isDeep := deep < len(x.deep) && x.deep[deep] == c
		if e.differs(now, c, deep, isDeep) {
			list = append(list, c)
		}
		if isDeep {
			deep++
		}
	}
	return list
}

func (e *entry) differs(now layout.Pointer, c *column, deep int, isDeep bool) bool {
	switch {
	case c.deferred != nil:
		return c.deferred.state(e.obj).known == wasSet
	case isDeep:
		c.normalize(now)
		return !sameValue(c.lasting(now), e.deep[deep])
	case layout.Same(e.obj.Field(c.offset), e.was.Field(c.offset), c.pointer.Elem().Size()):
		return false
	}
	c.normalize(now)
	v, err := c.encode(now)
	if err != nil {
		return true // which the flush refuses
	}
	w, err := c.encode(e.was)
	return err != nil || !sameValue(v, w)
}

// dirty tells whether the object is to be written, as far as its columns tell.
func (e *entry) dirty() bool { return len(e.changed()) > 0 }

// sameValue tells whether a database would keep the same for both.
func sameValue(a, b driver.Value) bool {
	if a.Kind() != b.Kind() {
		return false
	}
	if a.Kind() == driver.List {
		return slices.EqualFunc(a.List(), b.List(), sameValue)
	}
	var left, right [96]byte
	one, other := [1]driver.Value{a}, [1]driver.Value{b}
	return a.Scale() == b.Scale() && string(appendIdentity(left[:0], one[:])) == string(appendIdentity(right[:0], other[:]))
}
