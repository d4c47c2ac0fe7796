package conformance

import (
	"context"
	"errors"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func sessionUndoings() []testCase {
	return []testCase{
		{"a rollback takes back what the session wrote into objects", undoWritten},
		{"a rollback leaves what the program changed", undoLeaves},
		{"a rollback leaves what the program changed after a flush", undoLeavesLater},
		{"objects of a failed session are stored by a second one", undoSecondTry},
		{"changes of relations are pending again after a rollback", undoPending},
		{"an edited object of a failed session is merged into a second one, with its relations", undoMerged},
		{"a removal that was undone may be done again", undoRemoved},
		{"after a rollback relations show what was loaded", undoDetached},
		{"a panic takes back as an error does", undoPanic},
		{"a row that was replaced by one of the same key is as before", undoSwitched},
		{"a connection that is lost takes everything back", undoLost},
	}
}

// visitor has a column of each sort that a write fills in.
type visitor struct {
	ID     int64
	Name   string
	Badge  string
	Since  time.Time
	Seen   time.Time
	HostID *int64

	Host   orm.One[visitor]
	Guests orm.Many[visitor]
}

func (v *visitor) Define(t *orm.Table[visitor]) {
	t.Column(&v.Name).Size(20).Trim().Unique()
	t.Column(&v.Badge).Size(10).ServerDefault("'none'")
	t.Column(&v.Since).Auto(time.Now)
	orm.BelongsTo(t, &v.Host).Inverse(&v.Guests)
}

var visitors = orm.Define[visitor]()

func undoWritten(t *trial) {
	db := t.tables(visitors)
	zone := time.FixedZone("east", 3600)
	seen := time.Date(2020, 5, 17, 12, 0, 0, 123456789, zone)
	host, guest := &visitor{Name: " Ada ", Seen: seen}, &visitor{Name: "Grace"}
	host.Guests.Add(guest)
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		visitors.Add(s, host)
		t.ok("Flush", s.Flush(ctx))
		t.same("written", []any{host.ID != 0, host.Name, host.Since.IsZero(), host.Seen.Location().String(), *guest.HostID == host.ID}, []any{true, "Ada", false, "UTC", true})
	})
	t.same("taken back", []any{host.ID, host.Name, host.Badge, host.Since.IsZero(), guest.ID, guest.HostID == nil}, []any{int64(0), " Ada ", "", true, int64(0), true})
	t.same("the time as it was", host.Seen.Equal(seen) && host.Seen.Location() == zone, true)
	count(t, db, visitors, 0)
}

func undoLeaves(t *trial) {
	db, _ := staged(t)
	var lear *piece
	var ada *actor
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		lear, ada = get(t, s, pieces, 1), get(t, s, actors, 1)
		lear.Title, lear.StageID = "changed", 2
		ada.Name = " Ada L. "
		t.ok("Flush", s.Flush(ctx))
		lear.Minutes = 90
	})
	t.same("what the program changed", []any{lear.Title, lear.StageID, lear.Minutes, ada.Name}, []any{"changed", int64(2), int64(90), " Ada L. "})
	t.same("stored", get(t, db, pieces, 1).Title, "lear")
}

func undoLeavesLater(t *trial) {
	db := t.tables(visitors)
	host, guest := &visitor{Name: "Ada"}, &visitor{Name: "Grace"}
	since := time.Date(2020, 5, 17, 12, 0, 0, 0, time.UTC)
	host.Guests.Add(guest)
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		visitors.Add(s, host)
		t.ok("Flush", s.Flush(ctx))
		host.Since, host.Name = since, "Ada L."
	})
	t.same("what was changed since", []any{host.Since, host.Name}, []any{since, "Ada L."})
	t.same("what was not", []any{host.ID, guest.ID, guest.Since.IsZero()}, []any{int64(0), int64(0), true})
}

func undoSecondTry(t *trial) {
	db := t.tables(visitors)
	insert(t, db, visitors, &visitor{Name: "Ada"})
	host := &visitor{Name: "Ada"}
	guest := &visitor{Name: "Grace"}
	host.Guests.Add(guest, &visitor{Name: "Edith"})
	store := func() error {
		return db.Session(t.Context(), func(_ context.Context, s *orm.Session) error {
			visitors.Add(s, host)
			return nil
		})
	}
	t.kind("the first try", store(), fault.Unique)
	t.same("taken back", []any{host.ID, guest.ID, guest.HostID == nil}, []any{int64(0), int64(0), true})
	t.same("the relation", len(manyOf(t, host.Guests)), 2)
	host.Name = "Ada L."
	t.ok("the second try", store())
	list := all(t, db, visitors)
	t.same("stored", len(list), 4)
	t.same("the keys", *get(t, db, visitors, guest.ID).HostID == host.ID && *guest.HostID == host.ID && host.ID != 0, true)
}

