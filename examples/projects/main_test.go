package main

import (
	"context"
	"fmt"
	"net/url"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

var projects = programtest.Site{Models: Models, App: program.App}

// memberships counts the rows of the table of pairs.
func memberships(ctx context.Context, r orm.Reader) (int64, error) {
	rows, err := orm.Rows[struct{ N int64 }](ctx, r, orm.SQL(`SELECT count(*) AS n FROM user_project`))
	if err != nil {
		return 0, err
	}
	return rows[0].N, nil
}

// named are the fields of a form that asks for a name.
func named(what string) func(int) url.Values {
	return func(n int) url.Values { return programtest.Fields("name", fmt.Sprint(what, " ", n)) }
}

var (
	addingUsers    = programtest.Form{Path: "/add_user", Valid: named("Person"), Stored: Users.Count}
	addingProjects = programtest.Form{Path: "/add_project", Valid: named("project"), Stored: Projects.Count}
	joining        = programtest.Form{
		Path: "/join",
		Valid: func(n int) url.Values {
			return programtest.Fields("user_id", fmt.Sprint(n+1), "project_id", "1")
		},
		Stored:  memberships,
		Prepare: func(t *testing.T, db *ormtest.DB) { crowd(t, db, 400, 1, 0) },
	}
)

func TestSite(t *testing.T) { t.Parallel(); projects.Check(t, addingUsers, addingProjects, joining) }

func TestStart(t *testing.T) { t.Parallel(); projects.CheckStart(t, "projects", addingUsers) }

// crowd stores so many users and projects, and lets each user join the first projects.
func crowd(t *testing.T, db *ormtest.DB, users, projects, each int) {
	t.Helper()
	var people []*User
	for i := range users {
		people = append(people, &User{Name: fmt.Sprint("Person ", i+1)})
	}
	var all []*Project
	for i := range projects {
		all = append(all, &Project{Name: fmt.Sprint("project ", i+1)})
	}
	if err := Users.InsertAll(t.Context(), db, people); err != nil {
		t.Fatal(err)
	}
	if err := Projects.InsertAll(t.Context(), db, all); err != nil {
		t.Fatal(err)
	}
	for _, p := range people {
		if err := orm.Link(t.Context(), db, &Users.C.Projects, p, all[:each]...); err != nil {
			t.Fatal(err)
		}
	}
}
