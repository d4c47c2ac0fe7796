package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/orm"
)

// New rows are made of a query without leaving the database.
func ExampleInsertFrom() {
	ctx := context.Background()
	db := market(ctx)
	defer db.Close()
	w, s := wares.C, stalls.C
	old := wares.As("old")
	n, err := orm.InsertFrom(ctx, db, wares, orm.Select(w,
		orm.Take(&w.StallID, &old.C.StallID),
		orm.As(&w.Name, orm.Concat(orm.Val("large "), orm.Col(&old.C.Name))),
		orm.Take(&w.Town, &s.Town),
		orm.As(&w.Price, orm.Col(&old.C.Price).PlusExpr(orm.Col(&old.C.Price))),
		orm.AsNull(&w.Was, orm.Col(&old.C.Price)),
		orm.As(&w.Sold, orm.Val(false)),
	).From(old).JoinOn(stalls, orm.EqColumn(&s.ID, &old.C.StallID)).Where(orm.Eq(&s.Town, "Ulm")))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n, "new wares")
	list, err := wares.Where(orm.IsNotNull(&w.Was)).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range list {
		fmt.Println(x.Name, x.Town, x.Price)
	}
	// Output:
	// 2 new wares
	// large cup Ulm 10
	// large pot Ulm 40
}
