package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// How many books each author has, and how long their titles are.
func ExampleSelect() {
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(authors, houses, books, chapters, genres, desks))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		log.Fatal(err)
	}
	ada := &author{Name: "Ada"}
	ada.Books.Add(&book{Title: "Notes"}, &book{Title: "Letters"})
	err = db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		authors.Add(s, ada, &author{Name: "Grace"})
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}

	a, b := authors.C, books.C
	row := new(struct {
		Name    string
		Books   int64
		Longest *int64
	})
	list, err := orm.Select(row,
		orm.Take(&row.Name, &a.Name),
		orm.As(&row.Books, orm.CountOf(orm.Col(&b.ID))),
		orm.AsNull(&row.Longest, orm.Max(orm.Length(orm.Col(&b.Title)))),
	).From(authors).LeftJoin(&a.Books).GroupBy(&a.ID).OrderBy(orm.Desc(&row.Books)).All(ctx, db)
	if err != nil {
		log.Fatal(err)
	}
	for _, r := range list {
		fmt.Println(r.Name, r.Books, r.Longest != nil)
	}
	// Output:
	// Ada 2 true
	// Grace 0 false
}
