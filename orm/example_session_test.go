package orm_test

import (
	"context"
	"errors"
	"fmt"
	"log"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// What is changed in objects of a session is written at its end: the columns that differ, and nothing of other objects.
func ExampleDB_Session() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		Users.Add(s, &User{Name: "Ada", Email: "ada@example.org"}, &User{Name: "Grace", Email: "grace@example.org"})
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	err = db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		list, err := Users.All(ctx, s)
		if err != nil {
			return err
		}
		list[0].Name = "Ada L."
		Users.Remove(s, list[1])
		return nil
	})
	left, _ := Users.All(ctx, db)
	fmt.Println(len(left), left[0].Name, err)
	// Output: 1 Ada L. <nil>
}

// A refused object is named, and what was written into it is taken back, so that it can be shown and stored again.
func ExampleObjectErrors() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	user := &User{Name: "Ada", Email: "nobody"}
	store := func(ctx context.Context, s *orm.Session) error { Users.Add(s, user); return nil }
	err := db.Session(ctx, store)
	for _, refused := range orm.ObjectErrors(err) {
		fmt.Println(refused.Object == any(user), fault.Violations(refused)[0].Field, user.ID)
	}
	user.Email = "ada@example.org"
	fmt.Println(db.Session(ctx, store), user.ID)
	// Output:
	// true Email 0
	// <nil> 1
}

// A part of a session that may fail by itself stands behind a savepoint.
func ExampleSession_Nested() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		ada := &User{Name: "Ada", Email: "ada@example.org"}
		Users.Add(s, ada)
		err := s.Nested(ctx, func(ctx context.Context) error {
			ada.Name = "Grace"
			return errors.New("she is not")
		})
		fmt.Println(ada.Name, err)
		return nil
	})
	fmt.Println(err)
	// Output:
	// Ada she is not
	// <nil>
}

// Many rows are changed by one statement, in the session's transaction.
func ExampleSession_Bulk() {
	ctx := context.Background()
	db := opened(ctx)
	defer db.Close()

	u := Users.C
	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		ada := &User{Name: "Ada", Email: "ada@example.org"}
		Users.Add(s, ada)
		if _, err := Users.Where(orm.Like(&u.Name, "A%")).Update(ctx, s.Bulk(), orm.Set(&u.Name, "Countess")); err != nil {
			return err
		}
		fmt.Println(ada.Name) // as it was, until its row is read again
		ada, err := Users.Get(ctx, s, ada.ID)
		fmt.Println(ada.Name)
		return err
	})
	fmt.Println(err)
	// Output:
	// Ada
	// Countess
	// <nil>
}
