// Command users keeps a list of users: one model, a page that lists it, and a form that adds to it.
//
// Run it with go run ./examples/users and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db; -db or DATABASE_URL names another one, also on PostgreSQL or MariaDB (postgres://user:password@host/name,
// mysql://user:password@host/name), -addr or ADDR another address.
package main

import (
	"embed"
	"time"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/validate"
	"github.com/rowankit/rowan/web"
)

// User is a row of the table "user". Convention names table and columns, and makes ID the key.
type User struct {
	ID        int64
	Name      string
	Email     string
	CreatedAt time.Time
}

// Define says what convention cannot know.
func (u *User) Define(t *orm.Table[User]) {
	t.Column(&u.Name).Size(100).Trim().Required()
	t.Column(&u.Email).Size(120).Trim().Required().UniqueFold().Valid(validate.Email)
	t.Column(&u.CreatedAt).Auto(time.Now)
}

// Users is where queries and writes of users start; Models is what the database holds.
var (
	Users  = orm.Define[User]()
	Models = orm.Models(Users)
)

// userForm has the two fields that a visitor may fill in. What the model says of them need not be repeated.
var userForm = modelform.Define(Users, func(f *modelform.Fields, u *User) {
	f.Field(&u.Name)
	f.Field(&u.Email).As(form.Email)
})

//go:embed templates
var files embed.FS

var program = site.Command{Name: "users", Models: Models, Forms: site.Forms{userForm}, Files: files, Routes: routes}

func main() { program.Main() }

func routes(app *web.App, db *orm.DB) {
	p := pages{db}
	app.Get("/", "users", p.list)
	app.Form("/add", "add", p.add)
}

// pages answer requests with what the database holds.
type pages struct{ db *orm.DB }

// list shows the users, 50 on a page.
func (p pages) list(c *web.Context) error {
	users, err := site.Page(c, p.db, Users.Query(), 50)
	if err != nil {
		return err
	}
	return c.Render(200, "users.html", users)
}

// add shows the form, stores what is sent, and shows the form again with each error beside its field.
func (p pages) add(c *web.Context) error {
	f := userForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add User", Form: f, Back: "users", Message: "Added " + f.Object.Name + "."}
	return page.Answer(c, stored, err)
}
