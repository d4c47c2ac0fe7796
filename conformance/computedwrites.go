package conformance

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// meter is of a model whose rows have versions.
type meter struct {
	ID      int64
	Name    string
	Price   int64
	Few     int32
	Total   int64
	Double  int32
	Code    string
	Twice   int64
	Version int64
}

func (m *meter) Define(t *orm.Table[meter]) {
	t.Column(&m.Total).Generated(orm.Times(orm.Col(&m.Price), orm.Col(&m.Few)))
	t.Column(&m.Double).Generated(orm.Col(&m.Few).PlusExpr(orm.Col(&m.Few)))
	t.Column(&m.Code).Size(4).Generated(orm.Upper(orm.Col(&m.Name)))
	t.Column(&m.Twice).Computed(orm.Col(&m.Total).PlusExpr(orm.Col(&m.Total)))
	t.Check("cheap", orm.Le(&m.Total, 1000), "costs too much")
	t.Version(&m.Version)
}

var meters = orm.Define[meter]()

// ofMeter is what a meter says of itself.
func ofMeter(m *meter) string {
	return fmt.Sprint(m.Total, " ", m.Double, " ", m.Code, " ", m.Twice, " ", m.Version)
}

// metered stores three meters.
func metered(t *trial) (*orm.DB, []*meter) {
	db := t.tables(meters)
	list := []*meter{{Name: "a", Price: 2, Few: 3}, {Name: "b", Price: 5, Few: 5}, {Name: "c", Price: 7, Few: 1}}
	t.ok("InsertAll", meters.InsertAll(t.Context(), db, list))
	t.same("after InsertAll", []string{ofMeter(list[0]), ofMeter(list[1]), ofMeter(list[2])}, []string{"6 6 A 0 1", "25 10 B 0 1", "7 2 C 0 1"})
	return db, list
}

func computedRefused(t *trial) {
	db, list := metered(t)
	ctx := t.Context()
	t.kind("a long text", meters.Insert(ctx, db, &meter{Name: "abcde"}), fault.TooLong)
	t.refused("a check", meters.Insert(ctx, db, &meter{Name: "x", Price: 1001, Few: 1}), fault.Check, "meter", "Total")
	t.kind("a small number", meters.Insert(ctx, db, &meter{Few: 1 << 30}), fault.OutOfRange)
	t.kind("a number", meters.Insert(ctx, db, &meter{Price: 1 << 62, Few: 16}), fault.OutOfRange)
	changed := *list[0]
	changed.Name = "abcde"
	t.kind("Update", meters.Update(ctx, db, &changed), fault.TooLong)
	t.same("the version", changed.Version, int64(1))
	_, err := meters.Where(orm.Eq(&meters.C.ID, 1)).Update(ctx, db, orm.Set(&meters.C.Price, 1000))
	t.refused("a change by condition", err, fault.Check, "meter", "Total")
	t.same("the rows", list[0], func() *meter { m := get(t, db, meters, 1); m.Twice = 0; return m }())
	count(t, db, meters, 3)
}

func computedMany(t *trial) {
	db, list := metered(t)
	ctx := t.Context()
	for i, m := range list {
		m.Price, m.Name = int64(i)+1, []string{"d", "eeeee", "f"}[i]
	}
	err := meters.UpdateAll(ctx, db, list)
	t.kind("UpdateAll", err, fault.TooLong)
	t.same("after a refusal", []string{ofMeter(list[0]), ofMeter(list[2])}, []string{"6 6 A 0 1", "7 2 C 0 1"})
	list[1].Name = "e"
	t.ok("UpdateAll", meters.UpdateAll(ctx, db, list))
	t.same("after UpdateAll", []string{ofMeter(list[0]), ofMeter(list[1]), ofMeter(list[2])}, []string{"3 6 D 0 2", "10 10 E 0 2", "3 2 F 0 2"})
	more := []*meter{{Name: "g", Price: 1, Few: 1}, {Name: "hhhhh"}}
	t.kind("InsertAll", meters.InsertAll(ctx, db, more), fault.TooLong)
	t.same("after InsertAll", []string{ofMeter(more[0]), ofMeter(more[1])}, []string{"0 0  0 0", "0 0  0 0"})
	count(t, db, meters, 3)
}

func computedVersions(t *trial) {
	db, list := metered(t)
	ctx := t.Context()
	old := *list[0]
	list[0].Price = 10
	t.ok("Update", meters.Update(ctx, db, list[0]))
	t.same("after Update", ofMeter(list[0]), "30 6 A 0 2")
	var stale *orm.StaleError
	if err := meters.Update(ctx, db, &old); !errors.As(err, &stale) {
		t.Fatalf("Update of what was changed: got %v, want a StaleError", err)
	}
	t.same("what is stored", ofMeter(stale.Stored.(*meter)), "30 6 A 60 2")
	t.same("what was to be written", ofMeter(&old), "6 6 A 0 1")
	failed := errors.New("failed on purpose")
	t.ok("Session", db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		m, err := meters.Get(ctx, s, 2)
		if err != nil {
			return err
		}
		err = s.Nested(ctx, func(ctx context.Context) error {
			m.Price = 6
			if err := s.Flush(ctx); err != nil {
				return err
			}
			t.same("within", ofMeter(m), "30 10 B 50 2")
			return failed
		})
		if !errors.Is(err, failed) {
			return fmt.Errorf("got %w of Nested", err)
		}
		t.same("behind what failed", ofMeter(m), "25 10 B 50 1")
		return nil
	}))
}

func computedChanges(t *trial) {
	db, _ := metered(t)
	ctx, m := t.Context(), meters.C
	n, err := meters.Where(orm.Gt(&m.Total, 6), orm.Lt(&m.Twice, 50)).Update(ctx, db, orm.SetExpr(&m.Price, orm.Col(&m.Total).Plus(1)))
	t.ok("Update", err)
	t.same("rows", n, int64(1))
	t.same("after Update", ofMeter(get(t, db, meters, 3)), "8 2 C 16 2")
	n, err = meters.Where(orm.Eq(&m.Code, "B")).Update(ctx, db, orm.SetExpr(&m.Price, orm.Col(&m.Twice)))
	t.ok("Update of what is computed", err)
	t.same("rows", n, int64(1))
	t.same("after Update of what is computed", ofMeter(get(t, db, meters, 2)), "250 10 B 500 2")
	n, err = meters.Where(orm.Ge(&m.Twice, 500)).Delete(ctx, db)
	t.ok("Delete", err)
	t.same("deleted", n, int64(1))
}
