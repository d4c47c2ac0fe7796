// Command projects keeps users and projects, and which users take part in which projects: two models that are joined by
// a table of pairs.
//
// Run it with go run ./examples/projects and open http://127.0.0.1:8080. It keeps its database in
// instance/database.db; -db or DATABASE_URL names another one, -addr or ADDR another address.
package main

import (
	"context"
	"embed"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/modelform"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/site"
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

// editForm shows a user with all projects, each with a checkbox that is ticked where the user takes part.
var editForm = modelform.Define(Users, func(f *modelform.Fields, u *User) {
	p := Projects.C
	f.Field(&u.Name)
	modelform.Choices(f, &u.Projects, Projects.OrderBy(orm.Asc(&p.Name)), &p.Name)
})

// membership is what the forms of joining and leaving ask for. It is no model.
type membership struct{ UserID, ProjectID int64 }

var membershipForm = modelform.DefinePlain(func(f *modelform.Fields, m *membership) {
	u, p := Users.C, Projects.C
	modelform.Choice(f, &m.UserID, Users.OrderBy(orm.Asc(&u.Name)), &u.Name)
	modelform.Choice(f, &m.ProjectID, Projects.OrderBy(orm.Asc(&p.Name)), &p.Name)
})

//go:embed templates
var files embed.FS

var program = site.Command{
	Name: "projects", Models: Models, Files: files, Routes: routes,
	Forms: site.Forms{userForm, projectForm, membershipForm, editForm},
}

func main() { program.Main() }

func routes(app *web.App, db *orm.DB) {
	p := pages{db}
	app.Get("/", "home", p.home)
	app.Get("/users/{id}", "user", p.user)
	app.Get("/projects/{id}", "project", p.project)
	app.Form("/users/{id}/edit", "edit_user", p.editUser)
	app.Form("/add_user", "add_user", p.addUser)
	app.Form("/add_project", "add_project", p.addProject)
	app.Form("/join", "join", p.join)
	app.Post("/leave", "leave", p.leave)
	app.Post("/users/{id}/delete", "delete_user", p.deleteUser)
	app.Post("/projects/{id}/delete", "delete_project", p.deleteProject)
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

// members is a page of a user with projects, or of a project with users: what it is, and what it is joined with.
type members struct {
	Of, With      string
	ID            int64
	Name          string
	Number, Pages int
	Joined        any // *User or *Project each
}

// user shows all projects of one user, 50 on a page, each with a button to leave it.
func (p pages) user(c *web.Context) error {
	page, err := site.RowWith(c, p.db, Users.Query(), func(u *User) orm.Query[Project] {
		return Projects.Where(orm.Any(&Projects.C.Users, orm.Eq(&Users.C.ID, u.ID)))
	}, 50)
	if err != nil {
		return err
	}
	return c.Render(200, "members.html", members{"user", "project", page.Row.ID, page.Row.Name, page.List.Number, page.List.Pages(), page.List.Items})
}

// project shows all users of one project, 50 on a page, each with a button to leave it.
func (p pages) project(c *web.Context) error {
	page, err := site.RowWith(c, p.db, Projects.Query(), func(p *Project) orm.Query[User] {
		return Users.Where(orm.Any(&Users.C.Projects, orm.Eq(&Projects.C.ID, p.ID)))
	}, 50)
	if err != nil {
		return err
	}
	return c.Render(200, "members.html", members{"project", "user", page.Row.ID, page.Row.Name, page.List.Number, page.List.Pages(), page.List.Items})
}

func (p pages) addUser(c *web.Context) error {
	f := userForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add User", Form: f, Back: "home", Message: "Added " + f.Object.Name + "."}
	return page.Answer(c, stored, err)
}

func (p pages) addProject(c *web.Context) error {
	f := projectForm.Blank()
	stored, err := f.Insert(c, p.db)
	page := site.FormPage{Title: "Add Project", Form: f, Back: "home", Message: "Added " + f.Object.Name + "."}
	return page.Answer(c, stored, err)
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
	return site.FormPage{Title: title, Form: f, Back: "home", Message: message}.Answer(c, done, err)
}

// editUser changes a user together with the memberships. A session stores it, which finds out what has changed.
func (p pages) editUser(c *web.Context) error {
	f, saved, err := editForm.Edit(c, p.db, func(r orm.Reader) (*User, error) {
		return site.Row(c, r, Users.Query().With(&Users.C.Projects))
	})
	if err != nil {
		return err
	}
	page := site.FormPage{Title: "Edit User", Button: "Save", Form: f, Back: "user", Args: []any{f.Object.ID}}
	page.Message = "Saved " + f.Object.Name + "."
	return page.Answer(c, saved, nil)
}

// deleteUser removes a user, whose memberships go too; the projects stay.
func (p pages) deleteUser(c *web.Context) error {
	return site.Remove(c, p.db, Users, "home", func(u *User) string { return "Deleted " + u.Name + "." })
}

// deleteProject removes a project, whose memberships go too; the users stay.
func (p pages) deleteProject(c *web.Context) error {
	return site.Remove(c, p.db, Projects, "home", func(p *Project) string { return "Deleted " + p.Name + "." })
}
