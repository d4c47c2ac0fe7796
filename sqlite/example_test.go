package sqlite_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlite"
)

func Example() {
	ctx := context.Background()
	db, err := sqlite.Open(ctx, sqlite.Options{}) // in memory; Path names a file
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	conn, err := db.Acquire(ctx, driver.ReadWrite)
	if err != nil {
		log.Fatal(err)
	}
	defer conn.Release()
	create := &driver.Statement{SQL: "CREATE TABLE user (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT"}
	if _, err := conn.Exec(ctx, create, nil); err != nil {
		log.Fatal(err)
	}
	insert := &driver.Statement{SQL: "INSERT INTO user (name) VALUES (?)"}
	for _, name := range []string{"Ada", "Grace"} {
		r, err := conn.Exec(ctx, insert, []driver.Value{driver.TextValue(name)})
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println("stored", r.Key)
	}

	list := &driver.Statement{SQL: "SELECT id, name FROM user ORDER BY name DESC", Reads: true}
	rows, err := conn.Query(ctx, list, nil)
	if err != nil {
		log.Fatal(err)
	}
	defer rows.Close()
	for {
		ok, err := rows.Next()
		if err != nil {
			log.Fatal(err)
		}
		if !ok {
			break
		}
		fmt.Println(rows.Int(0), string(rows.Bytes(1)))
	}
	// Output:
	// stored 1
	// stored 2
	// 2 Grace
	// 1 Ada
}