func undoPending(t *trial) {
	db, _ := staged(t)
	var lear, hamlet *piece
	var kings *troupe
	var first, alone *actor
	var fresh *actor
	change := func(ctx context.Context, s *orm.Session) {
		fresh = &actor{Name: "new"}
		lear, hamlet, kings, alone = get(t, s, pieces, 1), get(t, s, pieces, 2), get(t, s, troupes, 1), get(t, s, actors, 3)
		small := get(t, s, stages, 2)
		first = manyOf(t, kings.Actors)[0]
		t.same("loaded", len(manyOf(t, lear.Actors)), 0)
		lear.Actors.Add(alone, fresh)
		kings.Actors.Remove(first)
		kings.Actors.Add(alone)
		hamlet.Stage.Set(small)
		t.ok("Flush", s.Flush(ctx))
	}
	undone(t, db, change)
	t.same("the foreign keys", []any{*first.TroupeID, alone.TroupeID == nil, hamlet.StageID, fresh.ID}, []any{int64(1), true, int64(1), int64(0)})
	t.same("the relations", []any{len(manyOf(t, lear.Actors)), manyOf(t, kings.Actors)[1] == alone, oneOf(t, hamlet.Stage).ID}, []any{2, true, int64(2)})
	t.same("stored", actorsIn(t, db), map[int64][]int64{})
	within(t, db, change)
	t.same("stored on the second try", actorsIn(t, db), map[int64][]int64{1: {3, fresh.ID}})
	t.same("the owners", []any{get(t, db, actors, 1).TroupeID == nil, *get(t, db, actors, 3).TroupeID, get(t, db, pieces, 2).StageID}, []any{true, int64(1), int64(2)})
}

func undoMerged(t *trial) {
	db, _ := staged(t)
	var great *stage
	var lear *piece
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		great, lear = get(t, s, stages, 1), get(t, s, pieces, 1)
		great.Name = "changed"
		great.Pieces.Add(&piece{Title: "new"})
		lear.Actors.Add(get(t, s, actors, 3))
		lear.Stage.Set(get(t, s, stages, 2))
		t.ok("Flush", s.Flush(ctx))
	})
	within(t, db, func(ctx context.Context, s *orm.Session) {
		merged, err := stages.Merge(ctx, s, great)
		t.ok("Merge", err)
		t.same("another object", merged != great && merged.Name == "changed", true)
		_, err = pieces.Merge(ctx, s, lear)
		t.ok("Merge", err)
	})
	t.same("stored", get(t, db, stages, 1).Name, "changed")
	found := piecesOn(t, db)
	t.same("pieces", []any{len(found[1]), found[2]}, []any{2, []int64{1, 3, 4}})
	t.same("pairs", actorsIn(t, db), map[int64][]int64{1: {3}})
}

func undoRemoved(t *trial) {
	db, _ := staged(t)
	var lear *piece
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		lear = get(t, s, pieces, 1)
		pieces.Remove(s, lear)
		t.ok("Flush", s.Flush(ctx))
	})
	t.same("the object", []any{lear.ID, lear.Title, lear.StageID}, []any{int64(1), "lear", int64(1)})
	within(t, db, func(_ context.Context, s *orm.Session) { pieces.Remove(s, lear) })
	t.same("left", ids(t, db, pieces.Query()), []int64{2, 3, 4})
}

func undoDetached(t *trial) {
	db, _ := staged(t)
	var great *stage
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		great = get(t, s, stages, 1)
		t.same("loaded", len(manyOf(t, great.Pieces)), 2)
		great.Pieces.Add(&piece{Title: "new"})
		t.ok("Flush", s.Flush(ctx))
	})
	list := manyOf(t, great.Pieces)
	t.same("loaded and added", []any{len(list), list[0].Title, list[2].Title, list[2].ID}, []any{3, "lear", "new", int64(0)})
	_, err := great.Theatre.Load(t.Context())
	t.kind("what was not loaded", err, fault.NotLoaded)
}

func undoPanic(t *trial) {
	db := t.tables(visitors)
	host := &visitor{Name: " Ada "}
	func() {
		defer func() {
			if got, ok := recover().(error); !ok || got.Error() != "on purpose" {
				t.Errorf("got the panic %v, want the function's own", got)
			}
		}()
		_ = db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
			visitors.Add(s, host)
			t.ok("Flush", s.Flush(ctx))
			panic(errors.New("on purpose"))
		})
	}()
	t.same("taken back", []any{host.ID, host.Name, host.Since.IsZero()}, []any{int64(0), " Ada ", true})
	within(t, db, func(_ context.Context, s *orm.Session) { visitors.Add(s, host) })
	t.same("stored", all(t, db, visitors)[0].Name, "Ada")
}

func undoSwitched(t *trial) {
	db, _ := staged(t)
	var old *troupe
	fresh := &troupe{ID: 2, Name: "fresh"}
	undone(t, db, func(ctx context.Context, s *orm.Session) {
		old = get(t, s, troupes, 2)
		t.ok("Nested", s.Nested(ctx, func(ctx context.Context) error {
			troupes.Remove(s, old)
			troupes.Add(s, fresh)
			return s.Flush(ctx)
		}))
		undoneWithin(ctx, t, s, func(ctx context.Context) {
			troupes.Remove(s, fresh)
			troupes.Add(s, &troupe{ID: 2, Name: "third"})
			t.ok("Flush", s.Flush(ctx))
		})
		t.same("who is held", get(t, s, troupes, 2) == fresh, true)
	})
	t.same("the objects", []any{old.ID, old.Name, fresh.ID, fresh.Name}, []any{int64(2), "none", int64(2), "fresh"})
	t.same("stored", get(t, db, troupes, 2).Name, "none")
}

func undoLost(t *trial) {
	if t.engine.Cut == nil {
		return // there is no connection to lose
	}
	db, _ := staged(t)
	fresh, tries := &troupe{Name: "new"}, 0
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		tries++
		troupes.Add(s, fresh)
		t.ok("Flush", s.Flush(ctx))
		t.engine.Cut(t)
		get(t, s, troupes, fresh.ID).Name = "newer"
		return nil
	})
	t.kind("the session", err, fault.Unavailable)
	t.same("tries", tries, 1)
	t.same("the object", []any{fresh.ID, fresh.Name}, []any{int64(0), "newer"})
	count(t, db, troupes, 2)
}
