package orm_test

import (
	"context"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
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

func TestLoadingOnTouchIsOneStatementForAllObjectsOfAQuery(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 10)
	ctx := t.Context()
	list, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 3, func() {
		for _, a := range list {
			bs, err := a.Books.Load(ctx)
			if err != nil || len(bs) != 3 {
				t.Fatalf("%s has %d books, %v; want 3", a.Name, len(bs), err)
			}
			for i, b := range bs {
				if want := fmt.Sprintf("book %d.%d", a.ID, i+1); b.Title != want {
					t.Errorf("%s has %q as book %d, want %q", a.Name, b.Title, i+1, want)
				}
				back, err := b.Author.Load(ctx)
				if back != a || err != nil {
					t.Errorf("%s leads back to %v, %v; want its author", b.Title, back, err)
				}
				cs, err := b.Chapters.Load(ctx)
				if len(cs) != 2 || err != nil {
					t.Errorf("%s has %d chapters, %v; want 2", b.Title, len(cs), err)
				}
			}
			gs, err := a.Genres.Load(ctx)
			if len(gs) != 2 || err != nil {
				t.Errorf("%s has %d genres, %v; want 2", a.Name, len(gs), err)
			}
		}
	})
}

func TestToOneLoadsEachRowOnce(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 7)
	ctx := t.Context()
	list, err := authors.With(&authors.C.House).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	seen := map[int64]*house{}
	ormtest.Statements(t, db, 0, func() {
		for i, a := range list {
			h, err := a.House.Load(ctx)
			switch {
			case err != nil:
				t.Fatal(err)
			case i%3 == 0 && h != nil:
				t.Errorf("%s has the house %v, want none", a.Name, h)
			case i%3 == 0:
			case h == nil || h.ID != *a.HouseID:
				t.Errorf("%s has the house %v, want %d", a.Name, h, *a.HouseID)
			case seen[h.ID] != nil && seen[h.ID] != h:
				t.Errorf("%s has a house of its own, want that of the others", a.Name)
			default:
				seen[h.ID] = h
			}
		}
	})
}

func TestWithLimitsAndCountsForEachParent(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 4)
	ctx, b := t.Context(), books.C
	var list []*author
	ormtest.Statements(t, db, 2, func() {
		var err error
		list, err = authors.With(orm.Load(&authors.C.Books).OrderBy(orm.Desc(&b.Title)).Limit(2).Counted()).All(ctx, db)
		if err != nil {
			t.Fatal(err)
		}
	})
	ormtest.Statements(t, db, 0, func() {
		for _, a := range list {
			var titles []string
			bs, err := a.Books.Load(ctx)
			if err != nil {
				t.Fatal(err)
			}
			for _, b := range bs {
				titles = append(titles, b.Title)
			}
			want := []string{fmt.Sprintf("book %d.3", a.ID), fmt.Sprintf("book %d.2", a.ID)}
			if diff := cmp.Diff(want, titles); diff != "" {
				t.Errorf("books of %s (-want +got):\n%s", a.Name, diff)
			}
			if n, err := a.Books.Count(ctx); n != 3 || err != nil {
				t.Errorf("%s has %d books in all, %v; want 3", a.Name, n, err)
			}
		}
	})
}

func TestCountsAreOneStatement(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 5)
	ctx := t.Context()
	list, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 2, func() {
		for _, a := range list {
			n, err := a.Books.Total()
			k, err2 := a.Genres.Count(ctx)
			if n != 3 || k != 2 || err != nil || err2 != nil {
				t.Errorf("%s has %d books, %v, and %d genres, %v; want 3 and 2", a.Name, n, err, k, err2)
			}
		}
	})
}

func TestStrictQueriesAndStreamsNameTheRelation(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 3)
	ctx := t.Context()
	list, err := authors.Query().Strict().All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	_, err = list[0].Books.Load(ctx)
	if want := "author: Books is not loaded"; fault.KindOf(err) != fault.NotLoaded || err == nil || len(err.Error()) < len(want) {
		t.Errorf("got %v, want the kind NotLoaded and %q", err, want)
	}
	for a, err := range authors.Query().Stream(ctx, db) {
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.House.Get(); fault.KindOf(err) != fault.NotLoaded {
			t.Errorf("a streamed object: got %v, want the kind NotLoaded", err)
		}
	}
}

