package modelform_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

// Member is what the example keeps.
type Member struct {
	ID    int64
	Name  string
	Email string
	Admin bool
}

func (m *Member) Define(t *orm.Table[Member]) {
	t.Column(&m.Name).Size(100).Trim()
	t.Column(&m.Email).Size(120).Trim().UniqueFold().Valid(validate.Email)
}

var members = orm.Define[Member]()

var memberForm = modelform.Define(members, func(f *modelform.Fields, m *Member) {
	f.Field(&m.Name)
	f.Field(&m.Email).As(form.Email)
})

// post is a submitted form; in a program *web.Context takes its place.
type post url.Values

func (p post) Method() string                { return "POST" }
func (p post) PostForm() (url.Values, error) { return url.Values(p), nil }
func (p post) CSRFToken() string             { return "a token" }
func (p post) Context() context.Context      { return context.Background() }

func Example() {
	db, err := connect.Open(context.Background(), "sqlite://", orm.Models(members))
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	if err := db.CreateTables(context.Background()); err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range []post{
		{"name": {"Ada"}, "email": {"ada"}},
		{"name": {"Ada"}, "email": {"ada@example.org"}, "admin": {"on"}}, // a field that the form does not name
		{"name": {""}, "email": {"eve@example.org"}},
		{"name": {"Eve"}, "email": {"ADA@example.org"}},
	} {
		f := memberForm.Blank()
		stored, err := f.Insert(p, db)
		fmt.Println(stored, err, f.Status(), *f.Object)
		for _, v := range f.Violations() {
			fmt.Println("  "+v.Field, v.Message)
		}
	}
	// Output:
	// false <nil> 422 {0   false}
	//   Email must be an email address such as name@example.org
	// true <nil> 200 {1 Ada ada@example.org false}
	// false <nil> 422 {0   false}
	//   Name is required
	// false <nil> 422 {0 Eve ADA@example.org false}
	//   Email is already taken
}
