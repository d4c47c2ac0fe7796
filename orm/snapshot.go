package orm

import (
	"cmp"
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
		case c.deferred != nil, c.pointed(): // are changed by Set, and copied with what they point to
		case c.value.Kind == layout.Bytes, c.value.Kind == layout.Raw, c.value.Kind == layout.Array:
			list = append(list, c)
		case c.value.Nullable == layout.ByPointer, (c.value.Kind == layout.Any || c.value.Kind == layout.Own) && leadsOn(c.pointer.Elem()):
			list = append(list, c)
		}
	}
	return list
}

// stretch is memory of an object in which columns lie one behind the other.
type stretch struct{ offset, size uintptr }

// stretches are where the columns lie: between them are relations, and what is no column.
func (m *mapper) stretches() []stretch {
	direct := slices.DeleteFunc(slices.Clone(m.visibleColumns()), (*column).pointed)
	columns := slices.SortedFunc(slices.Values(direct), func(a, b *column) int { return cmp.Compare(a.offset, b.offset) })
	var list []stretch
	for _, c := range columns {
		end := c.offset + c.pointer.Elem().Size()
		if last := len(list) - 1; last >= 0 && c.offset < list[last].offset+list[last].size+padding {
			list[last].size = max(list[last].size, end-list[last].offset)
		} else {
			list = append(list, stretch{c.offset, end - c.offset})
		}
	}
	return list
}

// padding is more than any gap between fields that only aligns them.
const padding = 8

// same tells that the columns' own memory is as it was.
func (e *entry) same() bool {
	for _, x := range e.of.stretches {
		if !layout.Same(e.obj.Field(x.offset), e.was.Field(x.offset), x.size) {
			return false
		}
	}
	for _, c := range e.of.pointed {
		if !c.sameIn(e.obj, e.was) {
			return false
		}
	}
	return !slices.ContainsFunc(e.of.m.deferred, func(r *relation) bool { return r.state(e.obj).known == wasSet })
}

// pointed tells a column that is a pointer to a value which points nowhere itself.
func (c *column) pointed() bool {
	if c.value.Nullable != layout.ByPointer {
		return false
	}
	switch c.value.Kind {
	case layout.Bytes, layout.Raw, layout.Array, layout.Any, layout.Own:
		return false
	}
	return true
}

// pointedColumns are the columns of that kind.
func (m *mapper) pointedColumns() []*column {
	return slices.DeleteFunc(slices.Clone(m.visibleColumns()), func(c *column) bool { return !c.pointed() })
}

// sameIn tells whether two objects hold the same memory in a column.
func (c *column) sameIn(a, b layout.Pointer) bool {
	if !c.pointed() {
		return layout.Same(a.Field(c.offset), b.Field(c.offset), c.pointer.Elem().Size())
	}
	p, q := a.Follow(c.offset), b.Follow(c.offset)
	return p == q || !p.Nil() && !q.Nil() && layout.Same(p, q, c.value.Elem.Size())
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
	for _, c := range x.pointed {
		if p := at.Follow(c.offset); !p.Nil() {
			own := newElem(c.value)
			layout.Copy(own, p, c.value.Elem)
			at.Set(c.offset, own)
		}
	}
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

// changed lists the columns of which the object holds another value than its row. The list is shared and not to be changed.
func (e *entry) changed() []*column {
	x := e.of
	x.set = x.set[:0]
	for c := range e.differing {
		x.set = append(x.set, byte(c.place), byte(c.place>>8))
	}
	if len(x.set) == 0 {
		return nil
	}
	return x.columnSet()
}

// differing goes through these columns.
func (e *entry) differing(yield func(*column) bool) {
	x := e.of
	if len(x.deep) == 0 && e.same() {
		return
	}
	x.copied = false
	deep := 0
	for _, c := range x.m.visibleColumns() {
		isDeep := deep < len(x.deep) && x.deep[deep] == c
		if e.differs(c, deep, isDeep) && !yield(c) {
			return
		}
		if isDeep {
			deep++
		}
	}
}

// columnSet is the list of the columns in x.set, which objects of which the same columns have changed share.
func (x *identities) columnSet() []*column {
	if list := x.sets[string(x.set)]; list != nil {
		return list
	}
	list := make([]*column, 0, len(x.set)/2)
	for i := 0; i < len(x.set); i += 2 {
		list = append(list, x.m.columns[int(x.set[i])|int(x.set[i+1])<<8])
	}
	if x.sets == nil {
		x.sets = map[string][]*column{}
	}
	x.sets[string(x.set)] = list
	return list
}

func (e *entry) differs(c *column, deep int, isDeep bool) bool {
	switch {
	case c.deferred != nil:
		return c.deferred.state(e.obj).known == wasSet
	case isDeep:
		return !sameValue(c.lasting(e.normal(c)), e.deep[deep])
	case c.sameIn(e.obj, e.was):
		return false
	}
	if differ, told := c.plainlyDiffers(e.obj, e.was); told {
		return differ
	}
	v, err := c.encode(e.normal(c))
	if err != nil {
		return true // which the flush refuses
	}
	w, err := c.encode(e.was)
	return err != nil || !sameValue(v, w)
}

// plainlyDiffers compares what two objects hold in a column whose values are stored as they are, and tells whether it is one.
func (c *column) plainlyDiffers(a, b layout.Pointer) (differ, told bool) {
	switch c.value.Kind {
	case layout.Bool, layout.Int8, layout.Int16, layout.Int32, layout.Int64, layout.Uint8, layout.Uint16, layout.Uint32, layout.Uint64, layout.Float64:
	case layout.String:
		if c.trim || c.foldText {
			return false, false
		}
	default:
		return false, false
	}
	p, one := c.at(a)
	q, other := c.at(b)
	switch {
	case !one || !other:
		return one != other, true
	case c.value.Kind == layout.Float64:
		return *layout.At[float64](p, 0) != *layout.At[float64](q, 0), true // 0 and -0 are stored alike
	case c.value.Kind == layout.String:
		return *layout.At[string](p, 0) != *layout.At[string](q, 0), true
	}
	return !layout.Same(p, q, c.value.Elem.Size()), true
}

// normal is an object with the column's value as it would be stored: a copy where that is another, since the object stays
// as the program has it.
func (e *entry) normal(c *column) layout.Pointer {
	x := e.of
	switch c.value.Kind {
	case layout.String:
		if !c.trim && !c.foldText {
			return e.obj
		}
	case layout.Time, layout.Float64, layout.Float32, layout.Raw, layout.Array:
	default:
		return e.obj
	}
	if !x.copied {
		if x.copied = true; x.copy.Nil() {
			x.copy = x.m.slab(1)[0]
		}
		layout.Copy(x.copy, e.obj, x.m.typ)
	}
	c.normalize(x.copy)
	return x.copy
}

// dirty tells whether the object is to be written, as far as its columns tell.
func (e *entry) dirty() bool {
	for range e.differing {
		return true
	}
	return false
}

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