func TestAStreamLoadsInPortions(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 2500)
	ctx, n := t.Context(), 0
	ormtest.Statements(t, db, 6, func() {
		for a, err := range authors.OrderBy(orm.Desc(&authors.C.Name)).With(&authors.C.Books).Stream(ctx, db) {
			if err != nil {
				t.Fatal(err)
			}
			if bs, err := a.Books.All(); len(bs) != 3 || err != nil {
				t.Fatalf("%s has %d books, %v; want 3", a.Name, len(bs), err)
			}
			n++
		}
	})
	if n != 2500 {
		t.Errorf("%d authors, want 2,500", n)
	}
}

func TestGoroutinesTouchObjectsOfOneQuery(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 20)
	ctx := t.Context()
	list, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	var wait sync.WaitGroup
	for _, a := range list {
		wait.Go(func() {
			bs, err := a.Books.Load(ctx)
			if err != nil || len(bs) != 3 {
				t.Errorf("%s has %d books, %v; want 3", a.Name, len(bs), err)
				return
			}
			if cs, err := bs[1].Chapters.All(); len(cs) != 2 || err != nil {
				t.Errorf("%s has %d chapters, %v; want 2", bs[1].Title, len(cs), err)
			}
			if h, err := a.House.Get(); err != nil || (h == nil) != (a.HouseID == nil) {
				t.Errorf("%s has the house %v, %v", a.Name, h, err)
			}
		})
	}
	wait.Wait()
}

func TestACopyOfAnObjectSharesWhatIsLoaded(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 4)
	ctx := t.Context()
	list, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 1, func() {
		for _, a := range list {
			c := *a
			alone := c.Books
			bs, err := alone.Load(ctx)
			if err != nil || len(bs) != 3 || bs[0].AuthorID != a.ID {
				t.Errorf("a copy of %s has %d books, %v; want its 3", a.Name, len(bs), err)
			}
		}
	})
}

func TestChildrenByARelationOfTheOtherSide(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 3)
	ctx, b := t.Context(), books.C
	list, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	first, _ := list[0].Books.Load(ctx)
	first[0].EditorID = &list[2].ID
	if err := books.Update(ctx, db, first[0]); err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 1, func() {
		edited, err := orm.Children(ctx, db, books.OrderBy(orm.Desc(&b.Title)), &b.Editor, list)
		if err != nil {
			t.Fatal(err)
		}
		if len(edited[list[2]]) != 1 || len(edited[list[0]]) != 0 || edited[list[2]][0].ID != first[0].ID {
			t.Errorf("got %v, want the one book that the third author edits", edited)
		}
	})
}

func TestOneToOneAndTreesAndPairsOfOneModel(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 3)
	ctx, a := t.Context(), authors.C
	if err := desks.Insert(ctx, db, &desk{AuthorID: 2}); err != nil {
		t.Fatal(err)
	}
	if _, err := authors.Where(orm.Gt(&a.ID, 1)).Update(ctx, db, orm.Set(&a.MentorID, new(int64(1)))); err != nil {
		t.Fatal(err)
	}
	if _, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO admiration (fan_id, idol_id) VALUES (1, 2), (3, 2), (2, 1)")); err != nil {
		t.Fatal(err)
	}
	list, err := authors.With(&a.Desk, &a.Mentor, &a.Pupils, &a.Admires, &a.Fans).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	ids := func(list []*author, err error) (all []int64) {
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range list {
			all = append(all, x.ID)
		}
		return all
	}
	ormtest.Statements(t, db, 0, func() {
		if d, _ := list[1].Desk.Load(ctx); d == nil || d.AuthorID != 2 {
			t.Errorf("the second author has the desk %v", d)
		}
		if d, _ := list[0].Desk.Load(ctx); d != nil {
			t.Errorf("the first author has the desk %v, want none", d)
		}
		if m, _ := list[2].Mentor.Load(ctx); m == nil || m.ID != 1 {
			t.Errorf("the third author has the mentor %v", m)
		}
		got := [][]int64{ids(list[0].Pupils.Load(ctx)), ids(list[0].Admires.Load(ctx)), ids(list[0].Fans.Load(ctx)), ids(list[1].Fans.Load(ctx))}
		if diff := cmp.Diff([][]int64{{2, 3}, {2}, {2}, {1, 3}}, got); diff != "" {
			t.Errorf("(-want +got):\n%s", diff)
		}
	})
}

