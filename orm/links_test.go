package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// Many pairs are one statement, and so is parting them.
func TestLinksAreOneStatement(t *testing.T) {
	everywhere(t, library, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, _ dialect.Capabilities) {
		fillLibrary(t, db, 2)
		ctx, c := t.Context(), &authors.C.Genres
		three := []*genre{{ID: 1}, {ID: 2}, {ID: 3}, {ID: 1}}
		ormtest.Statements(t, sent, 1, func() {
			if err := orm.Link(ctx, db, c, &author{ID: 1}, three...); err != nil {
				t.Error(err)
			}
		})
		ormtest.Statements(t, sent, 1, func() {
			if err := orm.Unlink(ctx, db, c, &author{ID: 1}, three...); err != nil {
				t.Error(err)
			}
		})
		ormtest.Statements(t, sent, 0, func() {
			if err := orm.Link(ctx, db, c, &author{ID: 1}); err != nil {
				t.Error(err)
			}
		})
	})
}

// The parent loads the relation anew. Its children, and the others from its query, know what they knew.
func TestWhatObjectsKnowAfterALink(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, library), t.Context()
	fillLibrary(t, db.DB, 2)
	of := func(a *author) string {
		t.Helper()
		list, err := a.Genres.All()
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		for _, g := range list {
			names = append(names, g.Name)
		}
		return strings.Join(names, " ")
	}
	list, err := authors.With(&authors.C.Genres).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	essay := &genre{ID: 3}
	list[0].Genres.Add(essay)
	if err := orm.Link(ctx, db, &authors.C.Genres, list[0], essay); err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 1, func() {
		if got := of(list[0]); got != "poem novel essay" {
			t.Errorf("the parent leads to %q, want what is stored, each once", got)
		}
	})
	if err := authors.Update(ctx, db, list[0]); err != nil {
		t.Errorf("what was added is stored, and yet: %v", err)
	}
	ormtest.Statements(t, db, 0, func() {
		if got := of(list[1]); got != "novel essay" {
			t.Errorf("another of the query leads to %q", got)
		}
	})
	if err := orm.Unlink(ctx, db, &authors.C.Genres, list[0], &genre{ID: 1}); err != nil {
		t.Fatal(err)
	}
	if got := of(list[0]); got != "novel essay" {
		t.Errorf("after Unlink the parent leads to %q", got)
	}
	untouched, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	if err := orm.Link(ctx, db, &authors.C.Genres, untouched[0], &genre{ID: 1}); err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 1, func() {
		if got := of(untouched[0]) + ", " + of(untouched[1]); got != "poem novel essay, novel essay" {
			t.Errorf("those that had loaded nothing lead to %q", got)
		}
	})
	stranger := &author{ID: 1}
	if err := orm.Link(ctx, db, &authors.C.Genres, stranger, essay); err != nil {
		t.Fatal(err)
	}
	if _, err := stranger.Genres.All(); fault.KindOf(err) != fault.NotLoaded {
		t.Errorf("an object that no query has read: got %v, want the kind NotLoaded", err)
	}
}

// Goroutines that each hold an object of one query may link them, to children they share, while others read theirs.
func TestObjectsOfOneQueryAreLinkedAtOnce(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, library), t.Context()
	fillLibrary(t, db.DB, 8)
	list, err := authors.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	shared, err := genres.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	var all sync.WaitGroup
	for i, a := range list {
		all.Go(func() {
			if i%2 == 0 {
				if err := orm.Link(ctx, db, &authors.C.Genres, a, shared...); err != nil {
					t.Error(err)
				}
			}
			if of, err := a.Genres.Load(ctx); err != nil || i%2 == 0 && len(of) != 3 {
				t.Errorf("author %d has %d genres, %v", i, len(of), err)
			}
		})
	}
	all.Wait()
}

