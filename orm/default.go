package orm

import (
	"encoding/json"
	"fmt"
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// ConstText is SQL text that only a constant of the source can be: an untyped constant becomes one by itself,
// and a string variable does not compile. No value that came from outside ever gets into it.
type ConstText string

var nowExpr schema.Expr = sqlast.Now{}

func rawExpr(sql ConstText) schema.Expr { return sqlast.Raw{SQL: string(sql)} }

// settleDefault converts a Default to the field's type and judges it as a written value would be.
func (d *definition) settleDefault(c *column) {
	v := reflect.ValueOf(c.def)
	elem := c.value.Elem
	switch {
	case v.Kind() == reflect.Func:
		d.add(c.field, "has a function as Default; write a value, or Auto(time.Now) for a time")
		return
	case !convertible(v, elem):
		d.add(c.field, "is %s and has a Default of type %T%s; write a value of type %s", c.goType(), c.def, shown(v), elem)
		return
	}
	p, _ := layout.Data(reflect.New(d.typ).Interface())
	c.setElem(c.settable(p), v.Convert(elem))
	c.normalize(p)
	if violation, bad := c.judge(p); bad {
		d.add(c.field, "has a Default that its own rules refuse: it %s", violation.Message)
		return
	}
	value, err := c.encode(p)
	if err != nil {
		d.add(c.field, "has a Default that cannot be stored: %v", err)
		return
	}
	at, _ := c.at(p)
	c.def = reflect.ValueOf(at.Interface(elem)).Elem().Interface() // normalized, as it is stored
	c.literal = constant(value)
}

// convertible tells whether a default can become the field's type without losing anything.
func convertible(v reflect.Value, elem reflect.Type) bool {
	if !v.IsValid() || !v.CanConvert(elem) {
		return false
	}
	if v.Type() == elem || elem.Kind() == reflect.Interface {
		return true
	}
	if numeric(v.Kind()) != numeric(elem.Kind()) || (v.Kind() == reflect.String) != (elem.Kind() == reflect.String) {
		return false
	}
	back := v.Convert(elem).Convert(v.Type())
	return back.Comparable() && v.Comparable() && back.Equal(v)
}

// shown is a value in a mistake, where it says something: numbers and texts do, addresses do not.
func shown(v reflect.Value) string {
	if numeric(v.Kind()) || v.Kind() == reflect.String || v.Kind() == reflect.Bool {
		return fmt.Sprintf(" (%v)", v)
	}
	return ""
}

func numeric(k reflect.Kind) bool {
	return k >= reflect.Int && k <= reflect.Float64 && k != reflect.Uintptr
}

// setElem stores a value in a field that may be a pointer or a sql.Null.
func (c *column) setElem(field, v reflect.Value) {
	switch c.value.Nullable {
	case layout.ByPointer:
		field.Set(reflect.New(c.value.Elem))
		field.Elem().Set(v)
	case layout.ByValid:
		field.Field(0).Set(v)
		field.Field(1).SetBool(true)
	default:
		field.Set(v)
	}
}

// constant turns a value into what sqlast.Literal holds.
func constant(v driver.Value) any {
	switch v.Kind() {
	case driver.UUID:
		return [16]byte([]byte(v.Text()))
	case driver.Decimal:
		return sqlast.Decimal{Unscaled: v.Int(), Scale: v.Scale()}
	}
	return v.Any()
}

// fillDefaults puts the defaults into a new object, each a value of its own.
func (m *mapper) fillDefaults(obj layout.Pointer) {
	for _, c := range m.visibleColumns() {
		if c.literal == nil {
			continue
		}
		c.setElem(c.settable(obj), c.freshDefault())
		if c.deferred != nil {
			c.deferred.state(obj).known = wasSet
		}
	}
}

// freshDefault is the default as a value that shares nothing with those of other objects.
func (c *column) freshDefault() reflect.Value {
	v := reflect.ValueOf(c.def)
	switch c.value.Kind {
	case layout.Bytes, layout.Raw, layout.Array:
		return reflect.AppendSlice(reflect.MakeSlice(v.Type(), 0, v.Len()), v)
	case layout.Any:
		fresh := reflect.New(c.value.Elem)
		if err := json.Unmarshal([]byte(c.literal.(string)), fresh.Interface()); err != nil {
			return v // settleDefault has read it once already
		}
		return fresh.Elem()
	}
	return v
}
