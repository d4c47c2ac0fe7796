package orm_test

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// tag has three uniques: its key, a folded name, and a slot among those that are live.
type tag struct {
	ID   int64
	Name string
	Slot string
	Live bool
	Uses int64
}

func (g *tag) Define(t *orm.Table[tag]) {
	t.Column(&g.Name).Size(20).UniqueFold()
	t.Column(&g.Slot).Size(20)
	t.Unique(&g.Slot).Where(orm.Eq(&g.Live, true), orm.Not(orm.In(&g.Slot, "", "none")), orm.Or(orm.Between(&g.Uses, 0, 99), orm.IsNull(&g.Uses)), orm.Like(&g.Slot, "_%"))
}

var tags = orm.Define[tag]()

// tagged runs a test on three rows, everywhere.
func tagged(t *testing.T, test func(t *testing.T, db *orm.DB)) {
	everywhere(t, orm.Models(tags), func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		if err := tags.InsertAll(t.Context(), db, []*tag{{1, "one", "a", true, 1}, {2, "two", "b", true, 2}, {3, "three", "c", false, 3}}); err != nil {
			t.Fatal(err)
		}
		test(t, db)
	})
}

func wantTags(t *testing.T, db *orm.DB, want ...*tag) {
	t.Helper()
	got, err := tags.All(t.Context(), db)
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Errorf("the rows (-want +got), %v:\n%s", err, diff)
	}
}

// An object may collide with one row in the unique that is meant, and with another row elsewhere.
func TestAnUpsertIsAboutTheUniqueThatIsMeant(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		ctx, c := t.Context(), tags.C
		obj := &tag{ID: 2, Name: "ONE", Slot: "b", Live: true, Uses: 9}
		if err := tags.InsertOrUpdate(ctx, db, obj, orm.On(&c.Name).Update(&c.Uses, &c.Name)); err != nil {
			t.Fatalf("on the name: %v", err)
		}
		if want := (tag{1, "ONE", "a", true, 9}); *obj != want {
			t.Errorf("on the name: got %+v, want %+v", *obj, want)
		}
		obj = &tag{ID: 2, Name: "three", Slot: "a", Live: true, Uses: 5}
		if err := tags.InsertOrUpdate(ctx, db, obj, orm.On(&c.Slot).Update(&c.Uses)); err != nil {
			t.Fatalf("on the slot: %v", err)
		}
		if written, err := tags.InsertOrIgnore(ctx, db, &tag{ID: 2, Name: "Three"}, &c.Name); written || err != nil {
			t.Errorf("ignored by the name: got %t, %v", written, err)
		}
		wantTags(t, db, &tag{1, "ONE", "a", true, 5}, &tag{2, "two", "b", true, 2}, &tag{3, "three", "c", false, 3})
	})
}

// A change that the other uniques refuse is refused, and named.
func TestAnUpsertThatAnotherUniqueRefuses(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		ctx, c := t.Context(), tags.C
		for what, upsert := range map[string]func() error{
			"a new row by its key": func() error {
				return tags.InsertOrUpdate(ctx, db, &tag{ID: 2, Name: "new", Uses: 1}, orm.On(&c.Name))
			},
			"a new row by its slot": func() error {
				return tags.InsertOrUpdate(ctx, db, &tag{Name: "new", Slot: "b", Live: true}, orm.On(&c.Name))
			},
			"a changed row by its slot": func() error {
				return tags.InsertOrUpdate(ctx, db, &tag{Name: "one", Slot: "b", Live: true}, orm.On(&c.Name))
			},
			"an ignored row by its slot": func() error {
				_, err := tags.InsertOrIgnore(ctx, db, &tag{Name: "new", Slot: "b", Live: true}, &c.Name)
				return err
			},
		} {
			field := "Slot"
			if what == "a new row by its key" {
				field = "ID"
			}
			err := upsert()
			v := fault.Violations(err)
			if fault.KindOf(err) != fault.Unique || len(v) != 1 || v[0].Field != field {
				t.Errorf("%s: got %v, want a refusal of %s", what, err, field)
			}
		}
		wantTags(t, db, &tag{1, "one", "a", true, 1}, &tag{2, "two", "b", true, 2}, &tag{3, "three", "c", false, 3})
	})
}

