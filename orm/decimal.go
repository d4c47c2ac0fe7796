package orm

import (
	"math"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// exactly turns what a decimal's own type gives into a decimal of the column, or says why it is none.
func exactly(v driver.Value, t schema.Type) (driver.Value, error) {
	var digits string
	switch v.Kind() {
	case driver.Int:
		digits = strconv.FormatInt(v.Int(), 10)
	case driver.Float:
		digits = strconv.FormatFloat(v.Float(), 'f', -1, 64)
	case driver.Text:
		digits = v.Text()
	case driver.Bytes:
		digits = string(v.Bytes())
	default:
		return v, nil
	}
	unscaled, err := parseDecimal(digits, t.Precision, t.Scale)
	return driver.DecimalValue(unscaled, uint8(t.Scale)), err
}

// parseDecimal reads a number in plain or scientific notation and returns it times ten to the power of scale.
func parseDecimal(text string, precision, scale int) (int64, error) {
	number, negative := strings.CutPrefix(text, "-")
	if !negative {
		number = strings.TrimPrefix(number, "+")
	}
	mantissa, exponent, ok := cutExponent(number)
	whole, fraction, _ := strings.Cut(mantissa, ".")
	if !ok || whole+fraction == "" || strings.Trim(whole+fraction, "0123456789") != "" {
		return 0, refuse(fault.Invalid, "not_a_number", "must be a number")
	}
	digits := strings.TrimLeft(whole+fraction, "0")
	place := len(digits) - len(fraction) + exponent // of the point among the digits
	digits = strings.TrimRight(digits, "0")
	switch {
	case digits == "":
		return 0, nil
	case len(digits)-place > scale:
		return 0, outOfRange(fractionLimit(scale))
	case place > precision-scale:
		return 0, outOfRange(wholeLimit(precision, scale))
	}
	n, err := strconv.ParseInt(digits+strings.Repeat("0", place+scale-len(digits)), 10, 64)
	if err != nil {
		return 0, outOfRange(wholeLimit(precision, scale))
	}
	if negative {
		n = -n
	}
	return n, nil
}

// cutExponent splits 12e-3; false when what stands behind the e is no whole number.
func cutExponent(number string) (mantissa string, exponent int, ok bool) {
	i := strings.IndexAny(number, "eE")
	if i < 0 {
		return number, 0, true
	}
	n, err := strconv.Atoi(number[i+1:])
	return number[:i], min(max(n, math.MinInt32), math.MaxInt32), err == nil
}

func fractionLimit(scale int) string {
	if scale == 0 {
		return "must be a whole number"
	}
	return "must have at most " + count(scale, "digit") + " behind the point"
}

func wholeLimit(precision, scale int) string {
	return "must have at most " + count(precision-scale, "digit") + " before the point"
}

func outOfRange(message string) error { return refuse(fault.OutOfRange, "out_of_range", message) }

// limits are the bounds of a decimal; NULL for none.
type limits struct {
	low, high driver.Value
	message   string
}

// hold reports whether a decimal lies between the limits. All have the scale of the column.
func (l *limits) hold(v driver.Value) bool {
	return (l.low.Kind() == driver.Null || v.Int() >= l.low.Int()) && (l.high.Kind() == driver.Null || v.Int() <= l.high.Int())
}

// settleLimits reads the bounds of a decimal, once its digits are known.
func (d *definition) settleLimits(c *column) {
	l := &limits{}
	c.limits = l
	if c.typ.Kind != schema.Decimal {
		d.add(c.field, "is stored as %s, and Min and Max are for numbers; write a rule with Valid", c.typ.Kind)
		return
	}
	ok := d.limit(c, "Min", c.min, &l.low)
	if ok = d.limit(c, "Max", c.max, &l.high) && ok; !ok {
		return
	}
	low, high := l.low.Any(), l.high.Any()
	switch {
	case high == nil:
		l.message = "must be at least " + low.(string)
	case low == nil:
		l.message = "must be at most " + high.(string)
	default:
		l.message = "must be between " + low.(string) + " and " + high.(string)
	}
	if low != nil && high != nil && l.low.Int() > l.high.Int() {
		d.add(c.field, "has Min(%s) above Max(%s); turn them around", low, high)
	}
	c.min, c.max = plainNumber(l.low), plainNumber(l.high)
}

func (d *definition) limit(c *column, word string, bound any, to *driver.Value) (ok bool) {
	if bound == nil {
		return true
	}
	v, err := anyValue(bound)
	if err == nil {
		v, err = exactly(v, c.typ)
	}
	switch {
	case err != nil:
		d.add(c.field, "has %s(%s), which %v", word, said(bound), err)
	case v.Kind() != driver.Decimal:
		d.add(c.field, "has %s(%s); write a number", word, said(bound))
	default:
		*to = v
		return true
	}
	return false
}

// plainNumber is a bound as other packages see it: an int64 or a float64.
func plainNumber(v driver.Value) any {
	if v.Kind() == driver.Null {
		return nil
	}
	if pow := int64(math.Pow10(v.Scale())); v.Int()%pow == 0 {
		return v.Int() / pow
	}
	f, _ := strconv.ParseFloat(v.Any().(string), 64) // the digits are a number's
	return f
}
