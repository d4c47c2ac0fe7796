package connect_test

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

func Example() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(Cities)) // in memory
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		fmt.Println(err)
		return
	}
	oslo := &City{Name: "Oslo"}
	fmt.Println(Cities.Insert(ctx, db, oslo), oslo.ID)
	// Output: <nil> 1
}

func ExampleParseURL() {
	file, err := connect.ParseURL("sqlite:////var/lib/app/app.db?busy_timeout=2s")
	fmt.Println(file.SQLite.Path, file.SQLite.BusyTimeout, err)
	server, err := connect.ParseURL("postgres://app:p%40ss@db1:5432,db2:5432/shop?target_session_attrs=read-write")
	fmt.Println(server.Postgres.Hosts, server.Postgres.Database, err)
	// Output:
	// /var/lib/app/app.db 2s <nil>
	// [db1:5432 db2:5432] shop <nil>
}