// A refusal says what to write instead.
func TestRefusalsOfWritesAlongRelationsSayTheCure(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, library), t.Context()
	fillLibrary(t, db.DB, 2)
	pending, led, removed := &author{ID: 1}, &book{ID: 1, AuthorID: 1}, &author{Name: "x"}
	pending.Books.Add(&book{Title: "t"})
	led.Author.Set(&author{ID: 2})
	removed.Genres.Remove(&genre{ID: 1})
	joined := &author{Name: "y"}
	joined.Genres.Add(&genre{ID: 1})
	got := ""
	for _, err := range []error{
		authors.Update(ctx, db, pending),
		books.Update(ctx, db, led),
		authors.Insert(ctx, db, joined),
		authors.InsertWith(ctx, db, removed, &authors.C.Genres),
		authors.InsertWith(ctx, db, joined, &authors.C.Books),
		books.InsertAll(ctx, db, []*book{{AuthorID: 1}, led}),
		orm.Link(ctx, db, &authors.C.Books, &author{ID: 1}, &book{ID: 1}),
		orm.Link(ctx, db, &authors.C.Genres, &author{}, &genre{ID: 1}),
		orm.Link(ctx, db, &authors.C.Genres, &author{ID: 1}, &genre{ID: 1}, &genre{}),
	} {
		if err == nil {
			t.Fatal("something was not refused")
		}
		got += err.Error() + "\n"
	}
	const want = `author: invalid: Books was changed, and a direct write stores columns alone; for a new object use InsertWith, which stores both; for one that exists take the change back, and write the rows of book with their AuthorID
book: invalid: Author was changed, and a direct write stores columns alone; set AuthorID instead, or for a new object use InsertWith, which stores both
author: invalid: Genres was changed, and a direct write stores columns alone; for a new object use InsertWith, which stores both; for one that exists take the change back, and use orm.Link and orm.Unlink
author: invalid: Genres had objects removed, and InsertWith only adds; use orm.Unlink, or remove the rows
author: invalid: Genres was changed and is not named; name it, as in InsertWith(ctx, db, x, &x.Genres), or within orm.Load(...).With
book: invalid: object 2 of 2: Author was changed, and a direct write stores columns alone; set AuthorID instead, or for a new object use InsertWith, which stores both
author: invalid: Books is no many-to-many: book.AuthorID says whose a row is; set it and write the row, or use InsertWith
author: invalid: an object has no ID, so its row is not known; insert it first, or use InsertWith
genre: invalid: object 2 of 2: an object has no ID, so its row is not known; insert it first, or use InsertWith
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the refusals (-want +got):\n%s", diff)
	}
}

// A new author with books, chapters and genres: one statement for each list, on top of those that ask for keys.
func TestInsertWithSendsFewStatements(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, library), t.Context()
	fillLibrary(t, db.DB, 1)
	a := &author{Name: "new"}
	for range 10 {
		b := &book{Title: "b"}
		b.Chapters.Add(&chapter{Title: "1"}, &chapter{Title: "2"})
		a.Books.Add(b)
	}
	a.Genres.Add(&genre{Name: "play"}, &genre{ID: 1})
	c := authors.C
	ormtest.Statements(t, db, 11, func() {
		if err := authors.InsertWith(ctx, db, a, orm.Load(&c.Books).With(&books.C.Chapters), &c.Genres); err != nil {
			t.Fatal(err)
		}
	})
	ormtest.Statements(t, db, 0, func() {
		list, err := a.Books.All()
		if err != nil || len(list) != 10 {
			t.Fatalf("%d books, %v", len(list), err)
		}
		if of, err := list[9].Chapters.All(); err != nil || len(of) != 2 || of[0].BookID != list[9].ID {
			t.Errorf("%d chapters, %v", len(of), err)
		}
		if back, err := list[3].Author.Get(); err != nil || back != a {
			t.Errorf("a book leads back to %v, %v", back, err)
		}
	})
}

// An object whose relations were not changed costs a direct write nothing.
func TestRelationsCostADirectWriteNothing(t *testing.T) { // not parallel: allocations are the whole process's
	db, ctx := ormtest.Open(t, library), t.Context()
	a := &author{Name: "a"}
	if err := authors.Insert(ctx, db, a); err != nil {
		t.Fatal(err)
	}
	obj := new(author)
	for name, do := range map[string]func() error{
		"Insert": func() error { *obj = author{Name: "n"}; return authors.Insert(ctx, db, obj) },
		"Update": func() error { return authors.Update(ctx, db, a) },
	} {
		n := testing.AllocsPerRun(50, func() {
			if err := do(); err != nil {
				t.Fatal(err)
			}
		})
		db.Statements()
		if n > 4+raceSlack { // what the recorder of statements keeps
			t.Errorf("%s: %v allocations", name, n)
		}
	}
}

func TestAnInsertWithThatIsRolledBackMayBeDoneAgain(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	ctx, a := t.Context(), authors.C
	x := &author{Name: "Ada"}
	x.Books.Add(&book{Title: "one"}, &book{Title: "two"})
	again := errors.New("again")
	for i := range 2 {
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := authors.InsertWith(ctx, tx, x, &a.Books); err != nil {
				t.Fatal(err)
			}
			if i == 0 {
				return again
			}
			return nil
		})
		if i == 0 && (err != again || x.ID != 0) {
			t.Errorf("rolled back: got %v and the key %d, want the function's error and none", err, x.ID)
		} else if i == 1 && err != nil {
			t.Fatal(err)
		}
	}
	if n, err := books.Count(ctx, db); n != 2 || err != nil {
		t.Errorf("%d books, %v; want 2", n, err)
	}
}

func TestACopyThatIsInsertedHasRelationsOfItsOwn(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 2)
	ctx := t.Context()
	list, err := authors.With(&authors.C.Books).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	one, two, three := *list[0], *list[0], *list[1]
	one.ID, two.ID, three.ID = 0, 0, 0
	if err := authors.Insert(ctx, db, &one); err != nil {
		t.Fatal(err)
	}
	if err := authors.InsertAll(ctx, db, []*author{&two, &three}); err != nil {
		t.Fatal(err)
	}
	ormtest.Statements(t, db, 2, func() {
		for _, x := range []*author{&one, &two, &three} {
			if bs, err := x.Books.Load(ctx); len(bs) != 0 || err != nil {
				t.Errorf("author %d has %d books, %v; want none", x.ID, len(bs), err)
			}
		}
	})
	if bs, err := list[0].Books.Load(ctx); len(bs) != 3 || err != nil {
		t.Errorf("the original has %d books, %v; want its 3", len(bs), err)
	}
	if got := fmt.Sprint(list[0].Books, " ", one.House); got != "[1,2,3] null" {
		t.Errorf("printed: got %s, want keys, and null for what is not loaded", got)
	}
}

func TestAFailedInsertWithIsTakenBackOnce(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	ctx, a := t.Context(), authors.C
	x := &author{Name: "Ada", HouseID: new(int64(9))}
	x.Books.Add(&book{Title: "one"})
	over := errors.New("over")
	err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		if err := authors.InsertWith(ctx, tx, x, &a.Books); fault.KindOf(err) != fault.ForeignKey {
			t.Errorf("a house that is not there: got %v, want the kind ForeignKey", err)
		}
		x.Name, x.HouseID = "Grace", nil // what the program does then is its own
		return over
	})
	if err != over || x.Name != "Grace" || x.HouseID != nil {
		t.Errorf("got %v and %q of house %v; want the function's error, and the object as the program left it", err, x.Name, x.HouseID)
	}
}
