package conformance

import (
	"context"
	"errors"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func sessionEnds() []testCase {
	return []testCase{
		{"what is pending is stored when the function returns nil", sessionCommit},
		{"an error of the function undoes all of it, what was flushed too", sessionRollback},
		{"a panic undoes all of it and goes on", sessionPanic},
		{"a refused flush is the end of the session", sessionRefused},
		{"all pending objects are held to their rules before the first statement", sessionRules},
		{"a refusal by the database carries its object", sessionRefusedObject},
		{"a session sees what it wrote and nobody else does", sessionIsolated},
		{"the database is refused within its own session", sessionMarked},
		{"a session is refused after its end", sessionEnded},
		{"a session is refused beside an open stream", sessionBusy},
		{"a session that only reads refuses changes", sessionReadOnly},
		{"a session has the isolation that it is given", sessionIsolation},
		{"a session that is cancelled stores nothing", sessionCancelled},
		{"a second goroutine is refused", sessionShared},
		{"after the end objects are on their own", sessionDetached},
	}
}

func sessionCommit(t *trial) {
	db, seen := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		lear := get(t, s, pieces, 1)
		lear.Title = "once"
		t.ok("Flush", s.Flush(ctx))
		lear.Title = "twice"
		troupes.Add(s, &troupe{Name: "new"})
		seen.take()
	})
	t.same("sent at the end", len(seen.take()), 2)
	t.same("stored", get(t, db, pieces, 1).Title, "twice")
	count(t, db, troupes, 3)
}

func sessionRollback(t *trial) {
	db, _ := staged(t)
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		get(t, s, pieces, 1).Title = "changed"
		troupes.Add(s, &troupe{Name: "new"})
		actors.Remove(s, get(t, s, actors, 3))
		t.ok("Flush", s.Flush(ctx))
		count(t, s, actors, 2)
		troupes.Add(s, &troupe{Name: "newer"})
	})
	t.same("a piece", get(t, db, pieces, 1).Title, "lear")
	count(t, db, troupes, 2)
	count(t, db, actors, 3)
}

func sessionPanic(t *trial) {
	db, _ := staged(t)
	func() {
		defer func() { t.same("the panic", recover(), "in the session") }()
		_ = db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
			troupes.Add(s, &troupe{Name: "new"})
			t.ok("Flush", s.Flush(ctx))
			panic("in the session")
		})
	}()
	count(t, db, troupes, 2)
	within(t, db, func(_ context.Context, s *orm.Session) { troupes.Add(s, &troupe{Name: "new"}) })
	count(t, db, troupes, 3)
}

func sessionRefused(t *trial) {
	db, _ := staged(t)
	var first error
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		get(t, s, pieces, 1).Title = "changed"
		troupes.Add(s, &troupe{Name: "new"}, &troupe{ID: 1, Name: "taken"})
		first = s.Flush(ctx)
		if again := s.Flush(ctx); !errors.Is(again, first) && fault.KindOf(again) != fault.KindOf(first) {
			t.Errorf("a second flush: got %v, want %v", again, first)
		}
		_, err := troupes.All(ctx, s)
		t.same("a query afterwards is refused", err != nil, true)
		return nil
	})
	if k := fault.KindOf(first); k != fault.Unique && k != fault.Invalid {
		t.Errorf("the flush: got %v (kind %q), want a refusal", first, k)
	}
	t.kind("the end", err, fault.KindOf(first))
	t.same("a piece", get(t, db, pieces, 1).Title, "lear")
	count(t, db, troupes, 2)
}

func sessionRules(t *trial) {
	db, seen := staged(t)
	long := &actor{Name: "much longer than twenty characters"}
	role := &casting{PieceID: 1, ActorID: 1, Role: "also longer than twenty characters"}
	err := db.Session(t.Context(), func(_ context.Context, s *orm.Session) error {
		get(t, s, pieces, 1).Title = "changed"
		ada := get(t, s, actors, 1)
		ada.Name = "this one is too long as well"
		actors.Add(s, &actor{Name: "fine"}, long)
		castings.Add(s, role)
		seen.take()
		return nil
	})
	t.same("sent", len(seen.take()), 0)
	t.kind("the session", err, fault.TooLong)
	list := orm.ObjectErrors(err)
	t.same("objects", len(list), 3)
	found := map[any]string{}
	for _, e := range list {
		for _, v := range fault.Violations(e) {
			found[e.Object] = v.Field
		}
	}
	t.same("fields", []string{found[long], found[role]}, []string{"Name", "Role"})
	count(t, db, actors, 3)
}

func sessionRefusedObject(t *trial) {
	db, _ := staged(t)
	fresh := &piece{Title: "new", StageID: 99}
	err := db.Session(t.Context(), func(_ context.Context, s *orm.Session) error {
		troupes.Add(s, &troupe{Name: "fine"})
		pieces.Add(s, fresh)
		return nil
	})
	t.kind("the session", err, fault.ForeignKey)
	list := orm.ObjectErrors(err)
	if len(list) != 1 || list[0].Object != any(fresh) {
		t.Errorf("got %d objects in %v, want the piece", len(list), err)
	}
	count(t, db, troupes, 2)
}

func sessionIsolated(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		troupes.Add(s, &troupe{Name: "new"})
		count(t, s, troupes, 3)
		count(t, db, troupes, 2)
	})
	count(t, db, troupes, 3)
}

