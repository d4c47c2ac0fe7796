package conformance

import (
	"context"
	"errors"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func flushGraph(t *trial) {
	var seen recorder
	db := t.observed(&seen, drama...)
	house := &theatre{Name: "globe"}
	for _, s := range []string{"great", "small"} {
		on := &stage{Name: s}
		on.Pieces.Add(&piece{Title: s + " one"}, &piece{Title: s + " two"})
		house.Stages.Add(on)
	}
	within(t, db, func(_ context.Context, s *orm.Session) {
		theatres.Add(s, house)
		seen.flush(t, "a new graph of three levels", s)
		seen.silent(t, "what was just flushed", s)
		first := manyOf(t, house.Stages)[0]
		t.same("the keys", []int64{house.ID, first.TheatreID, first.ID, manyOf(t, first.Pieces)[1].StageID}, []int64{1, 1, 1, 1})
		t.same("the way back", oneOf(t, first.Theatre) == house, true)
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{1: {1, 2}, 2: {3, 4}})
	t.same("a stage", get(t, db, stages, 2).TheatreID, int64(1))
}

func flushMoved(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		great, small := get(t, s, stages, 1), get(t, s, stages, 2)
		lear, hamlet, faust := get(t, s, pieces, 1), get(t, s, pieces, 2), get(t, s, pieces, 3)
		lear.Stage.Set(small)
		small.Pieces.Add(hamlet)
		faust.StageID = 1
		seen.flush(t, "children that move", s)
		t.same("the foreign keys", []int64{lear.StageID, hamlet.StageID, faust.StageID}, []int64{2, 2, 1})
		t.same("the owner", oneOf(t, hamlet.Stage) == small && oneOf(t, faust.Stage) == great, true)
		t.same("the former owner's", keysOf[piece](t)(great.Pieces.All()), []int64{3})
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{1: {3}, 2: {1, 2, 4}})
}

func flushRemoved(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		kings := get(t, s, troupes, 1)
		list := manyOf(t, kings.Actors)
		kings.Actors.Remove(list[0])
		seen.flush(t, "a child that is removed", s)
		t.same("the foreign key", list[0].TroupeID == nil, true)
		list[1].Troupe.Set(nil)
		seen.flush(t, "a child that leaves", s)
		t.same("who is left", len(manyOf(t, kings.Actors)), 0)
	})
	t.same("stored", ids(t, db, actors.Where(orm.Eq(&actors.C.TroupeID, nil))), []int64{1, 2, 3})
}

func flushOrphan(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		great := get(t, s, stages, 1)
		lear := manyOf(t, great.Pieces)[0]
		great.Pieces.Remove(lear)
		seen.flush(t, "a child that goes when it is removed", s)
		_, err := pieces.Get(ctx, s, lear.ID)
		t.kind("Get of it", err, fault.NotFound)
		get(t, s, pieces, 2).Stage.Set(nil)
		seen.flush(t, "a child that goes when it leaves", s)
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{2: {3, 4}})
}

func flushAdopted(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		great, small := get(t, s, stages, 1), get(t, s, stages, 2)
		list := manyOf(t, great.Pieces)
		great.Pieces.Remove(list[0])
		small.Pieces.Add(list[0])
		small.Pieces.Add(list[1])
		great.Pieces.Remove(list[1]) // which are no longer there
		seen.flush(t, "children that are removed and given to another", s)
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{2: {1, 2, 3, 4}})
}

func flushStranded(t *trial) {
	db, seen := staged(t)
	undone := errors.New("undone")
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		globe := get(t, s, theatres, 1)
		globe.Name = "changed"
		great := manyOf(t, globe.Stages)[0]
		globe.Stages.Remove(great)
		seen.statements(t, "the refused flush", 0, func() {
			err := s.Flush(ctx)
			if err == nil || !strings.Contains(err.Error(), "stage") || !strings.Contains(err.Error(), "Theatre") {
				t.Errorf("got %v, want an error that names stage and its Theatre", err)
			}
		})
		return undone
	})
	t.same("the end", errors.Is(err, undone), true)
	t.same("stored", get(t, db, stages, 1).TheatreID, int64(1))
}

func flushTakenBack(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		great, small, kings := get(t, s, stages, 1), get(t, s, stages, 2), get(t, s, troupes, 1)
		lear, alone := get(t, s, pieces, 1), get(t, s, actors, 3)
		first := manyOf(t, kings.Actors)[0]
		fresh, gone := &piece{Title: "new"}, &troupe{Name: "gone"}
		t.same("loaded", len(manyOf(t, lear.Actors)), 0)
		for _, c := range []struct {
			what string
			do   func()
		}{
			{"added and removed", func() { kings.Actors.Add(alone); kings.Actors.Remove(alone) }},
			{"removed and added", func() { kings.Actors.Remove(first); kings.Actors.Add(first) }},
			{"set and set back", func() { first.Troupe.Set(nil); first.Troupe.Set(kings) }},
			{"moved and back", func() { lear.Stage.Set(small); great.Pieces.Add(lear) }},
			{"a new child", func() { great.Pieces.Add(fresh); great.Pieces.Remove(fresh) }},
			{"a new object", func() { troupes.Add(s, gone); troupes.Remove(s, gone) }},
			{"a column", func() { lear.Minutes = 7; lear.Minutes = 0 }},
			{"a removal", func() { pieces.Remove(s, lear); pieces.Add(s, lear) }},
			{"a pair", func() { lear.Actors.Add(alone); alone.Pieces.Remove(lear) }},
			{"set to what it is", func() { first.Troupe.Set(kings) }},
			{"added to its owner", func() { great.Pieces.Add(lear) }},
		} {
			c.do()
			seen.silent(t, c.what, s)
		}
	})
	count(t, db, pieces, 4)
	count(t, db, troupes, 2)
}

