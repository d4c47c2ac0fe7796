package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type parcel struct {
	ID     int64
	Label  string
	Grams  int32
	Note   *string
	Silent []byte
}

func (p *parcel) Define(t *orm.Table[parcel]) {
	t.Column(&p.Label).Size(20).Trim().UniqueFold()
	t.Column(&p.Grams).Min(0)
}

type berth struct {
	Dock, Place int64
	Ship        string
}

func (b *berth) Define(t *orm.Table[berth]) { t.Key(&b.Dock, &b.Place) }

var (
	parcels = orm.Define[parcel]()
	berths  = orm.Define[berth]()
	cargo   = orm.Models(parcels, berths)
)

func parcelsOf(n int) []*parcel {
	list := make([]*parcel, n)
	for i := range list {
		list[i] = &parcel{Label: fmt.Sprintf("Label %d", i), Grams: int32(i), Silent: []byte{byte(i)}}
		if i%2 == 0 {
			list[i].Note = new(fmt.Sprint("even ", i))
		}
	}
	return list
}

// stored inserts parcels and returns them.
func stored(t *testing.T, db *orm.DB, n int) []*parcel {
	t.Helper()
	list := parcelsOf(n)
	if err := parcels.InsertAll(t.Context(), db, list); err != nil {
		t.Fatalf("InsertAll: %v", err)
	}
	return list
}

func TestUpdateAllWritesEachObjectToItsRow(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, can dialect.Capabilities) {
		ctx := t.Context()
		list := stored(t, db, 1000)
		sent.Statements()
		for i, p := range list {
			p.Label, p.Grams, p.Note, p.Silent = fmt.Sprintf(" Étiquette %d ", i), p.Grams+1, nil, nil
		}
		if err := parcels.UpdateAll(ctx, db, list); err != nil {
			t.Fatalf("UpdateAll: %v", err)
		}
		want := 1000
		if can.PackedRows || can.PackedTable {
			want = 1 // and the transaction's BEGIN and COMMIT
		}
		if got := sent.Statements(); len(got) != want {
			t.Errorf("got %d statements for 1,000 objects, want %d; the first: %s", len(got), want, got[0])
		}
		if list[7].Label != "Étiquette 7" {
			t.Errorf("got the label %q, want it trimmed in the object", list[7].Label)
		}
		for _, p := range list {
			p.Silent = []byte{}
		}
		got, err := parcels.All(ctx, db)
		if diff := cmp.Diff(list, got); diff != "" || err != nil {
			t.Errorf("the rows (-want +got), %v:\n%s", err, diff)
		}
		if _, err := parcels.Where(orm.EqFold(&parcels.C.Label, "ÉTIQUETTE 7")).One(ctx, db); err != nil {
			t.Errorf("the folded text of a changed row: %v", err)
		}
	})
}

func TestUpdateAllSendsMoreThanAStatementHolds(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, can dialect.Capabilities) {
		if !can.PackedTable {
			t.Skip("a statement holds one row, or a list for each column")
		}
		ctx := t.Context()
		list := stored(t, db, 5000)
		for what, c := range map[string]struct {
			objs []*parcel
			note string
			want int // statements
		}{
			"more rows than one statement has": {list, "short", 2},
			"rows of many bytes":               {list[:10], strings.Repeat("long", 1000), 10},
			"few rows":                         {list[:2], "few", 2},
		} {
			for _, p := range c.objs {
				p.Note = &c.note
			}
			sent.Statements()
			if err := parcels.UpdateAll(ctx, db, c.objs, &parcels.C.Note); err != nil {
				t.Fatalf("%s: %v", what, err)
			}
			if got := len(sent.Statements()); got != c.want {
				t.Errorf("%s: got %d statements, want %d", what, got, c.want)
			}
			if n, err := parcels.Where(orm.Eq(&parcels.C.Note, &c.note)).Count(ctx, db); n != int64(len(c.objs)) || err != nil {
				t.Errorf("%s: got %d rows changed, %v, want %d", what, n, err, len(c.objs))
			}
		}
	})
}

func TestUpdateAllWritesNamedFieldsAlone(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx, c := t.Context(), parcels.C
		list := stored(t, db, 3)
		before := *list[1]
		list[1].Grams, list[1].Label = 50, "not written"
		if err := parcels.UpdateAll(ctx, db, list[:2], &c.Grams); err != nil {
			t.Fatalf("UpdateAll: %v", err)
		}
		got, err := parcels.Get(ctx, db, before.ID)
		before.Grams = 50
		if diff := cmp.Diff(&before, got); diff != "" || err != nil {
			t.Errorf("the row (-want +got), %v:\n%s", err, diff)
		}
		for what, field := range map[string]any{"the key": &c.ID, "another model's": &berths.C.Ship, "an object's own": &list[0].Grams} {
			if err := parcels.UpdateAll(ctx, db, list, field); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%s: got %v, want an error of the kind invalid", what, err)
			}
		}
	})
}

