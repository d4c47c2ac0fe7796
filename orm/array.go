package orm

import (
	"errors"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/canon"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// arrayValue lists the elements of the slice at p.
func arrayValue(v layout.Value, p layout.Pointer) (driver.Value, error) {
	first, n := p.Elements()
	size := v.Elem.Elem().Size()
	list := make([]driver.Value, n)
	for i := range list {
		e, err := elementValue(v.Item, first.Field(uintptr(i)*size))
		if err != nil {
			return driver.Value{}, ofElement(err, i)
		}
		list[i] = e
	}
	return driver.ListValue(list), nil
}

func elementValue(k layout.Kind, p layout.Pointer) (driver.Value, error) {
	switch k {
	case layout.String:
		return textValue(*layout.At[string](p, 0))
	case layout.Time:
		return timeValue(*layout.At[time.Time](p, 0))
	}
	return scalarValue(k, p)
}

// ofElement says which element is refused.
func ofElement(err error, i int) error {
	if r, ok := errors.AsType[*refusedValue](err); ok {
		v := r.violation
		return refuse(v.Kind, v.Code, "element "+strconv.Itoa(i+1)+" "+v.Message)
	}
	return err
}

// normalizeArray brings the elements into the form in which they are stored, in a new array when one changes.
func (c *column) normalizeArray(obj, p layout.Pointer) {
	first, n := p.Elements()
	size := c.value.Elem.Elem().Size()
	for i := range n {
		if !unlikeStored(c.value.Item, first.Field(uintptr(i)*size)) {
			continue
		}
		slice := reflect.ValueOf(p.Interface(c.value.Elem)).Elem()
		fresh := reflect.MakeSlice(c.value.Elem, n, n)
		reflect.Copy(fresh, slice)
		for j := i; j < n; j++ {
			e, _ := layout.Data(fresh.Index(j).Addr().Interface())
			asStored(c.value.Item, e)
		}
		reflect.ValueOf(c.renewed(obj, p).Interface(c.value.Elem)).Elem().Set(fresh)
		return
	}
}

func unlikeStored(k layout.Kind, p layout.Pointer) bool {
	switch k {
	case layout.Time:
		t := *layout.At[time.Time](p, 0)
		return t != t.UTC().Truncate(time.Microsecond)
	case layout.Float64:
		f := *layout.At[float64](p, 0)
		return f == 0 && math.Signbit(f)
	case layout.Float32:
		f := *layout.At[float32](p, 0)
		return f == 0 && math.Signbit(float64(f))
	}
	return false
}

func asStored(k layout.Kind, p layout.Pointer) {
	switch k {
	case layout.Time:
		t := layout.At[time.Time](p, 0)
		*t = t.UTC().Truncate(time.Microsecond)
	case layout.Float64:
		*layout.At[float64](p, 0) += 0
	case layout.Float32:
		*layout.At[float32](p, 0) += 0
	}
}

// array reads JSON text into the slice at a place; a problem completes "User.Tags ...".
func (s *scanner) array(text []byte, v layout.Value, at layout.Pointer) (problem string) {
	slice := reflect.MakeSlice(v.Elem, 0, 4)
	zero := reflect.Zero(v.Elem.Elem())
	err := canon.List(text, func(k canon.Kind, element []byte) error {
		slice = reflect.Append(slice, zero)
		e, _ := layout.Data(slice.Index(slice.Len() - 1).Addr().Interface())
		if problem = s.element(v.Item, k, element, e); problem != "" {
			problem = "has an element that " + problem
			return errElement
		}
		return nil
	})
	if err != nil {
		return orText(problem, "is no list")
	}
	reflect.ValueOf(at.Interface(v.Elem)).Elem().Set(slice)
	return ""
}

var errElement = errors.New("orm: an element")

// element reads one element of an array.
func (s *scanner) element(item layout.Kind, k canon.Kind, text []byte, at layout.Pointer) string {
	switch {
	case item == layout.String && k == canon.Text:
		*layout.At[string](at, 0) = s.texts.text(text)
		return ""
	case item == layout.Time && k == canon.Text:
		t, err := time.Parse(time.RFC3339Nano, string(text))
		if err != nil {
			return "is no time"
		}
		*layout.At[time.Time](at, 0) = t.UTC()
		return ""
	case item == layout.Bool && k == canon.Word && string(text) != "null":
		*layout.At[bool](at, 0) = string(text) == "true"
		return ""
	case k == canon.Number && item != layout.String && item != layout.Time && item != layout.Bool:
		return numberElement(item, string(text), at)
	}
	return "is of another type"
}

// numberElement reads a number of an array.
func numberElement(item layout.Kind, text string, at layout.Pointer) string {
	switch item {
	case layout.Float64, layout.Float32:
		bits := 64
		if item == layout.Float32 {
			bits = 32
		}
		f, err := strconv.ParseFloat(text, bits)
		switch {
		case err != nil:
			return "is out of range"
		case item == layout.Float32:
			*layout.At[float32](at, 0) = float32(f)
		default:
			*layout.At[float64](at, 0) = f
		}
		return ""
	}
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return "is no whole number within the range"
	}
	return integer(item, at, n)
}
