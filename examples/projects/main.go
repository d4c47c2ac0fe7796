// Command projects keeps users and projects, and which users take part in which projects: two models that are joined by
// a table of pairs.
//
// Run it with go run ./examples/projects and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db; -db or DATABASE_URL names another one, -addr or ADDR another address.
package main

import (
	"context"
	"embed"
	"io/fs"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
	"github.com/rowankit/rowan/theme"
	"github.com/rowankit/rowan/web"
)

// User takes part in any number of projects.
type User struct {
	ID   int64
	Name string

	Projects orm.Many[Project]
}

// Project has any number of users.
type Project struct {
	ID   int64
	Name string

	Users orm.Many[User]
}

// Define joins users with projects by the table user_project(user_id, project_id), whose key is both columns.
func (u *User) Define(t *orm.Table[User]) {
	t.Column(&u.Name).Size(100).Trim().Required()
	orm.ManyToMany(t, &u.Projects)
}

// Define says what convention cannot know.
func (p *Project) Define(t *orm.Table[Project]) {
	t.Column(&p.Name).Size(100).Trim().Required()
}

// Users and Projects are where queries and writes start; Models is what the database holds.
var (
	Users    = orm.Define[User]()
	Projects = orm.Define[Project]()
	Models   = orm.Models(Users, Projects)
)

var userForm = modelform.Define(Users, func(f *modelform.Fields, u *User) { f.Field(&u.Name) })

var projectForm = modelform.Define(Projects, func(f *modelform.Fields, p *Project) { f.Field(&p.Name) })

// membership is what the forms of joining and leaving ask for. It is no model.
type membership struct{ UserID, ProjectID int64 }

var membershipForm = modelform.DefinePlain(func(f *modelform.Fields, m *membership) {
	u, p := Users.C, Projects.C
	modelform.Choice(f, &m.UserID, Users.OrderBy(orm.Asc(&u.Name)), &u.Name)
	modelform.Choice(f, &m.ProjectID, Projects.OrderBy(orm.Asc(&p.Name)), &p.Name)
})

//go:embed templates
var files embed.FS

func main() {
	forms := site.Forms{userForm, projectForm, membershipForm}
	site.Command{Name: "projects", Models: Models, Forms: forms, App: newApp}.Main()
}

func newApp(db *orm.DB, secret []byte) (*web.App, error) {
	app, err := web.New(web.Options{Files: []fs.FS{theme.Files, files}, Secret: secret, Ready: db.Ping})
	if err != nil {
		return nil, err
	}
	p := pages{db}
	app.Get("/", "home", p.home)
	app.Get("/users/{id}", "user", p.user)
	app.Get("/projects/{id}", "project", p.project)
	app.Form("/add_user", "add_user", p.addUser)
	app.Form("/add_project", "add_project", p.addProject)
	app.Form("/join", "join", p.join)
	app.Post("/leave", "leave", p.leave)
	app.Post("/users/{id}/delete", "delete_user", p.deleteUser)
	app.Post("/projects/{id}/delete", "delete_project", p.deleteProject)
	return app, nil
}

// pages answer requests with what the database holds.
type pages struct{ db *orm.DB }

// home shows 50 users with their projects, and 50 projects with their users, the first 20 of each and the number of all.
// For either list one statement reads the rows, one what they are joined with, and one counts.
func (p pages) home(c *web.Context) error {
	number, err := c.Page()
	if err != nil {
		return err
	}
	users, err := Users.Query().With(orm.Load(&Users.C.Projects).Limit(20).Counted()).Page(c.Context(), p.db, number, 50)
	if err != nil {
		return err
	}
	projects, err := Projects.Query().With(orm.Load(&Projects.C.Users).Limit(20).Counted()).Page(c.Context(), p.db, number, 50)
	if err != nil {
		return err
	}
	last := max(users.Pages(), projects.Pages())
	if number > last {
		return fault.New(fault.NotFound, "there is no such page")
	}
	return c.Render(200, "home.html", struct {
		Users         *orm.Page[User]
		Projects      *orm.Page[Project]
		Number, Pages int
	}{users, projects, number, last})
}

