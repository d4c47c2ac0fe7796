package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/rowankit/rowan/orm"
)

type (
	// rack has volumes; board is the same without relations.
	rack struct {
		ID      int64
		Name    string
		Volumes orm.Many[volume]
	}
	board struct {
		ID   int64
		Name string
	}
	volume struct {
		ID     int64
		Name   string
		RackID int64
		Rack   orm.One[rack]
	}
)

// What relations cost:
//
//	Get of a model with them    one allocation more
//	All of it                   a few more, however many objects there are
//	touching what is loaded     nothing
//	10,000 children of 100      their slabs and texts, and what joins them with their parents
func TestRelationsAllocateLittle(t *testing.T) { // not parallel: allocations are the whole process's
	racks, boards, volumes := orm.Define[rack](), orm.Define[board](), orm.Define[volume]()
	db, ctx := open(t, racks, boards, volumes), context.Background()
	check := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	for i := range 100 {
		check(racks.Insert(ctx, db, &rack{Name: "r"}))
		check(boards.Insert(ctx, db, &board{Name: fmt.Sprint(i)}))
	}
	list := make([]*volume, 10_000)
	for i := range list {
		list[i] = &volume{Name: "v", RackID: int64(i%100 + 1)}
	}
	check(volumes.InsertAll(ctx, db, list))
	key := any(int64(7))
	allocs := func(do func() error) float64 {
		return testing.AllocsPerRun(20, func() { check(do()) })
	}
	most := func(what string, got, want float64) {
		t.Helper()
		if got > want+raceSlack {
			t.Errorf("%s: %v allocations, want at most %v", what, got, want)
		}
	}
	most("Get", allocs(func() error { _, err := racks.Get(ctx, db, key); return err })-
		allocs(func() error { _, err := boards.Get(ctx, db, key); return err }), 1)
	more := func(n int) float64 {
		with, without := racks.Limit(n), boards.Limit(n)
		return allocs(func() error { _, err := with.All(ctx, db); return err }) - allocs(func() error { _, err := without.All(ctx, db); return err })
	}
	most("All of 10", more(10), 4)
	most("All of 100", more(100), 4)

	loaded, err := racks.With(&racks.C.Volumes).All(ctx, db)
	check(err)
	most("touching what is loaded", allocs(func() error {
		for _, r := range loaded {
			found, err := r.Volumes.Load(ctx)
			if err != nil || len(found) != 100 {
				return fmt.Errorf("%d volumes, %w", len(found), err)
			}
			if back, err := found[99].Rack.Get(); back != r || err != nil {
				return fmt.Errorf("it leads to %v, %w", back, err)
			}
		}
		return nil
	}), 0)
	got := allocs(func() error { _, err := racks.With(&racks.C.Volumes).All(ctx, db); return err })
	t.Logf("10,000 children of 100 parents: %v allocations", got)
	most("10,000 children of 100 parents", got, 120)
}