func TestUpdateAllFindsRowsByKeysOfSeveralFields(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		list := []*berth{{1, 1, "Ada"}, {1, 2, "Bea"}, {2, 1, "Cy"}}
		if err := berths.InsertAll(ctx, db, list); err != nil {
			t.Fatal(err)
		}
		list[0].Ship, list[2].Ship = "Zoe", "Yves"
		if err := berths.UpdateAll(ctx, db, list); err != nil {
			t.Fatalf("UpdateAll: %v", err)
		}
		got, err := berths.All(ctx, db)
		if diff := cmp.Diff(list, got); diff != "" || err != nil {
			t.Errorf("the rows (-want +got), %v:\n%s", err, diff)
		}
	})
}

func TestUpdateAllChangesAllOrNothing(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, can dialect.Capabilities) {
		for what, c := range map[string]struct {
			spoil func(list []*parcel)
			kind  fault.Kind
			text  string // "" where the database alone knows
		}{
			"a row that is gone":         {func(l []*parcel) { l[60].ID = 999 }, fault.NotFound, "object 61 of 100: no row has the key 999"},
			"a rule":                     {func(l []*parcel) { l[60].Grams = -1 }, fault.OutOfRange, "object 61 of 100"},
			"a text without form":        {func(l []*parcel) { l[99].Label = "\xff" }, fault.Invalid, "object 100 of 100"},
			"a unique":                   {func(l []*parcel) { l[60].Label = "TAKEN" }, fault.Unique, ""},
			"one key twice":              {func(l []*parcel) { l[60].ID = l[3].ID }, fault.Invalid, "object 4 and object 61 of 100"},
			"one key twice, in no order": {func(l []*parcel) { l[2], l[50], l[60].ID = l[50], l[2], l[3].ID }, fault.Invalid, "object 4 and object 61 of 100"},
			"one object twice":           {func(l []*parcel) { l[60] = l[3] }, fault.Invalid, "object 4 and object 61 of 100"},
			"an object that is no":       {func(l []*parcel) { l[60] = nil }, fault.Invalid, "object 61 of 100"},
		} {
			t.Run(what, func(t *testing.T) {
				ctx := t.Context()
				if _, err := parcels.Every().Delete(ctx, db); err != nil {
					t.Fatal(err)
				}
				list := stored(t, db, 100)
				if err := parcels.Insert(ctx, db, &parcel{Label: "taken"}); err != nil {
					t.Fatal(err)
				}
				want, err := parcels.All(ctx, db)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range list {
					p.Label, p.Grams = " new"+p.Label+" ", p.Grams+1
				}
				c.spoil(list)
				before := copies(list)
				err = parcels.UpdateAll(ctx, db, list)
				if fault.KindOf(err) != c.kind || !strings.Contains(err.Error(), c.text) {
					t.Errorf("got %v, want an error of the kind %q that says %q", err, c.kind, c.text)
				}
				if c.text == "" && (len(fault.Violations(err)) != 1 || fault.Violations(err)[0].Field != "Label") {
					t.Errorf("got violations %v, want one of Label", fault.Violations(err))
				}
				if diff := cmp.Diff(before, copies(list)); diff != "" {
					t.Errorf("the objects (-before +after):\n%s", diff)
				}
				got, err := parcels.All(ctx, db)
				if diff := cmp.Diff(want, got); diff != "" || err != nil {
					t.Errorf("the rows (-before +after), %v:\n%s", err, diff)
				}
			})
		}
	})
}

// copies returns the objects as they are now.
func copies(list []*parcel) []parcel {
	var all []parcel
	for _, p := range list {
		if p != nil {
			all = append(all, *p)
		}
	}
	return all
}

func TestUpdateAllLeavesATransactionToGoOn(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		list := stored(t, db, 3)
		err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
			gone := append(copiesOf(list), &parcel{ID: 77, Label: "x"})
			gone[0].Grams = 70
			if err := parcels.UpdateAll(ctx, tx, gone, &parcels.C.Grams); fault.KindOf(err) != fault.NotFound {
				t.Errorf("got %v, want an error of the kind not found", err)
			}
			list[1].Grams = 71
			return parcels.UpdateAll(ctx, tx, list[:2], &parcels.C.Grams)
		})
		if err != nil {
			t.Fatalf("Tx: %v", err)
		}
		var grams []int32
		rows, err := parcels.All(t.Context(), db)
		for _, p := range rows {
			grams = append(grams, p.Grams)
		}
		if diff := cmp.Diff([]int32{0, 71, 2}, grams); diff != "" || err != nil {
			t.Errorf("grams (-want +got), %v:\n%s", err, diff)
		}
	})
}

func copiesOf(list []*parcel) []*parcel {
	all := make([]*parcel, len(list))
	for i, p := range list {
		all[i] = new(*p)
	}
	return all
}

func TestUpdateAllOfNothingSendsNothing(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, _ dialect.Capabilities) {
		if err := parcels.UpdateAll(t.Context(), db, nil); err != nil || len(sent.Statements()) > 0 {
			t.Errorf("got %v and statements, want neither", err)
		}
	})
}
