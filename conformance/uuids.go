package conformance

import (
	"database/sql"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func uuids() theme {
	return theme{"uuids", []testCase{
		{"any UUID comes back", uuidValues},
		{"comparison and order are by byte", uuidOrder},
		{"Auto fills a key of zero and refuses to take it away", uuidAuto},
		{"a key that is a UUID finds and changes its row", uuidKey},
	}}
}

type token struct {
	ID    int64
	Code  uuid.UUID
	Maybe *uuid.UUID
	Null  sql.Null[uuid.UUID]
}

// device has a key that the program makes.
type device struct {
	ID   uuid.UUID
	Name string
}

func (d *device) Define(t *orm.Table[device]) {
	t.Column(&d.ID).Auto(uuid.NewV7)
	t.Column(&d.Name).Size(20).Unique()
}

var (
	tokens  = orm.Define[token]()
	devices = orm.Define[device]()
)

func tokensOf(codes ...uuid.UUID) []*token {
	list := make([]*token, len(codes))
	for i, code := range codes {
		list[i] = &token{Code: code, Maybe: &code, Null: sql.Null[uuid.UUID]{V: code, Valid: true}}
	}
	return list
}

func uuidValues(t *trial) {
	codes := []uuid.UUID{uuid.Nil, uuid.Max, {15: 1}, {0: 0x80}, uuid.NameSpaceURL}
	r := t.random()
	for range 100 {
		var code uuid.UUID
		for i := range code {
			code[i] = byte(r.Uint32())
		}
		codes = append(codes, code)
	}
	keeps(t, t.tables(tokens), tokens, append(tokensOf(codes...), &token{})...)
}

func uuidOrder(t *trial) {
	db, c := t.tables(tokens), tokens.C
	codes := []uuid.UUID{{0: 0x80}, {0: 0x7f, 15: 1}, {0: 0x7f}, {6: 0x10}, {6: 0x70}, {8: 0xff}, uuid.Nil, uuid.Max}
	insert(t, db, tokens, tokensOf(codes...)...)
	t.same("order", ids(t, db, tokens.OrderBy(orm.Asc(&c.Code))), []int64{7, 6, 4, 5, 3, 2, 1, 8})
	t.same("equal", ids(t, db, tokens.Where(orm.Eq(&c.Code, codes[1]))), []int64{2})
	t.same("above", ids(t, db, tokens.Where(orm.Gt(&c.Code, codes[2]))), []int64{1, 2, 8})
	t.same("in", ids(t, db, tokens.Where(orm.In(&c.Maybe, &codes[0], &codes[3], nil))), []int64{1, 4})
	many := make([]uuid.UUID, 1000)
	for i := range many {
		many[i] = uuid.New()
	}
	t.same("in many", ids(t, db, tokens.Where(orm.In(&c.Code, append(many, codes[5])...))), []int64{6})
	t.same("the zero UUID", ids(t, db, tokens.Where(orm.Eq(&c.Code, uuid.Nil))), []int64{7})
}

func uuidAuto(t *trial) {
	db, ctx := t.tables(devices), t.Context()
	one, given := &device{Name: "one"}, uuid.New()
	insert(t, db, devices, one)
	many := []*device{{Name: "two"}, {ID: given, Name: "given"}, {Name: "three"}}
	t.ok("InsertAll", devices.InsertAll(ctx, db, many))
	t.same("the given key", many[1].ID, given)
	for _, d := range append(many, one) {
		got, err := devices.Get(ctx, db, d.ID)
		t.ok("Get", err)
		t.same("the row", got, d)
		t.same("filled in", d.ID != uuid.Nil, true)
	}
	again := &device{Name: "one"}
	t.ok("InsertOrUpdate", devices.InsertOrUpdate(ctx, db, again, orm.On(&devices.C.Name)))
	t.same("the key of the row that was there", again.ID, one.ID)
	_, err := devices.Get(ctx, db, uuid.Nil)
	t.kind("Get of zero", err, fault.NotFound)
	count(t, db, devices, 4)
}

func uuidKey(t *trial) {
	db, ctx, c := t.tables(devices), t.Context(), devices.C
	list := []*device{{Name: "a"}, {Name: "b"}, {Name: "c"}}
	t.ok("InsertAll", devices.InsertAll(ctx, db, list))
	list[0].Name = "changed"
	t.ok("Update", devices.Update(ctx, db, list[0]))
	list[1].Name, list[2].Name = "c2", "b2"
	t.ok("UpdateAll", devices.UpdateAll(ctx, db, list[1:]))
	found, err := devices.Where(orm.In(&c.ID, list[2].ID, list[0].ID)).OrderBy(orm.Asc(&c.Name)).All(ctx, db)
	t.ok("All", err)
	t.same("found", found, []*device{list[2], list[0]})
	t.ok("Refresh", devices.Refresh(ctx, db, &device{ID: list[1].ID}))
	t.ok("Delete", devices.Delete(ctx, db, list[1]))
	t.kind("Delete again", devices.Delete(ctx, db, list[1]), fault.NotFound)
	taken := &device{ID: list[0].ID, Name: "other"}
	t.refused("a taken key", devices.Insert(ctx, db, taken), fault.Unique, "device", "ID")
	for _, key := range []any{1, "x", [16]byte{}, nil} {
		_, err := devices.Get(ctx, db, key)
		t.kind("Get by another type", err, fault.Invalid)
	}
	count(t, db, devices, 2)
}
