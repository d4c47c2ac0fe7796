package conformance

import (
	"context"
	"errors"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func sessions() theme {
	return theme{"sessions", slices.Concat(
		sessionIdentities(), sessionReads(), sessionMerges(), sessionEnds(), sessionUndoings(), sessionNesting(), sessionRetries(), sessionCounters(), againCases(),
	)}
}

// undone runs a session that is rolled back by the function's own error.
func undone(t *trial, db *orm.DB, do func(ctx context.Context, s *orm.Session)) {
	t.Helper()
	own := errors.New("the function's own error")
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		t.Helper()
		do(ctx, s)
		return own
	})
	if !errors.Is(err, own) {
		t.Fatalf("Session: got %v, want %v", err, own)
	}
}

func sessionIdentities() []testCase {
	return []testCase{
		{"a row is one object, however it is read", sessionOneObject},
		{"Get of a row that is held sends nothing", sessionGetHeld},
		{"what was stored is held under its key", sessionHoldsNew},
		{"a query does not overwrite what is held", sessionKeepsChanges},
		{"a query holds the rows that others have changed as they were", sessionKeepsRead},
		{"an object that is added twice is one row", sessionAddTwice},
		{"a second object for a row that is held is refused", sessionSecond},
		{"a key of an object that is held never changes", sessionKeyChanged},
		{"a row that was removed is not found", sessionGone},
		{"a row that is not held may be removed by its key", sessionRemoveByKey},
		{"a row that is gone already is told when it changes", sessionVanished},
		{"Expunge lets go of an object with its changes", sessionExpunge},
		{"Refresh reads an object anew and forgets its changes", sessionRefresh},
		{"Clear flushes and lets go of everything", sessionClear},
		{"a stream holds nothing", sessionStream},
	}
}

func sessionOneObject(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		list, err := pieces.OrderBy(orm.Desc(&pieces.C.ID)).All(ctx, s)
		t.ok("All", err)
		first, err := pieces.Where(orm.Eq(&pieces.C.Title, "lear")).One(ctx, s)
		t.ok("One", err)
		great := get(t, s, stages, 1)
		loaded, err := stages.With(orm.Load(&stages.C.Pieces)).All(ctx, s)
		t.ok("All with pieces", err)
		t.same("by Get again", get(t, s, pieces, 1) == lear, true)
		t.same("by All", list[3] == lear, true)
		t.same("by One", first == lear, true)
		t.same("by a relation", manyOf(t, great.Pieces)[0] == lear, true)
		t.same("by With", loaded[0] == great && manyOf(t, loaded[0].Pieces)[0] == lear, true)
		t.same("by the other side", oneOf(t, list[0].Stage) == loaded[1] && oneOf(t, list[1].Stage) == loaded[1], true)
	})
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		lear.Title = "changed"
	})
	t.same("stored", get(t, db, pieces, 1).Title, "changed")
}

func sessionGetHeld(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		great := oneOf(t, lear.Stage)
		seen.statements(t, "what is held", 0, func() {
			t.same("the piece", get(t, s, pieces, 1) == lear, true)
			t.same("the stage", get(t, s, stages, 1) == great, true)
		})
		seen.statements(t, "what is not", 1, func() { get(t, s, pieces, 2) })
		_, err := pieces.Get(ctx, s, 99)
		t.kind("what does not exist", err, fault.NotFound)
	})
}

func sessionHoldsNew(t *trial) {
	db, seen := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		fresh := &troupe{Name: "new"}
		troupes.Add(s, fresh)
		t.ok("Flush", s.Flush(t.Context()))
		seen.statements(t, "Get", 0, func() { t.same("the object", get(t, s, troupes, fresh.ID) == fresh, true) })
		fresh.Name = "newer"
	})
	t.same("stored", get(t, db, troupes, 3).Name, "newer")
}

func sessionKeepsChanges(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, hamlet := get(t, s, pieces, 1), get(t, s, pieces, 2)
		lear.Title, hamlet.Minutes = "changed", 7
		list, err := stages.With(&stages.C.Pieces).All(ctx, s)
		t.ok("All", err)
		t.same("what was read again", []any{manyOf(t, list[0].Pieces)[0].Title, hamlet.Minutes}, []any{"changed", int64(7)})
	})
	t.same("stored", get(t, db, pieces, 1).Title, "changed")
}

func sessionKeepsRead(t *trial) {
	db, _ := staged(t)
	o := orm.SessionOptions{Isolation: orm.ReadCommitted, ReadOnly: true} // so that no engine keeps the other one waiting
	t.ok("Session", db.SessionWith(t.Context(), o, func(ctx context.Context, s *orm.Session) error {
		lear := get(t, s, pieces, 1)
		t.ok("Update beside it", pieces.Update(t.Context(), db, &piece{ID: 1, Title: "theirs", StageID: 1}))
		list, err := pieces.All(ctx, s)
		t.ok("All", err)
		t.same("the object", list[0] == lear && lear.Title == "lear", true)
		return nil
	}))
	t.same("stored", get(t, db, pieces, 1).Title, "theirs")
}

func sessionAddTwice(t *trial) {
	db, _ := staged(t)
	within(t, db, func(_ context.Context, s *orm.Session) {
		fresh, held := &troupe{Name: "new"}, get(t, s, troupes, 1)
		troupes.Add(s, fresh, fresh)
		troupes.Add(s, fresh)
		troupes.Add(s, held)
		troupes.Remove(s, get(t, s, troupes, 2))
		t.ok("Flush", s.Flush(t.Context()))
		troupes.Add(s, fresh)
	})
	t.same("stored", ids(t, db, troupes.Query()), []int64{1, 3})
}

