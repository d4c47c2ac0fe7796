package orm_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// What Load and Children cannot load is refused, also for no objects, and the objects know what they knew.
func TestWhatCannotBeLoadedForObjectsAtHandIsRefused(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, library), t.Context()
	fillLibrary(t, db.DB, 2)
	list, err := authors.With(&authors.C.House).All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	a, b := authors.C, books.C
	children := func(q orm.Query[book]) error {
		_, err := orm.Children(ctx, db, q, &b.Author, nil)
		return err
	}
	for name, c := range map[string]struct {
		err  error
		want string
	}{
		"joined":          {authors.Load(ctx, db, list, orm.Load(&a.House).Joined()), "author: invalid: House is to be Joined, and Load has no query to join it to; remove Joined"},
		"joined, of none": {authors.Load(ctx, db, nil, orm.Load(&a.House).Joined()), "author: invalid: House is to be Joined, and Load has no query to join it to; remove Joined"},
		"joined within":   {authors.Load(ctx, db, list, orm.Load(&a.Books).With(orm.Load(&b.Editor).Joined())), "author: invalid: Books is loaded by a statement of its own, and Joined is for the relations of the query itself; remove it"},
		"nil":             {authors.Load(ctx, db, nil, nil), "author: invalid: With got nil; write a relation of the prototype, such as &u.Datasets"},
		"a limit of one":  {children(books.With(orm.Load(&b.Author).Limit(1))), "book: invalid: Author is one row, and Limit, OrderBy and Counted are for many; remove them"},
	} {
		if c.err == nil || c.err.Error() != c.want {
			t.Errorf("%s:\n got %v\nwant %s", name, c.err, c.want)
		}
	}
	if !list[0].House.Loaded() {
		t.Error("a Load that was refused made the object forget its house")
	}
}

// A One that was Set is known, whatever became of the context of the query that read the object.
func TestAOneThatWasSetIsLoaded(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, library)
	fillLibrary(t, db.DB, 1)
	ctx, cancel := context.WithCancel(t.Context())
	a, err := authors.Get(ctx, db, 1)
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	h := &house{ID: 2}
	a.House.Set(h)
	if got, err := a.House.Get(); got != h || err != nil {
		t.Errorf("got %v, %v; want what was Set", got, err)
	}
	if !a.House.Loaded() {
		t.Error("Loaded is false, and Load would send nothing")
	}
}

// canceler ends a context when a number of statements have been sent.
type canceler struct {
	left   atomic.Int64
	cancel atomic.Value // func()
}

func (c *canceler) Observe(context.Context, orm.Event) {
	if c.left.Add(-1) == 0 {
		c.cancel.Load().(context.CancelFunc)()
	}
}

// Whatever is loaded when the context ends, the call says so, keeps no connection, and the rest can be loaded later.
func TestALoadThatIsCanceledHalfWayKeepsNoConnection(t *testing.T) {
	t.Parallel()
	c, e := &canceler{}, authors.C
	db := ormtest.OpenWith(t, library, orm.Options{Observer: c})
	fillLibrary(t, db.DB, 3)
	whole, end := context.WithTimeout(t.Context(), time.Minute)
	defer end()
	loads := map[string]func(context.Context, []*author) error{
		"With": func(ctx context.Context, _ []*author) error {
			_, err := authors.With(orm.Load(&e.House).Joined().With(&houses.C.Authors), orm.Load(&e.Books).Limit(1).With(&books.C.Chapters), &e.Genres).All(ctx, db)
			return err
		},
		"Stream": func(ctx context.Context, _ []*author) (err error) {
			for _, e := range authors.With(&e.Books, &e.Genres).Stream(ctx, db) {
				err = e
			}
			return err
		},
		"Load": func(ctx context.Context, list []*author) error {
			return authors.Load(ctx, db, list, orm.Load(&e.Books).With(&books.C.Chapters), &e.Genres)
		},
		"touch": func(ctx context.Context, list []*author) error {
			if _, err := list[0].Books.Load(ctx); err != nil {
				return err
			}
			_, err := list[1].Genres.Count(ctx)
			return err
		},
	}
	for name, load := range loads {
		for after := range int64(2) {
			for range 12 { // more than there are connections
				list, err := authors.All(whole, db)
				if err != nil {
					t.Fatalf("%s: before: %v", name, err)
				}
				ctx, cancel := context.WithCancel(whole)
				c.cancel.Store(cancel)
				c.left.Store(after + 1)
				err = load(ctx, list)
				cancel()
				if name == "touch" && after == 1 {
					continue // nothing was left to be sent
				}
				if fault.KindOf(err) != fault.Canceled {
					t.Fatalf("%s, canceled after %d statements: got %v, want the kind Canceled", name, after+1, err)
				}
				if rows, err := list[1].Books.Load(whole); len(rows) != 3 || err != nil {
					t.Fatalf("%s, afterwards: %d books, %v", name, len(rows), err)
				}
			}
		}
	}
}
