package layout

import (
	"database/sql"
	"database/sql/driver"
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
	Own // a type with its own Value and Scan methods
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
}

var (
	valuerType  = reflect.TypeFor[driver.Valuer]()
	scannerType = reflect.TypeFor[sql.Scanner]()
	timeType    = reflect.TypeFor[time.Time]()
)

// ValueOf describes a type; its Kind is None when the type is none that a column can hold.
func ValueOf(t reflect.Type) Value {
	if v, ok := validOf(t); ok {
		return v
	}
	if t.Kind() == reflect.Pointer && !own(t.Elem()) {
		k := kindOf(t.Elem())
		return Value{Kind: k, Nullable: ByPointer, Elem: t.Elem()}
	}
	if t.Kind() == reflect.Pointer {
		return Value{Kind: Own, Nullable: ByPointer, Elem: t.Elem()}
	}
	if own(t) {
		return Value{Kind: Own, Elem: t}
	}
	return Value{Kind: kindOf(t), Elem: t}
}

// own tells types that convert themselves: Value on the type or its pointer, Scan on its pointer.
func own(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return t != timeType && p.Implements(valuerType) && p.Implements(scannerType)
}

// validOf recognizes sql.Null[T], sql.NullString and the like: a struct of database/sql with a value and Valid.
func validOf(t reflect.Type) (Value, bool) {
	if t.Kind() != reflect.Struct || t.PkgPath() != "database/sql" || t.NumField() != 2 || t.Field(1).Name != "Valid" {
		return Value{}, false
	}
	elem := t.Field(0).Type
	k := kindOf(elem)
	if own(elem) {
		k = Own
	}
	return Value{Kind: k, Nullable: ByValid, Elem: elem, Valid: t.Field(1).Offset}, true
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
