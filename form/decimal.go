package form

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// checkPrecision says what is wrong with the digits that a definition gives a field.
func (f *field) checkPrecision() []string {
	switch {
	case f.kind != writtenKind:
		return []string{fmt.Sprintf("Decimal is for numbers that marshal themselves as text, not for %s", f.Type)}
	case f.Precision < 1 || f.Scale < 0 || f.Scale > f.Precision:
		return []string{fmt.Sprintf("Decimal(%d, %d) must have at least one digit, and not more behind the point than in all", f.Precision, f.Scale)}
	}
	return nil
}

// checkDecimal holds a typed number to plain decimal notation and to the digits that the field has, before the
// type reads it: what is cheap to type, such as 1e999999999, need not be cheap to hold.
func (c *control) checkDecimal(typed string) *fault.Violation {
	whole, fraction, _ := strings.Cut(unsigned(typed), ".")
	switch {
	case strings.ContainsAny(typed, "eE"):
		return invalid("not_a_number", "must be a number such as 0.95, without an exponent")
	case whole+fraction == "" || skipDigits(whole) != "" || skipDigits(fraction) != "":
		return notDecimal(typed)
	}
	fraction = strings.TrimRight(fraction, "0")
	switch {
	case len(fraction) > c.Scale && c.Scale == 0:
		return outOfRange("must be a whole number")
	case len(fraction) > c.Scale:
		return outOfRange(fmt.Sprintf("must have at most %s behind the point", count(c.Scale, "digit")))
	case len(strings.TrimLeft(whole, "0")) > c.Precision-c.Scale:
		return outOfRange(fmt.Sprintf("must have at most %s before the point", count(c.Precision-c.Scale, "digit")))
	}
	return nil
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
