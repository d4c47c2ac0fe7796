package ormtest_test

import (
	"context"
	"testing"

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