func TestATransactionThatIsOverLoadsNoMore(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 2)
	var kept *author
	if err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) (err error) {
		kept, err = authors.Get(ctx, tx, 2)
		if err == nil {
			_, err = kept.Books.Load(ctx)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if bs, err := kept.Books.Load(t.Context()); len(bs) != 3 || err != nil {
		t.Errorf("what was loaded: %d books, %v; want 3", len(bs), err)
	}
	if _, err := kept.House.Load(t.Context()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("what was not: got %v, want the kind Invalid", err)
	}
}

func TestJoinedRowsComeWithTheStatementOfTheQuery(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 7)
	ctx, a, b, h := t.Context(), authors.C, books.C, houses.C
	ormtest.Statements(t, db, 1, func() {
		list, err := authors.With(orm.Load(&a.House).Joined()).All(ctx, db)
		if err != nil || len(list) != 7 {
			t.Fatalf("%d authors, %v; want 7", len(list), err)
		}
		seen := map[int64]*house{}
		for _, x := range list {
			got, err := x.House.Load(ctx)
			switch {
			case err != nil || (got == nil) != (x.HouseID == nil):
				t.Errorf("%s has the house %v, %v", x.Name, got, err)
			case got != nil && (got.ID != *x.HouseID || got.Name == "" || seen[got.ID] != nil && seen[got.ID] != got):
				t.Errorf("%s has the house %v, want number %d, which is one object", x.Name, got, *x.HouseID)
			case got != nil:
				seen[got.ID] = got
			}
		}
	})
	ormtest.Statements(t, db, 2, func() {
		list, err := books.Join(&b.Author).LeftJoin(&a.House).Where(orm.Eq(&a.Name, "author 2")).OrderBy(orm.Desc(&h.Name), orm.Desc(&b.Title)).
			With(orm.Load(&b.Author).Joined().With(&a.Genres)).Limit(2).All(ctx, db)
		if err != nil || len(list) != 2 || list[0].Title != "book 2.3" {
			t.Fatalf("got %v, %v; want two books of the second author", list, err)
		}
		writer, err := list[1].Author.Load(ctx)
		if err != nil || writer == nil || writer.Name != "author 2" {
			t.Fatalf("got the author %v, %v", writer, err)
		}
		if genres, err := writer.Genres.All(); len(genres) != 2 || err != nil {
			t.Errorf("got %d genres, %v; want 2", len(genres), err)
		}
	})
	if x, err := books.With(orm.Load(&b.Author).Joined(), orm.Load(&b.Editor).Joined()).First(ctx, db); fault.KindOf(err) != fault.Invalid {
		t.Errorf("two ways to one table: got %v, %v; want the kind Invalid", x, err)
	}
	x, err := authors.Where(orm.Eq(&a.ID, 2)).With(orm.Load(&a.House).Joined()).One(ctx, db)
	if err != nil || !x.House.Loaded() {
		t.Errorf("One: got %v, %v; want the house loaded", x, err)
	}
	for what, q := range map[string]orm.Query[author]{
		"a to-many":              authors.With(orm.Load(&a.Books).Joined()),
		"with a condition":       authors.With(orm.Load(&a.House).Joined().Where(orm.Eq(&h.Name, "north"))),
		"within another loading": authors.With(orm.Load(&a.Books).With(orm.Load(&b.Editor).Joined())),
	} {
		if _, err := q.All(ctx, db); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want the kind Invalid", what, err)
		}
	}
}

func TestAnUpdatedForeignKeyLeadsToItsNewRow(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 3)
	ctx := t.Context()
	list, err := books.With(&books.C.Author).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	first, second := list[0], list[1]
	first.AuthorID, second.Title = 3, "another"
	if err := books.Update(ctx, db, first); err != nil {
		t.Fatal(err)
	}
	if err := books.UpdateAll(ctx, db, list[1:]); err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 1, func() {
		for _, b := range list {
			if a, err := b.Author.Load(ctx); err != nil || a == nil || a.ID != b.AuthorID {
				t.Errorf("%s of author %d leads to %v, %v", b.Title, b.AuthorID, a, err)
			}
		}
	})
}

func TestChildrenOfNobodyAreAskedForRightly(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	_, err := orm.Children(t.Context(), db, books.Where(orm.Eq(&genres.C.Name, "poem")), &books.C.Author, nil)
	if fault.KindOf(err) != fault.Invalid {
		t.Errorf("a condition on another model: got %v, want the kind Invalid", err)
	}
}
