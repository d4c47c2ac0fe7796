package conformance

import (
	"context"

	"github.com/rowankit/rowan/orm"
)

func flushPairs(t *trial) {
	db, seen := staged(t)
	t.ok("Link", orm.Link(t.Context(), db, &pieces.C.Actors, &piece{ID: 2}, &actor{ID: 1}, &actor{ID: 2}))
	within(t, db, func(_ context.Context, s *orm.Session) {
		lear, hamlet, alone := get(t, s, pieces, 1), get(t, s, pieces, 2), get(t, s, actors, 3)
		cast := manyOf(t, hamlet.Actors)
		lear.Actors.Add(cast...)
		lear.Actors.Add(&actor{Name: "new"})
		seen.flush(t, "pairs that are added, one of them with a new row", s)
		hamlet.Actors.Remove(cast[0])
		hamlet.Actors.Add(alone)
		cast[1].Pieces.Remove(lear)
		seen.flush(t, "pairs that are added and removed at once", s)
		t.same("the other side", keysOf[piece](t)(cast[0].Pieces.All()), []int64{1})
		pieces.Remove(s, lear)
		seen.flush(t, "a row that pairs lead to goes", s)
	})
	t.same("stored", actorsIn(t, db), map[int64][]int64{2: {2, 3}})
}

func flushPairOnce(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		lear, ada, fresh := get(t, s, pieces, 1), get(t, s, actors, 1), &actor{Name: "new"}
		lear.Actors.Add(ada, fresh)
		ada.Pieces.Add(lear)
		fresh.Pieces.Add(lear)
		seen.flush(t, "pairs that both sides added", s)
		t.same("one side", keysOf[actor](t)(lear.Actors.All()), []int64{1, 4})
		t.same("the other side", keysOf[piece](t)(ada.Pieces.All()), []int64{1})
		lear.Actors.Remove(ada)
		ada.Pieces.Remove(lear)
		seen.flush(t, "a pair that both sides removed", s)
	})
	t.same("stored", actorsIn(t, db), map[int64][]int64{1: {4}})
}

func flushPairModel(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, ada, alone := get(t, s, pieces, 1), get(t, s, actors, 1), get(t, s, actors, 3)
		lear.Cast.Add(ada, alone)
		seen.flush(t, "pairs of a model that are added", s)
		t.same("the other side", keysOf[piece](t)(ada.CastIn.All()), []int64{1})
		list, err := castings.All(ctx, s)
		t.ok("All", err)
		t.same("what a pair says by itself", list[0].Role, "extra")
		list[0].Role = "king"
		lear.Cast.Remove(alone)
		seen.flush(t, "pairs of a model that are changed and removed", s)
		castings.Add(s, &casting{PieceID: 2, ActorID: 3, Role: "ghost"})
		seen.flush(t, "a pair of a model that is added as a row", s)
	})
	left := all(t, db, castings)
	t.same("stored", []any{len(left), left[0].Role, left[0].ActorID, left[1].PieceID}, []any{2, "king", int64(1), int64(2)})
}
