package main

import (
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/programtest"
)

func TestFormsShowTheirFieldsAndButtons(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	for title, fields := range map[string]map[string]string{
		"Add User":    {"name": "Name", "email": "Email"},
		"Add Dataset": {"name": "Name", "size": "Size (MB)", "user_id": "User"},
	} {
		path := map[string]string{"Add User": "/add_user", "Add Dataset": "/add_dataset"}[title]
		p := v.Get(path).WantStatus(200).WantNot("autofocus", `role="alert"`, `name="id"`).
			Want("<title>"+title+"</title>", "<h1>"+title+"</h1>", `<button type="submit">`+title+"</button>", `href="/">Back</a>`)
		for name, label := range fields {
			if diff := cmp.Diff(programtest.Control{Label: label}, p.Control(name)); diff != "" {
				t.Errorf("%s, the field %s (-want +got):\n%s", path, name, diff)
			}
		}
	}
	v.Get("/add_dataset").Want("There is no user yet.")
	crowd(t, db, 2, 0)
	want := []string{" Choose…", "1 Person 1", "2 Person 2"}
	if got := v.Get("/add_dataset").Options("user_id"); !slices.Equal(got, want) {
		t.Errorf("got the options %q, want %q", got, want)
	}
}

func TestValidUserAndDatasetAreStoredAndShown(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	if p := v.Fill("/add_user", "name", " Ada ", "email", " Ada@Example.org ").WantStatus(303); p.Header.Get("Location") != "/" {
		t.Errorf("got Location %q, want /", p.Header.Get("Location"))
	}
	if p := v.Fill("/add_dataset", "name", " iris ", "size", "0", "user_id", "1").WantStatus(303); p.Header.Get("Location") != "/" {
		t.Errorf("got Location %q, want /", p.Header.Get("Location"))
	}
	v.Get("/").Want("Added iris.", "<h2>Ada (Ada@Example.org)</h2>", `<td>iris</td><td class="number">0</td>`)
	got, err := Datasets.Get(t.Context(), db, 1)
	if err != nil || got.Name != "iris" || got.Size != 0 || got.UserID != 1 {
		t.Errorf("stored %+v, %v", got, err)
	}
}

// refused are bodies of the form of a dataset, and the error beside each field.
var refused = []struct {
	what, body       string
	name, size, user string
}{
	{"nothing", "", "Name is required", "Size (MB) is required", "User is required"},
	{"text for a size", "name=x&size=abc&user_id=1", "", "Size (MB) must be a whole number such as 12", ""},
	{"a fraction", "name=x&size=1.5&user_id=1", "", "Size (MB) must be a whole number such as 12, without a fraction or an exponent", ""},
	{"an exponent", "name=x&size=1e3&user_id=1", "", "Size (MB) must be a whole number such as 12, without a fraction or an exponent", ""},
	{"below zero", "name=x&size=-1&user_id=1", "", "Size (MB) must be at least 0", ""},
	{"far below zero", "name=x&size=-9223372036854775809&user_id=1", "", "Size (MB) must be at least 0", ""},
	{"2^63", "name=x&size=9223372036854775808&user_id=1", "", "Size (MB) must be between -9223372036854775808 and 9223372036854775807", ""},
	{"101 characters", "name=" + fmt.Sprintf("%0101d", 0) + "&size=1&user_id=1", "Name must be at most 100 characters", "", ""},
	{"NUL", "name=a%00&size=1&user_id=1", "Name must not contain NUL characters", "", ""},
	{"a user who is not there", "name=x&size=1&user_id=999999", "", "", "User must be one of the choices"},
	{"a user of 2^63", "name=x&size=1&user_id=9223372036854775808", "", "", "User must be one of the choices"},
	{"a user by name", "name=x&size=1&user_id=Person+1", "", "", "User must be one of the choices"},
	{"a user twice", "name=x&size=1&user_id=1&user_id=1", "", "", "User must be sent only once"},
	{"no user", "name=x&size=1&user_id=", "", "", "User is required"},
}

