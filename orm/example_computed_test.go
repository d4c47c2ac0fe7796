package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

type position struct {
	ID     int64
	Title  string
	Price  int64
	Pieces int64
	Total  int64
	Label  string
}

func (p *position) Define(t *orm.Table[position]) {
	t.Column(&p.Total).Index().Generated(orm.Times(orm.Col(&p.Price), orm.Col(&p.Pieces)))
	t.Column(&p.Label).Computed(orm.Concat(orm.TextOf(orm.Col(&p.Pieces)), orm.Val(" x "), orm.Col(&p.Title)))
}

var positions = orm.Define[position]()

// The total is stored, so an index finds it; the label is computed by each query.
func ExampleColumn_Generated() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(positions))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}

	tea := &position{Title: "tea", Price: 300, Pieces: 4}
	if err := positions.InsertAll(ctx, db, []*position{tea, {Title: "jam", Price: 450, Pieces: 1}}); err != nil {
		log.Fatal(err)
	}
	fmt.Println(tea.Total)
	tea.Pieces = 5
	if err := positions.Update(ctx, db, tea); err != nil {
		log.Fatal(err)
	}
	fmt.Println(tea.Total)

	p := positions.C
	list, err := positions.Where(orm.Gt(&p.Total, 1000), orm.HasPrefix(&p.Label, "5")).OrderBy(orm.Desc(&p.Total)).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, x := range list {
		fmt.Println(x.Label, x.Total)
	}
	// Output:
	// 1200
	// 1500
	// 5 x tea 1500
}
