package modelform_test

import (
	"context"
	"errors"
	"net/url"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/connect"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
)

func TestInsertStoresWhatWasSent(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	f := whole.Blank()
	ok, err := f.Insert(send("code", " AB1 ", "title", " Lamp ", "subtitle", "", "notes", "one\r\ntwo", "price", "0", "stock", "-0",
		"weight", "1.5e1", "rank", "", "active", "on", "checked", "false"), db)
	if !ok || err != nil {
		t.Fatalf("got %v, %v and %v; want it stored", ok, err, f.Violations())
	}
	want := Article{ID: 1, Code: "ab1", Title: "Lamp", Notes: new("one\ntwo"), Weight: new(15.0), Active: true, Checked: new(false),
		Shelf: "A1", Owner: "nobody"}
	if diff := cmp.Diff(want, article(t, db, f.Object.ID)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestGetStoresNothing(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	f := whole.Blank()
	if ok, err := f.Insert(sent(nil), db); ok || err != nil || f.Status() != 200 {
		t.Errorf("GET: got %v, %v, status %d; want false, no error, 200", ok, err, f.Status())
	}
	if n, err := Articles.Count(t.Context(), db); n != 0 || err != nil {
		t.Errorf("got %d articles, %v; want none", n, err)
	}
}

// naming is the form of one field.
var naming = modelform.Define(Articles, func(f *modelform.Fields, a *Article) {
	f.Field(&a.Title)
})

func TestOnlyNamedFieldsAreWritten(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	f := naming.Blank()
	f.Object.Code, f.Object.Price = "set", 3
	ok, err := f.Insert(send("title", "Lamp", "id", "77", "code", "other", "price", "5", "owner", "eve", "Owner", "eve",
		"created_at", "2001-01-01", "title_fold", "x"), db)
	if !ok || err != nil {
		t.Fatalf("got %v, %v and %v; want it stored", ok, err, f.Violations())
	}
	want := Article{ID: 1, Code: "set", Title: "Lamp", Price: 3, Shelf: "A1", Owner: "nobody"}
	if diff := cmp.Diff(want, article(t, db, 1)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestUpdateWritesOnlyTheNamedFields(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	first := &Article{Code: "a", Title: "Lamp", Price: 1, Shelf: "B2", Owner: "ada"}
	if err := Articles.Insert(t.Context(), db, first); err != nil {
		t.Fatal(err)
	}
	shown, err := Articles.Get(t.Context(), db, first.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Articles.Where(orm.Eq(&Articles.C.ID, first.ID)).Update(t.Context(), db, orm.Set(&Articles.C.Price, 2)); err != nil {
		t.Fatal(err)
	}
	f := naming.New(shown)
	shown.Stock = 9 // not the form's to write
	if v, err := f.Field("title"); err != nil || v.Value != "Lamp" {
		t.Errorf("got the value %q, %v; want what the object holds", v.Value, err)
	}
	if ok, err := f.Update(send("title", "Torch", "price", "50", "stock", "50"), db); !ok || err != nil {
		t.Fatalf("got %v, %v and %v; want it updated", ok, err, f.Violations())
	}
	want := Article{ID: 1, Code: "a", Title: "Torch", Price: 2, Shelf: "B2", Owner: "ada"}
	if diff := cmp.Diff(want, article(t, db, first.ID)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestUpdateOfARowThatIsGoneIsNotFound(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	f := naming.New(&Article{ID: 5, Code: "a", Title: "Lamp"})
	ok, err := f.Update(send("title", "Torch"), db)
	if ok || fault.KindOf(err) != fault.NotFound {
		t.Errorf("got %v, %v; want an error of the kind NotFound", ok, err)
	}
}

func TestNullableFieldIsEmptied(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	notes := modelform.Define(Articles, func(f *modelform.Fields, a *Article) {
		f.Field(&a.Notes)
		f.Field(&a.Weight)
		f.Field(&a.Checked)
		f.Field(&a.Active)
	})
	a := &Article{Code: "a", Title: "Lamp", Notes: new("x"), Weight: new(2.5), Checked: new(true), Active: true}
	if err := Articles.Insert(t.Context(), db, a); err != nil {
		t.Fatal(err)
	}
	f := notes.New(a)
	if v, err := f.Field("weight"); err != nil || v.Value != "2.5" {
		t.Errorf("got the weight %q, %v; want 2.5", v.Value, err)
	}
	if ok, err := f.Update(send("notes", "", "weight", " ", "checked", ""), db); !ok || err != nil {
		t.Fatalf("got %v, %v and %v; want it updated", ok, err, f.Violations())
	}
	if diff := cmp.Diff(Article{ID: 1, Code: "a", Title: "Lamp"}, article(t, db, 1)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

func TestTakenValueBecomesTheFieldsError(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	if err := Articles.Insert(t.Context(), db, &Article{Code: "a1", Title: "Éclair", Shelf: "B2", Owner: "ada"}); err != nil {
		t.Fatal(err)
	}
	if err := Articles.Insert(t.Context(), db, &Article{Code: "b1", Title: "Lamp", Shelf: "C3", Owner: "ada"}); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ code, title, field string }{
		{"A1", "Torch", "Code"}, {"c1", "éCLAIR", "Title"}, {"c1", "e\u0301clair", "Title"},
	} {
		f := whole.Blank()
		ok, err := f.Insert(send("code", c.code, "title", c.title, "price", "1", "stock", "1"), db)
		if ok || err != nil || f.Status() != 422 {
			t.Errorf("%v: got %v, %v, status %d; want false, no error, 422", c, ok, err, f.Status())
		}
		v, err := f.Field(c.field)
		if err != nil || v.Error != c.field+" is already taken" || !v.Focus {
			t.Errorf("%v: got %+v, %v; want the field's error, and the focus on it", c, v, err)
		}
		if v, err := f.Field("title"); err != nil || v.Value != c.title {
			t.Errorf("%v: got the title %q, %v; want what was typed", c, v.Value, err)
		}
	}
	lamp, err := Articles.Get(t.Context(), db, 2)
	if err != nil {
		t.Fatal(err)
	}
	f := naming.New(lamp)
	if ok, err := f.Update(send("title", "ÉCLAIR"), db); ok || err != nil || f.Status() != 422 {
		t.Errorf("update: got %v, %v, status %d; want false, no error, 422", ok, err, f.Status())
	}
	if got := article(t, db, 2); got.Title != "Lamp" {
		t.Errorf("update: got the title %q, want it unchanged", got.Title)
	}
}

func TestRefusalOfFieldsThatTheFormDoesNotShowStandsAtItsTop(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	if err := Articles.Insert(t.Context(), db, &Article{Code: "a1", Title: "Lamp", Shelf: "A1", Owner: "nobody"}); err != nil {
		t.Fatal(err)
	}
	f := whole.Blank() // its object holds the same shelf and owner, which no field shows
	ok, err := f.Insert(send("code", "b1", "title", "Torch", "price", "1", "stock", "1"), db)
	if ok || err != nil || f.Status() != 422 || len(f.Errors()) == 0 {
		t.Errorf("got %v, %v, status %d, %q at the top; want false, no error, 422 and a sentence", ok, err, f.Status(), f.Errors())
	}
}

func TestInsertTakesPartInATransaction(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	failed := errors.New("afterwards")
	err := db.Tx(t.Context(), func(ctx context.Context, tx *orm.Tx) error {
		f := naming.Blank()
		f.Object.Code = "a"
		if ok, err := f.Insert(marked{send("title", "Lamp"), ctx}, tx); !ok || err != nil {
			t.Errorf("got %v, %v and %v; want it stored", ok, err, f.Violations())
		}
		return failed
	})
	if n, countErr := Articles.Count(t.Context(), db); err != failed || n != 0 || countErr != nil {
		t.Errorf("got %v and %d articles, %v; want the error and none, as the transaction rolled back", err, n, countErr)
	}
}

// marked is a request whose context is the transaction's.
type marked struct {
	sent
	ctx context.Context
}

func (m marked) Context() context.Context { return m.ctx }

func TestUnreadableBodyIsReturned(t *testing.T) {
	t.Parallel()
	ok, err := naming.Blank().Insert(unreadable{send()}, nil)
	if ok || !errors.Is(err, errUnreadable) {
		t.Errorf("got %v, %v; want %v", ok, err, errUnreadable)
	}
}

var errUnreadable = errors.New("the body is too large")

type unreadable struct{ sent }

func (unreadable) PostForm() (url.Values, error) { return nil, errUnreadable }

func TestFailureThatConcernsNoFieldIsReturned(t *testing.T) {
	t.Parallel()
	db := openShop(t)
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	f := naming.Blank()
	f.Object.Code = "a"
	ok, err := f.Insert(send("title", "Lamp"), db)
	if ok || fault.KindOf(err) != fault.Unavailable || f.Status() != 200 {
		t.Errorf("got %v, %v, status %d; want an error of the kind Unavailable and a form without errors", ok, err, f.Status())
	}
}

// Country has a key that people know.
type Country struct {
	Code string
	Name string
}

func (c *Country) Define(t *orm.Table[Country]) {
	t.Key(&c.Code)
	t.Column(&c.Code).Size(2)
	t.Column(&c.Name).Size(50)
}

func TestKeyThatPeopleKnowIsAskedForOnceAndNeverChanged(t *testing.T) {
	t.Parallel()
	countries := orm.Define[Country]()
	both := modelform.Define(countries, func(f *modelform.Fields, c *Country) {
		f.Field(&c.Code)
		f.Field(&c.Name)
	})
	db, err := connect.Open(t.Context(), "sqlite://", orm.Models(countries))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, c := range []string{"IE", "IS"} {
		if ok, err := both.Blank().Insert(send("code", c, "name", c), db); !ok || err != nil {
			t.Fatalf("insert %s: got %v, %v; want it stored", c, ok, err)
		}
	}
	f := both.Blank()
	if ok, err := f.Insert(send("code", "IE", "name", "Ireland"), db); ok || err != nil || f.Status() != 422 {
		t.Errorf("a second IE: got %v, %v, status %d; want false, no error, 422", ok, err, f.Status())
	}
	if v, err := f.Field("code"); err != nil || v.Error != "Code is already taken" {
		t.Errorf("a second IE: got %q, %v; want the field's error", v.Error, err)
	}
	// A visitor who sends another key must not reach another row.
	if ok, err := both.New(&Country{Code: "IE"}).Update(send("code", "IS", "name", "Eve"), db); ok || err == nil {
		t.Errorf("update: got %v, %v; want an error, as a form that changes a row must not name its key", ok, err)
	}
	if c, err := countries.Get(t.Context(), db, "IS"); err != nil || c.Name != "IS" {
		t.Errorf("got %v, %v; want the other row unchanged", c, err)
	}
}
