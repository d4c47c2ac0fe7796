package driver

import (
	"math"
	"time"
)

// Kind is the kind of a Value.
type Kind uint8

// The kinds of values. Null is the zero value.
const (
	Null Kind = iota
	Bool
	Int
	Float
	Text
	Bytes
	Time
	List
)

// Value is one value on its way to a database: a union without an allocation. The zero value is NULL.
type Value struct {
	kind  Kind
	bits  uint64
	text  string
	bytes *[]byte
	list  *[]Value
}

// BoolValue returns a truth value.
func BoolValue(b bool) Value {
	v := Value{kind: Bool}
	if b {
		v.bits = 1
	}
	return v
}

// IntValue returns a whole number.
func IntValue(n int64) Value { return Value{kind: Int, bits: uint64(n)} }

// FloatValue returns a floating-point number.
func FloatValue(f float64) Value { return Value{kind: Float, bits: math.Float64bits(f)} }

// TextValue returns a text.
func TextValue(s string) Value { return Value{kind: Text, text: s} }

// BytesValue returns the bytes that b points to, shared with the caller. A nil slice is an empty value, not
// NULL. The pointer, which is not nil, spares an allocation where the slice lies in a struct already.
func BytesValue(b *[]byte) Value { return Value{kind: Bytes, bytes: b} }

// TimeValue returns an instant as microseconds since 1970.
func TimeValue(micros int64) Value { return Value{kind: Time, bits: uint64(micros)} }

// ListValue returns a list of values of one kind, for a packed list of a condition.
func ListValue(values []Value) Value { return Value{kind: List, list: &values} }

// Kind returns the kind.
func (v Value) Kind() Kind { return v.kind }

// Int returns a whole number, microseconds of a time, or 1 and 0 of a truth value.
func (v Value) Int() int64 { return int64(v.bits) }

// Float returns a floating-point number.
func (v Value) Float() float64 { return math.Float64frombits(v.bits) }

// Text returns a text.
func (v Value) Text() string { return v.text }

// Bytes returns bytes, still shared.
func (v Value) Bytes() []byte {
	if v.bytes == nil {
		return nil
	}
	return *v.bytes
}

// List returns the elements of a list.
func (v Value) List() []Value {
	if v.list == nil {
		return nil
	}
	return *v.list
}

// Any returns the value as Go's own type, for logs and messages: nil, bool, int64, float64, string, []byte,
// time.Time or []any.
func (v Value) Any() any {
	switch v.kind {
	case Bool:
		return v.bits != 0
	case Int:
		return v.Int()
	case Float:
		return v.Float()
	case Text:
		return v.text
	case Bytes:
		return v.Bytes()
	case Time:
		return time.UnixMicro(v.Int()).UTC()
	case List:
		all := make([]any, len(v.List()))
		for i, e := range v.List() {
			all[i] = e.Any()
		}
		return all
	}
	return nil
}
