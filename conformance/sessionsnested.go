package conformance

import (
	"context"
	"errors"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func sessionNesting() []testCase {
	return []testCase{
		{"what is nested is stored with the session", nestedStored},
		{"an error of what is nested undoes that alone", nestedUndone},
		{"held objects are what they were when the nesting began", nestedObjects},
		{"relations are what they were when the nesting began", nestedRelations},
		{"what was pending before a nesting is not undone with it", nestedPending},
		{"a refusal within a nesting is not the end of the session", nestedRefused},
		{"nestings within one another are undone with the outer one", nestedDeep},
		{"a panic within a nesting undoes it and goes on", nestedPanic},
		{"a session that fails undoes its nestings", nestedSession},
		{"rows that a nesting removed are held again when it is undone", nestedRemoved},
	}
}

// undoneWithin runs a part of a session that is undone by its own error.
func undoneWithin(ctx context.Context, t *trial, s *orm.Session, do func(ctx context.Context)) {
	t.Helper()
	own := errors.New("the nesting's own error")
	err := s.Nested(ctx, func(ctx context.Context) error {
		do(ctx)
		return own
	})
	if !errors.Is(err, own) {
		t.Fatalf("Nested: got %v, want %v", err, own)
	}
}

func nestedStored(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		t.ok("Nested", s.Nested(ctx, func(ctx context.Context) error {
			lear.Title = "changed"
			troupes.Add(s, &troupe{Name: "new"})
			return nil
		}))
		t.same("the object", get(t, s, pieces, 1) == lear && lear.Title == "changed", true)
		lear.Minutes = 90
	})
	got := get(t, db, pieces, 1)
	t.same("stored", []any{got.Title, got.Minutes}, []any{"changed", int64(90)})
	count(t, db, troupes, 3)
}

func nestedUndone(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		undoneWithin(ctx, t, s, func(ctx context.Context) {
			troupes.Add(s, &troupe{Name: "inner"})
			t.ok("Flush", s.Flush(ctx))
			count(t, s, troupes, 3)
			troupes.Add(s, &troupe{Name: "not flushed"})
		})
		count(t, s, troupes, 2)
		troupes.Add(s, &troupe{Name: "outer"})
	})
	list := all(t, db, troupes)
	t.same("stored", []any{len(list), list[2].Name}, []any{3, "outer"})
}

func nestedObjects(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, hamlet, fresh := get(t, s, pieces, 1), get(t, s, pieces, 2), &troupe{Name: "inner"}
		lear.Title = "before"
		var faust *piece
		undoneWithin(ctx, t, s, func(ctx context.Context) {
			lear.Title, hamlet.Title = "inner", "inner"
			troupes.Add(s, fresh)
			t.ok("Flush", s.Flush(ctx))
			lear.Minutes = 90
			faust = get(t, s, pieces, 3)
		})
		t.same("the objects", []any{lear.Title, lear.Minutes, hamlet.Title, faust.Title}, []any{"before", int64(0), "hamlet", "faust"})
		t.same("the new one", fresh.ID, int64(0))
		seen.silent(t, "afterwards", s)
		hamlet.Title = "after"
		troupes.Add(s, fresh)
	})
	t.same("stored", []string{get(t, db, pieces, 1).Title, get(t, db, pieces, 2).Title, all(t, db, troupes)[2].Name}, []string{"before", "after", "inner"})
}

func nestedRelations(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		great, small, lear := get(t, s, stages, 1), get(t, s, stages, 2), get(t, s, pieces, 1)
		ada := get(t, s, actors, 1)
		great.Pieces.Add(&piece{Title: "before"})
		undoneWithin(ctx, t, s, func(ctx context.Context) {
			lear.Stage.Set(small)
			lear.Actors.Add(ada)
			great.Pieces.Add(&piece{Title: "inner"})
			t.ok("Flush", s.Flush(ctx))
			t.same("within", []any{len(manyOf(t, great.Pieces)), len(manyOf(t, small.Pieces)), len(manyOf(t, ada.Pieces))}, []any{3, 3, 1})
		})
		t.same("afterwards", []any{len(manyOf(t, great.Pieces)), len(manyOf(t, small.Pieces)), len(manyOf(t, ada.Pieces))}, []any{3, 2, 0})
		t.same("the owner", oneOf(t, lear.Stage) == great && lear.StageID == 1, true)
	})
	t.same("stored", piecesOn(t, db), map[int64][]int64{1: {1, 2, 5}, 2: {3, 4}})
	t.same("pairs", actorsIn(t, db), map[int64][]int64{})
}

