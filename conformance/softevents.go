package conformance

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func softVersions(t *trial) {
	db := inn(t, nil)
	ctx := t.Context()
	ann, err := lodgers.Get(ctx, db, 1)
	t.ok("Get", err)
	stale := *ann
	ann.Serial = "new"
	t.ok("Update", lodgers.Update(ctx, db, ann))
	err = lodgers.Delete(ctx, db, &stale)
	t.kind("an old version", err, fault.Stale)
	var told *orm.StaleError
	if !errors.As(err, &told) || told.Version != 1 || told.StoredVersion != 2 || told.Stored.(*lodger).Serial != "new" {
		t.Errorf("got %+v, want versions 1 and 2 and the row", told)
	}
	t.same("the object", stale.LeftAt == nil && stale.Version == 1, true)
	t.ok("Delete", lodgers.Delete(ctx, db, ann))
	t.same("the version", ann.Version, int64(3))
	err = lodgers.Delete(ctx, db, ann)
	t.kind("a row that was deleted", err, fault.Stale)
	if !errors.As(err, &told) || told.Stored != nil {
		t.Errorf("got %+v, want that it is gone", told)
	}
	t.kind("Restore of an old version", lodgers.Restore(ctx, db, &stale), fault.Stale)
	t.ok("Restore", lodgers.Restore(ctx, db, ann))
	t.same("the version after Restore", ann.Version, int64(4))
	_, err = lodgers.Where(orm.Eq(&lodgers.C.ID, 1)).Delete(ctx, db)
	t.ok("Delete of a query", err)
	got, err := lodgers.Unscoped(orm.NotDeleted).Get(ctx, db, 1)
	t.ok("Get", err)
	t.same("the version after Delete of a query", got.Version, int64(5))
	t.kind("Purge of an old version", lodgers.Purge(ctx, db, ann), fault.Stale)
	t.ok("Purge", lodgers.Purge(ctx, db, got))
}

// herald tells what it is told of.
type herald struct {
	ID   int64
	Name string
	Gone *time.Time
	Told []string `db:"-"`
}

func (h *herald) Define(t *orm.Table[herald]) { t.SoftDelete(&h.Gone) }

func (h *herald) tell(what string) error {
	h.Told = append(h.Told, fmt.Sprint(what, " ", h.Gone != nil))
	if h.Name == what {
		return errors.New("no")
	}
	return nil
}

func (h *herald) BeforeDelete(context.Context, orm.Reader) error { return h.tell("before delete") }
func (h *herald) AfterDelete(context.Context, orm.Reader) error  { return h.tell("after delete") }
func (h *herald) BeforeUpdate(context.Context, orm.Reader) error { return h.tell("before update") }
func (h *herald) AfterUpdate(context.Context, orm.Reader) error  { return h.tell("after update") }

var heralds = orm.Define[herald]()

func softEvents(t *trial) {
	db := t.tables(heralds)
	ctx := t.Context()
	h, stubborn := &herald{Name: "h"}, &herald{Name: "before delete"}
	insert(t, db, heralds, h, stubborn)
	t.ok("Delete", heralds.Delete(ctx, db, h))
	t.ok("Restore", heralds.Restore(ctx, db, h))
	t.ok("Delete", heralds.DeleteAll(ctx, db, []*herald{h}))
	t.ok("Purge", heralds.Purge(ctx, db, h))
	t.same("told", h.Told, []string{
		"before delete false", "after delete true", "before update false", "after update false",
		"before delete false", "after delete true", "before delete true", "after delete true",
	})
	if err := heralds.Delete(ctx, db, stubborn); err == nil {
		t.Error("Delete: got no error of the event")
	}
	t.same("the object that its event refused", stubborn.Gone == nil, true)
	within(t, db, func(ctx context.Context, s *orm.Session) {
		x := &herald{Name: "x"}
		heralds.Add(s, x)
		t.ok("Flush", s.Flush(ctx))
		heralds.Remove(s, x)
		t.ok("Flush", s.Flush(ctx))
		t.same("told in a session", x.Told, []string{"before delete false", "after delete true"})
	})
}
