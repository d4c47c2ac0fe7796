package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"testing"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

// badge is a UUID of the program's own, which cannot convert itself for a database.
type badge [16]byte

func (t badge) MarshalText() ([]byte, error) { return uuid.UUID(t).MarshalText() }

type delivery struct {
	ID     uuid.UUID
	Token  badge
	Box    *uuid.UUID
	Truck  sql.Null[uuid.UUID]
	Old    uuid.NullUUID
	Weight int
}

func (p *delivery) Define(t *orm.Table[delivery]) {
	t.Column(&p.ID).Auto(uuid.NewV7)
	t.Column(&p.Token).Default(badge{1, 2}).Unique()
	t.Column(&p.Old).StoredAs(schema.UUID)
}

func TestUUIDsComeBack(t *testing.T) {
	t.Parallel()
	m := orm.Define[delivery]()
	box, truck := uuid.New(), uuid.New()
	full := &delivery{Token: badge{15: 0xff}, Box: &box, Truck: sql.Null[uuid.UUID]{V: truck, Valid: true}, Old: uuid.NullUUID{UUID: box, Valid: true}}
	keeps(t, m, open(t, m), full)
	if full.ID == (uuid.UUID{}) || full.ID.Version() != 7 {
		t.Errorf("Auto filled in %v, want a UUID of version 7", full.ID)
	}
	if obj := m.New(); obj.Token != (badge{1, 2}) {
		t.Errorf("New has the token %v, want its default", obj.Token)
	}
}

func TestUUIDsAreFound(t *testing.T) {
	t.Parallel()
	m := orm.Define[delivery]()
	db, c, ctx := open(t, m), m.C, context.Background()
	var list []*delivery
	for i := range 300 {
		box := uuid.UUID{0: byte(i >> 8), 1: byte(i)}
		list = append(list, &delivery{Token: badge{0: 1, 14: byte(i >> 8), 15: byte(i)}, Box: &box, Truck: sql.Null[uuid.UUID]{V: box, Valid: true}, Old: uuid.NullUUID{UUID: box, Valid: i > 0}})
	}
	list[0].Old.Valid, list[0].Old.UUID = true, uuid.UUID{15: 9}
	if err := m.InsertAll(ctx, db, list); err != nil {
		t.Fatal(err)
	}
	got, err := m.Get(ctx, db, list[7].ID)
	if err != nil || got.Token != list[7].Token {
		t.Errorf("Get: %+v, %v; want %+v", got, err, list[7])
	}
	if _, err := m.Get(ctx, db, uuid.UUID{1}); fault.KindOf(err) != fault.NotFound {
		t.Errorf("Get of another key: %v, want NotFound", err)
	}
	if _, err := m.Get(ctx, db, list[7].ID.String()); fault.KindOf(err) != fault.Invalid {
		t.Errorf("Get of a text: %v, want a refusal of its type", err)
	}
	var all []uuid.UUID
	for _, p := range list {
		all = append(all, p.ID)
	}
	box := list[7].Box
	for name, want := range map[string]struct {
		cond orm.Cond
		n    int64
	}{
		"Eq": {orm.Eq(&c.ID, list[7].ID), 1}, "Eq of a type without Value": {orm.Eq(&c.Token, list[7].Token), 1}, "Eq of a pointer": {orm.Eq(&c.Box, box), 1},
		"Eq of a sql.Null": {orm.Eq(&c.Truck, list[7].Truck), 1}, "Eq of an own type": {orm.Eq(&c.Old, uuid.NullUUID{UUID: *box, Valid: true}), 1},
		"Lt": {orm.Lt(&c.Token, list[256].Token), 256}, "Between": {orm.Between(&c.Box, box, list[9].Box), 3},
		"In": {orm.In(&c.ID, all[:3]...), 3}, "In of many": {orm.In(&c.ID, all...), 300}, "NotIn": {orm.NotIn(&c.ID, all[:299]...), 1},
		"IsNull": {orm.IsNull(&c.Box), 0}, "EqColumn": {orm.EqColumn(&c.ID, &c.ID), 300},
	} {
		if n, err := m.Where(want.cond).Count(ctx, db); n != want.n || err != nil {
			t.Errorf("%s found %d rows, %v; want %d", name, n, err, want.n)
		}
	}
	if n, err := m.Where(orm.Eq(&c.ID, all[0])).Update(ctx, db, orm.Set(&c.Box, nil), orm.Set(&c.Token, badge{9})); n != 1 || err != nil {
		t.Errorf("Update: %d rows, %v", n, err)
	}
	if got, err := m.Get(ctx, db, all[0]); err != nil || got.Box != nil || got.Token != (badge{9}) {
		t.Errorf("after the update: %+v, %v", got, err)
	}
}

func TestAZeroUUIDIsNotStoredWhereAutoFillsIt(t *testing.T) {
	t.Parallel()
	m := orm.Define[delivery]()
	db, ctx := open(t, m), context.Background()
	obj := &delivery{Old: uuid.NullUUID{Valid: true}}
	if err := m.Insert(ctx, db, obj); err != nil {
		t.Fatalf("the zero UUID is a value where nothing fills it: %v", err)
	}
	n, err := m.Where(orm.Eq(&m.C.ID, obj.ID)).Update(ctx, db, orm.Set(&m.C.ID, uuid.UUID{}))
	wantViolation(t, err, fault.NotNull, "ID", "required")
	if n != 0 {
		t.Errorf("%d rows were changed", n)
	}
}

// failing gets its key from a source that has run dry.
type failing struct{ ID uuid.UUID }

var errDry = errors.New("the source is dry")

func (f *failing) Define(t *orm.Table[failing]) {
	t.Column(&f.ID).Auto(func() (uuid.UUID, error) { return uuid.UUID{1}, errDry })
}

func TestAnErrorOfAutoIsTold(t *testing.T) {
	t.Parallel()
	m := orm.Define[failing]()
	db, ctx := open(t, m), context.Background()
	obj := &failing{}
	for name, err := range map[string]error{"Insert": m.Insert(ctx, db, obj), "InsertAll": m.InsertAll(ctx, db, []*failing{obj})} {
		if !errors.Is(err, errDry) || obj.ID != (uuid.UUID{}) {
			t.Errorf("%s: %v with the key %v; want the error of Auto and no key", name, err, obj.ID)
		}
	}
}

// wantViolation holds an error to its one violation.
func wantViolation(t *testing.T, err error, kind fault.Kind, field, code string) {
	t.Helper()
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || len(f.Violations) != 1 || f.Kind != kind || f.Violations[0].Field != field || f.Violations[0].Code != code {
		t.Errorf("got %v, want one violation of %s with the code %s, of the kind %s", err, field, code, kind)
	}
}