func sessionMarked(t *trial) {
	db, _ := staged(t)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		_, err := troupes.All(ctx, db)
		t.kind("All", err, fault.Invalid)
		t.kind("Session", db.Session(ctx, func(context.Context, *orm.Session) error { return nil }), fault.Invalid)
		t.kind("Tx", db.Tx(ctx, func(context.Context, *orm.Tx) error { return nil }), fault.Invalid)
	})
	t.ok("Tx", db.Tx(t.Context(), func(ctx context.Context, _ *orm.Tx) error {
		t.kind("a session within a transaction", db.Session(ctx, func(context.Context, *orm.Session) error { return nil }), fault.Invalid)
		return nil
	}))
}

func sessionEnded(t *trial) {
	db, _ := staged(t)
	var kept *orm.Session
	within(t, db, func(_ context.Context, s *orm.Session) { kept = s })
	ctx := t.Context()
	troupes.Add(kept, &troupe{Name: "late"})
	t.kind("Flush", kept.Flush(ctx), fault.Invalid)
	_, err := troupes.All(ctx, kept)
	t.kind("All", err, fault.Invalid)
	_, err = troupes.Merge(ctx, kept, &troupe{ID: 1})
	t.kind("Merge", err, fault.Invalid)
	t.kind("Nested", kept.Nested(ctx, func(context.Context) error { return nil }), fault.Invalid)
	t.kind("Bulk", troupes.Insert(ctx, kept.Bulk(), &troupe{}), fault.Invalid)
	count(t, db, troupes, 2)
}

func sessionBusy(t *trial) {
	db, _ := staged(t)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		get(t, s, troupes, 1).Name = "changed"
		for _, err := range pieces.Query().Stream(ctx, s) {
			t.ok("Stream", err)
			_, err = troupes.Count(ctx, s)
			t.kind("Count", err, fault.Invalid)
			t.kind("Flush", s.Flush(ctx), fault.Invalid)
		}
		return nil
	})
	t.kind("the session, whose flush failed", err, fault.Invalid)
	t.same("stored", get(t, db, troupes, 1).Name, "kings")
}

func sessionReadOnly(t *trial) {
	db, _ := staged(t)
	o := orm.SessionOptions{ReadOnly: true}
	t.ok("a session that reads", db.SessionWith(t.Context(), o, func(ctx context.Context, s *orm.Session) error {
		count(t, s, troupes, 2)
		insert(t, db, troupes, &troupe{Name: "theirs"})
		count(t, s, troupes, 2)
		t.same("one object", get(t, s, pieces, 1) == all(t, s, pieces)[0], true)
		return nil
	}))
	for what, change := range map[string]func(s *orm.Session){
		"a change": func(s *orm.Session) { get(t, s, pieces, 1).Title = "changed" },
		"Add":      func(s *orm.Session) { troupes.Add(s, &troupe{Name: "new"}) },
		"Remove":   func(s *orm.Session) { troupes.Remove(s, get(t, s, troupes, 2)) },
	} {
		err := db.SessionWith(t.Context(), o, func(_ context.Context, s *orm.Session) error {
			change(s)
			return nil
		})
		t.kind(what, err, fault.ReadOnly)
	}
	t.same("stored", get(t, db, pieces, 1).Title, "lear")
	count(t, db, troupes, 3)
}

func sessionIsolation(t *trial) {
	db, _ := staged(t)
	for _, i := range []orm.Isolation{orm.Snapshot, orm.ReadCommitted, orm.Serializable} {
		t.ok("SessionWith", db.SessionWith(t.Context(), orm.SessionOptions{Isolation: i}, func(_ context.Context, s *orm.Session) error {
			get(t, s, pieces, 1).Minutes++
			return nil
		}))
	}
	t.same("stored", get(t, db, pieces, 1).Minutes, int64(3))
	err := db.SessionWith(t.Context(), orm.SessionOptions{Isolation: 99}, func(context.Context, *orm.Session) error { return nil })
	t.kind("an isolation that is none", err, fault.Invalid)
}

func sessionCancelled(t *trial) {
	db, _ := staged(t)
	ctx, cancel := context.WithCancel(t.Context())
	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		troupes.Add(s, &troupe{Name: "new"})
		t.ok("Flush", s.Flush(ctx))
		get(t, s, pieces, 1).Title = "changed"
		cancel()
		return nil
	})
	t.kind("the session", err, fault.Canceled)
	count(t, db, troupes, 2)
}

func sessionShared(t *trial) {
	db, _ := staged(t)
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		for _, err := range pieces.Query().Stream(ctx, s) { // which keeps the session in use
			t.ok("Stream", err)
			var others sync.WaitGroup
			others.Go(func() {
				_, err := troupes.All(ctx, s)
				t.kind("another goroutine's query", err, fault.Invalid)
			})
			others.Wait()
		}
		return nil
	})
	t.ok("the session", err)
}

func sessionDetached(t *trial) {
	db, _ := staged(t)
	var great *stage
	var alone *actor
	within(t, db, func(_ context.Context, s *orm.Session) {
		great, alone = get(t, s, stages, 1), get(t, s, actors, 3)
		t.same("loaded", len(manyOf(t, great.Pieces)), 2)
		great.Name = "changed"
	})
	ctx := t.Context()
	t.same("what was loaded", keysOf[piece](t)(great.Pieces.Load(ctx)), []int64{1, 2})
	_, err := great.Theatre.Load(ctx)
	t.kind("a relation that was not", err, fault.NotLoaded)
	_, err = alone.Troupe.Get()
	t.kind("another object's", err, fault.NotLoaded)
	great.Name = "changed again"
	t.ok("a direct write", stages.Update(ctx, db, great, &stages.C.Name))
	t.ok("Load of the handle", stages.Load(ctx, db, []*stage{great}, &stages.C.Theatre))
	t.same("what was loaded anew", oneOf(t, great.Theatre).Name, "globe")
	t.same("stored", get(t, db, stages, 1).Name, "changed again")
}
