package validate

import (
	"fmt"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
)

// MinLen returns a rule for texts of at least n characters. It counts Unicode code points, as databases do.
// It panics when n is not positive.
func MinLen(n int) Rule {
	mustBePositive("MinLen", n)
	v := fault.Violation{Kind: fault.Invalid, Code: "too_short", Message: "must be at least " + characters(n)}
	return newRule(v, func(s string) bool { return len(s) >= n && utf8.RuneCountInString(s) >= n })
}

// MaxLen returns a rule for texts of at most n characters. It counts Unicode code points, as databases do.
// It panics when n is not positive.
func MaxLen(n int) Rule {
	mustBePositive("MaxLen", n)
	v := fault.Violation{Kind: fault.TooLong, Code: "too_long", Message: "must be at most " + characters(n)}
	return newRule(v, func(s string) bool { return len(s) <= n || utf8.RuneCountInString(s) <= n })
}

func mustBePositive(rule string, n int) {
	if n <= 0 {
		panic(fmt.Sprintf("validate: %s(%d): the length must be positive", rule, n))
	}
}

func characters(n int) string {
	if n == 1 {
		return "1 character"
	}
	return fmt.Sprintf("%d characters", n)
}
