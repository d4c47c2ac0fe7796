package validate_test

import (
	"fmt"

	"github.com/rowankit/rowan/validate"
)

func Example() {
	even := validate.Func("even", "must be even", func(n int) bool { return n%2 == 0 })
	email := "ada@example"
	for _, judge := range []struct {
		rule  validate.Rule
		value any
	}{
		{validate.MaxLen(3), "Ada"},
		{validate.Email, &email},
		{validate.Between(0.0, 1.0), 95.0},
		{even, 7},
	} {
		if v, holds := judge.rule.Judge(judge.value); !holds {
			fmt.Println(v.Code, "-", v.Message)
		}
	}
	// Output:
	// not_an_email - must be an email address such as name@example.org
	// out_of_range - must be between 0 and 1
	// even - must be even
}

func ExampleFold() {
	fmt.Println(validate.Fold("ÉVA@Example.org") == validate.Fold("e\u0301va@example.org"))
	fmt.Println(validate.Fold("STRASSE") == validate.Fold("straße"))
	// Output:
	// true
	// true
}

func ExampleText() {
	v, holds := validate.Text("Ada\nLovelace", false)
	fmt.Println(holds, v.Message)
	// Output: false must be a single line
}
