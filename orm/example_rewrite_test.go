package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// stall is a place in a market, and its wares.
type stall struct {
	ID    int64
	Town  string
	Wares orm.Many[ware]
}

type ware struct {
	ID      int64
	StallID int64
	Name    string
	Town    string
	Price   int64
	Was     *int64
	Sold    bool
	Stall   orm.One[stall]
}

func (w *ware) Define(t *orm.Table[ware]) {
	t.Column(&w.Name).Size(50).Unique()
	orm.BelongsTo(t, &w.Stall).Inverse(&orm.C[stall]().Wares)
}

var (
	stalls = orm.Define[stall]()
	wares  = orm.Define[ware]()
)

// market is two stalls with three wares.
func market(ctx context.Context) *orm.DB {
	db, err := connect.Open(ctx, "sqlite://", orm.Models(stalls, wares))
	if err == nil {
		err = db.CreateTables(ctx)
	}
	if err == nil {
		err = stalls.InsertAll(ctx, db, []*stall{{Town: "Ulm"}, {Town: "Aue"}})
	}
	if err == nil {
		err = wares.InsertAll(ctx, db, []*ware{{StallID: 1, Name: "cup", Price: 5}, {StallID: 1, Name: "pot", Price: 20}, {StallID: 2, Name: "jug", Price: 12}})
	}
	if err != nil {
		log.Fatal(err)
	}
	return db
}

// Values of a change are computed by the database, of the row as it was and of joined rows.
func ExampleSetExpr() {
	ctx := context.Background()
	db := market(ctx)
	defer db.Close()
	s, w := stalls.C, wares.C
	n, err := wares.Join(&w.Stall).Where(orm.Eq(&s.Town, "Ulm")).Update(ctx, db,
		orm.SetExpr(&w.Town, orm.Col(&s.Town)),
		orm.SetOpt(&w.Was, orm.Col(&w.Price)),
		orm.SetExpr(&w.Price, orm.When(orm.Gt(&w.Price, 10), orm.Col(&w.Price).Minus(3)).Else(orm.Col(&w.Price).Minus(1))),
	)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(n, "wares are cheaper")
	list, err := wares.Where(orm.IsNotNull(&w.Was)).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range list {
		fmt.Println(x.Name, x.Town, *x.Was, x.Price)
	}
	// Output:
	// 2 wares are cheaper
	// cup Ulm 5 4
	// pot Ulm 20 17
}
