package conformance

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func deletes() theme {
	return theme{"deletes", []testCase{
		{"an object's row is deleted and no other", deleteObject},
		{"a row that is gone is told", deleteGone},
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
