package sqlite_test

import (
	"strings"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

// findLike is a query with a pattern for a name.
func findLike(t *testing.T, indexed bool) string {
	t.Helper()
	name := sqlast.Column{Name: "name"}
	return sqlOf(t, sqlast.Select{
		From: "item", Columns: []sqlast.Expr{name}, Where: sqlast.Like{X: name, Pattern: sqlast.Param{}, Indexed: indexed},
	})
}

func TestAPrefixIsSearchedInAnIndex(t *testing.T) {
	t.Parallel()
	db := stock(t, sqlite.Options{}, 10)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE INDEX ix ON item (name)")
	sql := "EXPLAIN QUERY PLAN " + findLike(t, true)
	plan := query(t, c, sql, driver.TextValue("name 1%"))
	if got, ok := plan[0][3].(string); !ok || !strings.HasPrefix(got, "SEARCH") {
		t.Errorf("%s: got the plan %v, want a SEARCH", sql, plan)
	}
}

// TestAPatternIsNotPlannedAnew counts allocations, which compiling a statement makes and running it does not.
func TestAPatternIsNotPlannedAnew(t *testing.T) { // alone: it counts allocations
	db := stock(t, sqlite.Options{}, 10)
	c := acquire(t, db, driver.ReadOnly)
	patterns := []driver.Value{driver.TextValue("%1"), driver.TextValue("%2%"), driver.TextValue("name%")}
	for indexed, compiles := range map[bool]bool{false: false, true: true} {
		s := &driver.Statement{SQL: findLike(t, indexed), Reads: true}
		i := 0
		got := testing.AllocsPerRun(100, func() {
			i++
			if _, err := c.Exec(t.Context(), s, patterns[i%3:i%3+1]); err != nil {
				t.Fatal(err)
			}
		})
		if (got > 0) != compiles {
			t.Errorf("%s: got %v allocations; is it compiled for each pattern? want %t", s.SQL, got, compiles)
		}
	}
}
