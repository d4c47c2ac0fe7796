package validate_test

import (
	"testing"

	"github.com/rowankit/rowan/validate"
)

func TestPatternMatchesTheWholeText(t *testing.T) {
	t.Parallel()
	lower := validate.Pattern("[a-z]+", "must be lower-case letters")
	either := validate.Pattern("cat|dog", "must be a pet")
	lines := validate.Pattern("(?m)^[a-z]+$", "must be lower-case letters")
	check(t, []judged{
		{"a word", lower, "abc", ""},
		{"a trailing newline", lower, "abc\n", "pattern"},
		{"a leading newline", lower, "\nabc", "pattern"},
		{"empty", lower, "", "pattern"},
		{"an alternative", either, "dog", ""},
		{"an alternative and more", either, "catx", "pattern"},
		{"more and an alternative", either, "xdog", "pattern"},
		{"one line in multi-line mode", lines, "abc", ""},
		{"two lines in multi-line mode", lines, "abc\nABC", "pattern"},
	})
}