func TestInvalidDatasetIsRefusedBesideItsField(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 1, 0)
	for _, c := range refused {
		p := v.Submit("/add_dataset", c.body).WantStatus(422).Want("<title>Add Dataset</title>")
		for name, want := range map[string]string{"name": c.name, "size": c.size, "user_id": c.user} {
			if got := p.Control(name); got.Error != want || got.Invalid != (want != "") {
				t.Errorf("%s: the field %s shows %+v, want the error %q", c.what, name, got, want)
			}
		}
		addingDatasets.WantCount(t, db, c.what, 0)
	}
}

func TestUserWhoIsGoneMeanwhileIsAnErrorBesideTheField(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 0)
	token := v.Token("/add_dataset")
	user, err := Users.Get(t.Context(), db, 2)
	if err != nil {
		t.Fatal(err)
	}
	if err := Users.Delete(t.Context(), db, user); err != nil {
		t.Fatal(err)
	}
	p := v.Post("/add_dataset", "name=iris&size=7&user_id=2", token).WantStatus(422)
	for name, want := range map[string]programtest.Control{
		"name": {Label: "Name", Value: "iris"}, "size": {Label: "Size (MB)", Value: "7"},
		"user_id": {Label: "User", Invalid: true, Error: "User must be one of the choices"},
	} {
		if diff := cmp.Diff(want, p.Control(name)); diff != "" {
			t.Errorf("the field %s (-want +got):\n%s", name, diff)
		}
	}
}

func TestAmongManyUsersOneIsFoundByName(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 600, 0)
	v.CheckStatements(db, "/add_dataset", 1)
	if p := v.Get("/add_dataset").Want("There are more than 500", `name="user_id_search"`).WantNot("<select"); len(p.Body) > 4<<10 {
		t.Errorf("the form of 600 users has %d bytes, want at most 4 KiB", len(p.Body))
	}
	v.Fill("/add_dataset", "name", "a", "size", "1", "user_id", "600").WantStatus(303)
	v.Fill("/add_dataset", "name", "b", "size", "1", "user_id_search", "person 599").WantStatus(303)
	v.Fill("/add_dataset", "name", "c", "size", "1", "user_id_search", "P598@").WantStatus(422).
		Want(`<option value="598">Person 598</option>`, "User must be chosen from those that were found")
	v.Fill("/add_dataset", "name", "c", "size", "1", "user_id", "598", "user_id_search", "P598@").WantStatus(303)
	v.Fill("/add_dataset", "name", "c", "size", "1", "user_id_search", "nobody").WantStatus(422).Want("User is not found")
	v.Fill("/add_dataset", "name", "c", "size", "1", "user_id", "601").WantStatus(422).Want("User must be one of the choices")
	addingDatasets.WantCount(t, db, "three chosen", 3)
}

func TestSixteenPostsOfOneEmailAtOnceStoreOne(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	token := v.Token("/add_user")
	statuses := make([]int, 16)
	var all sync.WaitGroup
	for i := range statuses {
		all.Go(func() {
			body := fmt.Sprintf("name=Person+%d&email=Ada@example.org&_csrf=%s", i, token)
			p, err := v.Try("POST", "/add_user", body, "Content-Type", programtest.FormType)
			if err != nil {
				t.Errorf("post %d: %v", i, err)
			}
			statuses[i] = p.Status
			if p.Status == 422 && p.Control("email").Error != "Email is already taken" {
				t.Errorf("post %d: got the error %q", i, p.Control("email").Error)
			}
		})
	}
	all.Wait()
	slices.Sort(statuses)
	if statuses[0] != 303 || statuses[1] != 422 || statuses[15] != 422 {
		t.Errorf("got the statuses %v, want one 303 and 422 for the others", statuses)
	}
	addingUsers.WantCount(t, db, "sixteen posts of one address", 1)
}
