package orm

import (
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// bound turns the argument of Min or Max into an int64 or float64, as the column needs it.
func (c *Column) bound(word string, v any) any {
	switch k := c.c.value.Kind; {
	case k >= layout.Int8 && k <= layout.Uint64:
		return c.wholeBound(word, v)
	case k == layout.Float32 || k == layout.Float64:
		return c.realBound(word, v)
	case k == layout.Own && v != nil:
		return v // read when it is known whether it is a decimal
	}
	c.mistake("is %s, and %s is for numbers; remove it", c.c.goType(), word)
	return nil
}

func (c *Column) wholeBound(word string, v any) any {
	whole, real, ok := number(v)
	low, high := kinds[c.c.value.Kind].Range()
	switch {
	case real != nil, !ok && !reflect.ValueOf(v).CanUint():
		c.mistake("is %s, and has %s(%s); write a whole number", c.c.goType(), word, said(v))
	case !ok, whole < low, whole > high:
		c.mistake("is %s, and has %s(%s); write a number between %d and %d", c.c.goType(), word, said(v), low, high)
	case c.c.value.Elem == durationType:
		return c.durationBound(word, whole, v)
	default:
		return whole
	}
	return nil
}

var durationType = reflect.TypeFor[time.Duration]()

// durationBound insists on a unit, unless the bound is 0.
func (c *Column) durationBound(word string, whole int64, v any) any {
	if _, ok := v.(time.Duration); !ok && whole != 0 {
		c.mistake("is %s, and has %s(%s), which are nanoseconds; write a time.Duration, such as %s*time.Second", c.c.goType(), word, said(v), said(v))
		return nil
	}
	return time.Duration(whole)
}

func (c *Column) realBound(word string, v any) any {
	whole, real, ok := number(v)
	if real == nil {
		f := float64(whole)
		real = &f
	}
	switch {
	case !ok:
		c.mistake("is %s, and has %s(%s); write a finite number", c.c.goType(), word, said(v))
	case c.c.value.Kind == layout.Float32 && math.Abs(*real) > math.MaxFloat32:
		c.mistake("is %s, and has %s(%s); write a number that a float32 holds", c.c.goType(), word, said(v))
	default:
		return *real
	}
	return nil
}

// said is a value as its author may have written it.
func said(v any) string {
	if s, ok := v.(string); ok {
		return strconv.Quote(s)
	}
	return fmt.Sprint(v)
}

// number reads any of Go's numbers: whole, or real when it is a floating-point one. NaN and whole numbers
// above math.MaxInt64 are none.
func number(v any) (whole int64, real *float64, ok bool) {
	r := reflect.ValueOf(v)
	switch {
	case !r.IsValid():
		return 0, nil, false
	case r.CanInt():
		return r.Int(), nil, true
	case r.CanUint():
		return int64(r.Uint()), nil, r.Uint() <= math.MaxInt64
	case r.CanFloat():
		f := r.Float()
		return 0, &f, !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	return 0, nil, false
}

// ordered notes bounds that no number can lie between.
func (c *Column) ordered() *Column {
	switch low := c.c.min.(type) {
	case int64:
		if high, ok := c.c.max.(int64); ok && low > high {
			c.mistake("has Min(%d) above Max(%d); turn them around", low, high)
		}
	case float64:
		if high, ok := c.c.max.(float64); ok && low > high {
			c.mistake("has Min(%v) above Max(%v); turn them around", low, high)
		}
	case time.Duration:
		if high, ok := c.c.max.(time.Duration); ok && low > high {
			c.mistake("has Min(%v) above Max(%v); turn them around", low, high)
		}
	}
	return c
}

// boundaries are the bounds as constants of a definition; nil for none.
func (c *column) boundaries() (low, high any) {
	if c.limits != nil {
		return constant(c.limits.low), constant(c.limits.high)
	}
	return boundary(c.min), boundary(c.max)
}

func boundary(bound any) any {
	if d, ok := bound.(time.Duration); ok {
		return int64(d)
	}
	return bound
}
