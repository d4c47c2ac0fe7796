package orm

import (
	"context"
	"encoding"
	"fmt"
	"reflect"
	"strconv"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// GetText returns the row whose key is written as a text, such as a part of an address: an error of the kind NotFound when
// there is none, and when the text is none that a key is written as. A number has one spelling (7, not +7 or 07), and so has a
// UUID; a type of the program's own reads its texts by UnmarshalText. A key of several fields has a text for each, in their
// order; another number of texts, and a key whose type reads no text, are errors of the kind Invalid.
//
//	user, err := Users.GetText(ctx, db, request.PathValue("id"))
func (m *Model[T]) GetText(ctx context.Context, r Reader, key ...string) (*T, error) {
	obj, err := m.mapping().findText(ctx, r, m.base(), key, slab[T])
	return layout.At[T](obj, 0), err
}

func (m *mapper) findText(ctx context.Context, r Reader, base layout.Pointer, key []string, slab func(n int) layout.Pointer) (layout.Pointer, error) {
	keys, err := m.parseKey(key)
	if err == nil && len(keys) == 1 {
		return m.find(ctx, r, keys[0], slab)
	}
	if err != nil {
		return layout.Pointer{}, err
	}
	q := question{m: m, base: base}
	return q.getParsed(ctx, r, slab(1), keys)
}

// GetText returns the row whose key is written as a text, as Model.GetText does, when it is one of the query's rows.
func (q Query[T]) GetText(ctx context.Context, r Reader, key ...string) (*T, error) {
	a := q.question()
	obj, err := a.getText(ctx, r, layout.Of(new(T)), key)
	return layout.At[T](obj, 0), err
}

func (q *question) getText(ctx context.Context, r Reader, obj layout.Pointer, key []string) (layout.Pointer, error) {
	keys, err := q.m.parseKey(key)
	if err != nil {
		return layout.Pointer{}, err
	}
	return q.getParsed(ctx, r, obj, keys)
}

func (q *question) getParsed(ctx context.Context, r Reader, obj layout.Pointer, keys []any) (layout.Pointer, error) {
	if len(keys) == 1 {
		return q.get(ctx, r, obj, keys[0])
	}
	for i, c := range q.m.key {
		v, _ := anyValue(keys[i])
		q.where = joined(q.where, []Cond{q.equal(c, v)})
	}
	return q.first(ctx, r, obj, 1)
}

// parseKey reads the fields of a key.
func (m *mapper) parseKey(texts []string) ([]any, error) {
	if err := m.err(); err != nil {
		return nil, err
	}
	if len(texts) != len(m.key) {
		return nil, m.invalid("GetText got %s, and the key has %s", count(len(texts), "text"), count(len(m.key), "field"))
	}
	keys := make([]any, len(texts))
	for i, c := range m.key {
		key, ok := c.parse(texts[i])
		switch {
		case ok && key == nil:
			return nil, m.invalid("%s is a %s, which reads no text; give it UnmarshalText, or use Get", c.field, c.value.Elem)
		case ok:
			v, err := anyValue(key)
			if err == nil {
				_, err = c.fit(v)
			}
			ok = err == nil
		}
		if !ok {
			return nil, &fault.Error{Kind: fault.NotFound, Model: m.name, Detail: fmt.Sprintf("%.80q is no key", texts[i])}
		}
		keys[i] = key
	}
	return keys, nil
}

// parse reads a value of the column's type: false when the text is none, and nil when the type reads no text.
func (c *column) parse(text string) (key any, ok bool) {
	v := reflect.New(c.value.Elem)
	again := text // as Go writes it
	var err error
	switch e := v.Elem(); {
	case c.value.Kind == layout.UUID:
		var u [16]byte
		if u, ok = parseUUID([]byte(text)); !ok || len(text) != 36 {
			return nil, false
		}
		again = fmt.Sprint(driver.UUIDValue(u).Any())
		reflect.Copy(e, reflect.ValueOf(u[:]))
	case reads(v) != nil:
		if err = reads(v).UnmarshalText([]byte(text)); err == nil {
			again, err = written(v, text)
		}
	case c.value.Kind == layout.Own:
		return nil, true
	case e.Kind() == reflect.String:
		e.SetString(text)
	case e.CanInt():
		var n int64
		n, err = strconv.ParseInt(text, 10, e.Type().Bits())
		e.SetInt(n)
		again = strconv.FormatInt(n, 10)
	case e.CanUint():
		var n uint64
		n, err = strconv.ParseUint(text, 10, e.Type().Bits())
		e.SetUint(n)
		again = strconv.FormatUint(n, 10)
	default:
		return nil, true
	}
	return v.Elem().Interface(), err == nil && again == text
}

func reads(v reflect.Value) encoding.TextUnmarshaler {
	u, _ := v.Interface().(encoding.TextUnmarshaler)
	return u
}

// written is a value as its type writes it, or the text that it was read of.
func written(v reflect.Value, text string) (string, error) {
	m, is := v.Interface().(encoding.TextMarshaler)
	if !is {
		return text, nil
	}
	b, err := m.MarshalText()
	return string(b), err
}
