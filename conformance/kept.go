package conformance

import (
	"database/sql"
	"encoding/json"
	"time"

	"github.com/google/uuid"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func everyType() theme {
	return theme{"every_type", []testCase{
		{"a default is what New shows and what the database fills in", typeDefaults},
		{"a value of any type may be unique", typeUnique},
		{"a condition of a unique may be about any type", typePartial},
		{"a check may be about any type", typeCheck},
		{"a key may have fields of several types", typeKey},
		{"all of a row is written to what it was", typeRewritten},
		{"what a foreign program stored is refused by the database or named when it is read", typeForeign},
	}}
}

// kept has a column of each type.
type kept struct {
	ID     int64
	Truth  bool
	Small  int8
	Count  uint64
	Ratio  float64
	Name   string
	Data   []byte
	At     time.Time
	Micros time.Time
	Took   time.Duration
	Code   uuid.UUID
	Price  decimal.Decimal
	Mood   mood
	Meta   json.RawMessage
	Place  place
	Counts []int64
	Names  []string
	Times  []time.Time
	Maybe  sql.Null[decimal.Decimal]
}

// keptValue is a row of kept with no zero in it.
func keptValue() *kept {
	return &kept{
		Truth: true, Small: -7, Count: 1 << 60, Ratio: 0.1, Name: `it's \ "new" ü😀`, Data: []byte{0, '\'', '\\', 255}, At: itemEpoch.Add(time.Microsecond),
		Micros: itemEpoch.Add(-time.Microsecond), Took: 1500 * time.Millisecond, Code: uuid.NameSpaceURL, Price: dec("-12.50"), Mood: sad,
		Meta: json.RawMessage(`{"a":["it's \\ \"new\" ü😀",-0.5]}`), Place: place{Name: "ü"}, Counts: []int64{3, -1}, Names: oddTexts, Times: []time.Time{itemEpoch},
		Maybe: sql.Null[decimal.Decimal]{V: dec("0.01"), Valid: true},
	}
}

func (k *kept) Define(t *orm.Table[kept]) {
	v := keptValue()
	t.Column(&k.Truth).Default(v.Truth)
	t.Column(&k.Small).Default(v.Small)
	t.Column(&k.Count).Default(v.Count)
	t.Column(&k.Ratio).Default(v.Ratio)
	t.Column(&k.Name).Size(20).Default(v.Name)
	t.Column(&k.Data).Size(100).Default(v.Data)
	t.Column(&k.At).Default(v.At)
	t.Column(&k.Micros).Micros().Default(v.Micros)
	t.Column(&k.Took).Default(v.Took)
	t.Column(&k.Code).Default(v.Code)
	t.Column(&k.Price).Decimal(10, 2).Default(v.Price)
	orm.Enum(t, &k.Mood, calm, happy, sad).Default(v.Mood)
	t.Column(&k.Meta).Default(v.Meta)
	t.Column(&k.Place).JSON().Default(v.Place)
	t.Column(&k.Counts).Default(v.Counts)
	t.Column(&k.Names).Default(v.Names)
	t.Column(&k.Times).Default(v.Times)
	t.Column(&k.Maybe).Decimal(10, 2).Default(v.Maybe.V)
}

var keepings = orm.Define[kept]()

func typeDefaults(t *trial) {
	db, ctx, c := t.tables(keepings), t.Context(), keepings.C
	t.same("New", keepings.New(), keptValue())
	omitted := orm.Omit(&c.Truth, &c.Small, &c.Count, &c.Ratio, &c.Name, &c.Data, &c.At, &c.Micros, &c.Took, &c.Code, &c.Price, &c.Mood, &c.Meta,
		&c.Place, &c.Counts, &c.Names, &c.Times, &c.Maybe)
	one := &kept{}
	t.ok("Insert", keepings.Insert(ctx, db, one, omitted))
	want := keptValue()
	want.ID = 1
	t.same("the object", one, want)
	many := []*kept{{}, {}}
	t.ok("InsertAll", keepings.InsertAll(ctx, db, many, omitted))
	for i, k := range many {
		want.ID = int64(i + 2)
		t.same("an object of many", k, want)
		t.same("its row", all(t, db, keepings)[i+1], want)
	}
	for range 2 {
		t.ok("CreateTables again", db.CreateTables(ctx))
	}
}

func typeRewritten(t *trial) {
	db, ctx := t.tables(keepings), t.Context()
	list := []*kept{keptValue(), keptValue(), keptValue(), keptValue()}
	t.ok("InsertAll", keepings.InsertAll(ctx, db, list))
	t.ok("Update", keepings.Update(ctx, db, list[0]))
	t.ok("UpdateAll", keepings.UpdateAll(ctx, db, list[1:3]))
	t.ok("InsertOrUpdate", keepings.InsertOrUpdate(ctx, db, list[3], orm.On(&keepings.C.ID)))
	t.same("the table", all(t, db, keepings), list)
}

// single has a unique on a column of each type that may have one.
type single struct {
	ID    int64
	Truth *bool
	Small *int8
	Ratio *float64
	Name  *string
	Data  sql.Null[[]byte]
	At    *time.Time
	Took  *time.Duration
	Code  *uuid.UUID
	Price *decimal.Decimal
	Mood  *mood
}

func (s *single) Define(t *orm.Table[single]) {
	t.Column(&s.Truth).Unique()
	t.Column(&s.Small).Unique()
	t.Column(&s.Ratio).Unique()
	t.Column(&s.Name).Size(20).Unique()
	t.Column(&s.Data).Size(20).Unique()
	t.Column(&s.At).Unique()
	t.Column(&s.Took).Unique()
	t.Column(&s.Code).Unique()
	t.Column(&s.Price).Decimal(10, 2).Unique()
	orm.Enum(t, &s.Mood, calm, happy).Unique()
}

var singles = orm.Define[single]()

func typeUnique(t *trial) {
	db, ctx, c := t.tables(singles), t.Context(), singles.C
	for field, s := range map[string]struct {
		make func() *single
		on   any
	}{
		"Truth": {func() *single { return &single{Truth: new(false)} }, &c.Truth},
		"Small": {func() *single { return &single{Small: new(int8(0))} }, &c.Small},
		"Ratio": {func() *single { return &single{Ratio: new(0.1)} }, &c.Ratio},
		"Name":  {func() *single { return &single{Name: new("")} }, &c.Name},
		"Data":  {func() *single { return &single{Data: someBytes([]byte{0, 255})} }, &c.Data},
		"At":    {func() *single { return &single{At: new(itemEpoch)} }, &c.At},
		"Took":  {func() *single { return &single{Took: new(time.Second)} }, &c.Took},
		"Code":  {func() *single { return &single{Code: new(uuid.NameSpaceDNS)} }, &c.Code},
		"Price": {func() *single { return &single{Price: new(dec("1.5"))} }, &c.Price},
		"Mood":  {func() *single { return &single{Mood: new(happy)} }, &c.Mood},
	} {
		first := s.make()
		insert(t, db, singles, first, &single{})
		t.refused("Insert", singles.Insert(ctx, db, s.make()), fault.Unique, "single", field)
		stored, err := singles.InsertOrIgnore(ctx, db, s.make(), s.on)
		t.ok("InsertOrIgnore by "+field, err)
		t.same("stored by "+field, stored, false)
		again := s.make()
		t.ok("InsertOrUpdate by "+field, singles.InsertOrUpdate(ctx, db, again, orm.On(s.on)))
		t.same("the row by "+field, again.ID, first.ID)
	}
	count(t, db, singles, 20)
}

// halves has uniques of the slots of those rows that a condition on a column of each type picks.
type half struct {
	ID    int64
	A     int64
	B     int64
	C     int64
	D     int64
	E     int64
	F     int64
	G     int64
	Name  string
	At    time.Time
	Took  time.Duration
	Code  uuid.UUID
	Price decimal.Decimal
	Mood  mood
	Maybe *int64
}

func (h *half) Define(t *orm.Table[half]) {
	t.Column(&h.Name).Size(20)
	t.Column(&h.Price).Decimal(10, 2)
	orm.Enum(t, &h.Mood, calm, happy, none)
	t.Unique(&h.A).Where(orm.Eq(&h.Name, "it's"))
	t.Unique(&h.B).Where(orm.Ge(&h.At, itemEpoch))
	t.Unique(&h.C).Where(orm.Gt(&h.Took, time.Second))
	t.Unique(&h.D).Where(orm.Eq(&h.Code, uuid.NameSpaceDNS))
	t.Unique(&h.E).Where(orm.Lt(&h.Price, dec("-0.5")))
	t.Unique(&h.F).Where(orm.In(&h.Mood, calm, happy))
	t.Unique(&h.G).Where(orm.Or(orm.IsNull(&h.Maybe), orm.Between(&h.Maybe, new(int64(5)), new(int64(7)))))
	t.Check("prices", orm.Or(orm.Ne(&h.Price, dec("9.99")), orm.Eq(&h.Mood, calm)), "is only for the calm")
	t.Check("times", orm.Not(orm.And(orm.Eq(&h.At, firstInstant), orm.Eq(&h.Code, uuid.NameSpaceURL))), "was not then")
}

var halves = orm.Define[half]()

func typePartial(t *trial) {
	db, ctx := t.tables(halves), t.Context()
	n := int64(0)
	fresh := func(change func(h *half)) *half {
		n += 10
		h := &half{A: n, B: n + 1, C: n + 2, D: n + 3, E: n + 4, F: n + 5, G: n + 6, Maybe: new(int64(1))}
		change(h)
		return h
	}
	for field, p := range map[string]struct{ within, without func(h *half) }{
		"A": {func(h *half) { h.A, h.Name = 1, "it's" }, func(h *half) { h.A, h.Name = 1, "its" }},
		"B": {func(h *half) { h.B, h.At = 1, itemEpoch }, func(h *half) { h.B, h.At = 1, itemEpoch.Add(-time.Microsecond) }},
		"C": {func(h *half) { h.C, h.Took = 1, time.Second+1 }, func(h *half) { h.C, h.Took = 1, time.Second }},
		"D": {func(h *half) { h.D, h.Code = 1, uuid.NameSpaceDNS }, func(h *half) { h.D, h.Code = 1, uuid.NameSpaceOID }},
		"E": {func(h *half) { h.E, h.Price = 1, dec("-0.51") }, func(h *half) { h.E, h.Price = 1, dec("-0.50") }},
		"F": {func(h *half) { h.F, h.Mood = 1, calm }, func(h *half) { h.F, h.Mood = 1, none }},
		"G": {func(h *half) { h.G, h.Maybe = 1, nil }, func(h *half) { h.G, h.Maybe = 1, new(int64(4)) }},
	} {
		insert(t, db, halves, fresh(p.within), fresh(p.without), fresh(p.without))
		t.refused("Insert", halves.Insert(ctx, db, fresh(p.within)), fault.Unique, "half", field)
	}
	count(t, db, halves, 21)
	t.ok("CreateTables again", db.CreateTables(ctx))
}

func typeCheck(t *trial) {
	db, ctx := t.tables(halves), t.Context()
	insert(t, db, halves, &half{Price: dec("9.99"), Mood: calm, Maybe: new(int64(1))}, &half{A: 2, B: 2, C: 2, D: 2, E: 2, F: 2, Price: dec("9.98"), Mood: happy, Maybe: new(int64(1))})
	t.refused("Insert", halves.Insert(ctx, db, &half{A: 3, Price: dec("9.99"), Maybe: new(int64(1))}), fault.Check, "half", "Price", "Mood")
	t.refused("Insert", halves.Insert(ctx, db, &half{A: 3, At: firstInstant, Code: uuid.NameSpaceURL, Maybe: new(int64(1))}), fault.Check, "half", "At", "Code")
	count(t, db, halves, 2)
}

// badge has a key of several types.
type badge struct {
	Owner  uuid.UUID
	Since  time.Time
	Kind   mood
	Serial []byte
	Price  decimal.Decimal
	Took   time.Duration
	Note   string
}

func (b *badge) Define(t *orm.Table[badge]) {
	orm.Enum(t, &b.Kind, calm, happy)
	t.Column(&b.Serial).Size(8)
	t.Column(&b.Price).Decimal(6, 2)
	t.Key(&b.Owner, &b.Since, &b.Kind, &b.Serial, &b.Price, &b.Took)
}

var badges = orm.Define[badge]()

func typeKey(t *trial) {
	db, ctx := t.tables(badges), t.Context()
	first := &badge{uuid.NameSpaceDNS, itemEpoch, calm, []byte{0, 1}, dec("1.50"), time.Second, "first"}
	second := &badge{uuid.NameSpaceDNS, itemEpoch, calm, []byte{0, 1}, dec("1.50"), time.Second + 1, "second"}
	t.ok("InsertAll", badges.InsertAll(ctx, db, []*badge{second, first}))
	t.same("by key", all(t, db, badges), []*badge{first, second})
	got := &badge{Owner: first.Owner, Since: first.Since, Kind: calm, Serial: []byte{0, 1}, Price: dec("1.5"), Took: time.Second}
	t.ok("Refresh", badges.Refresh(ctx, db, got))
	t.same("the row", got, first)
	first.Note = "changed"
	t.ok("UpdateAll", badges.UpdateAll(ctx, db, []*badge{first}))
	t.ok("Delete", badges.Delete(ctx, db, second))
	t.refused("Insert", badges.Insert(ctx, db, first), fault.Unique, "badge", "Owner", "Since", "Kind", "Serial", "Price", "Took")
	t.same("the table", all(t, db, badges), []*badge{first})
}

func typeForeign(t *trial) {
	db := t.tables(keepings)
	insert(t, db, keepings, keptValue())
	for field, list := range map[string][]orm.Statement{
		"Small": {orm.SQL("UPDATE kept SET small = 'few'")}, "Ratio": {orm.SQL("UPDATE kept SET ratio = 'much'")},
		"Name": {orm.SQL("UPDATE kept SET name = '123456789012345678901'")}, "Data": {orm.SQL("UPDATE kept SET data = NULL")},
		"At": {orm.SQL("UPDATE kept SET at = 'soon'")}, "Took": {orm.SQL("UPDATE kept SET took = 'long'")},
		"Price": {orm.SQL("UPDATE kept SET price = 'cheap'")}, "Mood": {orm.SQL("UPDATE kept SET mood = 'odd'")},
		"Meta": {orm.SQL("UPDATE kept SET meta = '{'")}, "Counts": {orm.SQL("UPDATE kept SET counts = '[1.5]'")},
	} {
		for _, s := range list {
			refusedOrNamed(t, db, keepings, s, field)
		}
	}
	for _, m := range t.engine.Malformed {
		refusedOrNamed(t, db, keepings, m.Statement, m.Field)
	}
}