// A partial unique is about the rows that fulfil its condition, among those stored and among those to come.
func TestAnUpsertKnowsWhichRowsAPartialUniqueIsAbout(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		ctx, c := t.Context(), tags.C
		on := orm.On(&c.Slot).Update(&c.Uses, &c.Live)
		for _, v := range []struct {
			what string
			obj  tag
			want tag
		}{
			{"a live one in the way", tag{Name: "x", Slot: "b", Live: true, Uses: 7}, tag{2, "two", "b", true, 7}},
			{"none in the way of what is not live", tag{Name: "y", Slot: "b", Uses: 8}, tag{0, "y", "b", false, 8}},
			{"one that is not live in no way", tag{Name: "z", Slot: "c", Live: true, Uses: 9}, tag{0, "z", "c", true, 9}},
			{"one above the condition's bound", tag{Name: "w", Slot: "b", Live: true, Uses: 100}, tag{0, "w", "b", true, 100}},
		} {
			obj := v.obj
			err := tags.InsertOrUpdate(ctx, db, &obj, on)
			if v.want.ID == 0 && obj.ID > 3 { // a new row
				obj.ID = 0
			}
			if err != nil || obj != v.want {
				t.Errorf("%s: got %+v, %v, want %+v", v.what, obj, err, v.want)
			}
		}
	})
}

// A row whose condition changes with it is found all the same.
func TestAnUpsertMayTakeTheRowOutOfItsUnique(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		obj := &tag{Name: "x", Slot: "b", Live: true, Uses: 50}
		err := tags.InsertOrUpdate(t.Context(), db, obj, orm.On(&tags.C.Slot).Update(&tags.C.Name))
		if want := (tag{2, "x", "b", true, 2}); err != nil || *obj != want {
			t.Errorf("got %+v, %v, want %+v", *obj, err, want)
		}
		wantTags(t, db, &tag{1, "one", "a", true, 1}, &tag{2, "x", "b", true, 2}, &tag{3, "three", "c", false, 3})
	})
}

func TestAnUpsertIsPartOfItsTransaction(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		undone := errors.New("undone")
		err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
			c := tags.C
			if err := tags.InsertOrUpdate(ctx, tx, &tag{Name: "one", Slot: "b", Live: true}, orm.On(&c.Name)); fault.KindOf(err) != fault.Unique {
				t.Errorf("got %v, want a refusal", err)
			}
			if err := tags.InsertOrUpdate(ctx, tx, &tag{Name: "one", Slot: "z"}, orm.On(&c.Name)); err != nil {
				t.Errorf("after a refusal: %v", err)
			}
			if got, err := tags.Get(ctx, tx, 1); err != nil || got.Slot != "z" {
				t.Errorf("got %+v, %v, want the new slot", got, err)
			}
			return undone
		})
		if !errors.Is(err, undone) {
			t.Errorf("Tx: %v", err)
		}
		wantTags(t, db, &tag{1, "one", "a", true, 1}, &tag{2, "two", "b", true, 2}, &tag{3, "three", "c", false, 3})
	})
}

type rawTag struct {
	ID   int64
	Slot string
}

func (g *rawTag) Define(t *orm.Table[rawTag]) {
	t.Name("tag_raw")
	t.Column(&g.Slot).Size(20)
	t.Unique(&g.Slot).Where(orm.Raw("slot <> ''"))
}

// What cannot be judged before the row is stored is refused where that is needed.
func TestAnUpsertOnAConditionThatIsRaw(t *testing.T) {
	t.Parallel()
	m := orm.Define[rawTag]()
	for name, can := range lesser.LikeOthers {
		db := openLesser(t, "", can, orm.Models(m), orm.Options{Observer: new(ormtest.Recorder)})
		if err := db.CreateTables(t.Context()); err != nil {
			t.Fatal(err)
		}
		err := m.InsertOrUpdate(t.Context(), db, &rawTag{Slot: "a"}, orm.On(&m.C.Slot))
		if want := fault.Unsupported; !can.ConflictTargets && fault.KindOf(err) != want || can.ConflictTargets && err != nil {
			t.Errorf("%s: got %v", name, err)
		}
	}
}

// Many at once change one row, or make it; whoever gets in the way of another is served all the same.
func TestUpsertsAtOnceAllSucceed(t *testing.T) {
	tagged(t, func(t *testing.T, db *orm.DB) {
		ctx, c := t.Context(), tags.C
		for round, on := range []orm.Conflict{orm.On(&c.Name), orm.On(&c.Slot)} {
			var group sync.WaitGroup
			for i := range 40 {
				group.Go(func() {
					which := fmt.Sprint("n", round, i%4)
					obj := &tag{Name: which, Slot: which, Live: true, Uses: int64(i)}
					if err := tags.InsertOrUpdate(ctx, db, obj, on.Update(&c.Uses)); err != nil || obj.ID < 4 {
						t.Errorf("upsert %d: got %+v, %v", i, obj, err)
					}
				})
			}
			group.Wait()
			if n, err := tags.Count(ctx, db); n != int64(7+4*round) || err != nil {
				t.Errorf("got %d rows, %v, want %d", n, err, 7+4*round)
			}
		}
	})
}
