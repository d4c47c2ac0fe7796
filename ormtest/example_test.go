package ormtest_test

import (
	"testing"

	"github.com/rowankit/rowan/ormtest"
)

func Example() {
	_ = func(t *testing.T) { // a test of yours
		db := ormtest.Open(t, Models)
		if err := Tasks.InsertAll(t.Context(), db, []*Task{{Title: "read"}, {Title: "write"}}); err != nil {
			t.Fatal(err)
		}
		ormtest.Statements(t, db, 1, func() {
			list, err := Tasks.All(t.Context(), db)
			if err != nil || len(list) != 2 {
				t.Errorf("All: got %d tasks, %v, want 2", len(list), err)
			}
		})
	}
}
