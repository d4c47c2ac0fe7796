package validate_test

import (
	"testing"

	"github.com/rowankit/rowan/validate"
)

func TestOneOfKeepsItsOwnValues(t *testing.T) {
	t.Parallel()
	values := []string{"free", "paid"}
	rule := validate.OneOf(values...)
	values[0] = "gold"
	check(t, []judged{
		{"a choice", rule, "free", ""},
		{"no choice", rule, "gold", "choice"},
		{"another case", rule, "Free", "choice"},
		{"empty", rule, "", "choice"},
		{"a number", validate.OneOf(1, 2, 3), 3, ""},
	})
}
