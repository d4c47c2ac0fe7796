package modelform

import (
	"database/sql"
	"encoding"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/orm"
)

// This file is about keys and labels as text: how they are shown, read and searched.

// texts are the conditions on a column of text; the zero value is of another one.
type texts struct {
	contains func(text string) orm.Cond
	is       func(text string) orm.Cond
}

func textsOf(pointer any) texts {
	switch p := pointer.(type) {
	case *string:
		return texts{func(s string) orm.Cond { return orm.Contains(p, s) }, func(s string) orm.Cond { return orm.Eq(p, s) }}
	case **string:
		return texts{func(s string) orm.Cond { return orm.Contains(p, s) }, func(s string) orm.Cond { return orm.Eq(p, &s) }}
	case *sql.Null[string]:
		return texts{func(s string) orm.Cond { return orm.Contains(p, s) },
			func(s string) orm.Cond { return orm.Eq(p, sql.Null[string]{V: s, Valid: true}) }}
	}
	return texts{}
}

// maxWords is how many words of a search are looked for.
const maxWords = 8

// holding holds for rows that have each word of a text in one of their labels.
func (c *chooser[T]) holding(text string) orm.Cond {
	words := strings.Fields(text)
	var all []orm.Cond
	for _, word := range words[:min(len(words), maxWords)] {
		var any []orm.Cond
		for _, l := range c.labels {
			if l.contains == nil {
				continue
			}
			for _, v := range cases(word) {
				any = append(any, l.contains(v))
			}
		}
		all = append(all, orm.Or(any...))
	}
	return orm.And(all...)
}

// named holds for rows that have the whole text as one of their labels.
func (c *chooser[T]) named(text string) orm.Cond {
	var any []orm.Cond
	for _, l := range c.labels {
		if l.is == nil {
			continue
		}
		for _, v := range cases(text) {
			any = append(any, l.is(v))
		}
	}
	return orm.Or(any...)
}

// cases are the ways in which people write a name: columns tell upper and lower case apart.
func cases(text string) []string {
	return []string{text, strings.ToLower(text), strings.ToUpper(text), capitals(text)}
}

// capitals writes each word with a capital and the rest in lower case.
func capitals(text string) string {
	words := strings.Fields(text)
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToTitle(r)) + strings.ToLower(w[size:])
	}
	return strings.Join(words, " ")
}

var (
	timeType        = reflect.TypeFor[time.Time]()
	marshalerType   = reflect.TypeFor[encoding.TextMarshaler]()
	unmarshalerType = reflect.TypeFor[encoding.TextUnmarshaler]()
)

// writesItself tells a type whose values marshal themselves as text and back, such as a UUID.
func writesItself(t reflect.Type) bool {
	return t != timeType && t.Implements(marshalerType) && reflect.PointerTo(t).Implements(unmarshalerType)
}

// isKey tells a type by whose values rows can be chosen.
func isKey(t reflect.Type) bool {
	k := t.Kind()
	return writesItself(t) || k == reflect.String || k >= reflect.Int && k <= reflect.Uint64
}

// holdsKey tells whether a field can hold the key of a row, itself or by a pointer or sql.Null.
func holdsKey(field, key reflect.Type) bool {
	switch {
	case field.Kind() == reflect.Pointer:
		field = field.Elem()
	case field.Kind() == reflect.Struct && field.PkgPath() == "database/sql" && field.NumField() == 2:
		field = field.Field(0).Type
	}
	whole := func(t reflect.Type) bool {
		return !writesItself(t) && t.Kind() >= reflect.Int && t.Kind() <= reflect.Uint64
	}
	return field == key || whole(field) && whole(key)
}

// textOf writes a key or a label, nothing where there is no value.
func textOf(v reflect.Value) string {
	switch {
	case v.Kind() == reflect.Pointer:
		if v.IsNil() {
			return ""
		}
		return textOf(v.Elem())
	case v.Kind() == reflect.Struct && v.Type().PkgPath() == "database/sql" && v.NumField() == 2:
		if !v.Field(1).Bool() {
			return ""
		}
		return textOf(v.Field(0))
	case v.Type() == timeType:
		return v.Interface().(time.Time).UTC().Format("2006-01-02 15:04:05 UTC")
	case writesItself(v.Type()):
		text, err := v.Interface().(encoding.TextMarshaler).MarshalText()
		if err != nil {
			return ""
		}
		return string(text)
	case v.Kind() == reflect.String:
		return v.String()
	case v.CanInt():
		return strconv.FormatInt(v.Int(), 10)
	case v.CanUint():
		return strconv.FormatUint(v.Uint(), 10)
	}
	return fmt.Sprint(v.Interface())
}

// parseKey reads a key as textOf writes it; false when the text is none.
func parseKey(t reflect.Type, text string) (any, bool) {
	v := reflect.New(t)
	var err error
	switch e := v.Elem(); {
	case writesItself(t):
		err = v.Interface().(encoding.TextUnmarshaler).UnmarshalText([]byte(text))
	case t.Kind() == reflect.String:
		e.SetString(text)
	case e.CanInt():
		var n int64
		if n, err = strconv.ParseInt(text, 10, t.Bits()); err == nil {
			e.SetInt(n)
		}
	case e.CanUint():
		var n uint64
		if n, err = strconv.ParseUint(text, 10, t.Bits()); err == nil {
			e.SetUint(n)
		}
	}
	return v.Elem().Interface(), err == nil
}
