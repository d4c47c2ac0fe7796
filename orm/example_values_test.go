package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func ExampleValues() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()
	for _, name := range []string{"Grace", "Ada"} {
		if err := Users.Insert(ctx, db, &User{Name: name, Email: name + "@example.org"}); err != nil {
			log.Fatal(err)
		}
	}
	u := Users.C
	emails, err := orm.Values(ctx, db, Users.OrderBy(orm.Asc(&u.Name)), &u.Email)
	if err != nil {
		log.Fatal(err)
	}
	names, err := orm.Pairs(ctx, db, Users, &u.ID, &u.Name)
	if err != nil {
		log.Fatal(err)
	}
	longest, err := orm.Max(orm.Length(orm.Col(&u.Name))).Scalar(ctx, db, Users)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(emails, names, *longest)
	// Output: [Ada@example.org Grace@example.org] map[1:Grace 2:Ada] 5
}

func ExampleKeyed() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()
	for _, name := range []string{"Grace", "Ada"} {
		if err := Users.Insert(ctx, db, &User{Name: name, Email: name + "@example.org"}); err != nil {
			log.Fatal(err)
		}
	}
	u := Users.C
	users, err := orm.Keyed(ctx, db, Users, &u.Name)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(users["Ada"].ID, users["Grace"].ID)
	// Output: 2 1
}

func ExampleModel_GetText() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()
	if err := Users.Insert(ctx, db, &User{Name: "Ada", Email: "ada@example.org"}); err != nil {
		log.Fatal(err)
	}
	for _, id := range []string{"1", "2", "01", "ada"} { // in a handler: r.PathValue("id")
		user, err := Users.GetText(ctx, db, id)
		if err != nil {
			fmt.Println(fault.KindOf(err)) // web answers 404
			continue
		}
		fmt.Println(user.Name)
	}
	// Output:
	// Ada
	// not found
	// not found
	// not found
}
