// Package layout knows where the fields of a struct lie and reads and writes them there: the only package of
// Rowan that uses unsafe. It imports the standard library alone.
//
// Its invariants: a Pointer made by Of or Data holds the object alive like any pointer; At is only asked for
// an offset and a type that Walk gave for that struct (or a type of the same memory layout: a named type
// and its underlying one); no Pointer is formed beyond the end of its object, and none is kept as a number; a Pointer lies in
// memory like any pointer.
//
//	fields, _ := layout.Walk(reflect.TypeFor[User]())
//	user := &User{Name: "Ada"}
//	*layout.At[string](layout.Of(user), fields[1].Offset) // "Ada"
package layout

import (
	"reflect"
	"unsafe"
)

// Pointer is the address of an object or of one of its fields. The zero value points nowhere.
type Pointer struct{ p unsafe.Pointer }

// Of returns the address of an object.
func Of[T any](v *T) Pointer { return Pointer{unsafe.Pointer(v)} }

// Data returns the address that an interface's pointer holds, and false when v holds anything but a pointer.
func Data(v any) (Pointer, bool) {
	if v == nil || reflect.TypeOf(v).Kind() != reflect.Pointer {
		return Pointer{}, false
	}
	return Pointer{(*[2]unsafe.Pointer)(unsafe.Pointer(&v))[1]}, true
}

// Nil reports whether the pointer points nowhere.
func (p Pointer) Nil() bool { return p.p == nil }

// OffsetIn returns how far p lies behind base, and false when it does not lie within size bytes of it.
// Different objects have different addresses, so a field of another object is never taken for one of base.
func (p Pointer) OffsetIn(base Pointer, size uintptr) (uintptr, bool) {
	d := uintptr(p.p) - uintptr(base.p)
	return d, d < size
}

// At returns the address of the value that lies offset bytes behind p.
func At[T any](p Pointer, offset uintptr) *T { return (*T)(unsafe.Add(p.p, offset)) }

// Field returns the address offset bytes behind p.
func (p Pointer) Field(offset uintptr) Pointer { return Pointer{unsafe.Add(p.p, offset)} }

// Follow returns where the pointer that lies offset bytes behind p points; it may point nowhere.
func (p Pointer) Follow(offset uintptr) Pointer { return Pointer{*At[unsafe.Pointer](p, offset)} }

// Set makes the pointer that lies offset bytes behind p point to target.
func (p Pointer) Set(offset uintptr, target Pointer) { *At[unsafe.Pointer](p, offset) = target.p }

// Elements returns where the elements of the slice at p lie, one behind the other, and how many there are.
func (p Pointer) Elements() (first Pointer, n int) {
	s := *(*[]byte)(p.p) // a slice of any type lies in memory like this one
	return Pointer{unsafe.Pointer(unsafe.SliceData(s))}, len(s)
}

// List returns the same list by the type of what its pointers lead to, which all are Ts or nowhere: the two share their memory.
func List[T any](objs []Pointer) []*T {
	return unsafe.Slice((**T)(unsafe.Pointer(unsafe.SliceData(objs))), cap(objs))[:len(objs)]
}

// Pointers is the reverse of List.
func Pointers[T any](list []*T) []Pointer {
	return unsafe.Slice((*Pointer)(unsafe.Pointer(unsafe.SliceData(list))), cap(list))[:len(list)]
}

// Interface returns p as a *t in an interface.
func (p Pointer) Interface(t reflect.Type) any { return reflect.NewAt(t, p.p).Interface() }

// Same reports whether n bytes at p and at q are equal. Equal memory holds equal values, as long as nobody changes in
// place what it points to; unequal memory may hold equal values.
func Same(p, q Pointer, n uintptr) bool {
	return string(unsafe.Slice((*byte)(p.p), n)) == string(unsafe.Slice((*byte)(q.p), n))
}

// Copy copies a value of type t from src to dst.
func Copy(dst, src Pointer, t reflect.Type) {
	reflect.NewAt(t, dst.p).Elem().Set(reflect.NewAt(t, src.p).Elem())
}
