// Command users keeps a list of users: one model, a page that lists it, and a form that adds to it.
//
// Run it with go run ./examples/users and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db; -db or DATABASE_URL names another one, also on PostgreSQL or MariaDB (postgres://user:password@host/name,
// mysql://user:password@host/name), -addr or ADDR another address.
package main

import (
	"cmp"
	"context"
	"embed"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/theme"
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

func main() {
	addr := flag.String("addr", os.Getenv("ADDR"), "listen on this `address` (default "+web.DefaultAddr+")")
	url := flag.String("db", os.Getenv("DATABASE_URL"), "keep the users in the database at this `URL` (default "+connect.Default+")")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintln(os.Stderr, "users: takes flags alone, not", flag.Args())
		os.Exit(2)
	}
	if err := run(context.Background(), *addr, *url); err != nil {
		fmt.Fprintln(os.Stderr, "users:", err)
		os.Exit(1)
	}
}

// run opens the database, makes its table, and serves the site until the process is told to stop.
func run(ctx context.Context, addr, url string) (err error) {
	env, err := web.ReadEnvironment(os.Getenv, "instance")
	if err != nil {
		return err
	}
	db, err := connect.Open(ctx, url, Models)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	if err := cmp.Or(userForm.Err(), db.CreateTables(ctx)); err != nil {
		return err
	}
	app, err := newApp(db, env.Secret)
	if err != nil {
		return err
	}
	return app.Run(ctx, addr)
}

func newApp(db *orm.DB, secret []byte) (*web.App, error) {
	app, err := web.New(web.Options{Files: []fs.FS{theme.Files, files}, Secret: secret, Ready: db.Ping})
	if err != nil {
		return nil, err
	}
	site := site{db}
	app.Get("/", "users", site.list)
	app.Form("/add", "add", site.add)
	return app, nil
}

// site answers requests with what the database holds.
type site struct{ db *orm.DB }

// list shows the users, 50 on a page.
func (s site) list(c *web.Context) error {
	number, err := c.Page()
	if err != nil {
		return err
	}
	page, err := Users.Query().Page(c.Context(), s.db, number, 50)
	if err != nil {
		return err
	}
	if number > page.Pages() {
		return fault.New(fault.NotFound, "there is no such page")
	}
	return c.Render(200, "users.html", page)
}

// add shows the form, stores what is sent, and shows the form again with each error beside its field.
func (s site) add(c *web.Context) error {
	f := userForm.Blank()
	stored, err := f.Insert(c, s.db)
	if err != nil {
		return err
	}
	if stored {
		c.Flash("Added " + f.Object.Name + ".")
		return c.Redirect("users")
	}
	return c.Render(f.Status(), "add.html", f)
}