// user shows all projects of one user, 50 on a page, each with a button to leave it.
func (p pages) user(c *web.Context) error {
	user, err := site.Row(c, p.db, Users.Query())
	if err != nil {
		return err
	}
	projects, err := site.Page(c, p.db, Projects.Where(orm.Any(&Projects.C.Users, orm.Eq(&Users.C.ID, user.ID))), 50)
	if err != nil {
		return err
	}
	return c.Render(200, "user.html", struct {
		User     *User
		Projects *orm.Page[Project]
	}{user, projects})
}

// project shows all users of one project, 50 on a page, each with a button to leave it.
func (p pages) project(c *web.Context) error {
	project, err := site.Row(c, p.db, Projects.Query())
	if err != nil {
		return err
	}
	users, err := site.Page(c, p.db, Users.Where(orm.Any(&Users.C.Projects, orm.Eq(&Projects.C.ID, project.ID))), 50)
	if err != nil {
		return err
	}
	return c.Render(200, "project.html", struct {
		Project *Project
		Users   *orm.Page[User]
	}{project, users})
}

func (p pages) addUser(c *web.Context) error {
	f := userForm.Blank()
	stored, err := f.Insert(c, p.db)
	if err != nil {
		return err
	}
	if stored {
		c.Flash("Added " + f.Object.Name + ".")
		return c.Redirect("home")
	}
	return c.Render(f.Status(), "form.html", theme.FormPage{Title: "Add User", Back: "/", Form: f})
}

func (p pages) addProject(c *web.Context) error {
	f := projectForm.Blank()
	stored, err := f.Insert(c, p.db)
	if err != nil {
		return err
	}
	if stored {
		c.Flash("Added " + f.Object.Name + ".")
		return c.Redirect("home")
	}
	return c.Render(f.Status(), "form.html", theme.FormPage{Title: "Add Project", Back: "/", Form: f})
}

// join links a user with a project. Who has joined already has joined.
func (p pages) join(c *web.Context) error {
	return p.change(c, "Join Project", "Joined.", orm.Link[User, Project])
}

// leave takes the link away. Who has left already has left.
func (p pages) leave(c *web.Context) error {
	return p.change(c, "Leave Project", "Left.", orm.Unlink[User, Project])
}

type linking func(context.Context, orm.Writer, *orm.Many[Project], *User, ...*Project) error

// change shows the form of a membership, and does with what is sent what is to be done.
func (p pages) change(c *web.Context, title, message string, do linking) error {
	f := membershipForm.Blank()
	done, err := f.Save(c, p.db, func(ctx context.Context) error {
		return do(ctx, p.db, &Users.C.Projects, &User{ID: f.Object.UserID}, &Project{ID: f.Object.ProjectID})
	})
	if err != nil {
		return err
	}
	if done {
		c.Flash(message)
		return c.Redirect("home")
	}
	return c.Render(f.Status(), "form.html", theme.FormPage{Title: title, Back: "/", Form: f})
}

// deleteUser removes a user, whose memberships go too; the projects stay.
func (p pages) deleteUser(c *web.Context) error {
	user, err := site.Row(c, p.db, Users.Query())
	if err != nil {
		return err
	}
	if err := Users.Delete(c.Context(), p.db, user); err != nil {
		return err
	}
	c.Flash("Deleted " + user.Name + ".")
	return c.Redirect("home")
}

// deleteProject removes a project, whose memberships go too; the users stay.
func (p pages) deleteProject(c *web.Context) error {
	project, err := site.Row(c, p.db, Projects.Query())
	if err != nil {
		return err
	}
	if err := Projects.Delete(c.Context(), p.db, project); err != nil {
		return err
	}
	c.Flash("Deleted " + project.Name + ".")
	return c.Redirect("home")
}
