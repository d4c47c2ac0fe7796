package orm_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

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