func flushNotThere(t *trial) {
	db, _ := staged(t)
	for what, do := range map[string]func(s *orm.Session){
		"a new row": func(s *orm.Session) { get(t, s, troupes, 1).Actors.Remove(&actor{Name: "new"}) },
		"a row of another": func(s *orm.Session) {
			kings, alone := get(t, s, troupes, 1), get(t, s, actors, 3)
			kings.Actors.Remove(alone)
		},
		"a row of no other": func(s *orm.Session) {
			kings, alone := get(t, s, troupes, 1), get(t, s, actors, 3)
			kings.Actors.Remove(alone)
		},
	} {
		err := db.Session(t.Context(), func(_ context.Context, s *orm.Session) error {
			do(s)
			return nil
		})
		t.kind(what, err, fault.Invalid)
	}
	within(t, db, func(_ context.Context, s *orm.Session) { // of pairs the end is what counts
		lear, ada := get(t, s, pieces, 1), get(t, s, actors, 1)
		lear.Actors.Remove(ada)
	})
	t.same("stored", *get(t, db, actors, 1).TroupeID, int64(1))
}

func flushReplaced(t *trial) {
	db, seen := staged(t)
	insert(t, db, masks, &mask{Look: "sad", ActorID: 1})
	insert(t, db, lockers, &locker{Place: "left", ActorID: new(int64(1))}, &locker{Place: "right"})
	within(t, db, func(_ context.Context, s *orm.Session) {
		ada := get(t, s, actors, 1)
		t.same("before", oneOf(t, ada.Mask).Look, "sad")
		ada.Mask.Set(&mask{Look: "glad"})
		seen.flush(t, "the one of another is replaced by a new one", s)
		t.same("the new one", oneOf(t, ada.Mask).ActorID, int64(1))
		t.same("before", oneOf(t, ada.Locker).Place, "left")
		ada.Locker.Set(get(t, s, lockers, 2))
		seen.flush(t, "the one of another is replaced by one that is there", s)
		ada.Locker.Set(nil)
		seen.flush(t, "the one of another is left alone", s)
	})
	left := all(t, db, masks)
	t.same("masks", len(left) == 1 && left[0].Look == "glad", true)
	for _, l := range all(t, db, lockers) {
		t.same("the owner of a locker", l.ActorID == nil, true)
	}
}

func flushHandedOn(t *trial) {
	db, seen := staged(t)
	insert(t, db, masks, &mask{Look: "sad", ActorID: 1})
	insert(t, db, lockers, &locker{Place: "left", ActorID: new(int64(1))}, &locker{Place: "right", ActorID: new(int64(2))})
	within(t, db, func(_ context.Context, s *orm.Session) {
		masks.Remove(s, get(t, s, masks, 1))
		masks.Add(s, &mask{Look: "glad", ActorID: 1})
		seen.flush(t, "a new row takes the unique value of one that goes", s)
		left, right := get(t, s, lockers, 1), get(t, s, lockers, 2)
		left.ActorID = nil
		lockers.Add(s, &locker{Place: "new", ActorID: new(int64(1))})
		seen.flush(t, "a new row takes the unique value of one that changes", s)
		left.ActorID, right.ActorID = new(int64(2)), nil
		seen.flush(t, "a row takes the unique value of one that changes", s)
	})
	owners := []int64{}
	for _, l := range all(t, db, lockers) {
		if l.ActorID == nil {
			l.ActorID = new(int64(0))
		}
		owners = append(owners, *l.ActorID)
	}
	t.same("owners", owners, []int64{2, 0, 1})
}

func flushSwitched(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		old, small := get(t, s, troupes, 2), get(t, s, stages, 2)
		troupes.Remove(s, old)
		fresh := &troupe{ID: old.ID, Name: "fresh"}
		troupes.Add(s, fresh)
		seen.flush(t, "a row that is replaced by one of the same key", s)
		t.same("who is held", get(t, s, troupes, 2) == fresh, true)
		stages.Remove(s, small)
		replaced := &stage{ID: small.ID, Name: "fresh", TheatreID: 1}
		replaced.Pieces.Add(&piece{Title: "new"})
		stages.Add(s, replaced)
		seen.flush(t, "a row with children that is replaced by one of the same key", s)
	})
	t.same("stored", []string{get(t, db, troupes, 2).Name, get(t, db, stages, 2).Name}, []string{"fresh", "fresh"})
	t.same("pieces", piecesOn(t, db), map[int64][]int64{1: {1, 2}, 2: {5}})
	count(t, db, troupes, 2)
}
