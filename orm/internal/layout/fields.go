package layout

import (
	"reflect"
	"slices"
	"strings"
)

// Field is one field of a struct, or of a struct embedded in it.
type Field struct {
	Name   string
	Offset uintptr // from the beginning of the outermost struct
	Index  []int   // for reflect.Value.FieldByIndex
	Type   reflect.Type
	Tag    string // the db tag
	Tagged bool   // whether there is one
	// Malformed says that there is one that Go does not read as a tag, such as db:name without quotes.
	Malformed bool
	Embedded  bool
	Value     Value
	// Exported is false for a field that other packages cannot see.
	Exported bool
}

// Part is a struct embedded in another, by value.
type Part struct {
	Type   reflect.Type
	Offset uintptr
	Fields int // how many of Walk's fields come before its own
}

// Walk lists the fields of a struct in order, those of embedded structs in their place, and the embedded
// structs themselves, outer before inner. An embedded struct that is a value of its own (time.Time, a type
// with Value and Scan, one with a db tag) is a field, not a part.
func Walk(t reflect.Type) (fields []Field, parts []Part) {
	w := walker{}
	w.walk(t, 0, nil)
	return w.fields, w.parts
}

type walker struct {
	fields []Field
	parts  []Part
}

func (w *walker) walk(t reflect.Type, offset uintptr, index []int) {
	for i := range t.NumField() {
		f := t.Field(i)
		tag, tagged := f.Tag.Lookup("db")
		at := append(append([]int(nil), index...), i)
		v := ValueOf(f.Type)
		if f.Anonymous && f.Type.Kind() == reflect.Struct && v.Kind == None && !tagged {
			w.parts = append(w.parts, Part{Type: f.Type, Offset: offset + f.Offset, Fields: len(w.fields)})
			w.walk(f.Type, offset+f.Offset, at)
			continue
		}
		w.fields = append(w.fields, Field{
			Name: f.Name, Offset: offset + f.Offset, Index: at, Type: f.Type,
			Tag: tag, Tagged: tagged, Malformed: !tagged && mentions(f.Tag), Embedded: f.Anonymous,
			Value: v, Exported: f.IsExported(),
		})
	}
}

// mentions tells whether somebody meant to write a db tag.
func mentions(tag reflect.StructTag) bool {
	return slices.ContainsFunc(strings.Fields(string(tag)), func(s string) bool { return strings.HasPrefix(s, "db:") })
}
