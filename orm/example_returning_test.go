package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/orm"
)

// A deletion gives back what it has removed, and a change what its rows are then.
func ExampleQuery_Returning() {
	ctx := context.Background()
	db := market(ctx)
	defer db.Close()
	w := wares.C
	cheaper, err := wares.Where(orm.Gt(&w.Price, 10)).Returning().Update(ctx, db, orm.SetExpr(&w.Price, orm.Col(&w.Price).Minus(3)))
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range cheaper {
		fmt.Println(x.Name, x.Price)
	}
	gone, err := wares.Where(orm.Lt(&w.Price, 10)).Returning().Delete(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range gone {
		fmt.Println(x.Name, "is gone")
	}
	// Output:
	// pot 17
	// jug 9
	// cup is gone
	// jug is gone
}

// Values of the rows come back in structs of the program.
func ExampleReturning() {
	ctx := context.Background()
	db := market(ctx)
	defer db.Close()
	w := wares.C
	row := new(struct {
		Name string
		Was  *int64
		Now  int64
	})
	list, err := orm.Returning(wares.Where(orm.Eq(&w.StallID, 1)), row,
		orm.Take(&row.Name, &w.Name), orm.Take(&row.Was, &w.Was), orm.Take(&row.Now, &w.Price),
	).Update(ctx, db, orm.SetOpt(&w.Was, orm.Col(&w.Price)), orm.SetExpr(&w.Price, orm.Col(&w.Price).Plus(1)))
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range list {
		fmt.Println(x.Name, *x.Was, x.Now)
	}
	// Output:
	// cup 5 6
	// pot 20 21
}
