package conformance

import (
	"sync"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func conflicts() theme {
	return theme{"conflicts", []testCase{
		{"insert or ignore leaves the row and the object alone", conflictIgnore},
		{"insert or update makes object and row equal", conflictUpdate},
		{"named fields alone are updated", conflictFields},
		{"a conflict on several fields and on the key", conflictComposite},
		{"a conflict on a partial unique", conflictPartial},
		{"a conflict on another unique is still refused", conflictOther},
		{"of two conflicts at once the one that was named counts", conflictTwo},
		{"a row that is what it should be is updated all the same", conflictSame},
		{"fields that are not unique are refused", conflictNotUnique},
		{"many at once make one row", conflictRace},
		{"what a conflict cannot mean is refused, whatever came before", conflictRefused},
		{"a row that comes back unreadable is not stored", conflictUnreadable},
	}}
}

type setting struct {
	ID      int64
	Name    string
	Value   string
	Shop    int64
	Code    int64
	Live    bool
	Slot    string
	Created time.Time
}

func (s *setting) Define(t *orm.Table[setting]) {
	t.Column(&s.Name).Size(50).Trim().UniqueFold()
	t.Column(&s.Slot).Size(20)
	t.Column(&s.Created).Auto(time.Now)
	t.Unique(&s.Shop, &s.Code)
	t.Unique(&s.Slot).Where(orm.Eq(&s.Live, true))
}

var settings = orm.Define[setting]()

var settingTime = time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC)

// oneSetting is a table with one row.
func oneSetting(t *trial) (*orm.DB, setting) {
	t.Helper()
	db := t.tables(settings)
	s := setting{ID: 1, Name: "Theme", Value: "dark", Shop: 1, Code: 1, Live: true, Slot: "a", Created: settingTime}
	copied := s
	insert(t, db, settings, &copied)
	return db, s
}

func conflictIgnore(t *trial) {
	db, was := oneSetting(t)
	ctx, c := t.Context(), settings.C
	again := &setting{Name: " THEME ", Value: "light", Code: 2}
	before := *again
	stored, err := settings.InsertOrIgnore(ctx, db, again, &c.Name)
	t.ok("InsertOrIgnore", err)
	t.same("stored", stored, false)
	t.same("the object", again, &before)
	other := &setting{Name: "Font", Code: 3}
	stored, err = settings.InsertOrIgnore(ctx, db, other, &c.Name)
	t.ok("InsertOrIgnore of another", err)
	t.same("stored", stored, true)
	if other.ID <= 1 || other.Created.IsZero() {
		t.Errorf("got %+v, want its key and time filled in", other)
	}
	t.same("the table", all(t, db, settings), []*setting{&was, other})
}

func conflictUpdate(t *trial) {
	db, was := oneSetting(t)
	ctx, c := t.Context(), settings.C
	again := &setting{Name: "THEME", Value: "light", Shop: 2, Code: 2}
	t.ok("InsertOrUpdate", settings.InsertOrUpdate(ctx, db, again, orm.On(&c.Name)))
	want := setting{ID: was.ID, Name: "Theme", Value: "light", Shop: 2, Code: 2, Created: was.Created}
	t.same("the object", again, &want)
	t.same("the table", all(t, db, settings), []*setting{&want})
	fresh := &setting{Name: "Font", Value: "serif", Code: 9}
	t.ok("InsertOrUpdate of a new one", settings.InsertOrUpdate(ctx, db, fresh, orm.On(&c.Name)))
	if fresh.ID <= 1 || fresh.Created.IsZero() {
		t.Errorf("got %+v, want its key and time filled in", fresh)
	}
	t.same("the table", all(t, db, settings), []*setting{&want, fresh})
}

func conflictFields(t *trial) {
	db, was := oneSetting(t)
	ctx, c := t.Context(), settings.C
	again := &setting{Name: "theme", Value: "light", Shop: 2, Code: 2}
	t.ok("InsertOrUpdate", settings.InsertOrUpdate(ctx, db, again, orm.On(&c.Name).Update(&c.Value, &c.Name)))
	want := was
	want.Name, want.Value = "theme", "light"
	t.same("the object", again, &want)
	t.same("the table", all(t, db, settings), []*setting{&want})
}

func conflictComposite(t *trial) {
	db, was := oneSetting(t)
	ctx, c := t.Context(), settings.C
	again := &setting{Name: "other", Value: "light", Shop: 1, Code: 1}
	t.ok("on two fields", settings.InsertOrUpdate(ctx, db, again, orm.On(&c.Code, &c.Shop).Update(&c.Value)))
	want := was
	want.Value = "light"
	t.same("the object", again, &want)
	byKey := &setting{ID: 1, Name: "third", Value: "x", Code: 9}
	t.ok("on the key", settings.InsertOrUpdate(ctx, db, byKey, orm.On(&c.ID).Update(&c.Value)))
	want.Value = "x"
	t.same("the table", all(t, db, settings), []*setting{&want})
	seatsDB := t.tables(seats)
	insert(t, seatsDB, seats, &seat{1, 1, "Ada"})
	t.ok("on a key of two fields", seats.InsertOrUpdate(ctx, seatsDB, &seat{1, 1, "Bob"}, orm.On(&seats.C.Row, &seats.C.Number)))
	t.same("the seats", all(t, seatsDB, seats), []*seat{{1, 1, "Bob"}})
}