func nestedPending(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		fresh := &troupe{Name: "before"}
		troupes.Add(s, fresh)
		troupes.Remove(s, get(t, s, troupes, 2))
		get(t, s, pieces, 1).Title = "before"
		undoneWithin(ctx, t, s, func(context.Context) { fresh.Name = "inner" })
		t.same("the object", fresh.Name, "before")
	})
	t.same("stored", ids(t, db, troupes.Query()), []int64{1, 3})
	t.same("a piece", get(t, db, pieces, 1).Title, "before")
}

func nestedRefused(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		lear.Title = "before"
		for what, do := range map[string]func(ctx context.Context) error{
			"a flush":            func(ctx context.Context) error { masks.Add(s, &mask{ActorID: 99}); return s.Flush(ctx) },
			"the nesting's end":  func(context.Context) error { masks.Add(s, &mask{ActorID: 99}); return nil },
			"a direct statement": func(ctx context.Context) error { return masks.Insert(ctx, s.Bulk(), &mask{ActorID: 99}) },
			"a refusal that nobody looked at": func(ctx context.Context) error {
				masks.Add(s, &mask{ActorID: 99})
				_ = s.Flush(ctx)
				return nil
			},
		} {
			t.kind(what, s.Nested(ctx, do), fault.ForeignKey)
		}
		masks.Add(s, &mask{Look: "after", ActorID: 1})
	})
	t.same("stored", get(t, db, pieces, 1).Title, "before")
	t.same("masks", all(t, db, masks)[0].Look, "after")
	count(t, db, masks, 1)
}

func nestedDeep(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		undoneWithin(ctx, t, s, func(ctx context.Context) {
			lear.Title = "outer"
			t.ok("Nested", s.Nested(ctx, func(ctx context.Context) error {
				lear.Title = "inner"
				troupes.Add(s, &troupe{Name: "inner"})
				return nil
			}))
			count(t, s, troupes, 3)
			undoneWithin(ctx, t, s, func(context.Context) { lear.Title = "undone" })
			t.same("after the inner one", lear.Title, "inner")
		})
		t.same("after the outer one", lear.Title, "lear")
		count(t, s, troupes, 2)
	})
	t.same("stored", get(t, db, pieces, 1).Title, "lear")
	count(t, db, troupes, 2)
}

func nestedPanic(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		func() {
			defer func() { t.same("the panic", recover(), "in the nesting") }()
			_ = s.Nested(ctx, func(ctx context.Context) error {
				lear.Title = "inner"
				t.ok("Flush", s.Flush(ctx))
				panic("in the nesting")
			})
		}()
		t.same("the object", lear.Title, "lear")
		lear.Minutes = 90
	})
	got := get(t, db, pieces, 1)
	t.same("stored", []any{got.Title, got.Minutes}, []any{"lear", int64(90)})
}

func nestedSession(t *trial) {
	db, _ := staged(t)
	fresh := &troupe{Name: "inner"}
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		t.ok("Nested", s.Nested(ctx, func(context.Context) error {
			troupes.Add(s, fresh)
			return nil
		}))
		t.same("within", fresh.ID != 0, true)
	})
	t.same("taken back", fresh.ID, int64(0))
	count(t, db, troupes, 2)
}

func nestedRemoved(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		none, great := get(t, s, troupes, 2), get(t, s, stages, 1)
		lear := manyOf(t, great.Pieces)[0]
		undoneWithin(ctx, t, s, func(ctx context.Context) {
			troupes.Remove(s, none)
			great.Pieces.Remove(lear)
			t.ok("Flush", s.Flush(ctx))
			_, err := troupes.Get(ctx, s, 2)
			t.kind("within", err, fault.NotFound)
		})
		t.same("held again", get(t, s, troupes, 2) == none && get(t, s, pieces, 1) == lear, true)
		t.same("the relation", keysOf[piece](t)(great.Pieces.All()), []int64{1, 2})
		none.Name = "after"
	})
	t.same("stored", get(t, db, troupes, 2).Name, "after")
	count(t, db, pieces, 4)
}
