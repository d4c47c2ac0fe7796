package fault_test

import (
	"errors"
	"fmt"

	"github.com/rowankit/rowan/fault"
)

// store stands for a write that the database refuses.
func store(email string) error {
	return fault.Refuse("User", fault.Violation{
		Field: "Email", Kind: fault.Unique, Code: "unique", Message: "is already taken",
	})
}

func Example() {
	err := fmt.Errorf("sign up: %w", store("ada@example.org"))
	switch fault.KindOf(err) {
	case fault.NotFound:
		fmt.Println("no such user")
	case fault.Unique:
		for _, v := range fault.Violations(err) {
			fmt.Println(v.Field, v.Message)
		}
	}
	fmt.Println(err)
	// Output:
	// Email is already taken
	// sign up: User: unique: Email is already taken
}

func ExampleKind_Err() {
	err := fmt.Errorf("profile: %w", fault.New(fault.NotFound, "no row has the key 7"))
	fmt.Println(errors.Is(err, fault.NotFound.Err()))
	// Output: true
}