func sessionSecond(t *trial) {
	db, _ := staged(t)
	for what, add := range map[string]func(s *orm.Session){
		"of a row that is held":   func(s *orm.Session) { get(t, s, troupes, 1); troupes.Add(s, &troupe{ID: 1, Name: "x"}) },
		"of a row that is stored": func(s *orm.Session) { troupes.Add(s, &troupe{ID: 1, Name: "x"}) },
		"of two that are new":     func(s *orm.Session) { troupes.Add(s, &troupe{ID: 9, Name: "x"}, &troupe{ID: 9, Name: "y"}) },
	} {
		err := db.Session(t.Context(), func(_ context.Context, s *orm.Session) error {
			add(s)
			return nil
		})
		if k := fault.KindOf(err); k != fault.Unique && k != fault.Invalid {
			t.Errorf("a second object %s: got %v (kind %q), want it to be refused", what, err, k)
		}
	}
	t.same("stored", []any{get(t, db, troupes, 1).Name, len(all(t, db, troupes))}, []any{"kings", 2})
}

func sessionKeyChanged(t *trial) {
	db, seen := staged(t)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		get(t, s, troupes, 2).ID = 7
		seen.take()
		return nil
	})
	t.kind("a changed key", err, fault.Invalid)
	t.same("sent", len(seen.take()), 0)
	t.same("stored", ids(t, db, troupes.Query()), []int64{1, 2})
}

func sessionGone(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		none := get(t, s, troupes, 2)
		troupes.Remove(s, none, none)
		list, err := troupes.All(ctx, s)
		t.ok("All", err)
		t.same("left", len(list), 1)
		_, err = troupes.Get(ctx, s, 2)
		t.kind("Get", err, fault.NotFound)
		none.Name = "nobody notices"
		t.ok("Flush", s.Flush(ctx))
	})
	count(t, db, troupes, 1)
}

func sessionRemoveByKey(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		troupes.Remove(s, &troupe{ID: 2})
		seen.statements(t, "the removal", 1, func() { t.ok("Flush", s.Flush(ctx)) })
	})
	t.same("left", ids(t, db, troupes.Query()), []int64{1})
}

func sessionVanished(t *trial) {
	db, _ := staged(t)
	for what, change := range map[string]func(s *orm.Session, x *troupe){
		"changed": func(_ *orm.Session, x *troupe) { x.Name = "changed" },
		"removed": func(s *orm.Session, x *troupe) { troupes.Remove(s, x) },
	} {
		err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
			none := get(t, s, troupes, 2)
			_, err := orm.Exec(ctx, s.Bulk(), orm.SQL("DELETE FROM troupe WHERE id = 2"))
			t.ok("Exec", err)
			change(s, none)
			return nil
		})
		if k := fault.KindOf(err); k != fault.NotFound && k != fault.Stale {
			t.Errorf("a row that is %s and gone: got %v (kind %q), want to be told", what, err, k)
		}
	}
	count(t, db, troupes, 2)
}

func sessionExpunge(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, fresh := get(t, s, pieces, 1), &troupe{Name: "new"}
		lear.Title = "changed"
		troupes.Add(s, fresh)
		pieces.Expunge(s, lear)
		troupes.Expunge(s, fresh)
		again := get(t, s, pieces, 1)
		t.same("another object", again != lear && again.Title == "lear" && lear.Title == "changed", true)
		lear.Minutes = 5
	})
	t.same("stored", get(t, db, pieces, 1).Title, "lear")
	count(t, db, troupes, 2)
}

func sessionRefresh(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, great := get(t, s, pieces, 1), get(t, s, stages, 1)
		lear.Title = "changed"
		t.ok("Refresh", pieces.Refresh(ctx, s, lear))
		t.same("the object", lear.Title, "lear")
		seen.silent(t, "afterwards", s)
		_, err := orm.Exec(ctx, s.Bulk(), orm.SQL("UPDATE stage SET name = 'other' WHERE id = 1"))
		t.ok("Exec", err)
		t.ok("Refresh", stages.Refresh(ctx, s, great))
		t.same("what another wrote", great.Name, "other")
		great.Name = "mine"
	})
	t.same("stored", []string{get(t, db, pieces, 1).Title, get(t, db, stages, 1).Name}, []string{"lear", "mine"})
}

func sessionClear(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear, great := get(t, s, pieces, 1), get(t, s, stages, 1)
		t.same("loaded", len(manyOf(t, great.Pieces)), 2)
		lear.Title = "changed"
		t.ok("Clear", s.Clear(ctx))
		lear.Title = "after"
		seen.statements(t, "Get", 1, func() {
			again := get(t, s, pieces, 1)
			t.same("another object", again != lear && again.Title == "changed", true)
		})
		t.same("what was loaded", len(manyOf(t, great.Pieces)), 2)
		_, err := great.Theatre.Load(ctx)
		t.kind("what was not", err, fault.NotLoaded)
	})
	t.same("stored", get(t, db, pieces, 1).Title, "changed")
}

func sessionStream(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		held, found := get(t, s, pieces, 1), []*piece{}
		for p, err := range pieces.Query().Stream(ctx, s) {
			t.ok("Stream", err)
			found = append(found, p)
			p.Title = "nobody notices"
		}
		t.same("rows", len(found), 4)
		t.same("a row that is not held", get(t, s, pieces, 2) != found[1], true)
		t.same("a row that is", get(t, s, pieces, 1) == held, true)
		seen.take()
	})
	t.same("sent", len(seen.take()), 0)
}
