package conformance

import (
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func softDeletes() theme {
	return theme{"softdeletes", []testCase{
		{"a deleted row stays with its time and is shown no more", softDelete},
		{"a row that is deleted is not deleted again", softAgain},
		{"a deleted row blocks no unique value, and its key is taken", softUnique},
		{"Restore brings a row back, and tells of a value that was taken meanwhile", softRestore},
		{"Purge removes rows for good", softPurge},
		{"what goes with a row is deleted and restored with it", softCascade},
		{"a row that another refers to is not deleted, unless that is deleted too", softKept},
		{"versions are asked for and rise", softVersions},
		{"events tell of deletions and of updates", softEvents},
		{"what was deleted within a transaction that is undone is as it was", softUndone},
		{"a session deletes and gives values to others, in order", softSession},
		{"a session that is undone has deleted nothing", softSessionUndone},
		{"a conflict is with rows that are not deleted", softConflicts},
		{"tables whose uniques look at all rows stop the start", softTables},
		{"pairs that are deleted softly lead nowhere, and are written as rows", softPairs},
	}}
}

// present lists the keys of all lodgers, or of all that there ever were.
func present(t *trial, r orm.Reader, what string, q orm.Query[lodger], want ...int64) {
	t.Helper()
	named(t, t.Context(), what, r, q, want...)
}

func softDelete(t *trial) {
	db, g := inn(t, nil), lodgers.C
	ctx := t.Context()
	before := time.Now().Truncate(time.Microsecond)
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	if ann.LeftAt == nil || ann.LeftAt.Before(before) || ann.LeftAt.Location() != time.UTC || ann.LeftAt.Nanosecond()%1000 != 0 {
		t.Errorf("the time of the deletion is %v, want now, in UTC and at microseconds", ann.LeftAt)
	}
	present(t, db, "what is left", lodgers.Query(), 2)
	present(t, db, "what there is", lodgers.Unscoped(orm.NotDeleted), 1, 2)
	present(t, db, "what was deleted", lodgers.Unscoped(orm.NotDeleted).Where(orm.IsNotNull(&g.LeftAt)), 1)
	again, err := lodgers.Unscoped(orm.NotDeleted).Get(ctx, db, 1)
	t.ok("Get", err)
	t.same("row and object", again.LeftAt.Equal(*ann.LeftAt) && again.Version == ann.Version, true)
	_, err = lodgers.Get(ctx, db, 1)
	t.kind("Get", err, fault.NotFound)
	t.kind("Refresh", lodgers.Refresh(ctx, db, ann), fault.NotFound)

	n, err := lodgers.Every().Delete(ctx, db)
	t.ok("Delete of a query", err)
	t.same("Delete of a query", n, int64(1))
	present(t, db, "what is left then", lodgers.Query())
	insert(t, db, lodgers, &lodger{Name: "Cid", Email: "c", House: "x"}, &lodger{Name: "Dee", Email: "d", House: "y"})
	list, err := lodgers.All(ctx, db)
	t.ok("All", err)
	t.ok("DeleteAll", lodgers.DeleteAll(ctx, db, list))
	t.same("times", list[0].LeftAt != nil && list[1].LeftAt.Equal(*list[0].LeftAt), true)
	present(t, db, "what is left after DeleteAll", lodgers.Query())
	paid := &folio{LodgerID: 1}
	insert(t, db, folios, paid)
	n, err = folios.Every().Delete(ctx, db)
	t.ok("Delete of what nothing refers to", err)
	t.same("Delete of what nothing refers to", n, int64(1))
}

func softAgain(t *trial) {
	db := inn(t, nil)
	ctx := t.Context()
	b, c := &folio{LodgerID: 1}, &folio{LodgerID: 1}
	insert(t, db, folios, b, c)
	t.ok("Delete", folios.Delete(ctx, db, b))
	at := *b.VoidAt
	t.kind("a second time", folios.Delete(ctx, db, b), fault.NotFound)
	t.same("its time", b.VoidAt.Equal(at), true)
	err := folios.DeleteAll(ctx, db, []*folio{c, b})
	t.kind("among others", err, fault.NotFound)
	t.names("among others", err, "object 2 of 2")
	t.same("the other", c.VoidAt == nil, true)
	n, err := folios.Unscoped(orm.NotDeleted).Where(orm.Gt(&folios.C.ID, 0)).Delete(ctx, db)
	t.ok("Delete of a query that shows deleted rows", err)
	t.same("Delete of a query that shows deleted rows", n, int64(1))
	got, err := folios.Unscoped(orm.NotDeleted).Get(ctx, db, b.ID)
	t.ok("Get", err)
	t.same("its first time stays", got.VoidAt.Equal(at), true)
	t.kind("a row that never was", folios.Delete(ctx, db, &folio{ID: 99}), fault.NotFound)
}

func softRestore(t *trial) {
	db, g := inn(t, nil), lodgers.C
	ctx := t.Context()
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	rival := &lodger{Name: "ann", Email: "Ann@example.org", House: "x"}
	insert(t, db, lodgers, rival)
	at := *ann.LeftAt
	t.refused("Restore", lodgers.Restore(ctx, db, ann), fault.Unique, "lodger", "Email")
	t.same("the object after a refusal", ann.LeftAt != nil && ann.LeftAt.Equal(at), true)
	_, err = lodgers.Where(orm.Eq(&g.ID, 1)).Restore(ctx, db)
	t.refused("Restore of a query", err, fault.Unique, "lodger", "Email")
	present(t, db, "before", lodgers.Query(), 2, rival.ID)
	t.ok("Purge", lodgers.Purge(ctx, db, rival))
	t.ok("Restore", lodgers.Restore(ctx, db, ann))
	t.same("the object", ann.LeftAt == nil, true)
	present(t, db, "after", lodgers.Query(), 1, 2)
	t.ok("Restore of what is not deleted", lodgers.Restore(ctx, db, ann))
	t.kind("Restore of what is gone", folios.Restore(ctx, db, &folio{ID: 99}), fault.NotFound)
	b := &folio{LodgerID: 1}
	insert(t, db, folios, b)
	t.ok("Delete", folios.Delete(ctx, db, b))
	t.ok("Restore of what nothing refers to", folios.Restore(ctx, db, &folio{ID: b.ID, LodgerID: 1}))
	named(t, ctx, "folios", db, folios.Query(), b.ID)
	t.ok("Delete", folios.Delete(ctx, db, b))
	n, err := folios.Every().Restore(ctx, db)
	t.ok("Restore of a query", err)
	t.same("Restore of a query", n, int64(1))
	n, err = folios.Every().Restore(ctx, db)
	t.ok("Restore of nothing", err)
	t.same("Restore of nothing", n, int64(0))
	_, err = folios.Query().Restore(ctx, db)
	t.kind("Restore without a condition", err, fault.Invalid)
}

func softPurge(t *trial) {
	db, g := inn(t, nil), lodgers.C
	ctx := t.Context()
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	n, err := lodgers.Where(orm.Eq(&g.ID, 1)).Purge(ctx, db)
	t.ok("Purge of what is not shown", err)
	t.same("Purge of what is not shown", n, int64(0))
	b := &folio{LodgerID: 1}
	insert(t, db, folios, b)
	t.ok("Delete", folios.Delete(ctx, db, b))
	err = lodgers.Purge(ctx, db, ann)
	t.kind("a row that a deleted one refers to", err, fault.ForeignKey)
	t.ok("Purge of a row", folios.Purge(ctx, db, b))
	t.ok("Purge", lodgers.Purge(ctx, db, ann))
	present(t, db, "what there is", lodgers.Unscoped(orm.NotDeleted), 2)
	named(t, ctx, "what went along", db, stays.Unscoped(orm.NotDeleted))
	t.same("and what has no SoftDelete", len(all(t, db, stains)), 0)
	_, err = lodgers.Every().Delete(ctx, db)
	t.ok("Delete of a query", err)
	n, err = lodgers.Unscoped(orm.NotDeleted).Where(orm.IsNotNull(&g.LeftAt)).Purge(ctx, db)
	t.ok("Purge of a query", err)
	t.same("Purge of a query", n, int64(1))
	_, err = lodgers.Query().Purge(ctx, db)
	t.kind("Purge without a condition", err, fault.Invalid)
}
