package sqlast_test

import (
	"fmt"

	"github.com/rowankit/rowan/sqlast"
)

func Example() {
	adult := sqlast.Compare{Op: sqlast.Ge, Left: sqlast.Column{Name: "age"}, Right: sqlast.Param{}}
	named := sqlast.Like{X: sqlast.Column{Name: "name"}, Pattern: sqlast.Param{}}
	where := sqlast.And{Terms: []sqlast.Expr{adult, named, sqlast.Not{X: adult}}}
	fmt.Println(where.ColumnNames())
	// Output: [age name]
}
