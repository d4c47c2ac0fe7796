package orm

import (
	"math"
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// bound turns the argument of Min or Max into an int64 or float64, as the column needs it.
func (c *Column) bound(word string, v any) any {
	k := c.c.value.Kind
	whole, real, ok := number(v)
	switch {
	case k >= layout.Int8 && k <= layout.Uint64:
		if !ok || real != nil {
			c.mistake("is %s, so %s takes a whole number, not %v", c.c.goType(), word, v)
			return nil
		}
		return whole
	case k == layout.Float32 || k == layout.Float64:
		switch {
		case !ok:
			c.mistake("is %s, so %s takes a number, not %v", c.c.goType(), word, v)
			return nil
		case real == nil:
			return float64(whole)
		}
		return *real
	}
	c.mistake("is %s, and %s is for numbers; remove it", c.c.goType(), word)
	return nil
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
	}
	return c
}
