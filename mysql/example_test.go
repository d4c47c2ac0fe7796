package mysql_test

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/sqlast"
)

func Example() {
	sql, err := dialect.SQL(mysql.Dialect{Returning: true}, sqlast.Insert{
		Into: "user", Columns: []string{"name"}, Rows: 1, Returning: []string{"id"},
	})
	fmt.Println(sql, err)
	// Output: INSERT INTO `user` (`name`) VALUES (?) RETURNING `id` <nil>
}
