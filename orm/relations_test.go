package orm_test

import (
	"fmt"
	"testing"

	"github.com/rowankit/rowan/orm"
)

type (
	// author has many books, belongs to no house or one, and knows other authors.
	author struct {
		ID      int64
		Name    string
		HouseID *int64

		House   orm.One[house]
		Books   orm.Many[book]
		Genres  orm.Many[genre]
		Desk    orm.One[desk]
		Mentor  orm.One[author]
		Pupils  orm.Many[author]
		Admires orm.Many[author]
		Fans    orm.Many[author]

		MentorID *int64
	}
	house struct {
		ID      int64
		Name    string
		Authors orm.Many[author]
	}
	book struct {
		ID       int64
		Title    string
		AuthorID int64
		EditorID *int64

		Author   orm.One[author]
		Editor   orm.One[author]
		Chapters orm.Many[chapter]
	}
	chapter struct {
		ID     int64
		BookID int64
		Title  string
		Book   orm.One[book]
	}
	genre struct {
		ID      int64
		Name    string
		Authors orm.Many[author]
	}
	// desk is one for each author that has one.
	desk struct {
		ID       int64
		AuthorID int64
		Author   orm.One[author]
	}
)

func (a *author) Define(t *orm.Table[author]) {
	orm.ManyToMany(t, &a.Genres)
	orm.ManyToMany(t, &a.Admires).Table("admiration", "fan_id", "idol_id").Inverse(&a.Fans)
	orm.BelongsTo(t, &a.Mentor).Inverse(&a.Pupils).OnDelete(orm.SetNull)
}

func (b *book) Define(t *orm.Table[book]) {
	orm.BelongsTo(t, &b.Author).Inverse(&orm.C[author]().Books).OnDelete(orm.Cascade)
	orm.BelongsTo(t, &b.Editor).OnDelete(orm.SetNull)
}

func (d *desk) Define(t *orm.Table[desk]) { t.Column(&d.AuthorID).Unique() }

var (
	authors  = orm.Define[author]()
	houses   = orm.Define[house]()
	books    = orm.Define[book]()
	chapters = orm.Define[chapter]()
	genres   = orm.Define[genre]()
	desks    = orm.Define[desk]()
	library  = orm.Models(authors, houses, books, chapters, genres, desks)
)

// fillLibrary stores n authors with 3 books of 2 chapters each, in two houses and with two genres each.
func fillLibrary(t *testing.T, db orm.Writer, n int) {
	t.Helper()
	ctx := t.Context()
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(houses.InsertAll(ctx, db, []*house{{Name: "north"}, {Name: "south"}}))
	check(genres.InsertAll(ctx, db, []*genre{{Name: "poem"}, {Name: "novel"}, {Name: "essay"}}))
	var as []*author
	for i := range n {
		a := &author{Name: fmt.Sprintf("author %d", i+1)}
		if i%3 != 0 {
			a.HouseID = new(int64(i%2 + 1))
		}
		as = append(as, a)
	}
	check(authors.InsertAll(ctx, db, as))
	var bs []*book
	for i, a := range as {
		for k := range 3 {
			bs = append(bs, &book{Title: fmt.Sprintf("book %d.%d", i+1, k+1), AuthorID: a.ID})
		}
	}
	check(books.InsertAll(ctx, db, bs))
	var cs []*chapter
	for _, b := range bs {
		cs = append(cs, &chapter{BookID: b.ID, Title: "one"}, &chapter{BookID: b.ID, Title: "two"})
	}
	check(chapters.InsertAll(ctx, db, cs))
	for i := range as {
		for k := range 2 {
			_, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO author_genre (author_id, genre_id) VALUES (?, ?)", as[i].ID, (i+k)%3+1))
			check(err)
		}
	}
}
