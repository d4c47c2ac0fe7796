package conformance

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/orm"
)

func sessionMerges() []testCase {
	return []testCase{
		{"Merge copies values onto the object that is held", sessionMergeHeld},
		{"Merge reads the row that is not held, and updates what differs", sessionMergeRead},
		{"Merge adds what has no row", sessionMergeNew},
		{"Merge of what is held already is itself", sessionMergeItself},
		{"Merge leaves alone what it was given, and its relations", sessionMergeLeaves},
	}
}

func sessionMergeHeld(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		lear.Minutes = 7
		var merged *piece
		seen.statements(t, "Merge", 0, func() {
			var err error
			merged, err = pieces.Merge(ctx, s, &piece{ID: 1, Title: "merged", Minutes: 90, StageID: 1})
			t.ok("Merge", err)
		})
		t.same("the object", merged == lear && lear.Title == "merged" && lear.Minutes == 90, true)
	})
	got := get(t, db, pieces, 1)
	t.same("stored", []any{got.Title, got.Minutes}, []any{"merged", int64(90)})
}

func sessionMergeRead(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		seen.statements(t, "Merge", 1, func() {
			_, err := pieces.Merge(ctx, s, &piece{ID: 1, Title: "merged", StageID: 1})
			t.ok("Merge", err)
		})
		_, err := pieces.Merge(ctx, s, &piece{ID: 2, Title: "hamlet", StageID: 1})
		t.ok("Merge of equal values", err)
		seen.flush(t, "an object that was merged", s)
	})
	t.same("stored", get(t, db, pieces, 1).Title, "merged")
}

func sessionMergeNew(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		given := &troupe{Name: "without a key"}
		for _, x := range []*troupe{given, {ID: 9, Name: "of a key without a row"}} {
			merged, err := troupes.Merge(ctx, s, x)
			t.ok("Merge", err)
			t.same("another object with its values", merged != x && merged.Name == x.Name, true)
		}
		t.ok("Flush", s.Flush(ctx))
		t.same("what was given", given.ID, int64(0))
	})
	found := ids(t, db, troupes.Query())
	t.same("stored", len(found) == 4 && slices.Contains(found, 9), true)
}

func sessionMergeItself(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, fresh := get(t, s, pieces, 1), &troupe{Name: "new"}
		troupes.Add(s, fresh)
		lear.Title = "changed"
		seen.statements(t, "Merge", 0, func() {
			same, err := pieces.Merge(ctx, s, lear)
			t.ok("Merge", err)
			t.same("of what is held", same == lear && lear.Title == "changed", true)
			added, err := troupes.Merge(ctx, s, fresh)
			t.ok("Merge", err)
			t.same("of what was added", added == fresh, true)
		})
	})
	count(t, db, troupes, 3)
	t.same("stored", get(t, db, pieces, 1).Title, "changed")
}

func sessionMergeLeaves(t *trial) {
	db, seen := staged(t)
	list, err := stages.With(&stages.C.Pieces).All(t.Context(), db)
	t.ok("All", err)
	list[0].Name = "edited"
	manyOf(t, list[0].Pieces)[0].Title = "edited"
	within(t, db, func(ctx context.Context, s *orm.Session) {
		merged, err := stages.Merge(ctx, s, list[0])
		t.ok("Merge", err)
		merged.Name = "edited again"
		t.same("what was given", list[0].Name, "edited")
		seen.statements(t, "Flush", 1, func() { t.ok("Flush", s.Flush(ctx)) })
		t.same("its relation", manyOf(t, merged.Pieces)[0].Title, "lear")
	})
	t.same("stored", get(t, db, stages, 1).Name, "edited again")
}
