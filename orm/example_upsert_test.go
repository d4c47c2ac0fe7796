package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/orm"
)

// A row that is there gets the higher price; one with a lower price is left alone.
func ExampleExcluded() {
	ctx := context.Background()
	db := market(ctx)
	defer db.Close()
	w := wares.C
	higher := orm.On(&w.Name).Set(orm.SetExpr(&w.Price, orm.Excluded(&w.Price)), orm.SetOpt(&w.Was, orm.Col(&w.Price))).
		Where(orm.Excluded(&w.Price).GtExpr(orm.Col(&w.Price)))
	for _, price := range []int64{25, 15} {
		pot := &ware{StallID: 1, Name: "pot", Price: price}
		changed, err := wares.Upsert(ctx, db, pot, higher)
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(changed, pot.Price, *pot.Was)
	}
	// Output:
	// true 25 20
	// false 25 20
}
