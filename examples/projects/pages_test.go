package main

import (
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
)

const listItem = `<li>([^<]*)</li>`

func TestListShowsUsersWithTheirProjectsAndProjectsWithTheirUsers(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	v.Get("/").WantStatus(200).Want("<title>Users and Projects</title>", "<h1>Users and Projects</h1>", `href="/add_user">Add User</a>`,
		`href="/add_project">Add Project</a>`, `href="/join">Join Project</a>`, "Nobody is here yet.", "No projects yet.")
	crowd(t, db, 3, 2, 0)
	for _, pair := range [][2]string{{"1", "1"}, {"1", "2"}, {"3", "2"}} {
		v.Fill("/join", "user_id", pair[0], "project_id", pair[1]).WantStatus(303)
	}
	v.Get("/").Want("Joined.")
	p := v.Get("/").WantStatus(200).WantNot("Joined.")
	got := p.Texts(`<h3><a href="[^"]*">([^<]*)</a></h3>`)
	if want := []string{"Person 1", "Person 2", "Person 3", "project 1", "project 2"}; !slices.Equal(got, want) {
		t.Errorf("got the headings %q, want %q", got, want)
	}
	sections := strings.Split(p.Body, "<h3>")
	for i, want := range [][]string{{"project 1", "project 2"}, nil, {"project 2"}, {"Person 1"}, {"Person 1", "Person 3"}} {
		section := programtest.Page{T: t, Body: sections[i+1]}
		if got := section.Texts(listItem); !slices.Equal(got, want) {
			t.Errorf("section %d: got %q, want %q", i+1, got, want)
		}
	}
}

func TestLongListsArePagedTogether(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 101, 51, 1)
	v.CheckPages("/", 3)
	v.Get("/?page=2").Want("Person 51<", "Person 100<", "project 51<").WantNot("Person 50<", "project 50<")
	v.Get("/?page=3").Want("Person 101<", "No more projects.").WantNot("project 51<")
	first := v.Get("/").Want(`20 of 101. <a href="/projects/1">All users of project 1</a>`)
	if got := len(first.Texts(listItem)); got != 50+20 {
		t.Errorf("got %d names in lists, want one of each user and the first 20 of the project", got)
	}
	v.CheckPages("/projects/1", 3)
	v.Get("/projects/1?page=3").Want("Person 101").WantNot("Person 100<")
}

func TestUserWithManyProjectsShowsTheFirstAndTheNumberOfAll(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 1, 60, 53)
	v.Get("/").Want(`20 of 53. <a href="/users/1">All projects of Person 1</a>`)
	v.Get("/users/1").Want("<h1>Person 1</h1>", "project 50<").WantNot("project 51<")
	v.CheckPages("/users/1", 2)
}

func TestEachListCostsTwoStatementsAndOneThatCounts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 100} {
		v, db := projects.Open(t)
		crowd(t, db, n, 10, 10)
		v.CheckStatements(db, "/", 2*3)
		v.CheckStatements(db, "/users/1", 3)
		v.CheckStatements(db, "/projects/1", 3)
		v.CheckStatements(db, "/join", 2)
	}
}

func TestUnknownRowsAreNotFound(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 1, 1, 0)
	for _, path := range []string{"/users/2", "/users/0", "/users/01", "/users/x", "/users/9223372036854775808", "/projects/2", "/projects/-1", "/leave/", "/users/1/delete/"} {
		v.Get(path).WantStatus(404)
	}
	v.Get("/leave").WantStatus(405)
	v.Get("/users/1/delete").WantStatus(405)
}
