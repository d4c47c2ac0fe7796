package conformance

import (
	"context"
	"errors"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// farmed opens a database with two manors: one with two barns and two meadows, the other with a barn and a lease.
func farmed(t *trial) (*orm.DB, *recorder) {
	t.Helper()
	seen := &recorder{}
	db := t.observed(seen, manors, barns, meadows, leases)
	insert(t, db, manors, &manor{Name: "free"}, &manor{Name: "let"})
	insert(t, db, barns, &barn{Name: "a", ManorID: 1}, &barn{Name: "b", ManorID: 1}, &barn{Name: "c", ManorID: 2})
	insert(t, db, meadows, &meadow{Name: "a", ManorID: new(int64(1))}, &meadow{Name: "b", ManorID: new(int64(1))})
	insert(t, db, leases, &lease{Name: "a", ManorID: 2})
	return db, seen
}

func flushParent(t *trial) {
	db, seen := farmed(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		free := get(t, s, manors, 1)
		a, meadow := get(t, s, barns, 1), get(t, s, meadows, 1)
		a.Name, meadow.Name = "changed", "changed"
		manors.Remove(s, free)
		seen.flush(t, "a parent that is removed", s)
		t.same("the foreign key of a child that stays", meadow.ManorID == nil, true)
		for _, key := range []int64{1, 2} {
			_, err := barns.Get(ctx, s, key)
			t.kind("Get of a child that went", err, fault.NotFound)
		}
		seen.silent(t, "afterwards", s)
	})
	t.same("barns", ids(t, db, barns.Query()), []int64{3})
	t.same("meadows", ids(t, db, meadows.Where(orm.Eq(&meadows.C.ManorID, nil))), []int64{1, 2})
	t.same("the change of a child that stays", get(t, db, meadows, 1).Name, "changed")
}

func flushKept(t *trial) {
	db, seen := farmed(t)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		manors.Remove(s, get(t, s, manors, 2))
		return nil
	})
	t.kind("removing a parent that is kept", err, fault.ForeignKey)
	count(t, db, manors, 2)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		let := get(t, s, manors, 2)
		manors.Remove(s, let)
		for _, l := range manyOf(t, let.Leases) {
			leases.Remove(s, l)
		}
		seen.flush(t, "a parent that goes with who keeps it", s)
	})
	t.same("left", ids(t, db, manors.Query()), []int64{1})
	count(t, db, leases, 0)
}

func flushMixed(t *trial) {
	db, seen := staged(t)
	undone := errors.New("undone")
	change := func(s *orm.Session) {
		globe, great, small := get(t, s, theatres, 1), get(t, s, stages, 1), get(t, s, stages, 2)
		kings, none := get(t, s, troupes, 1), get(t, s, troupes, 2)
		lear, faust, woyzeck := get(t, s, pieces, 1), get(t, s, pieces, 3), get(t, s, pieces, 4)
		ada, grace := get(t, s, actors, 1), get(t, s, actors, 2)
		for _, p := range []*piece{faust, woyzeck} {
			pieces.Remove(s, p)
		}
		stages.Remove(s, small)
		troupes.Remove(s, none)
		globe.Name, lear.Title, ada.Name = "the globe", "king lear", "Ada L."
		fresh := &piece{Title: "macbeth"}
		great.Pieces.Add(fresh)
		fresh.Actors.Add(ada, &actor{Name: "new"})
		actors.Remove(s, grace)
		globe.Stages.Add(&stage{Name: "new"})
		kings.Actors.Add(&actor{Name: "newer"})
		seen.flush(t, "inserts and updates and deletes of five tables", s)
	}
	err := db.Session(t.Context(), func(_ context.Context, s *orm.Session) error {
		change(s)
		return undone
	})
	t.same("the end", errors.Is(err, undone), true)
	t.same("undone", piecesOn(t, db), map[int64][]int64{1: {1, 2}, 2: {3, 4}})
	within(t, db, func(_ context.Context, s *orm.Session) { change(s) })
	t.same("stages", len(all(t, db, stages)), 2)
	t.same("troupes", ids(t, db, troupes.Query()), []int64{1})
	t.same("the pieces of the first stage", len(piecesOn(t, db)[1]), 3)
	t.same("the name", get(t, db, theatres, 1).Name, "the globe")
	t.same("actors", len(all(t, db, actors)), 4)
}
