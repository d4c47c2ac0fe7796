package ormtest_test

import (
	"strings"
	"testing"

	"github.com/rowankit/rowan/ormtest"
)

func TestEachCallMakesADatabaseOfItsOwn(t *testing.T) {
	for _, variable := range []string{"ROWAN_TEST_POSTGRES", "ROWAN_TEST_MYSQL"} {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			first, second := ormtest.Server(t, variable), ormtest.Server(t, variable)
			if first == second || !strings.Contains(first, "/ormtest_") {
				t.Errorf("got %q and %q, want two databases whose names say who made them", first, second)
			}
		})
	}
}
