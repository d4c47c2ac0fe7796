package orm_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

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
