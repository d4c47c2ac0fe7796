package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// A transaction that another one got in the way of is run again from its beginning, reading included: what it read may
// be old.
func ExampleDB_TxWith() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	rename := func(ctx context.Context, tx *orm.Tx) error {
		user, err := Users.Get(ctx, tx, 1)
		if err != nil {
			return err
		}
		user.Name += " L."
		return Users.Update(ctx, tx, user)
	}
	if err := Users.Insert(ctx, db, &User{Name: "Ada", Email: "ada@example.org"}); err != nil {
		log.Fatal(err)
	}
	var err error
	for range 5 {
		err = db.TxWith(ctx, orm.TxOptions{Isolation: orm.Serializable}, rename)
		if fault.KindOf(err) != fault.Serialization {
			break
		}
	}
	user, _ := Users.Get(ctx, db, 1)
	fmt.Println(user.Name, err)
	// Output: Ada L. <nil>
}

func ExampleModel_UpdateAll() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	list := []*User{{Name: "Ada", Email: "ada@example.org"}, {Name: "Grace", Email: "grace@example.org"}}
	if err := Users.InsertAll(ctx, db, list); err != nil {
		log.Fatal(err)
	}
	for _, user := range list {
		user.Name = "Dr. " + user.Name
	}
	fmt.Println(Users.UpdateAll(ctx, db, list, &Users.C.Name))
	list[1].ID = 99
	fmt.Println(Users.UpdateAll(ctx, db, list, &Users.C.Name))
	// Output:
	// <nil>
	// User: not found: object 2 of 2: no row has the key 99
}

func ExampleDB_Replica() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	n, err := Users.Count(ctx, db.Replica()) // the database itself, since its URL names no replicas
	fmt.Println(n, err)
	// Output: 0 <nil>
}
