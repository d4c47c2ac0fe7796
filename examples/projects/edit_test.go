package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// taking are the projects of a user.
func taking(t *testing.T, db orm.Reader, id int64) string {
	t.Helper()
	user, err := Users.Query().With(&Users.C.Projects).Get(t.Context(), db, id)
	if err != nil {
		t.Fatal(err)
	}
	all := user.Name + ":"
	list, err := user.Projects.All()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range list {
		all += " " + p.Name + ","
	}
	return all
}

func wantTaking(t *testing.T, db orm.Reader, want string) {
	t.Helper()
	if got := taking(t, db, 1); got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestEditPageShowsTheUserWithAllProjects(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 2, 4, 2)
	v.Get("/").Want(`<a href="/users/2/edit" aria-label="Edit Person 2">Edit</a>`)
	v.Get("/users/1").Want(`<a class="button" href="/users/1/edit">Edit</a>`)
	v.Get("/projects/1").WantNot("/edit")
	p := v.Get("/users/1/edit").WantStatus(200).WantNot("autofocus", `role="alert"`).
		Want("<title>Edit User</title>", "<h1>Edit User</h1>", `<button type="submit">Save</button>`, `href="/users/1">Back</a>`, "<legend>Projects</legend>",
			`name="projects" value="2" checked> <label for="projects.1">project 2</label>`, `name="projects" value="3"> <label for="projects.2">project 3</label>`)
	if got := p.Control("name"); got != (programtest.Control{Label: "Name", Value: "Person 1"}) {
		t.Errorf("got the name %+v", got)
	}
	for _, path := range []string{"/users/3/edit", "/users/0/edit", "/users/01/edit", "/users/x/edit", "/users/9223372036854775808/edit"} {
		v.Get(path).WantStatus(404)
	}
	v.CheckStatements(db, "/users/1/edit", 3)
}

func TestEditingAUserLeavesAndJoinsAtOnce(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 2, 4, 2)
	page := v.Get("/users/1/edit")
	ormtest.Statements(t, db, 3, func() { v.Resend(page, "/users/1/edit").WantStatus(303) })
	ormtest.Statements(t, db, 6, func() {
		p := v.Resend(page, "/users/1/edit", "name", " Ada ", "projects", "2|3|4").WantStatus(303)
		if p.Header.Get("Location") != "/users/1" {
			t.Errorf("got Location %q, want /users/1", p.Header.Get("Location"))
		}
	})
	wantTaking(t, db, "Ada: project 2, project 3, project 4,")
	joining.WantCount(t, db, "edited", 5)
	v.Get("/users/1").Want("Saved Ada.")
	v.Edit("/users/1/edit", "projects", "").WantStatus(422) // an empty value is none of the choices
	none := v.Get("/users/1/edit").Sends()
	none.Del("projects")
	v.Send("POST", "/users/1/edit", none.Encode(), "Content-Type", programtest.FormType).WantStatus(303)
	wantTaking(t, db, "Ada:")
	joining.WantCount(t, db, "left all", 2)
}

func TestTwoWhoEditOneUserKeepEachOthersMemberships(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 1, 5, 2)
	page := v.Get("/users/1/edit")
	v.Resend(page, "/users/1/edit", "projects", "2|3", "name", "Ada").WantStatus(303)
	v.Resend(page, "/users/1/edit", "projects", "1|2|4").WantStatus(303)
	wantTaking(t, db, "Ada: project 2, project 3, project 4,")
	v.Resend(page, "/users/1/edit", "name", "Eve").WantStatus(422).Want("Somebody has changed this meanwhile, now Name is “Ada”")
	v.Post("/projects/5/delete", "", v.Token("/users/1")).WantStatus(303)
	p := v.Resend(page, "/users/1/edit", "projects", "1|2|5").WantStatus(422).Want("something that was chosen is not there any more")
	v.Resend(p, "/users/1/edit").WantStatus(303)
	wantTaking(t, db, "Ada: project 2, project 3, project 4,")
}

