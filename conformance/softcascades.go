package conformance

import (
	"context"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func softCascade(t *trial) {
	var r recorder
	db := inn(t, &r)
	ctx := t.Context()
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	before := &stay{LodgerID: 1}
	insert(t, db, stays, before)
	t.ok("Delete of a child by itself", stays.Delete(ctx, db, before))
	r.take()
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	t.scoped.sent(t, "a row is deleted with what goes along", r.take())
	named(t, ctx, "stays", db, stays.Query())
	named(t, ctx, "cards", db, cards.Query())
	t.same("stains", len(all(t, db, stains)), 1)
	gone, err := stays.Unscoped(orm.NotDeleted).Get(ctx, db, 3)
	t.ok("Get", err)
	t.same("the time and version of what went along", gone.Gone.V.Equal(*ann.LeftAt) && gone.Version == 2, true)
	m, err := stains.With(&stains.C.Lodger).All(ctx, db)
	t.ok("All", err)
	of, err := m[0].Lodger.Get()
	t.ok("Get", err)
	t.same("what leads to a deleted row", of == nil, true)
	r.take()
	t.ok("Restore", lodgers.Restore(ctx, db, ann))
	t.scoped.sent(t, "a row is restored with what went along", r.take())
	named(t, ctx, "stays after Restore", db, stays.Query(), 1, 2, 3)
	named(t, ctx, "cards after Restore", db, cards.Query(), 1)

	n, err := lodgers.Every().Delete(ctx, db)
	t.ok("Delete of a query", err)
	t.same("Delete of a query", n, int64(2))
	named(t, ctx, "stays after that", db, stays.Query())
	n, err = lodgers.Every().Restore(ctx, db)
	t.ok("Restore of a query", err)
	t.same("Restore of a query", n, int64(2))
	named(t, ctx, "stays after the second Restore", db, stays.Query(), 1, 2, 3)
	first, err := stays.Get(ctx, db, 1)
	t.ok("Get", err)
	t.ok("Delete of one of a chain", stays.Delete(ctx, db, first))
	named(t, ctx, "those that follow go too", db, stays.Query())
	n, err = stays.Where(orm.Eq(&stays.C.ID, 1)).Restore(ctx, db)
	t.ok("Restore of one of a chain", err)
	t.same("Restore of one of a chain", n, int64(1))
	named(t, ctx, "those that follow come back", db, stays.Query(), 1, 2, 3)
}

func softKept(t *trial) {
	db, g := inn(t, nil), lodgers.C
	ctx := t.Context()
	b := &folio{LodgerID: 1}
	insert(t, db, folios, b)
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	refused := func(what string, err error) {
		t.Helper()
		t.kind(what, err, fault.ForeignKey)
		if v := fault.Violations(err); len(v) != 1 || v[0].Code != "in_use" || v[0].Message != "is still used by a folio" {
			t.Errorf("%s: got the violations %+v", what, v)
		}
		present(t, db, what, lodgers.Query(), 1, 2)
		named(t, ctx, what, db, stays.Query(), 1, 2, 3)
	}
	refused("Delete", lodgers.Delete(ctx, db, ann))
	t.same("the object", ann.LeftAt == nil && ann.Version == 1, true)
	_, err = lodgers.Where(orm.Gt(&g.ID, 0)).Delete(ctx, db)
	refused("Delete of a query", err)
	refused("DeleteAll", lodgers.DeleteAll(ctx, db, []*lodger{ann}))
	err = db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		x, err := lodgers.Get(ctx, s, 1)
		t.ok("Get", err)
		lodgers.Remove(s, x)
		return nil
	})
	refused("a session", err)
	t.ok("Delete of the folio", folios.Delete(ctx, db, b))
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	present(t, db, "what is left", lodgers.Query(), 2)
	t.ok("Restore", lodgers.Restore(ctx, db, ann))
	t.ok("Restore of the folio", folios.Restore(ctx, db, b))
	within(t, db, func(ctx context.Context, s *orm.Session) {
		x, err := lodgers.Get(ctx, s, 1)
		t.ok("Get", err)
		y, err := folios.Get(ctx, s, b.ID)
		t.ok("Get", err)
		lodgers.Remove(s, x)
		folios.Remove(s, y)
	})
	present(t, db, "what is left after a session", lodgers.Query(), 2)
}

// crew and vessel are joined by rows that are deleted softly.
type (
	vessel struct {
		ID   int64
		Crew orm.Many[deckhand]
	}
	deckhand struct {
		ID      int64
		Vessels orm.Many[vessel]
	}
	service struct {
		ID       int64
		VesselID int64
		SailorID int64
		Ended    *time.Time
		Vessel   orm.One[vessel]
		Sailor   orm.One[deckhand]
	}
)

func (v *vessel) Define(t *orm.Table[vessel]) {
	orm.ManyToMany(t, &v.Crew).Through(orm.C[service]())
}

func (s *service) Define(t *orm.Table[service]) {
	t.Unique(&s.VesselID, &s.SailorID)
	t.SoftDelete(&s.Ended)
}

var (
	vessels   = orm.Define[vessel]()
	deckhands = orm.Define[deckhand]()
	services  = orm.Define[service]()
)

func softPairs(t *trial) {
	db := t.tables(vessels, deckhands, services)
	ctx := t.Context()
	insert(t, db, vessels, &vessel{})
	insert(t, db, deckhands, &deckhand{}, &deckhand{})
	first := &service{VesselID: 1, SailorID: 1}
	insert(t, db, services, first, &service{VesselID: 1, SailorID: 2})
	t.ok("Delete", services.Delete(ctx, db, first))
	list, err := vessels.With(&vessels.C.Crew).All(ctx, db)
	t.ok("With", err)
	crew, err := list[0].Crew.All()
	t.ok("All", err)
	t.same("the crew", len(crew), 1)
	t.same("its deckhand", crew[0].ID, int64(2))
	t.refused("a pair that is there", services.Insert(ctx, db, &service{VesselID: 1, SailorID: 2}), fault.Unique, "service", "VesselID", "SailorID")
	insert(t, db, services, &service{VesselID: 1, SailorID: 1})
	err = orm.Link(ctx, db, &vessels.C.Crew, list[0], &deckhand{ID: 1})
	t.kind("Link", err, fault.Invalid)
	err = orm.Unlink(ctx, db, &vessels.C.Crew, list[0], &deckhand{ID: 1})
	t.kind("Unlink", err, fault.Invalid)
	err = db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		v, err := vessels.Get(ctx, s, 1)
		t.ok("Get", err)
		c, err := v.Crew.Load(ctx)
		t.ok("Load", err)
		v.Crew.Remove(c[0])
		return nil
	})
	t.kind("Remove in a session", err, fault.Invalid)
}
