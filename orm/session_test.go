package orm_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"strings"
	"testing"
	"weak"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// stocked is a database with authors 1 to n, each with one book.
func stocked(t *testing.T, n int) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, library)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		for i := range n {
			a := &author{Name: fmt.Sprintf("Author %d", i+1)}
			a.Books.Add(&book{Title: "First"})
			authors.Add(s, a)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return db
}

func TestAnObjectThatIsKeptKeepsNoOthersOfItsSession(t *testing.T) {
	t.Parallel()
	db := stocked(t, 2)
	var kept *author
	var other weak.Pointer[author]
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) (err error) {
		if kept, err = authors.Get(ctx, s, 1); err != nil {
			return err
		}
		a, err := authors.Get(ctx, s, 2)
		other = weak.Make(a)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 5 {
		runtime.GC()
	}
	if other.Value() != nil {
		t.Error("author 2 is still in memory, which nothing but the session of author 1 knew")
	}
	runtime.KeepAlive(kept)
}

func TestASessionThatIsClearedHoldsNothing(t *testing.T) {
	t.Parallel()
	db := stocked(t, 1)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		first, err := authors.Get(ctx, s, 1)
		if err != nil {
			return err
		}
		first.Name = "Flushed"
		if err := s.Clear(ctx); err != nil {
			return err
		}
		held := weak.Make(first)
		first.Name = "Nobody looks"
		second, err := authors.Get(ctx, s, 1)
		if err != nil {
			return err
		}
		if second == first || second.Name != "Flushed" {
			t.Errorf("after Clear: got the object %v again, or the name %q, want another with what was flushed", second == first, second.Name)
		}
		first = nil
		for range 5 {
			runtime.GC()
		}
		if held.Value() != nil {
			t.Error("the session still holds an object that it has let go of")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestASecondGoroutineInASessionIsRefused(t *testing.T) {
	t.Parallel()
	var other func() error // what another goroutine does while the first one flushes
	var got error
	db := ormtest.OpenWith(t, library, orm.Options{Observer: during(func() {
		if other != nil {
			done := make(chan error)
			go func() { done <- other() }()
			got = <-done
		}
	})})
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		authors.Add(s, &author{Name: "Author"})
		other = func() error { return s.Flush(ctx) }
		defer func() { other = nil }()
		return s.Flush(ctx)
	})
	for who, err := range map[string]error{"the other goroutine": got, "the session, since the work may be torn": err} {
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "goroutine") {
			t.Errorf("%s: got %v, want that a session is for one goroutine", who, err)
		}
	}
}

// during is called while a statement runs.
type during func()

func (d during) Observe(context.Context, orm.Event) { d() }

func TestASessionAfterItsEndIsRefused(t *testing.T) {
	t.Parallel()
	db := stocked(t, 1)
	var after *orm.Session
	var a *author
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) (err error) {
		after = s
		a, err = authors.Get(ctx, s, 1)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for what, err := range map[string]error{
		"Flush":  after.Flush(t.Context()),
		"Clear":  after.Clear(t.Context()),
		"Nested": after.Nested(t.Context(), func(context.Context) error { return nil }),
		"Get":    second(authors.Get(t.Context(), after, 1)),
		"All":    second(authors.All(t.Context(), after)),
		"Merge":  second(authors.Merge(t.Context(), after, &author{ID: 1})),
		"Bulk":   second(authors.Where(orm.Eq(&authors.C.ID, 1)).Delete(t.Context(), after.Bulk())),
	} {
		if fault.KindOf(err) != fault.Invalid || !strings.Contains(err.Error(), "session is over") {
			t.Errorf("%s after the end: got %v, want that the session is over", what, err)
		}
	}
	if _, err := a.Books.All(); fault.KindOf(err) != fault.NotLoaded || !strings.Contains(err.Error(), "author: not loaded: Books") {
		t.Errorf("a relation after the end: got %v, want NotLoaded that names it", err)
	}
	a.Books.Add(&book{Title: "Second"}) // on its own again, so nothing of the session is asked
	if list, err := a.Books.All(); err == nil {
		t.Errorf("a relation with something added, that was not loaded: got %d rows", len(list))
	}
}

func second[T any](_ T, err error) error { return err }

// What a session costs beyond the reads, in allocations:
//
//	a Get of a row that is held       its key as an interface
//	a flush that finds nothing        a few, however many objects are held
//	All of rows that are held         what All without a session takes, and links to their peers
func TestSessionsAllocateLittle(t *testing.T) { // not parallel: allocations are the whole process's
	const n = 1000
	db := stocked(t, n)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		all, err := authors.All(ctx, s)
		if err != nil {
			return err
		}
		for what, c := range map[string]struct {
			most float64
			do   func() error
		}{
			"Get of a held row":     {1, func() error { return second(authors.Get(ctx, s, all[7].ID)) }},
			"flush without changes": {10, func() error { return s.Flush(ctx) }},
			"All of held rows": {5 * n, func() error {
				list, err := authors.All(ctx, s)
				if err == nil && (len(list) != n || list[0] != all[0]) {
					err = errors.New("other objects came")
				}
				return err
			}},
		} {
			if got := testing.AllocsPerRun(5, func() {
				if err := c.do(); err != nil {
					t.Fatal(err)
				}
			}); got > c.most {
				t.Errorf("%s: %.1f allocations, want at most %.0f", what, got, c.most)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestCopiesOfHeldObjectsAreTheirOwn(t *testing.T) {
	t.Parallel()
	db := stocked(t, 1)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		a, err := authors.Get(ctx, s, 1)
		if err != nil {
			return err
		}
		twin := *a
		twin.Name = "Twin"
		twin.Books.Add(&book{Title: "of the copy"})
		if err := s.Flush(ctx); err != nil {
			return err
		}
		twin.ID, twin.Name = 0, "Twin"
		authors.Add(s, &twin)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	list, err := authors.With(&authors.C.Books).All(t.Context(), db)
	if err != nil || len(list) != 2 {
		t.Fatalf("got %d authors, %v, want 2", len(list), err)
	}
	got := fmt.Sprint(list[0].Name, list[0].Books, list[1].Name, list[1].Books)
	if want := "Author 1[1]Twin[2]"; got != want {
		t.Errorf("authors with their books: got %s, want %s", got, want)
	}
}