func TestRefusedEditsStoreNothing(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 2, 3, 2)
	for _, c := range [][3]string{
		{"name", " ", "Name is required"}, {"name", strings.Repeat("é", 101), "Name must be at most 100 characters"},
		{"projects", "1|9", "Projects must be among the choices"}, {"projects", "1|1", "Projects must hold each choice only once"},
		{"projects", "01", "Projects must be among the choices"}, {"projects", "9223372036854775808", "Projects must be among the choices"},
		{"projects", "<b>x</b>", "Projects must be among the choices"},
	} {
		p := v.Edit("/users/1/edit", c[0], c[1]).WantStatus(422).Want(`role="alert"`, c[2]).WantNot("<b>x")
		if n := strings.Count(p.Body, " autofocus"); n != 1 {
			t.Errorf("%s=%s: %d fields have the focus, want 1", c[0], c[1], n)
		}
		wantTaking(t, db, "Person 1: project 1, project 2,")
	}
	stranger := programtest.NewVisitor(t, v.URL).Get("/users/1/edit").Sends().Get("_csrf")
	for _, token := range []string{"", "abc", stranger} {
		v.Edit("/users/1/edit", "_csrf", token, "projects", "3").WantStatus(403).Want("nothing was changed")
	}
	v.Send("POST", "/users/1/edit", v.Get("/users/1/edit").Sends().Encode(), "Content-Type", programtest.FormType, "Origin", "https://evil.example").WantStatus(403)
	wantTaking(t, db, "Person 1: project 1, project 2,")
	for _, value := range programtest.Hostile {
		p := v.Edit("/users/1/edit", "projects", value, "projects.was", value, "_was", value)
		if p.Status != 422 && p.Status != 303 {
			t.Errorf("%.80q: got %d:\n%.1000s", value, p.Status, p.Body)
		}
		p.WantNot("<script", "<img")
	}
}

func TestAmongManyProjectsOneIsFoundByName(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 1, 1000, 3)
	p := v.Get("/users/1/edit").WantStatus(200).Want("There are more than 500", `name="projects_search"`)
	if n := strings.Count(p.Body, ` name="projects" `); n != 3 || len(p.Body) > 4<<10 {
		t.Errorf("got %d checkboxes in %d bytes, want those of the user alone", n, len(p.Body))
	}
	p = v.Edit("/users/1/edit", "projects_search", "project 77", "name", "Ada").WantStatus(303)
	wantTaking(t, db, "Ada: project 1, project 2, project 3, project 77,")
	p = v.Edit("/users/1/edit", "projects_search", "ject 99").WantStatus(422).Want("Projects must be chosen from those that were found", `value="990"> <label`)
	v.Resend(p, "/users/1/edit", "projects", "1|77|990|99").WantStatus(303)
	wantTaking(t, db, "Ada: project 1, project 77, project 99, project 990,")
	v.Edit("/users/1/edit", "projects_search", "nobody").WantStatus(422).Want("Projects is not found")
}

func TestEditingWhileProjectsAreDeletedLeavesNoLink(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 1, 20, 0)
	page, token := v.Get("/users/1/edit"), v.Token("/users/1")
	done := make(chan error)
	for i := range 20 {
		go func() {
			body := page.Sends()
			body.Set("projects", fmt.Sprint(i+1))
			p, err := v.Try("POST", "/users/1/edit", body.Encode(), "Content-Type", programtest.FormType)
			if err == nil && p.Status != 303 && p.Status != 422 {
				err = fmt.Errorf("editing: got %d, want 303 or 422:\n%s", p.Status, p.Body)
			}
			done <- err
		}()
		go func() {
			p, err := v.Try("POST", fmt.Sprintf("/projects/%d/delete", i+1), "_csrf="+token, "Content-Type", programtest.FormType)
			if err == nil && p.Status != 303 {
				err = fmt.Errorf("deleting: got %d, want 303:\n%s", p.Status, p.Body)
			}
			done <- err
		}()
	}
	for range 40 {
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
	addingProjects.WantCount(t, db, "after all were deleted", 0)
	joining.WantCount(t, db, "after all were deleted", 0)
	if !slices.Equal([]string{taking(t, db, 1)}, []string{"Person 1:"}) {
		t.Errorf("got %s", taking(t, db, 1))
	}
}
