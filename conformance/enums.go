package conformance

import (
	"database/sql"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func enums() theme {
	return theme{"enums", []testCase{
		{"each of the values comes back", enumValues},
		{"another value is refused in every write", enumRefused},
		{"the database refuses another value by itself", enumDatabase},
		{"comparison and order are those of text", enumOrder},
	}}
}

type mood string

const (
	calm  mood = "calm"
	happy mood = "very happy"
	sad   mood = "trübe 😢"
	none  mood = ""
)

type diary struct {
	ID    int64
	Mood  mood
	Maybe *mood
	Null  sql.Null[mood]
	Empty mood
}

func (d *diary) Define(t *orm.Table[diary]) {
	orm.Enum(t, &d.Mood, calm, happy, sad).Default(calm)
	orm.Enum(t, &d.Maybe, calm, happy)
	orm.Enum(t, &d.Null, calm, happy)
	orm.Enum(t, &d.Empty, calm, none)
}

var diaries = orm.Define[diary]()

func enumValues(t *trial) {
	t.same("New", diaries.New(), &diary{Mood: calm})
	keeps(t, t.tables(diaries), diaries,
		&diary{Mood: calm}, &diary{Mood: sad, Maybe: new(happy), Empty: calm}, &diary{Mood: happy, Null: sql.Null[mood]{V: calm, Valid: true}})
}

func enumRefused(t *trial) {
	db, ctx, c := t.tables(diaries), t.Context(), diaries.C
	insert(t, db, diaries, &diary{Mood: calm})
	for _, m := range []mood{"angry", "Calm", "calm ", none, "much longer than any of the values"} {
		d := &diary{Mood: m}
		t.refused("Insert", diaries.Insert(ctx, db, d), fault.Invalid, "diary", "Mood")
		t.refused("InsertAll", diaries.InsertAll(ctx, db, []*diary{{Mood: sad}, d}), fault.Invalid, "diary", "Mood")
		d.ID = 1
		t.refused("Update", diaries.Update(ctx, db, d), fault.Invalid, "diary", "Mood")
		t.refused("UpdateAll", diaries.UpdateAll(ctx, db, []*diary{d}), fault.Invalid, "diary", "Mood")
		_, err := diaries.Every().Update(ctx, db, orm.Set(&c.Maybe, &m))
		t.refused("Set", err, fault.Invalid, "diary", "Maybe")
		if v := fault.Violations(err); len(v) == 1 && v[0].Code != "choice" {
			t.Errorf("got the code %q, want choice", v[0].Code)
		}
	}
	t.same("the table", all(t, db, diaries), []*diary{{ID: 1, Mood: calm}})
}

func enumDatabase(t *trial) {
	db := t.tables(diaries)
	insert(t, db, diaries, &diary{Mood: calm})
	refusedRaw(t, db, diaries, orm.SQL("UPDATE diary SET mood = 'angry'"), orm.SQL("UPDATE diary SET mood = 'Calm'"),
		orm.SQL("UPDATE diary SET mood = ''"), orm.SQL("UPDATE diary SET maybe = 'sad'"), orm.SQL("UPDATE diary SET mood = NULL"))
}

func enumOrder(t *trial) {
	db, c := t.tables(diaries), diaries.C
	insert(t, db, diaries, &diary{Mood: happy}, &diary{Mood: calm, Maybe: new(happy)}, &diary{Mood: sad})
	t.same("order", ids(t, db, diaries.OrderBy(orm.Asc(&c.Mood))), []int64{2, 3, 1})
	t.same("equal", ids(t, db, diaries.Where(orm.Eq(&c.Mood, sad))), []int64{3})
	t.same("in", ids(t, db, diaries.Where(orm.In(&c.Mood, calm, happy, "no value"))), []int64{1, 2})
	t.same("absent", ids(t, db, diaries.Where(orm.IsNull(&c.Maybe))), []int64{1, 3})
}
