package dialect_test

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

func Example() {
	sql, err := dialect.SQL(sqlite.Dialect{}, sqlast.Select{
		From:    "user",
		Columns: []sqlast.Expr{sqlast.Count{}},
		Where:   sqlast.Compare{Op: sqlast.Gt, Left: sqlast.Column{Name: "id"}, Right: sqlast.Param{}},
	})
	fmt.Println(sql, err)
	// Output: SELECT count(*) FROM "user" WHERE "id" > ? <nil>
}
