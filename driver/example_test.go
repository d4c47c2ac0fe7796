package driver_test

import (
	"errors"
	"fmt"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

func Example() {
	var err error = &driver.Refusal{
		Kind: fault.Unique, Table: "user", Columns: []string{"email"},
		Err: errors.New("UNIQUE constraint failed: user.email"),
	}
	if r, ok := errors.AsType[*driver.Refusal](err); ok {
		fmt.Println(r.Kind, r.Table, r.Columns)
	}
	fmt.Println(fault.KindOf(err))
	// Output:
	// unique user [email]
	// unique
}

func ExampleValue() {
	for _, v := range []driver.Value{
		{}, driver.BoolValue(true), driver.IntValue(7), driver.TextValue("seven"), driver.TimeValue(0),
	} {
		fmt.Println(v.Any())
	}
	// Output:
	// <nil>
	// true
	// 7
	// seven
	// 1970-01-01 00:00:00 +0000 UTC
}
