package validate_test

import (
	"strings"
	"testing"

	"github.com/rowankit/rowan/validate"
)

func TestLengthsCountCharacters(t *testing.T) {
	t.Parallel()
	check(t, []judged{
		{"at the limit", validate.MaxLen(3), "abc", ""},
		{"above the limit", validate.MaxLen(3), "abcd", "too_long"},
		{"three characters of six bytes", validate.MaxLen(3), "éèê", ""},
		{"four characters outside the basic plane", validate.MaxLen(3), strings.Repeat("😀", 4), "too_long"},
		{"three characters outside the basic plane", validate.MaxLen(3), strings.Repeat("😀", 3), ""},
		{"empty", validate.MaxLen(3), "", ""},
		{"at the least", validate.MinLen(3), "éèê", ""},
		{"two characters of four bytes", validate.MinLen(3), "éè", "too_short"},
	})
}
