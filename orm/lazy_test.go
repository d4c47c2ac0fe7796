package orm_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// epistle has a text that is seldom read.
type epistle struct {
	ID    int64
	Title string
	Body  orm.Lazy[string]
	Seal  orm.Lazy[*string]
}

func (l *epistle) Define(t *orm.Table[epistle]) {
	t.Column(&l.Body).Size(200).Default("Dear reader").Label("Text")
}

var epistles = orm.Define[epistle]()

func TestALazyAsJSON(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, orm.Models(epistles)), t.Context()
	l := &epistle{Title: "a"}
	l.Body.Set("text")
	if err := epistles.Insert(ctx, db, l); err != nil {
		t.Fatal(err)
	}
	got, err := epistles.Get(ctx, db, l.ID)
	if err != nil {
		t.Fatal(err)
	}
	text := func() string {
		t.Helper()
		b, err := json.Marshal(got)
		if err != nil {
			t.Fatal(err)
		}
		return string(b)
	}
	ormtest.Statements(t, db, 0, func() {
		if s, want := text(), `{"ID":1,"Title":"a","Body":null,"Seal":null}`; s != want {
			t.Errorf("not loaded: got %s, want %s", s, want)
		}
	})
	if err := json.Unmarshal([]byte(text()), got); err != nil || got.Body.Loaded() {
		t.Errorf("null is loaded: %t, %v", got.Body.Loaded(), err)
	}
	if _, err := got.Body.Load(ctx); err != nil {
		t.Fatal(err)
	}
	if s, want := text(), `{"ID":1,"Title":"a","Body":"text","Seal":null}`; s != want {
		t.Errorf("loaded: got %s, want %s", s, want)
	}
	if err := json.Unmarshal([]byte(`{"Body":"new","Seal":"wax"}`), got); err != nil {
		t.Fatal(err)
	}
	if err := epistles.Update(ctx, db, got); err != nil {
		t.Fatal(err)
	}
	n, err := epistles.Where(orm.Eq(orm.Of(&epistles.C.Body), "new"), orm.Eq(orm.Of(&epistles.C.Seal), new("wax"))).Count(ctx, db)
	if n != 1 || err != nil {
		t.Errorf("what JSON set was written to %d rows, %v", n, err)
	}
	if err := json.Unmarshal([]byte(`{"Body":7}`), got); err == nil {
		t.Error("a number was read into a text")
	}
}

// Code that makes forms from models sees the column of the value, and changes it as Set does.
func TestALazyIsAFieldOfItsValue(t *testing.T) {
	t.Parallel()
	db, ctx := ormtest.Open(t, orm.Models(epistles)), t.Context()
	f, err := epistles.Field(&epistles.C.Body)
	if err != nil || f.Type.String() != "string" || f.Size != 200 || f.Label != "Text" || !f.Deferred || f.Nullable {
		t.Fatalf("got %+v, %v", f, err)
	}
	l := epistles.New()
	if s := f.At(l).String(); s != "Dear reader" {
		t.Errorf("a new one shows %q", s)
	}
	if err := epistles.Insert(ctx, db, l); err != nil {
		t.Fatal(err)
	}
	got, err := epistles.Get(ctx, db, l.ID)
	if err != nil {
		t.Fatal(err)
	}
	if s := f.At(got).String(); s != "Dear reader" {
		t.Errorf("one that was read shows %q", s)
	}
	f.At(got).SetString("changed")
	if err := epistles.Update(ctx, db, got); err != nil {
		t.Fatal(err)
	}
	strict, err := epistles.Query().Strict().One(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	f.At(strict).SetString("lost")
	if err := epistles.Update(ctx, db, strict); err != nil || strict.Body.Loaded() {
		t.Errorf("one that cannot be loaded: loaded %t, %v", strict.Body.Loaded(), err)
	}
	if n, err := epistles.Where(orm.Eq(orm.Of(&epistles.C.Body), "changed")).Count(ctx, db); n != 1 || err != nil {
		t.Errorf("%d rows have what the form changed, %v", n, err)
	}
}

type (
	lazyKey struct {
		ID orm.Lazy[int64]
	}
	lazyPointer struct {
		ID    int64
		Notes orm.Lazy[func()]
	}
	lazySize struct {
		ID    int64
		Notes orm.Lazy[int]
	}
	lazyLed struct {
		ID        int64
		EpistleID orm.Lazy[int64]
		Epistle   orm.One[epistle]
	}
)

func (l *lazySize) Define(t *orm.Table[lazySize]) { t.Column(&l.Notes).Size(3) }

func TestMistakesOfLazies(t *testing.T) {
	t.Parallel()
	got := ""
	for _, m := range [][]orm.AnyModel{
		{orm.Define[lazyKey]()}, {orm.Define[lazyPointer]()}, {orm.Define[lazySize]()}, {orm.Define[lazyLed](), epistles},
	} {
		got += orm.Models(m...).Check().Error() + "\n"
	}
	const want = `orm: 1 mistake in the models
  lazyKey.ID: belongs to the key and is Lazy; make its type int64
orm: 1 mistake in the models
  lazyPointer.Notes: has the type func(), which no column holds; write another type, or tag the field db:"-"
orm: 1 mistake in the models
  lazySize.Notes: is int, and Size is for text and bytes; remove it
orm: 1 mistake in the models
  lazyLed.Epistle: refers by EpistleID, which is Lazy, and a reference is always read; make its type int64
`
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("the mistakes (-want +got):\n%s", diff)
	}
}

// A column that is left out costs a row no allocation.
func TestALazyCostsAReadNothing(t *testing.T) { // not parallel: allocations are the whole process's
	db := open(t, epistles)
	list := make([]*epistle, 2000)
	for i := range list {
		list[i] = &epistle{Title: "a title"}
	}
	if err := epistles.InsertAll(t.Context(), db, list); err != nil {
		t.Fatal(err)
	}
	if got := perRow(t, epistles, db); got > 0.01 {
		t.Errorf("a row costs %v allocations, want none but its part of slabs, links and pieces", got)
	}
}
