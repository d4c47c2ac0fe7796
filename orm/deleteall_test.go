package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type draftPage struct {
	ID      int64
	Text    string
	Version int64
}

func (d *draftPage) Define(t *orm.Table[draftPage]) { t.Version(&d.Version) }

var (
	draftPages = orm.Define[draftPage]()
	drafts     = orm.Models(draftPages)
)

func TestDeleteAllSendsFewStatements(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, can dialect.Capabilities) {
		ctx := t.Context()
		list := stored(t, db, 1000)
		sent.Statements()
		if err := parcels.DeleteAll(ctx, db, list[:999]); err != nil {
			t.Fatalf("DeleteAll: %v", err)
		}
		want := 1
		if !can.Returning {
			want = 999 // only so can it tell which row was gone
		}
		if got := sent.Statements(); len(got) != want {
			t.Errorf("got %d statements for 999 objects, want %d; the first: %s", len(got), want, got[0])
		}
		if n, err := parcels.Count(ctx, db); n != 1 || err != nil {
			t.Errorf("got %d rows and error %v, want 1", n, err)
		}
		all := make([]*berth, 3000)
		for i := range all {
			all[i] = &berth{Dock: int64(i / 10), Place: int64(i % 10)}
		}
		if err := berths.InsertAll(ctx, db, all); err != nil {
			t.Fatal(err)
		}
		sent.Statements()
		if err := berths.DeleteAll(ctx, db, all); err != nil {
			t.Fatalf("DeleteAll: %v", err)
		}
		switch want = 3; {
		case !can.Returning:
			want = 3000
		case can.PackedRows:
			want = 1
		}
		if got := sent.Statements(); len(got) != want {
			t.Errorf("got %d statements for 3,000 objects of two key columns, want %d; the first: %s", len(got), want, got[0])
		}
		if n, err := berths.Count(ctx, db); n != 0 || err != nil {
			t.Errorf("got %d rows and error %v, want none", n, err)
		}
	})
}

func TestDeleteAllNamesTheObjectWhoseRowIsGone(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		list := stored(t, db, 3)
		if err := parcels.Delete(ctx, db, list[1]); err != nil {
			t.Fatal(err)
		}
		err := parcels.DeleteAll(ctx, db, list)
		if fault.KindOf(err) != fault.NotFound || !strings.Contains(err.Error(), "object 2 of 3") {
			t.Errorf("got %v, want NotFound of object 2 of 3", err)
		}
		if n, err := parcels.Count(ctx, db); n != 2 || err != nil {
			t.Errorf("got %d rows and error %v, want the 2 that were there", n, err)
		}
	})
}

func TestDeleteAllAsksForTheVersions(t *testing.T) {
	everywhere(t, drafts, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		list := make([]*draftPage, 20)
		for i := range list {
			list[i] = &draftPage{Text: fmt.Sprint(i)}
		}
		if err := draftPages.InsertAll(ctx, db, list); err != nil {
			t.Fatal(err)
		}
		theirs := *list[7]
		theirs.Text = "theirs"
		if err := draftPages.Update(ctx, db, &theirs); err != nil {
			t.Fatal(err)
		}
		err := draftPages.DeleteAll(ctx, db, list)
		stale, ok := errors.AsType[*orm.StaleError](err)
		if !ok || stale.Object != list[7] || stale.Stored.(*draftPage).Text != "theirs" || !strings.Contains(err.Error(), "object 8 of 20") {
			t.Fatalf("got %#v, want a StaleError of object 8 of 20", err)
		}
		list[7] = &theirs
		if err := draftPages.DeleteAll(ctx, db, list); err != nil {
			t.Errorf("DeleteAll with the new version: %v", err)
		}
		if n, err := draftPages.Count(ctx, db); n != 0 || err != nil {
			t.Errorf("got %d rows and error %v, want none", n, err)
		}
	})
}

// The lists of keys grow with the objects, and nothing is made for each of them.
func TestDeleteAllAllocatesLittle(t *testing.T) {
	db := ormtest.Open(t, cargo)
	ctx := context.Background()
	const n = 500
	list := stored(t, db.DB, n)
	undone := errors.New("undone")
	got := testing.AllocsPerRun(5, func() {
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := parcels.DeleteAll(ctx, tx, list); err != nil {
				t.Error(err)
			}
			return undone
		})
		if err != undone {
			t.Error(err)
		}
	})
	if got > n/4+raceSlack {
		t.Errorf("%v allocations for %d objects, want at most a quarter of that", got, n)
	}
}
