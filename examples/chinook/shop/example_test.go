package shop_test

import (
	"context"
	"fmt"
	"log"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

func Example() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", shop.Shop) // in memory
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}
	if err := shop.Load(ctx, db); err != nil {
		log.Fatal(err)
	}
	a := shop.Albums.C
	albums, err := shop.Albums.Join(&a.Artist).Where(orm.Eq(&shop.Artists.C.Name, new("Accept"))).With(&a.Tracks).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, album := range albums {
		tracks, err := album.Tracks.Load(ctx)
		fmt.Println(album.Title, len(tracks), err)
	}

	i := shop.Invoices.C
	row := new(struct {
		Country *string
		Revenue *decimal.Decimal
	})
	sales, err := orm.Select(row, orm.Take(&row.Country, &i.BillingCountry), orm.AsNull(&row.Revenue, orm.Sum(orm.Col(&i.Total)))).
		From(shop.Invoices).GroupBy(&row.Country).OrderBy(orm.Desc(&row.Revenue)).Limit(2).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, s := range sales {
		fmt.Println(*s.Country, s.Revenue)
	}
	// Output:
	// Balls to the Wall 1 <nil>
	// Restless and Wild 3 <nil>
	// USA 523.06
	// Canada 303.96
}
