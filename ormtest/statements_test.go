package ormtest_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// failing records failures instead of failing.
type failing struct {
	testing.TB
	text string
}

func (f *failing) Helper() {}

func (f *failing) Errorf(format string, args ...any) { f.text += fmt.Sprintf(format, args...) }

// find sends one statement, and returns its text.
func find(t *testing.T, db *ormtest.DB, title string) string {
	t.Helper()
	q := Tasks.Where(orm.Eq(&Tasks.C.Title, title))
	if _, err := q.All(t.Context(), db); err != nil {
		t.Errorf("All: %v", err)
	}
	text, _, err := q.SQL(db.DB)
	if err != nil {
		t.Errorf("SQL: %v", err)
	}
	return text
}

func TestMoreStatementsThanAllowedFailWithTheList(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	for _, c := range []struct{ allowed, sent int }{{0, 0}, {0, 1}, {1, 1}, {1, 2}, {2, 2}, {3, 2}, {1, 100}} {
		find(t, db, "sent before, does not count")
		f, text := &failing{TB: t}, ""
		ormtest.Statements(f, db, c.allowed, func() {
			for range c.sent {
				text = find(t, db, "any")
			}
		})
		want := ""
		if c.sent > c.allowed {
			want = fmt.Sprintf("ormtest: statements: got %d, want at most %d:\n\t%s", c.sent, c.allowed, text)
		}
		if c.sent > max(c.allowed, 1) {
			want += fmt.Sprintf(" (%d times)", c.sent)
		}
		if f.text != want {
			t.Errorf("%d statements where %d are allowed: got the failure %q, want %q", c.sent, c.allowed, f.text, want)
		}
	}
}

func TestTheListKeepsTheOrder(t *testing.T) {
	t.Parallel()
	db, f, text := ormtest.Open(t, Models), &failing{TB: t}, ""
	ormtest.Statements(f, db, 0, func() {
		text = find(t, db, "one")
		find(t, db, "two")
		if _, err := orm.Exec(t.Context(), db, orm.SQL("DELETE FROM task WHERE id = 1")); err != nil {
			t.Errorf("Exec: %v", err)
		}
		find(t, db, "three")
	})
	want := "ormtest: statements: got 4, want at most 0:\n\t" + text + " (2 times)\n\tDELETE FROM task WHERE id = 1\n\t" + text
	if f.text != want {
		t.Errorf("got %q, want %q", f.text, want)
	}
}

func TestEveryStatementOfTheBlockCounts(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	if err := Tasks.Insert(t.Context(), db, &Task{Title: "taken"}); err != nil {
		t.Fatalf("Insert: %v", err)
	}
	ctx := t.Context()
	for name, do := range map[string]func() error{
		"one that fails": func() error {
			if err := Tasks.Insert(ctx, db, &Task{Title: "taken"}); fault.KindOf(err) != fault.Unique {
				return fmt.Errorf("got %v, want the kind Unique", err)
			}
			return nil
		},
		"one of a stream": func() error {
			for _, err := range Tasks.Query().Stream(ctx, db) {
				if err != nil {
					return err
				}
			}
			return nil
		},
		"one of another goroutine": func() (err error) {
			var wg sync.WaitGroup
			wg.Go(func() { _, err = Tasks.Count(ctx, db) })
			wg.Wait()
			return err
		},
	} {
		t.Run(name, func(t *testing.T) {
			f := &failing{TB: t}
			ormtest.Statements(f, db, 0, func() {
				if err := do(); err != nil {
					t.Error(err)
				}
			})
			if f.text == "" {
				t.Errorf("a block that sent a statement, none allowed: it did not fail")
			}
		})
	}
}

func TestLoadsOnTouchAreCounted(t *testing.T) {
	t.Parallel()
	db, f := stack(t, 3), &failing{TB: t}
	boxes := readBoxes(t, db)
	ormtest.Statements(f, db, 0, func() {
		for _, b := range boxes {
			if _, err := b.Inside.Load(t.Context()); err != nil {
				t.Error(err)
			}
		}
	})
	if !strings.Contains(f.text, "statements: got 1, want at most 0:") || !strings.Contains(f.text, "box_id") {
		t.Errorf("three boxes that load what is inside on touch: got the failure %q, want the one statement", f.text)
	}
}

func TestADatabaseThatTheCallerOpenedIsCounted(t *testing.T) {
	t.Parallel()
	var sent, behind ormtest.Recorder
	sent.Next = &behind
	db, err := connect.OpenWith(t.Context(), ormtest.URL(t), Models, orm.Options{Observer: &sent})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	behind.Statements()
	f := &failing{TB: t}
	ormtest.Statements(f, &sent, 0, func() {
		if _, err := Tasks.Count(t.Context(), db); err != nil {
			t.Errorf("Count: %v", err)
		}
	})
	list := behind.Statements()
	if len(list) != 1 || f.text != "ormtest: statements: got 1, want at most 0:\n\t"+list[0] {
		t.Errorf("one statement, none allowed: got the failure %q, and the next observer was told of %q", f.text, list)
	}
}
