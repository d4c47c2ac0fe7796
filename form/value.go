package form

import (
	"math"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// kind is what a Go value is to a form.
type kind uint8

const (
	noKind kind = iota
	textKind
	intKind
	uintKind
	floatKind
	boolKind
	durationKind
	writtenKind // a type that marshals itself as text
	severalKind // any number of choices
	rowsKind    // a list of sub-forms
)

// shape is how a Go field says that it has no value.
type shape uint8

const (
	plain   shape = iota // it cannot
	pointer              // nil
	null                 // sql.Null[T]
)

// kindOf tells what a field of a type holds, how it is absent, and the type that is held. The kind is noKind
// when no form can show it.
func kindOf(t reflect.Type) (kind, shape, reflect.Type) {
	if t == nil {
		return noKind, plain, nil
	}
	base, s := t, plain
	switch {
	case t.Kind() == reflect.Pointer:
		base, s = t.Elem(), pointer
	case isNull(t):
		base, s = t.Field(0).Type, null
	}
	switch k := base.Kind(); {
	case base == durationType:
		return durationKind, s, base
	case isWritten(base):
		return writtenKind, s, base
	case k == reflect.String:
		return textKind, s, base
	case k == reflect.Bool:
		return boolKind, s, base
	case k >= reflect.Int && k <= reflect.Int64:
		return intKind, s, base
	case k >= reflect.Uint && k <= reflect.Uint64:
		return uintKind, s, base
	case k == reflect.Float32, k == reflect.Float64:
		return floatKind, s, base
	}
	return noKind, s, base
}

// isNull reports whether t is a sql.Null[T] or one of its older kin, such as sql.NullString, told by its name
// so that no form links database/sql.
func isNull(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t.PkgPath() == "database/sql" && strings.HasPrefix(t.Name(), "Null") &&
		t.NumField() == 2 && t.Field(1).Name == "Valid"
}

// read returns the value that a Go field holds; false means that it has none.
func (f *field) read(v reflect.Value) (reflect.Value, bool) {
	switch f.shape {
	case pointer:
		return v.Elem(), !v.IsNil()
	case null:
		return v.Field(0), v.Field(1).Bool()
	}
	return v, true
}

// wrap returns what the Go field holds for a value of its base type. A pointer is always a new one, for the
// old one may be shared.
func (f *field) wrap(v reflect.Value) reflect.Value {
	switch f.shape {
	case pointer:
		p := reflect.New(f.base)
		p.Elem().Set(v)
		return p
	case null:
		n := reflect.New(f.Type).Elem()
		n.Field(0).Set(v)
		n.Field(1).SetBool(true)
		return n
	}
	return v
}

// absent returns what the Go field holds for no value: nil, or the empty text.
func (f *field) absent() reflect.Value { return reflect.Zero(f.Type) }

// format writes a value of the base type as the field shows it, so that reading it back gives the same value.
func (f *field) format(v reflect.Value) string {
	switch f.kind {
	case intKind:
		return strconv.FormatInt(v.Int(), 10)
	case uintKind:
		return strconv.FormatUint(v.Uint(), 10)
	case floatKind:
		return formatFloat(v.Float(), f.base.Bits())
	case boolKind:
		return formatBool(v.Bool(), f.Widget)
	case durationKind:
		return time.Duration(v.Int()).String()
	case writtenKind:
		return formatWritten(v)
	}
	return v.String()
}

func formatFloat(n float64, bits int) string {
	if a := math.Abs(n); a == 0 || a >= 1e-6 && a < 1e21 {
		return strconv.FormatFloat(n, 'f', -1, bits)
	}
	return strconv.FormatFloat(n, 'g', -1, bits)
}

// formatBool writes what the widget sends: a checkbox that is not ticked sends nothing.
func formatBool(b bool, w Widget) string {
	switch {
	case w != Checkbox:
		return strconv.FormatBool(b)
	case b:
		return "on"
	}
	return ""
}
