package orm_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

type shipment struct {
	ID     int64
	Buyer  string
	Sent   time.Time
	Paid   *time.Time
	Detail json.RawMessage
}

var shipments = orm.Define[shipment]()

// Which shipments had tea, when they were due, and how many days they took to be paid.
func ExampleJSONText() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(shipments))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}
	sent := time.Date(2024, 1, 31, 12, 0, 0, 0, time.UTC)
	err = shipments.InsertAll(ctx, db, []*shipment{
		{Buyer: " Ada ", Sent: sent, Paid: new(sent.Add(60 * time.Hour)), Detail: json.RawMessage(`{"items": [{"name": "tea", "n": 2}]}`)},
		{Buyer: "Grace", Sent: sent, Detail: json.RawMessage(`{"items": [{"name": "jam", "n": 1}]}`)},
	})
	if err != nil {
		log.Fatal(err)
	}

	o := shipments.C
	row := new(struct {
		Buyer string
		Pots  *int64
		Due   time.Time
		Days  *float64
	})
	item := orm.Col(&o.Detail)
	list, err := orm.Select(row,
		orm.As(&row.Buyer, orm.Upper(orm.Trim(orm.Col(&o.Buyer)))),
		orm.AsNull(&row.Pots, orm.JSONInt(item, "items", 0, "n")),
		orm.As(&row.Due, orm.AddTime(orm.Col(&o.Sent), orm.Val(1), orm.Month)),
		orm.AsNull(&row.Days, orm.Ratio(orm.Elapsed(orm.Col(&o.Sent), orm.Opt(&o.Paid)), orm.Val(24*time.Hour))),
	).From(shipments).Where(orm.JSONText(item, "items", 0, "name").Eq("tea")).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range list {
		fmt.Println(r.Buyer, *r.Pots, r.Due.Format(time.DateOnly), *r.Days)
	}
	// Output: ADA 2 2024-02-29 2.5
}

// What a text of the buyer's says is a number, or it is missing.
func ExampleIntOf() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(shipments))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	row := new(struct {
		Whole, Other int64
		Part         *float64
	})
	r, err := orm.Select(row,
		orm.As(&row.Whole, orm.Coalesce(orm.IntOf(orm.Val(" +12 ")), -1)),
		orm.As(&row.Other, orm.Coalesce(orm.IntOf(orm.Val("12 pots")), -1)),
		orm.AsNull(&row.Part, orm.FloatOf(orm.Val("1.25e1"))),
	).One(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(r.Whole, r.Other, *r.Part)
	// Output: 12 -1 12.5
}
