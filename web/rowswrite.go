package web

import (
	"bytes"
	"fmt"
	"reflect"
	"strconv"
)

// rows writes the rows of a simple range. It reports false, and has written nothing, when they are not what it can write: then
// html/template ranges over them.
func (s *sheet) rows(number int, list any) bool {
	return s.ranges[number].write(&s.Buffer, reflect.ValueOf(list))
}

func (r *rowRange) write(b *bytes.Buffer, list reflect.Value) bool {
	if list.Kind() != reflect.Slice || list.Len() == 0 {
		return false
	}
	row := list.Type().Elem()
	pointers := row.Kind() == reflect.Pointer
	if pointers {
		row = row.Elem()
	}
	places := r.placesIn(row)
	if places == nil || pointers && hasNil(list) {
		return false
	}
	for i := range list.Len() {
		v := list.Index(i)
		if pointers {
			v = v.Elem()
		}
		for k, c := range r.cells {
			b.Write(c.before)
			writePlain(b, v.Field(places[k]))
		}
		b.Write(r.after)
	}
	return true
}

func hasNil(list reflect.Value) bool {
	for i := range list.Len() {
		if list.Index(i).IsNil() {
			return true
		}
	}
	return false
}

// placesIn returns which field of a type each cell shows; nil when one of them is not a plain field of its own.
func (r *rowRange) placesIn(row reflect.Type) []int {
	places, known := r.places[row]
	if !known {
		places = r.find(row)
		r.places[row] = places
	}
	return places
}

func (r *rowRange) find(row reflect.Type) []int {
	if row.Kind() != reflect.Struct {
		return nil
	}
	places := make([]int, len(r.cells))
	for i, c := range r.cells {
		f, ok := row.FieldByName(c.field)
		if !ok || !f.IsExported() || len(f.Index) != 1 || !plain(f.Type) {
			return nil
		}
		places[i] = f.Index[0]
	}
	return places
}

// plain tells whether a type is one of Go's own, of which html/template writes what fmt writes.
func plain(t reflect.Type) bool {
	switch t.Kind() {
	case reflect.String, reflect.Bool, reflect.Float32, reflect.Float64,
		reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64,
		reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		return t.PkgPath() == "" // a type with a name of its own may be markup, or have a method String
	}
	return false
}

// writePlain writes a value of a plain type, escaped.
func writePlain(b *bytes.Buffer, v reflect.Value) {
	switch {
	case v.Kind() == reflect.String:
		writeEscaped(b, v.String())
	case v.CanInt():
		b.Write(strconv.AppendInt(b.AvailableBuffer(), v.Int(), 10))
	default:
		writeEscaped(b, fmt.Sprint(v.Interface()))
	}
}

// replacements are what html/template writes in place of characters in text and in quoted attributes.
var replacements = [256]string{
	0: "\uFFFD", '"': "&#34;", '&': "&amp;", '\'': "&#39;", '+': "&#43;", '<': "&lt;", '>': "&gt;",
}

func writeEscaped(b *bytes.Buffer, text string) {
	written := 0
	for i := range len(text) {
		if r := replacements[text[i]]; r != "" {
			b.WriteString(text[written:i])
			b.WriteString(r)
			written = i + 1
		}
	}
	b.WriteString(text[written:])
}
