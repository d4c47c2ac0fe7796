package validate

import (
	"regexp"

	"github.com/rowankit/rowan/fault"
)

// Pattern returns a rule for texts that match a regular expression from their first to their very last byte:
// a trailing newline does not slip through as it does with ^ and $. The expression is in the syntax of package
// regexp and should be a constant; message says what is expected ("must be lower-case letters"). Pattern panics
// when the expression does not compile or the message is empty.
func Pattern(re, message string) Rule {
	if message == "" {
		panic("validate: Pattern needs a message")
	}
	regexp.MustCompile(re) // by itself, so that an unbalanced one cannot escape the anchors
	whole := regexp.MustCompile(`\A(?:` + re + `)\z`)
	v := fault.Violation{Kind: fault.Invalid, Code: "pattern", Message: message}
	return newRule(v, whole.MatchString)
}
