package conformance

import (
	"context"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func deletes() theme {
	return theme{"deletes", []testCase{
		{"an object's row is deleted and no other", deleteObject},
		{"a row that is gone is told", deleteGone},
		{"many objects' rows are deleted together", deleteMany},
		{"many objects' rows are deleted all or none", deleteManyGone},
		{"many objects' rows are found by keys of several columns", deleteManyComposite},
		{"many objects' rows stay while another row refers to one of them", deleteManyUsed},
		{"rows are deleted by condition and counted", deleteWhere},
		{"a deletion of all rows has to be meant", deleteEvery},
	}}
}

func deleteObject(t *trial) {
	db := fourThings(t)
	t.ok("Delete", things.Delete(t.Context(), db, &thing{ID: 2, Name: "whatever the object says"}))
	t.same("left", ids(t, db, things.Query()), []int64{1, 3, 4})
}

func deleteGone(t *trial) {
	db, ctx := fourThings(t), t.Context()
	t.ok("Delete", things.Delete(ctx, db, &thing{ID: 2}))
	t.kind("Delete again", things.Delete(ctx, db, &thing{ID: 2}), fault.NotFound)
	t.kind("Delete of no key", things.Delete(ctx, db, &thing{}), fault.NotFound)
	count(t, db, things, 3)
}

func deleteMany(t *trial) {
	db, ctx := fourThings(t), t.Context()
	t.ok("DeleteAll of none", things.DeleteAll(ctx, db, nil))
	t.ok("DeleteAll of one", things.DeleteAll(ctx, db, []*thing{{ID: 4}}))
	t.ok("DeleteAll", things.DeleteAll(ctx, db, []*thing{{ID: 3}, {ID: 1, Name: "whatever the object says"}}))
	t.same("left", ids(t, db, things.Query()), []int64{2})
	long := make([]*thing, 20_000)
	for i := range long {
		long[i] = &thing{Name: "x"}
	}
	t.ok("InsertAll", things.InsertAll(ctx, db, long))
	t.ok("DeleteAll of many", things.DeleteAll(ctx, db, long))
	t.same("left", ids(t, db, things.Query()), []int64{2})
}

func deleteManyGone(t *trial) {
	db, ctx := fourThings(t), t.Context()
	err := things.DeleteAll(ctx, db, []*thing{{ID: 1}, {ID: 5}, {ID: 2}})
	t.kind("DeleteAll", err, fault.NotFound)
	t.names("DeleteAll", err, "object 2 of 3")
	t.kind("DeleteAll of nil", things.DeleteAll(ctx, db, []*thing{{ID: 1}, nil}), fault.Invalid)
	t.kind("DeleteAll of one twice", things.DeleteAll(ctx, db, []*thing{{ID: 1}, {ID: 1}}), fault.Invalid)
	count(t, db, things, 4)
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.ok("DeleteAll in a transaction", things.DeleteAll(ctx, tx, []*thing{{ID: 1}, {ID: 2}}))
		t.kind("DeleteAll of what is gone", things.DeleteAll(ctx, tx, []*thing{{ID: 3}, {ID: 2}}), fault.NotFound)
		return nil
	}))
	t.same("left", ids(t, db, things.Query()), []int64{3, 4})
}

func deleteManyComposite(t *trial) {
	db, ctx := t.tables(seats), t.Context()
	list := make([]*seat, 3000)
	for i := range list {
		list[i] = &seat{Row: int64(i / 7), Number: int64(i % 7)}
	}
	t.ok("InsertAll", seats.InsertAll(ctx, db, list))
	t.ok("DeleteAll", seats.DeleteAll(ctx, db, list[1:2999]))
	count(t, db, seats, 2)
	err := seats.DeleteAll(ctx, db, []*seat{list[0], list[7], list[2999]})
	t.kind("DeleteAll of what is gone", err, fault.NotFound)
	t.names("DeleteAll of what is gone", err, "object 2 of 3")
	count(t, db, seats, 2)
	t.ok("DeleteAll of the rest", seats.DeleteAll(ctx, db, []*seat{list[0], list[2999]}))
	count(t, db, seats, 0)
}

func deleteManyUsed(t *trial) {
	db, ctx := petsOfTwo(t), t.Context()
	list, err := owners.All(ctx, db)
	t.ok("All", err)
	inUse(t, "DeleteAll", owners.DeleteAll(ctx, db, list), "owner", "a pet")
	count(t, db, owners, 3)
	_, err = pets.Every().Delete(ctx, db)
	t.ok("Delete of the pets", err)
	t.ok("DeleteAll", owners.DeleteAll(ctx, db, list))
	count(t, db, owners, 0)
}

func deleteWhere(t *trial) {
	db, ctx, c := fourThings(t), t.Context(), things.C
	n, err := things.Where(orm.IsNull(&c.Maybe)).Delete(ctx, db)
	t.ok("Delete", err)
	t.same("deleted", n, int64(2))
	n, err = things.Where(orm.IsNull(&c.Maybe)).Delete(ctx, db)
	t.ok("Delete of none", err)
	t.same("deleted", n, int64(0))
	t.same("left", ids(t, db, things.Query()), []int64{1, 3})
}

func deleteEvery(t *trial) {
	db, ctx := fourThings(t), t.Context()
	_, err := things.Query().Delete(ctx, db)
	t.kind("Delete without a condition", err, fault.Invalid)
	_, err = things.Where().Delete(ctx, db)
	t.kind("Delete with no conditions", err, fault.Invalid)
	count(t, db, things, 4)
	n, err := things.Every().Delete(ctx, db)
	t.ok("Delete of every row", err)
	t.same("deleted", n, int64(4))
	count(t, db, things, 0)
}
