// Command rowan is the page that is measured, as a user of Rowan writes it: the program of examples/datasets, with as many
// users on a page as there are.
//
//	rowan -db sqlite:///shop.db fill   # makes the database that all contenders work on
//	rowan -db sqlite:///shop.db
package main

import (
	"context"
	"embed"

	"github.com/rowankit/rowan/bench/page/content"
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

// Dataset belongs to a user.
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
	orm.BelongsTo(t, &d.User).OnDelete(orm.Cascade)
}

var (
	users    = orm.Define[User]()
	datasets = orm.Define[Dataset]()
)

var datasetForm = modelform.Define(datasets, func(f *modelform.Fields, d *Dataset) {
	u := users.C
	f.Field(&d.Name)
	f.Field(&d.Size)
	modelform.Choice(f, &d.UserID, users.OrderBy(orm.Asc(&u.Name)), &u.Name)
})

//go:embed templates
var files embed.FS

var program = site.Command{
	Name: "rowan", Models: orm.Models(users, datasets), Forms: site.Forms{datasetForm}, Files: files, Routes: routes,
	Tasks: map[string]site.Task{"fill": fill},
}

func main() { program.Main() }

func routes(app *web.App, db *orm.DB) {
	p := pages{db}
	app.Get("/", "users", p.users)
	app.Form(content.FormPath, "add_dataset", p.addDataset)
}

type pages struct{ db *orm.DB }

func (p pages) users(c *web.Context) error {
	page, err := site.Page(c, p.db, users.With(&users.C.Datasets), content.UserCount)
	if err != nil {
		return err
	}
	return c.Render(200, "users.html", page)
}

func (p pages) addDataset(c *web.Context) error {
	f := datasetForm.Blank()
	stored, err := f.Insert(c, p.db)
	return site.FormPage{Title: "Add Dataset", Form: f, Back: "users"}.Answer(c, stored, err)
}

// fill stores what the pages show.
func fill(ctx context.Context, db *orm.DB, _ []string) error {
	return db.Session(ctx, func(_ context.Context, s *orm.Session) error {
		for _, u := range content.Users() {
			user := &User{Name: u.Name, Email: u.Email}
			for _, d := range u.Datasets {
				user.Datasets.Add(&Dataset{Name: d.Name, Size: d.Size})
			}
			users.Add(s, user)
		}
		return nil
	})
}
