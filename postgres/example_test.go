package postgres_test

import (
	"context"
	"fmt"
	"os"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/sqlast"
)

// A program opens a database with package connect; this is what lies below.
func Example() {
	ctx := context.Background()
	db, err := postgres.Open(ctx, postgres.Options{
		Hosts: []string{"db1.example.org", "db2.example.org"}, TargetSessionAttrs: "read-write",
		Database: "shop", User: "shop", Password: os.Getenv("PASSWORD"),
	})
	if err != nil {
		return
	}
	defer db.Close()
	conn, err := db.Acquire(ctx, driver.ReadOnly)
	if err != nil {
		return
	}
	defer conn.Release()
	statement := &driver.Statement{SQL: `SELECT "id", "name" FROM "user" WHERE "id" = ANY ($1)`, Reads: true}
	rows, err := conn.Query(ctx, statement, []driver.Value{driver.ListValue([]driver.Value{driver.IntValue(7), driver.IntValue(8)})})
	if err != nil {
		return
	}
	defer rows.Close()
	for more, err := rows.Next(); more && err == nil; more, err = rows.Next() {
		fmt.Println(rows.Int(0), string(rows.Bytes(1)))
	}
}

func ExampleDialect() {
	sql, err := dialect.SQL(postgres.Dialect{}, sqlast.Select{
		From: "user", Columns: []sqlast.Expr{sqlast.Column{Name: "id"}},
		Where: sqlast.In{X: sqlast.Column{Name: "name"}, N: 1, Packed: true},
		Order: []sqlast.Order{{Expr: sqlast.Column{Name: "age"}, Nullable: true}}, Limit: true,
	})
	if err != nil {
		panic(err)
	}
	fmt.Println(sql)
	// Output: SELECT "id" FROM "user" WHERE "name" = ANY ($1) ORDER BY "age" NULLS FIRST LIMIT $2
}
