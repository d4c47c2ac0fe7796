package modelform_test

import (
	"context"
	"net/url"
	"path/filepath"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

// Article has a field of every sort that a form shows.
type Article struct {
	ID        int64
	Code      string
	Title     string
	Subtitle  string
	Notes     *string
	Price     float64
	Stock     int32
	Weight    *float64
	Rank      *uint8
	Active    bool
	Checked   *bool
	Shelf     string
	Owner     string
	CreatedAt time.Time
}

func (a *Article) Define(t *orm.Table[Article]) {
	t.Column(&a.Code).Size(8).Trim().Fold().Unique().Valid(validate.Pattern(`[a-z0-9]+`, "must be letters and digits"))
	t.Column(&a.Title).Size(10).Trim().UniqueFold().Help("What stands on the label.")
	t.Column(&a.Subtitle).Size(20).Optional()
	t.Column(&a.Price).Min(0).Max(99.5).Label("Price (EUR)").Default(9.5)
	t.Column(&a.Stock).Min(-5).Default(0)
	t.Column(&a.Weight).Min(0.1)
	t.Column(&a.Shelf).Size(5).Default("A1")
	t.Column(&a.Owner).Size(20).Default("nobody")
	t.Column(&a.CreatedAt).Auto(time.Now)
	t.Unique(&a.Shelf, &a.Owner)
}

var (
	Articles = orm.Define[Article]()
	Shop     = orm.Models(Articles)
)

// whole is the form of every field that a person may fill in.
var whole = modelform.Define(Articles, func(f *modelform.Fields, a *Article) {
	f.Field(&a.Code)
	f.Field(&a.Title)
	f.Field(&a.Subtitle)
	f.Field(&a.Notes).As(form.TextArea)
	f.Field(&a.Price)
	f.Field(&a.Stock)
	f.Field(&a.Weight)
	f.Field(&a.Rank)
	f.Field(&a.Active)
	f.Field(&a.Checked)
})

// sent is a request that sends the form with some fields; nil is a GET.
type sent url.Values

func (s sent) Method() string {
	if s == nil {
		return "GET"
	}
	return "POST"
}
func (s sent) PostForm() (url.Values, error) { return url.Values(s), nil }
func (s sent) CSRFToken() string             { return "token" }
func (s sent) Context() context.Context      { return context.Background() }

// send is a request with fields given by name and value.
func send(pairs ...string) sent {
	s := sent{}
	for i := 0; i < len(pairs); i += 2 {
		s[pairs[i]] = append(s[pairs[i]], pairs[i+1])
	}
	return s
}

// openShop opens a database of the test's own.
func openShop(t *testing.T) *orm.DB {
	t.Helper()
	db, err := connect.Open(t.Context(), "sqlite:///"+filepath.ToSlash(filepath.Join(t.TempDir(), "shop.db")), Shop)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	return db
}

// article returns the stored article of a key, without its time.
func article(t *testing.T, db *orm.DB, id int64) Article {
	t.Helper()
	a, err := Articles.Get(t.Context(), db, id)
	if err != nil {
		t.Fatal(err)
	}
	a.CreatedAt = time.Time{}
	return *a
}

// sentences are a form's violations as "Field message".
func sentences(violations []fault.Violation) []string {
	var all []string
	for _, v := range violations {
		all = append(all, v.Field+" "+v.Message)
	}
	return all
}
