// Command datasets keeps users and the datasets that belong to them: two models, one of which refers to the other.
//
// Run it with go run ./examples/datasets and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db; -db or DATABASE_URL names another one, -addr or ADDR another address.
package main

import (
	"embed"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/validate"
	"github.com/rowankit/rowan/web"
)

// User has any number of datasets.
type User struct {
	ID    int64
	Name  string
	Email string

	Datasets orm.Many[Dataset]
}

// Dataset belongs to the user whose key is UserID: the field User beside it says so.
type Dataset struct {
	ID     int64
	Name   string
	Size   int64
	UserID int64

	User orm.One[User]
}

// Define says what convention cannot know.
func (u *User) Define(t *orm.Table[User]) {
	t.Column(&u.Name).Size(100).Trim().Required()
	t.Column(&u.Email).Size(120).Trim().Required().UniqueFold().Valid(validate.Email)
}

// Define says what convention cannot know.
func (d *Dataset) Define(t *orm.Table[Dataset]) {
	t.Column(&d.Name).Size(100).Trim().Required()
	t.Column(&d.Size).Min(0).Label("Size (MB)")
	orm.BelongsTo(t, &d.User).OnDelete(orm.Cascade).DeleteOrphans()
}

// Users and Datasets are where queries and writes start; Models is what the database holds.
var (
	Users    = orm.Define[User]()
	Datasets = orm.Define[Dataset]()
	Models   = orm.Models(Users, Datasets)
)

var userForm = modelform.Define(Users, func(f *modelform.Fields, u *User) {
	f.Field(&u.Name)
	f.Field(&u.Email).As(form.Email)
})

// datasetForm lets a visitor choose the user by name.
var datasetForm = modelform.Define(Datasets, func(f *modelform.Fields, d *Dataset) {
	u := Users.C
	f.Field(&d.Name)
	f.Field(&d.Size)
	modelform.Choice(f, &d.UserID, Users.OrderBy(orm.Asc(&u.Name)), &u.Name, &u.Email)
})

// editForm shows a user with the datasets: those that are there, each with a checkbox that removes it, and three empty rows
// for new ones.
var editForm = modelform.Define(Users, func(f *modelform.Fields, u *User) {
	f.Field(&u.Name)
	f.Field(&u.Email).As(form.Email)
	modelform.List(f, &u.Datasets, func(f *modelform.Fields, d *Dataset) {
		f.Field(&d.Name)
		f.Field(&d.Size)
	}).Empty(3)
})

//go:embed templates
var files embed.FS

var program = site.Command{
	Name: "datasets", Models: Models, Forms: site.Forms{userForm, datasetForm, editForm}, Files: files, Routes: routes,
}

func main() { program.Main() }

func routes(app *web.App, db *orm.DB) {
	p := pages{db}
	app.Get("/", "users", p.users)
	app.Get("/users/{id}", "user", p.user)
	app.Form("/users/{id}/edit", "edit_user", p.editUser)
	app.Post("/users/{id}/delete", "delete_user", p.deleteUser)
	app.Form("/add_user", "add_user", p.addUser)
	app.Form("/add_dataset", "add_dataset", p.addDataset)
}

// pages answer requests with what the database holds.
type pages struct{ db *orm.DB }

// users shows 50 users on a page, each with the first 20 datasets and the number of all: one statement reads the users,
// one their datasets, and one counts.
func (p pages) users(c *web.Context) error {
	users, err := site.Page(c, p.db, Users.Query().With(orm.Load(&Users.C.Datasets).Limit(20).Counted()), 50)
	if err != nil {
		return err
	}
	return c.Render(200, "users.html", users)
}

// user shows all datasets of one user, 50 on a page.
func (p pages) user(c *web.Context) error {
	page, err := site.RowWith(c, p.db, Users.Query(), func(u *User) orm.Query[Dataset] {
		return Datasets.Where(orm.Eq(&Datasets.C.UserID, u.ID))
	}, 50)
	if err != nil {
		return err
	}
	return c.Render(200, "user.html", page)
}

func (p pages) addUser(c *web.Context) error {
	f := userForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add User", Form: f, Back: "users", Message: "Added " + f.Object.Name + "."}
	return page.Answer(c, stored, err)
}

func (p pages) addDataset(c *web.Context) error {
	f := datasetForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add Dataset", Form: f, Back: "users", Message: "Added " + f.Object.Name + "."}
	return page.Answer(c, stored, err)
}

// editUser changes a user together with the datasets. A session stores it, which finds out what has changed: nothing costs
// nothing, and a size costs an UPDATE of one column.
func (p pages) editUser(c *web.Context) error {
	f, saved, err := editForm.Edit(c, p.db, func(r orm.Reader) (*User, error) {
		return site.Row(c, r, Users.Query().With(orm.Load(&Users.C.Datasets).Limit(form.MaxRows+1)))
	})
	if err != nil {
		return err
	}
	page := site.FormPage{Title: "Edit User", Button: "Save", Form: f, Back: "user", Args: []any{f.Object.ID}}
	page.Message = "Saved " + f.Object.Name + "."
	return page.Answer(c, saved, nil)
}

// deleteUser removes a user, and the datasets with it.
func (p pages) deleteUser(c *web.Context) error {
	return site.Remove(c, p.db, Users, "users", func(u *User) string { return "Deleted " + u.Name + "." })
}
