package ormtest_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type Task struct {
	ID    int64
	Title string
}

func (k *Task) Define(t *orm.Table[Task]) { t.Column(&k.Title).Size(10).Unique() }

var (
	Tasks  = orm.Define[Task]()
	Models = orm.Models(Tasks)
)

func TestEachDatabaseIsEmptyAndReady(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"first", "second with % and #?"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db := ormtest.Open(t, Models)
			if err := Tasks.Insert(t.Context(), db, &Task{Title: "one"}); err != nil {
				t.Fatalf("Insert: %v", err)
			}
			if n, err := Tasks.Count(t.Context(), db); n != 1 || err != nil {
				t.Errorf("Count: got %d, %v, want the 1 row of this test", n, err)
			}
		})
	}
}

func TestTheDatabaseIsClosedWhenTheTestEnds(t *testing.T) {
	t.Parallel()
	var kept *ormtest.DB
	t.Run("inner", func(t *testing.T) { kept = ormtest.Open(t, Models) })
	if _, err := Tasks.Count(context.Background(), kept); err == nil {
		t.Errorf("Count after the test: got no error, want that the database is closed")
	}
}

// failing records failures instead of failing.
type failing struct {
	testing.TB
	text string
}

func (f *failing) Helper() {}

func (f *failing) Errorf(format string, args ...any) { f.text += fmt.Sprintf(format, args...) }

func TestAtMostListsTheStatements(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, Models), t.Context()
	two := func() {
		if err := Tasks.Insert(ctx, db, &Task{}); err != nil && fault.KindOf(err) != fault.Unique {
			t.Errorf("Insert: %v", err)
		}
		if _, err := Tasks.All(ctx, db); err != nil {
			t.Errorf("All: %v", err)
		}
	}
	for n, fails := range map[int]bool{0: true, 1: true, 2: false, 3: false} {
		f := &failing{TB: t}
		db.AtMost(f, n, two)
		if fails != (f.text != "") {
			t.Errorf("AtMost(%d) of two statements: got the failure %q, want one: %v", n, f.text, fails)
		}
		if fails && (!strings.Contains(f.text, "got 2 statements") || strings.Count(f.text, "\n\t") != 2 || !strings.Contains(f.text, "INSERT INTO") || !strings.Contains(f.text, "SELECT")) {
			t.Errorf("AtMost(%d): got %q, want a list of both statements", n, f.text)
		}
	}
}

func TestStatementsAreForgottenOnceRead(t *testing.T) {
	t.Parallel()
	db := ormtest.Open(t, Models)
	if list := db.Statements(); len(list) != 0 {
		t.Errorf("a new database: got %q, want nothing", list)
	}
	if _, err := Tasks.Count(t.Context(), db); err != nil {
		t.Fatalf("Count: %v", err)
	}
	if list := db.Statements(); len(list) != 1 {
		t.Errorf("after Count: got %q, want one statement", list)
	}
	if list := db.Statements(); len(list) != 0 {
		t.Errorf("read again: got %q, want nothing", list)
	}
}

func TestAnObserverAmongTheOptionsIsToldToo(t *testing.T) {
	t.Parallel()
	var own ormtest.Recorder
	db := ormtest.OpenWith(t, Models, orm.Options{Observer: &own})
	own.Statements()
	if _, err := Tasks.Count(t.Context(), db); err != nil {
		t.Fatalf("Count: %v", err)
	}
	if mine, its := own.Statements(), db.Statements(); len(mine) != 1 || len(its) != 1 || mine[0] != its[0] {
		t.Errorf("got %q and %q, want the same statement", mine, its)
	}
}
