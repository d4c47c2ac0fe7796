package conformance

import (
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func checks() theme {
	return theme{"checks", []testCase{
		{"what the model forbids is refused in every write", checkModel},
		{"the database forbids the same by itself", checkDatabase},
		{"all mistakes of an object are told at once", checkAll},
		{"a check over several fields is the database's to judge", checkFields},
		{"a refused object is as it was", checkObject},
		{"a refused statement changes nothing", checkNothing},
	}}
}

type booking struct {
	ID     int64
	Guest  string
	Nights int8
	Share  float64
	From   int64
	Until  int64
	Code   *string
}

func (b *booking) Define(t *orm.Table[booking]) {
	t.Column(&b.Guest).Size(20).Required().Trim()
	t.Column(&b.Nights).Min(1).Max(30)
	t.Column(&b.Share).Min(0).Max(1)
	t.Column(&b.From).Name("first_day")
	t.Column(&b.Until).Name("last_day")
	t.Column(&b.Code).Size(3)
	t.Check("days", orm.LeColumn(&b.From, &b.Until), "must not end before it begins")
}

var bookings = orm.Define[booking]()

func goodBooking() *booking { return &booking{Guest: "Ada", Nights: 1} }

// badBookings are refused by a rule of one field each.
var badBookings = []struct {
	field string
	kind  fault.Kind
	spoil func(b *booking)
	set   func() orm.Setting
	raw   orm.Statement
}{
	{
		"Guest", fault.TooLong, func(b *booking) { b.Guest = strings.Repeat("x", 21) },
		func() orm.Setting { return orm.Set(&bookings.C.Guest, strings.Repeat("x", 21)) },
		orm.SQL("UPDATE booking SET guest = 'x12345678901234567890'"),
	},
	{
		"Guest", fault.NotNull, func(b *booking) { b.Guest = "  " },
		func() orm.Setting { return orm.Set(&bookings.C.Guest, "") }, orm.SQL("UPDATE booking SET guest = ''"),
	},
	{
		"Nights", fault.OutOfRange, func(b *booking) { b.Nights = 0 },
		func() orm.Setting { return orm.Set(&bookings.C.Nights, 0) }, orm.SQL("UPDATE booking SET nights = 0"),
	},
	{
		"Nights", fault.OutOfRange, func(b *booking) { b.Nights = 31 },
		func() orm.Setting { return orm.Set(&bookings.C.Nights, 31) }, orm.SQL("UPDATE booking SET nights = 31"),
	},
	{
		"Share", fault.OutOfRange, func(b *booking) { b.Share = 1.0000001 },
		func() orm.Setting { return orm.Set(&bookings.C.Share, 1.0000001) }, orm.SQL("UPDATE booking SET share = 1.0000001"),
	},
	{
		"Share", fault.OutOfRange, func(b *booking) { b.Share = -1e-300 },
		func() orm.Setting { return orm.Set(&bookings.C.Share, -1e-300) }, orm.SQL("UPDATE booking SET share = -0.5"),
	},
	{
		"Code", fault.TooLong, func(b *booking) { b.Code = new("ABCD") },
		func() orm.Setting { return orm.Set(&bookings.C.Code, new("ABCD")) }, orm.SQL("UPDATE booking SET code = 'ABCD'"),
	},
}

func checkModel(t *trial) {
	db, ctx := t.tables(bookings), t.Context()
	insert(t, db, bookings, goodBooking())
	for _, bad := range badBookings {
		b := goodBooking()
		bad.spoil(b)
		t.refused("Insert", bookings.Insert(ctx, db, b), bad.kind, "booking", bad.field)
		t.refused("InsertAll", bookings.InsertAll(ctx, db, []*booking{goodBooking(), b}), bad.kind, "booking", bad.field)
		b.ID = 1
		t.refused("Update", bookings.Update(ctx, db, b), bad.kind, "booking", bad.field)
		_, err := bookings.Every().Update(ctx, db, bad.set())
		t.refused("Set", err, bad.kind, "booking", bad.field)
	}
	t.same("the table", all(t, db, bookings), []*booking{{ID: 1, Guest: "Ada", Nights: 1}})
}

func checkDatabase(t *trial) {
	db := t.tables(bookings)
	insert(t, db, bookings, goodBooking())
	for _, bad := range badBookings {
		refusedRaw(t, db, bookings, bad.raw)
	}
	refusedRaw(t, db, bookings, orm.SQL("UPDATE booking SET last_day = -1"))
}

func checkAll(t *trial) {
	db := t.tables(bookings)
	err := bookings.Insert(t.Context(), db, &booking{Guest: "", Nights: 99, Share: 2, Code: new("ABCD")})
	got := map[string]fault.Kind{}
	for _, v := range fault.Violations(err) {
		got[v.Field] = v.Kind
	}
	t.same("violations", got, map[string]fault.Kind{
		"Guest": fault.NotNull, "Nights": fault.OutOfRange, "Share": fault.OutOfRange, "Code": fault.TooLong,
	})
}

func checkFields(t *trial) {
	db, ctx, c := t.tables(bookings), t.Context(), bookings.C
	insert(t, db, bookings, goodBooking())
	b := goodBooking()
	b.From, b.Until = 5, 4
	err := bookings.Insert(ctx, db, b)
	t.refused("Insert", err, fault.Check, "booking", "From", "Until")
	if v := fault.Violations(err); len(v) == 0 || v[0].Message != "must not end before it begins" || v[0].Code != "days" {
		t.Errorf("got %+v, want the check's own code and message", v)
	}
	if f, ok := err.(*fault.Error); !ok || !strings.Contains(f.Constraint, "days") {
		t.Errorf("got %#v, want the constraint's name", err)
	}
	t.refused("InsertAll", bookings.InsertAll(ctx, db, []*booking{goodBooking(), b}), fault.Check, "booking", "From", "Until")
	_, err = bookings.Every().Update(ctx, db, orm.Set(&c.Until, -1))
	t.refused("Set", err, fault.Check, "booking", "From", "Until")
	b.ID = 1
	t.refused("Update", bookings.Update(ctx, db, b), fault.Check, "booking", "From", "Until")
	count(t, db, bookings, 1)
}

func checkObject(t *trial) {
	db, ctx := t.tables(bookings), t.Context()
	bad := &booking{Guest: " Ada ", Nights: 1, From: 2, Until: 1}
	want := *bad
	t.kind("Insert", bookings.Insert(ctx, db, bad), fault.Check)
	t.same("after Insert", bad, &want)
	good := &booking{Guest: " Bob ", Nights: 1}
	wantGood := *good
	t.kind("InsertAll", bookings.InsertAll(ctx, db, []*booking{good, bad}), fault.Check)
	t.same("after InsertAll", []*booking{good, bad}, []*booking{&wantGood, &want})
}

func checkNothing(t *trial) {
	db, ctx, c := t.tables(bookings), t.Context(), bookings.C
	for i := range 10 {
		b := goodBooking()
		b.Until = int64(i)
		insert(t, db, bookings, b)
	}
	before := all(t, db, bookings)
	_, err := bookings.Every().Update(ctx, db, orm.Set(&c.From, 5)) // fits half of the rows
	t.kind("Update", err, fault.Check)
	t.same("the table", all(t, db, bookings), before)
}
