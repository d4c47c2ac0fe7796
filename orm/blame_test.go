package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// expectBlamed fails the test unless an error is of a kind and names an object.
func expectBlamed(t *testing.T, what string, err error, kind fault.Kind, object string) {
	t.Helper()
	if fault.KindOf(err) != kind || !strings.Contains(err.Error(), object) {
		t.Errorf("%s: got %v, want %v of %s", what, err, kind, object)
	}
}

func TestARefusalOfManySaysWhichObjectWasTaken(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		there := stored(t, db, 3)
		list := parcelsOf(20)
		for i, p := range list {
			p.Label = "new " + p.Label
			p.Grams = int32(i)
		}
		list[13].Label = " LABEL 1"
		expectBlamed(t, "a label that is there", parcels.InsertAll(ctx, db, list), fault.Unique, "object 14 of 20")
		list[13].Label = list[4].Label
		expectBlamed(t, "a label that comes twice", parcels.InsertAll(ctx, db, list), fault.Unique, "object 14 of 20")
		list[13].Label, list[17].ID = "other", there[2].ID
		expectBlamed(t, "a key that is there", parcels.InsertAll(ctx, db, list), fault.Unique, "object 18 of 20")
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			expectBlamed(t, "in a transaction", parcels.InsertAll(ctx, tx, list), fault.Unique, "object 18 of 20")
			list[17].ID = 0
			return parcels.InsertAll(ctx, tx, list)
		})
		if err != nil {
			t.Errorf("the transaction that went on: %v", err)
		}
	})
}

func TestARefusalOfManySaysWhichObjectRefersOrIsReferredTo(t *testing.T) {
	everywhere(t, library, func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		ctx := t.Context()
		fillLibrary(t, db, 3)
		list := []*book{{Title: "a", AuthorID: 1}, {Title: "b", AuthorID: 2}, {Title: "c", AuthorID: 99}, {Title: "d", AuthorID: 98}}
		expectBlamed(t, "InsertAll", books.InsertAll(ctx, db, list), fault.ForeignKey, "object 3 of 4")
		if err := houses.Insert(ctx, db, &house{ID: 3, Name: "empty"}); err != nil {
			t.Fatal(err)
		}
		expectBlamed(t, "DeleteAll", houses.DeleteAll(ctx, db, []*house{{ID: 3}, {ID: 2}, {ID: 1}}), fault.ForeignKey, "object 2 of 3")
	})
}
