package main

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

func TestListShowsTitleHeadingLinkAndTable(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	v.get("/").wantStatus(200).want("<title>Users</title>", "<h1>Users</h1>", `href="/add">Add User</a>`, "Nobody is here yet.")

	created := time.Date(2024, 2, 29, 23, 59, 58, 0, time.UTC)
	ada := &User{Name: "Ada", Email: "ada@example.org", CreatedAt: created}
	if err := Users.Insert(context.Background(), db, ada); err != nil {
		t.Fatal(err)
	}
	p := v.get("/").wantStatus(200).want("<title>Users</title>", "<h1>Users</h1>", `href="/add">Add User</a>`)
	heads := regexp.MustCompile(`<th[^>]*>([^<]*)</th>`).FindAllStringSubmatch(p.body, -1)
	var got []string
	for _, h := range heads {
		got = append(got, h[1])
	}
	if diff := cmp.Diff([]string{"ID", "Name", "Email", "Created At"}, got); diff != "" {
		t.Errorf("table heads (-want +got):\n%s", diff)
	}
	want := []row{{"1", "Ada", "ada@example.org", `<time datetime="2024-02-29T23:59:58Z">2024-02-29 23:59:58 UTC</time>`}}
	if diff := cmp.Diff(want, p.rows()); diff != "" {
		t.Errorf("rows (-want +got):\n%s", diff)
	}
}

func TestFormShowsItsFieldsAndButtons(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	p := v.get("/add").wantStatus(200).want("<title>Add User</title>", "<h1>Add User</h1>",
		`<form method="post" action="/add"`, `<button type="submit">Add User</button>`, `href="/">Back</a>`,
		`type="text" id="email" name="email" value="" inputmode="email" autocomplete="email"`)
	for name, want := range map[string]control{"name": {Label: "Name"}, "email": {Label: "Email"}} {
		if diff := cmp.Diff(want, p.control(name)); diff != "" {
			t.Errorf("the field %s (-want +got):\n%s", name, diff)
		}
	}
	p.wantNot("autofocus", `role="alert"`, `name="id"`, `name="created_at"`)
}

func TestPagesObeyTheirOwnContentPolicy(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	v.add("Ada", "ada@example.org").wantStatus(303)
	for _, p := range []page{v.get("/"), v.get("/add"), v.add("", ""), v.get("/nothing")} {
		p.wantNot("<style", "<script", " style=", " onclick=", " onload=", "javascript:")
	}
}

func TestEveryAnswerCarriesSecurityHeaders(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	answers := []page{v.get("/"), v.get("/add"), v.add("", ""), v.get("/nothing"), v.get("/healthz"), v.send("POST", "/add", "")}
	for _, p := range answers {
		for name, want := range map[string]string{
			"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin",
		} {
			if got := p.header.Get(name); got != want {
				t.Errorf("%s: got %s %q, want %q", p.what, name, got, want)
			}
		}
		policy := p.header.Get("Content-Security-Policy")
		for _, part := range []string{"default-src 'none'", "frame-ancestors 'none'", "form-action 'self'", "base-uri 'none'"} {
			if !strings.Contains(policy, part) {
				t.Errorf("%s: got the policy %q, want it to contain %q", p.what, policy, part)
			}
		}
		if strings.Contains(policy, "unsafe") {
			t.Errorf("%s: got the policy %q, want nothing unsafe in it", p.what, policy)
		}
		if p.header.Get("Referrer-Policy") == "" || p.header.Get("Permissions-Policy") == "" {
			t.Errorf("%s: got the headers %v, want Referrer-Policy and Permissions-Policy", p.what, p.header)
		}
	}
	cookie := v.get("/add")
	for _, set := range newVisitor(t, v.url).get("/add").header.Values("Set-Cookie") {
		for _, part := range []string{"HttpOnly", "SameSite=Lax", "Path=/"} {
			if !strings.Contains(set, part) {
				t.Errorf("%s: got the cookie %q, want it to contain %s", cookie.what, set, part)
			}
		}
	}
}

func TestHealthAndReadiness(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	v.get("/healthz").wantStatus(200).want("ok")
	v.get("/readyz").wantStatus(200).want("ready")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	v.get("/healthz").wantStatus(200)
	v.get("/readyz").wantStatus(503).want("not ready")
	v.get("/").wantStatus(503).wantNot("closed", "sqlite")
}

func TestUnknownPathsAreNotFound(t *testing.T) {
	t.Parallel()
	v, _ := open(t)
	for _, path := range []string{"/nothing", "/add/", "/add/1", "/index.html", "/users", "/templates/users.html", "/static/", "/%2e%2e/main.go"} {
		v.get(path).wantStatus(404).want("Page not found", `href="/"`)
	}
	if got := v.send("DELETE", "/add", "").wantStatus(405).header.Get("Allow"); !strings.Contains(got, "GET") || !strings.Contains(got, "POST") {
		t.Errorf("DELETE /add: got Allow %q, want it to name GET and POST", got)
	}
	v.send("POST", "/", "").wantStatus(405)
}

// crowd stores n users, number 1 first.
func crowd(t *testing.T, v *visitor, n int, insert func([]*User) error) {
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
	v, db := open(t)
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
		p := v.get(c.path).wantStatus(200)
		rows := p.rows()
		if len(rows) != c.count || rows[0].Name != c.first || rows[len(rows)-1].Name != c.last {
			t.Errorf("%s: got %d rows %v, want %d from %s to %s", c.path, len(rows), rows, c.count, c.first, c.last)
		}
		if diff := cmp.Diff(c.links, links(p)); diff != "" {
			t.Errorf("%s: links (-want +got):\n%s", c.path, diff)
		}
	}
}

// links are the pager's, as "next /?page=2".
func links(p page) []string {
	var all []string
	for _, a := range regexp.MustCompile(`<a [^>]*rel="(prev|next)" href="([^"]*)"`).FindAllStringSubmatch(p.body, -1) {
		all = append(all, a[1]+" "+a[2])
	}
	return all
}

func TestPageThatDoesNotExistIsNotFound(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	v.get("/?page=2").wantStatus(404)
	crowd(t, v, 51, func(all []*User) error { return Users.InsertAll(context.Background(), db, all) })
	for _, number := range []string{
		"3", "0", "-1", "+1", "01", "abc", "", "1.0", "1e0", "9223372036854775807", "9223372036854775808", "18446744073709551617",
		"%D9%A1", "1%00", "2&page=2", "2%20", "1;DROP TABLE user",
	} {
		v.get("/?page=" + strings.ReplaceAll(number, " ", "%20")).wantStatus(404).want("Page not found")
	}
	v.get("/?page=2").wantStatus(200)
	v.get("/?other=3").wantStatus(200)
}

func TestPageBelowAFullOneHasNoNextLink(t *testing.T) {
	t.Parallel()
	v, db := open(t)
	crowd(t, v, 50, func(all []*User) error { return Users.InsertAll(context.Background(), db, all) })
	p := v.get("/").wantStatus(200)
	if got := links(p); len(got) != 0 || len(p.rows()) != 50 {
		t.Errorf("50 users: got %d rows and the links %v, want 50 and none", len(p.rows()), got)
	}
}
