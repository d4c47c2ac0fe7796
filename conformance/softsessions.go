package conformance

import (
	"context"
	"errors"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func softUndone(t *trial) {
	db := inn(t, nil)
	ctx := t.Context()
	undone := errors.New("undone")
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	ben, err := lodgers.Get(ctx, db, 2)
	t.ok("Get", err)
	err = db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.ok("Delete", lodgers.Delete(ctx, tx, ann))
		t.ok("DeleteAll", lodgers.DeleteAll(ctx, tx, []*lodger{ben}))
		present(t, tx, "within", lodgers.Query())
		return undone
	})
	t.same("the error", errors.Is(err, undone), true)
	t.same("the objects", ann.LeftAt == nil && ben.LeftAt == nil && ann.Version == 1 && ben.Version == 1, true)
	present(t, db, "after", lodgers.Query(), 1, 2)
	b := &folio{LodgerID: 1}
	insert(t, db, folios, b)
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		t.kind("a refused Delete", lodgers.Delete(ctx, tx, ann), fault.ForeignKey)
		named(t, ctx, "which undoes itself alone", tx, stays.Query(), 1, 2, 3)
		return lodgers.Delete(ctx, tx, ben)
	}))
	present(t, db, "after a refusal", lodgers.Query(), 1)
	t.same("objects after a refusal", ann.LeftAt == nil && ben.LeftAt != nil, true)
}

func softSession(t *trial) {
	var r recorder
	db := inn(t, &r)
	var ann *lodger
	within(t, db, func(ctx context.Context, s *orm.Session) {
		var err error
		ann, err = lodgers.Get(ctx, s, 1)
		t.ok("Get", err)
		list, err := ann.Stays.Load(ctx)
		t.ok("Load", err)
		lodgers.Remove(s, ann)
		heir := &lodger{Name: "Ann", Email: "ann@example.org", House: "east", No: 1}
		lodgers.Add(s, heir)
		heir.Stays.Add(&stay{})
		r.take()
		t.ok("Flush", s.Flush(ctx))
		t.scoped.sent(t, "a session deletes a row and gives its values to another", r.take())
		t.same("the object", ann.LeftAt != nil && ann.Version == 2, true)
		_, err = lodgers.Get(ctx, s, 1)
		t.kind("Get", err, fault.NotFound)
		named(t, ctx, "stays", s, stays.Query(), 4)
		again, err := lodgers.Unscoped(orm.NotDeleted).Get(ctx, s, 1)
		t.ok("Get of what is lifted", err)
		t.same("it has left the session", again != ann, true)
		_, err = list[1].After.Load(ctx)
		t.kind("what went along has left too", err, fault.NotLoaded)
		again.LeftAt = nil
		heir.LeftAt = new(time.Now())
		t.ok("what was deleted by hand gives its values too", s.Flush(ctx))
	})
	present(t, db, "after", lodgers.Query(), 1, 2)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		x, err := lodgers.Get(ctx, s, 2)
		t.ok("Get", err)
		lodgers.Remove(s, x)
		lodgers.Add(s, x)
	})
	present(t, db, "what was added again stays", lodgers.Query(), 1, 2)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		n, err := lodgers.Where(orm.Eq(&lodgers.C.ID, 2)).Delete(ctx, s.Bulk())
		t.ok("Bulk", err)
		t.same("Bulk", n, int64(1))
		present(t, s, "within", lodgers.Query(), 1)
		t.ok("Restore", lodgers.Restore(ctx, s.Bulk(), &lodger{ID: 2, Version: 2, Name: "Ben", Email: "ben@example.org", House: "east", No: 2}))
		present(t, s, "restored", lodgers.Query(), 1, 2)
	})
}

func softSessionUndone(t *trial) {
	db := inn(t, nil)
	ctx := t.Context()
	var ann *lodger
	undone := errors.New("undone")
	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) (err error) {
		ann, err = lodgers.Get(ctx, s, 1)
		t.ok("Get", err)
		nested := s.Nested(ctx, func(ctx context.Context) error {
			lodgers.Remove(s, ann)
			t.ok("Flush", s.Flush(ctx))
			return undone
		})
		t.same("Nested", errors.Is(nested, undone), true)
		t.same("the object after Nested", ann.LeftAt == nil && ann.Version == 1, true)
		got, err := lodgers.Get(ctx, s, 1)
		t.ok("Get", err)
		t.same("it is held again", got == ann, true)
		lodgers.Remove(s, ann)
		t.ok("Flush", s.Flush(ctx))
		t.same("the object", ann.LeftAt != nil, true)
		return undone
	})
	t.same("the error", errors.Is(err, undone), true)
	t.same("the object after all", ann.LeftAt == nil && ann.Version == 1, true)
	present(t, db, "after", lodgers.Query(), 1, 2)
	named(t, ctx, "stays", db, stays.Query(), 1, 2, 3)
}
