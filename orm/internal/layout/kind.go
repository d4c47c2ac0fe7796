package layout

import (
	"database/sql"
	"database/sql/driver"
	"encoding"
	"encoding/json"
	"math/bits"
	"reflect"
	"time"
)

// Kind is how a value lies in memory.
type Kind uint8

// The kinds. Int and Uint are Int64 and Uint64, or the 32-bit ones where Go's int has 32 bits.
const (
	None Kind = iota
	Bool
	Int8
	Int16
	Int32
	Int64
	Uint8
	Uint16
	Uint32
	Uint64
	Float32
	Float64
	String
	Bytes
	Time
	Own   // a type with its own Value and Scan methods
	UUID  // 16 bytes that write themselves as text (MarshalText)
	Raw   // json.RawMessage
	Array // a slice of truth values, numbers, texts or times
	Any   // what only its reflect.Type can handle; ValueOf never says so by itself
)

// Nullable is how a value says that it is missing.
type Nullable uint8

// The ways to be missing.
const (
	NotNull   Nullable = iota
	ByPointer          // a nil pointer
	ByValid            // sql.Null and its kin: a value followed by Valid
)

// Value describes the memory of a type: its kind, and how it is missing.
type Value struct {
	Kind     Kind
	Nullable Nullable
	Elem     reflect.Type // the type of the value itself, without pointer or sql.Null
	Valid    uintptr      // offset of Valid, for ByValid
	Item     Kind         // of an Array's elements
}

var (
	valuerType  = reflect.TypeFor[driver.Valuer]()
	scannerType = reflect.TypeFor[sql.Scanner]()
	timeType    = reflect.TypeFor[time.Time]()
	rawType     = reflect.TypeFor[json.RawMessage]()
	textType    = reflect.TypeFor[encoding.TextMarshaler]()
)

// ValueOf describes a type; its Kind is None when the type is none that a column can hold.
func ValueOf(t reflect.Type) Value {
	if elem, valid, ok := validOf(t); ok {
		return Value{Nullable: ByValid, Elem: elem, Valid: valid}.filled()
	}
	if t.Kind() == reflect.Pointer {
		return Value{Nullable: ByPointer, Elem: t.Elem()}.filled()
	}
	return Value{Elem: t}.filled()
}

// filled says what kind Elem is of.
func (v Value) filled() Value {
	switch t := v.Elem; {
	case IsUUID(t):
		v.Kind = UUID
	case own(t):
		v.Kind = Own
	case t == rawType:
		v.Kind = Raw
	default:
		if v.Kind = kindOf(t); v.Kind == None {
			v.Kind, v.Item = arrayOf(t)
		}
	}
	return v
}

// IsUUID tells a type of 16 bytes that writes itself as text.
func IsUUID(t reflect.Type) bool {
	return t.Kind() == reflect.Array && t.Len() == 16 && t.Elem().Kind() == reflect.Uint8 && reflect.PointerTo(t).Implements(textType)
}

// own tells types that convert themselves: Value on the type or its pointer, Scan on its pointer.
func own(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t != timeType && p.Implements(valuerType) && p.Implements(scannerType)
}

// arrayOf tells slices whose elements are values of one of the plain kinds.
func arrayOf(t reflect.Type) (array, item Kind) {
	if t.Kind() != reflect.Slice || own(t.Elem()) {
		return None, None
	}
	if item = kindOf(t.Elem()); item == None || item == Bytes {
		return None, None
	}
	return Array, item
}

// validOf recognizes sql.Null[T], sql.NullString and the like: a struct of database/sql with a value and Valid.
func validOf(t reflect.Type) (elem reflect.Type, valid uintptr, ok bool) {
	if t.Kind() != reflect.Struct || t.PkgPath() != "database/sql" || t.NumField() != 2 || t.Field(1).Name != "Valid" {
		return nil, 0, false
	}
	return t.Field(0).Type, t.Field(1).Offset, true
}

// basic maps Go's basic kinds; int and uint are as wide as a machine word.
var basic = [...]Kind{
	reflect.Bool: Bool, reflect.String: String,
	reflect.Int8: Int8, reflect.Int16: Int16, reflect.Int32: Int32, reflect.Int64: Int64,
	reflect.Int:   Int32 + Kind(bits.UintSize/64),
	reflect.Uint8: Uint8, reflect.Uint16: Uint16, reflect.Uint32: Uint32, reflect.Uint64: Uint64,
	reflect.Uint:    Uint32 + Kind(bits.UintSize/64),
	reflect.Float32: Float32, reflect.Float64: Float64,
}

// KindOf returns the kind of a basic type's memory, or None.
func KindOf(k reflect.Kind) Kind {
	if int(k) < len(basic) {
		return basic[k]
	}
	return None
}

func kindOf(t reflect.Type) Kind {
	switch t.Kind() {
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return Bytes
		}
	case reflect.Struct:
		if t == timeType {
			return Time
		}
	}
	return KindOf(t.Kind())
}
