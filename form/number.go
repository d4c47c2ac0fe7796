package form

import (
	"errors"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// parseInt reads a whole number with an optional sign.
func (c *control) parseInt(typed string, v reflect.Value) *fault.Violation {
	if !isWhole(typed) {
		return notWhole(typed)
	}
	bits := c.base.Bits()
	n, err := strconv.ParseInt(typed, 10, bits)
	if errors.Is(err, strconv.ErrRange) {
		lo, hi := int64(math.MinInt64)>>(64-bits), int64(math.MaxInt64)>>(64-bits)
		return c.outside(typed, fmt.Sprintf("must be between %d and %d", lo, hi))
	}
	v.SetInt(n)
	return nil
}

// parseUint reads a whole number that is not below zero; "-0" and "+1" are such.
func (c *control) parseUint(typed string, v reflect.Value) *fault.Violation {
	if !isWhole(typed) {
		return notWhole(typed)
	}
	bits := c.base.Bits()
	digits := strings.TrimLeft(typed, "+-")
	n, err := strconv.ParseUint(digits, 10, bits)
	if errors.Is(err, strconv.ErrRange) || typed[0] == '-' && n != 0 {
		return c.outside(typed, fmt.Sprintf("must be between 0 and %d", uint64(math.MaxUint64)>>(64-bits)))
	}
	v.SetUint(n)
	return nil
}

// parseFloat reads a number in plain decimal or exponent notation. Minus zero becomes zero, as databases
// disagree about it.
func (c *control) parseFloat(typed string, v reflect.Value) *fault.Violation {
	mantissa, ok := cutMantissa(typed)
	if !ok {
		return notDecimal(typed)
	}
	n, err := strconv.ParseFloat(typed, c.base.Bits())
	switch {
	case errors.Is(err, strconv.ErrRange):
		return c.outside(typed, "is too large a number")
	case n == 0 && strings.ContainsAny(mantissa, "123456789"):
		return outOfRange("is too close to zero")
	case n == 0:
		n = 0 // without the sign that minus zero has
	}
	v.SetFloat(n)
	return nil
}

// outside is the violation of a number that its type cannot hold: what the field's own bound says when that
// is the bound which was passed, and otherwise the type's.
func (c *control) outside(typed, byType string) *fault.Violation {
	below := typed[0] == '-'
	if c.span != nil && (below && c.Min != nil || !below && c.Max != nil) {
		end := math.Inf(1)
		if below {
			end = math.Inf(-1)
		}
		if v, ok := c.span.Judge(end); !ok {
			return &v
		}
	}
	return outOfRange(byType)
}

// isWhole reports whether s is digits after an optional sign, all in ASCII.
func isWhole(s string) bool {
	digits := unsigned(s)
	return digits != "" && skipDigits(digits) == ""
}

// cutMantissa checks the notation of a decimal number and returns what stands before its exponent.
func cutMantissa(s string) (string, bool) {
	mantissa, exponent, found := strings.Cut(strings.Replace(s, "E", "e", 1), "e")
	if found && !isWhole(exponent) {
		return "", false
	}
	whole, fraction, _ := strings.Cut(unsigned(mantissa), ".")
	return mantissa, whole+fraction != "" && skipDigits(whole) == "" && skipDigits(fraction) == ""
}

// unsigned drops one sign.
func unsigned(s string) string {
	if s != "" && (s[0] == '-' || s[0] == '+') {
		return s[1:]
	}
	return s
}

func skipDigits(s string) string { return strings.TrimLeft(s, "0123456789") }

func notWhole(typed string) *fault.Violation {
	_, decimal := cutMantissa(strings.Replace(typed, ",", ".", 1))
	switch {
	case isGrouped(typed):
		return invalid("not_a_number", "must be a whole number such as 1000; write it without commas")
	case decimal:
		return invalid("not_a_number", "must be a whole number such as 12, without a fraction or an exponent")
	}
	return invalid("not_a_number", "must be a whole number such as 12")
}

// isGrouped reports whether s is a whole number with a comma before every three digits.
func isGrouped(s string) bool {
	groups := strings.Split(unsigned(s), ",")
	for i, g := range groups {
		if g == "" || skipDigits(g) != "" || len(g) > 3 || i > 0 && len(g) != 3 {
			return false
		}
	}
	return len(groups) > 1
}

func notDecimal(typed string) *fault.Violation {
	if _, ok := cutMantissa(strings.Replace(typed, ",", ".", 1)); ok {
		return invalid("not_a_number", "must be a number such as 0.95; use a point, not a comma")
	}
	return invalid("not_a_number", "must be a number such as 0.95")
}

func outOfRange(message string) *fault.Violation {
	return &fault.Violation{Kind: fault.OutOfRange, Code: "out_of_range", Message: message}
}