func conflictPartial(t *trial) {
	db, _ := oneSetting(t)
	ctx, c := t.Context(), settings.C
	stored, err := settings.InsertOrIgnore(ctx, db, &setting{Name: "b", Code: 2, Slot: "a", Live: true}, &c.Slot)
	t.ok("a live one", err)
	t.same("stored", stored, false)
	stored, err = settings.InsertOrIgnore(ctx, db, &setting{Name: "c", Code: 3, Slot: "a"}, &c.Slot)
	t.ok("one that the unique is not about", err)
	t.same("stored", stored, true)
}

func conflictOther(t *trial) {
	db, _ := oneSetting(t)
	ctx, c := t.Context(), settings.C
	err := settings.InsertOrUpdate(ctx, db, &setting{Name: "other", Shop: 1, Code: 1}, orm.On(&c.Name))
	t.refused("InsertOrUpdate", err, fault.Unique, "setting", "Shop", "Code")
	_, err = settings.InsertOrIgnore(ctx, db, &setting{Name: "theme", Shop: 5}, &c.Shop, &c.Code)
	t.refused("InsertOrIgnore", err, fault.Unique, "setting", "Name")
	count(t, db, settings, 1)
}

// conflictTwo is about an object that meets one row by its name and another by its shop and code.
func conflictTwo(t *trial) {
	db, was := oneSetting(t)
	ctx, c := t.Context(), settings.C
	other := &setting{Name: "Font", Shop: 2, Code: 2, Slot: "b", Created: settingTime}
	insert(t, db, settings, other)
	both := func() *setting { return &setting{Name: "theme", Value: "new", Shop: 2, Code: 2} }
	for _, on := range [][]any{{&c.Name}, {&c.Shop, &c.Code}} {
		stored, err := settings.InsertOrIgnore(ctx, db, both(), on...)
		t.ok("InsertOrIgnore", err)
		t.same("stored", stored, false)
	}
	t.refused("InsertOrUpdate", settings.InsertOrUpdate(ctx, db, both(), orm.On(&c.Name)), fault.Unique, "setting", "Shop", "Code")
	t.same("the table", all(t, db, settings), []*setting{&was, other})
	value := both()
	t.ok("InsertOrUpdate of the value", settings.InsertOrUpdate(ctx, db, value, orm.On(&c.Name).Update(&c.Value)))
	was.Value = "new"
	t.same("the object", value, &was)
	t.same("the table", all(t, db, settings), []*setting{&was, other})
}

func conflictSame(t *trial) {
	db, was := oneSetting(t)
	for range 3 {
		again := was
		again.ID = 0
		t.ok("InsertOrUpdate", settings.InsertOrUpdate(t.Context(), db, &again, orm.On(&settings.C.Name)))
		t.same("the object", &again, &was)
	}
	t.same("the table", all(t, db, settings), []*setting{&was})
}

func conflictNotUnique(t *trial) {
	db, _ := oneSetting(t)
	ctx, c := t.Context(), settings.C
	for what, on := range map[string]orm.Conflict{
		"a field": orm.On(&c.Value), "part of a combination": orm.On(&c.Shop), "too many": orm.On(&c.Name, &c.Value),
		"none": orm.On(), "another model's": orm.On(&things.C.Name), "to update another model's": orm.On(&c.Name).Update(&things.C.Name),
	} {
		t.kind(what, settings.InsertOrUpdate(ctx, db, &setting{Name: "x"}, on), fault.Invalid)
	}
	_, err := settings.InsertOrIgnore(ctx, db, &setting{Name: "x"})
	t.kind("InsertOrIgnore", err, fault.Invalid)
	count(t, db, settings, 1)
}

func conflictRace(t *trial) {
	db, c := t.tables(settings), settings.C
	var group sync.WaitGroup
	for i := range 16 {
		group.Go(func() {
			s := &setting{Name: "Same", Value: "v"}
			if err := settings.InsertOrUpdate(t.Context(), db, s, orm.On(&c.Name)); err != nil || s.ID == 0 {
				t.Errorf("InsertOrUpdate %d: got %+v, %v", i, s, err)
			}
		})
	}
	group.Wait()
	count(t, db, settings, 1)
}

func conflictRefused(t *trial) {
	db, _ := oneSetting(t)
	ctx, c := t.Context(), settings.C
	again := func() *setting { return &setting{Name: "theme", Value: "light", Code: 2} }
	for range 2 { // the second time every statement that was made is at hand
		for what, on := range map[string]orm.Conflict{
			"no field":         orm.On(&c.Name).Update(),
			"the key":          orm.On(&c.Name).Update(&c.ID),
			"one field twice":  orm.On(&c.Shop, &c.Shop),
			"half of a unique": orm.On(&c.Shop),
		} {
			t.kind(what, settings.InsertOrUpdate(ctx, db, again(), on), fault.Invalid)
		}
		obj := again()
		t.ok("InsertOrUpdate", settings.InsertOrUpdate(ctx, db, obj, orm.On(&c.Name)))
		t.same("the value", obj.Value, "light")
		t.same("the key", obj.ID, int64(1))
	}
	t.ok("a field twice", settings.InsertOrUpdate(ctx, db, again(), orm.On(&c.Name).Update(&c.Value, &c.Value)))
}

func conflictUnreadable(t *trial) {
	db, ctx := t.tables(articles), t.Context()
	t.malformed("InsertOrUpdate", articles.InsertOrUpdate(ctx, db, newArticle("broken"), orm.On(&articles.C.ID)), "article", "Tags")
	count(t, db, articles, 0)
}
