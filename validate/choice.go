package validate

import (
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// namedChoices is how many values the message of OneOf lists before it only says that there are choices.
const namedChoices = 10

// OneOf returns a rule for values that equal one of those given. The slice is copied. OneOf panics when there
// is none, since no value could hold.
func OneOf[T comparable](values ...T) Rule {
	if len(values) == 0 {
		panic("validate: OneOf needs a value")
	}
	values = slices.Clone(values)
	v := fault.Violation{Kind: fault.Invalid, Code: "choice", Message: choiceMessage(values)}
	return newRule(v, func(got T) bool { return slices.Contains(values, got) })
}

func choiceMessage[T any](values []T) string {
	if len(values) > namedChoices {
		return "must be one of the choices"
	}
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = fmt.Sprint(v)
	}
	return "must be one of: " + strings.Join(words, ", ")
}
