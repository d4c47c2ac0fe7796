package main

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
)

func TestFormsShowTheirFieldsAndButtons(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	for path, title := range map[string]string{"/add_user": "Add User", "/add_project": "Add Project", "/join": "Join Project"} {
		p := v.Get(path).WantStatus(200).Want("<title>"+title+"</title>", "<h1>"+title+"</h1>", `<button type="submit">`+title+"</button>", `href="/">Back</a>`)
		if path != "/join" && p.Control("name") != (programtest.Control{Label: "Name"}) {
			t.Errorf("%s: got the field %+v", path, p.Control("name"))
		}
	}
	v.Get("/join").Want("There is no user yet.", "There is no project yet.")
	crowd(t, db, 1, 1, 0)
	p := v.Get("/join")
	if p.Control("user_id").Label != "User" || p.Control("project_id").Label != "Project" {
		t.Errorf("got the fields %+v and %+v", p.Control("user_id"), p.Control("project_id"))
	}
	if got := fmt.Sprint(p.Options("user_id"), p.Options("project_id")); got != "[ Choose… 1 Person 1] [ Choose… 1 project 1]" {
		t.Errorf("got the options %s", got)
	}
}

func TestJoiningAndLeavingTwiceIsNoError(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 2, 2, 0)
	token := v.Token("/join")
	for range 3 {
		if p := v.Post("/join", "user_id=1&project_id=2", token).WantStatus(303); p.Header.Get("Location") != "/" {
			t.Errorf("joining: got Location %q, want /", p.Header.Get("Location"))
		}
		joining.WantCount(t, db, "joined", 1)
	}
	v.Post("/join", "user_id=2&project_id=2", token).WantStatus(303)
	for range 3 {
		if p := v.Post("/leave", "user_id=1&project_id=2", token).WantStatus(303); p.Header.Get("Location") != "/" {
			t.Errorf("leaving: got Location %q, want /", p.Header.Get("Location"))
		}
		joining.WantCount(t, db, "left", 1)
	}
	v.Get("/").Want("Left.")
}

func TestJoiningAtOnceMakesOneRow(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 1, 1, 0)
	token := v.Token("/join")
	var all sync.WaitGroup
	for i := range 16 {
		all.Go(func() {
			p, err := v.Try("POST", "/join", "user_id=1&project_id=1&_csrf="+token, "Content-Type", programtest.FormType)
			if err != nil || p.Status != 303 {
				t.Errorf("post %d: got %d, %v; want 303", i, p.Status, err)
			}
		})
	}
	all.Wait()
	joining.WantCount(t, db, "sixteen at once", 1)
}

func TestMadeUpMembershipIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 2, 2, 1)
	token := v.Token("/join")
	for _, path := range []string{"/join", "/leave"} {
		for _, id := range []string{"", "0", "-1", "3", "999999", "9223372036854775808", "abc", "1.0", "01", "1%00", "1%20OR%201=1", "%FF"} {
			p := v.Post(path, "user_id="+id+"&project_id=2", token).WantStatus(422).Want(`role="alert"`)
			if c := p.Control("user_id"); !c.Invalid || !strings.HasPrefix(c.Error, "User ") {
				t.Errorf("%s, user_id=%s: got %+v, want an error", path, id, c)
			}
			if c := p.Control("project_id"); c.Invalid || c.Value != "2" {
				t.Errorf("%s, user_id=%s: got the project %+v, want what was chosen", path, id, c)
			}
			v.Post(path, "user_id=1&project_id="+id, token).WantStatus(422).Want(`id="project_id-error">Project `)
		}
		v.Post(path, "user_id=1&user_id=2&project_id=1", token).WantStatus(422).Want("User must be sent only once")
		v.Post(path, "", token).WantStatus(422).Want("User is required", "Project is required")
		joining.WantCount(t, db, path+" of what is not there", 2)
	}
	v.Send("POST", "/leave", "user_id=1&project_id=1", "Content-Type", programtest.FormType).WantStatus(403)
	joining.WantCount(t, db, "leaving without a token", 2)
}

func TestDeletingAUserRemovesTheLinksAndNotTheProjects(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 3, 2, 2)
	token := v.Get("/users/2").Want("The projects stay.").Token()
	v.Send("POST", "/users/2/delete", "", "Content-Type", programtest.FormType).WantStatus(403)
	joining.WantCount(t, db, "before", 6)
	v.Post("/users/2/delete", "", token).WantStatus(303)
	v.Get("/").Want("Deleted Person 2.").WantNot(">Person 2<")
	addingUsers.WantCount(t, db, "users", 2)
	addingProjects.WantCount(t, db, "projects", 2)
	joining.WantCount(t, db, "links", 4)
	v.Post("/users/2/delete", "", token).WantStatus(404)
	v.Get("/users/2").WantStatus(404)

	v.Post("/projects/1/delete", "", token).WantStatus(303)
	v.Get("/").Want("Deleted project 1.")
	addingUsers.WantCount(t, db, "users", 2)
	addingProjects.WantCount(t, db, "projects", 1)
	joining.WantCount(t, db, "links", 2)
	v.Fill("/add_user", "name", "later").WantStatus(303)
	if ids := v.Get("/").Texts(`href="/users/(\d+)"`); strings.Join(ids, " ") != "1 3 4" {
		t.Errorf("got the ids %q, want none used again", ids)
	}
}

func TestUserWhoIsDeletedWhileJoiningLeavesNoLink(t *testing.T) {
	t.Parallel()
	v, db := projects.Open(t)
	crowd(t, db, 40, 1, 0)
	token := v.Token("/join")
	var all sync.WaitGroup
	for id := range 40 {
		for _, path := range []string{"/join", fmt.Sprintf("/users/%d/delete", id+1)} {
			all.Go(func() {
				body := fmt.Sprintf("user_id=%d&project_id=1&_csrf=%s", id+1, token)
				p, err := v.Try("POST", path, body, "Content-Type", programtest.FormType)
				if err != nil || p.Status != 303 && p.Status != 422 {
					t.Errorf("%s of user %d: got %d, %v; want 303 or 422:\n%s", path, id+1, p.Status, err, p.Body)
				}
			})
		}
	}
	all.Wait()
	addingUsers.WantCount(t, db, "after all were deleted", 0)
	joining.WantCount(t, db, "after all were deleted", 0)
}
