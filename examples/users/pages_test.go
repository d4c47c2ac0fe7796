package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/programtest"
)

func TestListShowsTitleHeadingLinkAndTable(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	v.Get("/").WantStatus(200).Want("<title>Users</title>", "<h1>Users</h1>", `href="/add">Add User</a>`, "Nobody is here yet.")

	created := time.Date(2024, 2, 29, 23, 59, 58, 0, time.UTC)
	ada := &User{Name: "Ada", Email: "ada@example.org", CreatedAt: created}
	if err := Users.Insert(context.Background(), db, ada); err != nil {
		t.Fatal(err)
	}
	p := v.Get("/").WantStatus(200).Want("<title>Users</title>", "<h1>Users</h1>", `href="/add">Add User</a>`)
	heads := regexp.MustCompile(`<th[^>]*>([^<]*)</th>`).FindAllStringSubmatch(p.Body, -1)
	var got []string
	for _, h := range heads {
		got = append(got, h[1])
	}
	if diff := cmp.Diff([]string{"ID", "Name", "Email", "Created At"}, got); diff != "" {
		t.Errorf("table heads (-want +got):\n%s", diff)
	}
	want := []row{{"1", "Ada", "ada@example.org", `<time datetime="2024-02-29T23:59:58Z">2024-02-29 23:59:58 UTC</time>`}}
	if diff := cmp.Diff(want, listed(p)); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestFormShowsItsFieldsAndButtons(t *testing.T) {
	t.Parallel()
	v, _ := users.Open(t)
	p := v.Get("/add").WantStatus(200).Want("<title>Add User</title>", "<h1>Add User</h1>",
		`<form method="post" novalidate`, `<button type="submit">Add User</button>`, `href="/">Back</a>`,
		`type="text" id="email" name="email" value="" inputmode="email" autocomplete="email"`)
	for name, want := range map[string]programtest.Control{"name": {Label: "Name"}, "email": {Label: "Email"}} {
		if diff := cmp.Diff(want, p.Control(name)); diff != "" {
			t.Errorf("the field %s (-want +got):\n%s", name, diff)
		}
	}
	p.WantNot("autofocus", `role="alert"`, `name="id"`, `name="created_at"`)
}

// crowd stores n users, number 1 first.
func crowd(t *testing.T, v *programtest.Visitor, n int, insert func([]*User) error) {
	t.Helper()
	all := make([]*User, n)
	for i := range all {
		all[i] = &User{Name: fmt.Sprintf("Person %d", i+1), Email: fmt.Sprintf("p%d@example.org", i+1)}
	}
	if err := insert(all); err != nil {
		t.Fatal(err)
	}
}

func TestLongListIsPaged(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	crowd(t, v, 101, func(all []*User) error { return Users.InsertAll(context.Background(), db, all) })
	for _, c := range []struct {
		path, first, last string
		count             int
		links             []string
	}{
		{"/", "Person 1", "Person 50", 50, []string{"next /?page=2"}},
		{"/?page=1", "Person 1", "Person 50", 50, []string{"next /?page=2"}},
		{"/?page=2", "Person 51", "Person 100", 50, []string{"prev /", "next /?page=3"}},
		{"/?page=3", "Person 101", "Person 101", 1, []string{"prev /?page=2"}},
	} {
		p := v.Get(c.path).WantStatus(200)
		rows := listed(p)
		if len(rows) != c.count || rows[0].Name != c.first || rows[len(rows)-1].Name != c.last {
			t.Errorf("%s: got %d rows %v, want %d from %s to %s", c.path, len(rows), rows, c.count, c.first, c.last)
		}
		if diff := cmp.Diff(c.links, p.Links()); diff != "" {
			t.Errorf("%s: links (-want +got):\n%s", c.path, diff)
		}
	}
}

func TestPageThatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	v.Get("/?page=2").WantStatus(404)
	crowd(t, v, 51, func(all []*User) error { return Users.InsertAll(context.Background(), db, all) })
	for _, number := range []string{
		"3", "0", "-1", "+1", "01", "abc", "", "1.0", "1e0", "9223372036854775807", "9223372036854775808", "18446744073709551617",
		"%D9%A1", "1%00", "2&page=2", "2%20", "1;DROP TABLE user",
	} {
		v.Get("/?page=" + strings.ReplaceAll(number, " ", "%20")).WantStatus(404).Want("Page not found")
	}
	v.Get("/?page=2").WantStatus(200)
	v.Get("/?other=3").WantStatus(200)
}

func TestPageBelowAFullOneHasNoNextLink(t *testing.T) {
	t.Parallel()
	v, db := users.Open(t)
	crowd(t, v, 50, func(all []*User) error { return Users.InsertAll(context.Background(), db, all) })
	p := v.Get("/").WantStatus(200)
	if got := p.Links(); len(got) != 0 || len(listed(p)) != 50 {
		t.Errorf("50 users: got %d rows and the links %v, want 50 and none", len(listed(p)), got)
	}
}
