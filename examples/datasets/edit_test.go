package main

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// stored is what the database holds, a line for each user.
func stored(t *testing.T, db orm.Reader) (all []string) {
	t.Helper()
	users, err := Users.Query().With(&Users.C.Datasets).All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range users {
		line := fmt.Sprintf("%s <%s>:", u.Name, u.Email)
		list, err := u.Datasets.All()
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range list {
			line += fmt.Sprintf(" %d %s %d,", d.ID, d.Name, d.Size)
		}
		all = append(all, line)
	}
	return all
}

func wantStored(t *testing.T, db orm.Reader, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, stored(t, db)); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
}

// two users with two datasets each.
var two = []string{"Person 1 <p1@example.org>: 1 data 1 of 1 0, 2 data 2 of 1 1,", "Person 2 <p2@example.org>: 3 data 1 of 2 0, 4 data 2 of 2 1,"}

func TestEditPageShowsTheUserWithTheDatasets(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	v.Get("/").Want(`<a href="/users/2/edit" aria-label="Edit Person 2">Edit</a>`)
	v.Get("/users/1").Want(`<a class="button" href="/users/1/edit">Edit</a>`, `<form method="post" action="/users/1/delete">`, "Delete User")
	p := v.Get("/users/1/edit").WantStatus(200).WantNot("autofocus", `role="alert"`, "of 2<", "datasets.5.").
		Want("<title>Edit User</title>", "<h1>Edit User</h1>", `<button type="submit">Save</button>`, `href="/users/1">Back</a>`, "<legend>Dataset 2</legend>", "<legend>New dataset</legend>")
	for name, want := range map[string]programtest.Control{
		"name": {Label: "Name", Value: "Person 1"}, "email": {Label: "Email", Value: "p1@example.org"},
		"datasets.1.name": {Label: "Name", Value: "data 2 of 1"}, "datasets.1.size": {Label: "Size (MB)", Value: "1"},
		"datasets.1._key": {Value: "2"}, "datasets.1._remove": {Label: "Remove", Value: "on"},
		"datasets.4.name": {Label: "Name"}, "datasets.4.size": {Label: "Size (MB)"},
	} {
		if diff := cmp.Diff(want, p.Control(name)); diff != "" {
			t.Errorf("the field %s (-want +got):\n%s", name, diff)
		}
	}
	for _, path := range []string{"/users/3/edit", "/users/0/edit", "/users/01/edit", "/users/x/edit", "/users/9223372036854775808/edit", "/users/1/edit/"} {
		v.Get(path).WantStatus(404)
	}
}

func TestEditingStoresWhatHasChangedAndNothingElse(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	p := v.Edit("/users/1/edit", "name", " Ada ", "datasets.0.name", "iris", "datasets.1._remove", "on",
		"datasets.2.name", "wine", "datasets.2.size", "0", "datasets.4.name", " digits ", "datasets.4.size", "7").WantStatus(303)
	if p.Header.Get("Location") != "/users/1" {
		t.Errorf("got Location %q, want /users/1", p.Header.Get("Location"))
	}
	wantStored(t, db, "Ada <p1@example.org>: 1 iris 0, 5 wine 0, 6 digits 7,", two[1])
	v.Get("/users/1").Want("Saved Ada.", "<h1>Ada (p1@example.org)</h1>", "<td>wine</td>")
}

func TestWhatEditingCosts(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 200)
	v.CheckStatements(db, "/users/1/edit", 2)
	page := v.Get("/users/1/edit")
	for most, pairs := range map[int][]string{
		2: nil,
		3: {"datasets.7.size", "77"},
		4: {"name", "Ada", "datasets.7.size", "78"},
		6: {"name", "Eve", "datasets.7.size", "79", "datasets.8._remove", "on", "datasets.200.name", "new", "datasets.200.size", "1"},
	} {
		ormtest.Statements(t, db, most, func() { v.Resend(page, "/users/1/edit", pairs...).WantStatus(303) })
		page = v.Get("/users/1/edit")
	}
}

func TestRefusedEditKeepsWhatWasTypedAndStoresNothing(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	for _, c := range []struct {
		what    string
		pairs   []string
		field   string // "" for the top of the row or of the form
		message string
	}{
		{"no name", []string{"name", " "}, "name", "Name is required"},
		{"taken email", []string{"email", "P2@Example.org", "datasets.0.name", "<b>x</b>"}, "email", "Email is already taken"},
		{"no dataset's name", []string{"datasets.1.name", ""}, "datasets.1.name", "Name is required"},
		{"long name", []string{"datasets.1.name", strings.Repeat("é", 101)}, "datasets.1.name", "Name must be at most 100 characters"},
		{"text for a size", []string{"datasets.0.size", "abc"}, "datasets.0.size", "Size (MB) must be a whole number such as 12"},
		{"below zero", []string{"datasets.0.size", "-1"}, "datasets.0.size", "Size (MB) must be at least 0"},
		{"new without size", []string{"datasets.3.name", "x", "datasets.0._remove", "on"}, "datasets.2.size", "Size (MB) is required"},
		{"name twice", []string{"datasets.0.name", "a|b"}, "datasets.0.name", "Name must be sent only once"},
		{"another's dataset", []string{"datasets.0._key", "3"}, "", "Somebody has removed this meanwhile, or it never was here"},
		{"made-up dataset", []string{"datasets.0._key", "999"}, "", "Somebody has removed this meanwhile, or it never was here"},
		{"dataset twice", []string{"datasets.0._key", "2"}, "", "This is here twice"},
		{"2^63", []string{"datasets.0._key", "9223372036854775808"}, "", "Somebody has removed this meanwhile, or it never was here"},
	} {
		p := v.Edit("/users/1/edit", c.pairs...).WantStatus(422).Want("<title>Edit User</title>", `role="alert"`, c.message).WantNot("<b>x")
		if n := strings.Count(p.Body, " autofocus"); n != 1 {
			t.Errorf("%s: %d fields have the focus, want 1", c.what, n)
		}
		if got := p; c.field != "" && (got.Control(c.field).Error != c.message || !got.Control(c.field).Invalid) {
			t.Errorf("%s: the field %s shows %+v, want the error %q", c.what, c.field, got.Control(c.field), c.message)
		}
		for i := 0; i < len(c.pairs); i += 2 {
			name, value, _ := strings.Cut(c.pairs[i]+"="+strings.Split(c.pairs[i+1], "|")[0], "=")
			if name = strings.Replace(name, "datasets.3", "datasets.2", 1); !strings.Contains(name, "_") && p.Control(name).Value != value {
				t.Errorf("%s: the field %s shows %q, want %q, what was typed", c.what, name, p.Control(name).Value, value)
			}
		}
		wantStored(t, db, two...)
	}
}

func TestEditingNeedsTheTokenOfItsOwnSite(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	stranger := programtest.NewVisitor(t, v.URL).Get("/users/1/edit").Sends().Get("_csrf")
	for _, path := range []string{"/users/1/edit", "/users/1/delete"} {
		for what, token := range map[string]string{"none": "", "made up": "abc", "another visitor's": stranger} {
			p := v.Get("/users/1/edit")
			p = v.Resend(p, path, "_csrf", token, "name", "x")
			if p.Status != 403 || !strings.Contains(p.Body, "nothing was changed") {
				t.Errorf("%s, token %s: got %d, want 403 and a page that says what to do:\n%s", path, what, p.Status, p.Body)
			}
		}
		body := v.Get("/users/1/edit").Sends().Encode()
		v.Send("POST", path, body, "Content-Type", programtest.FormType, "Origin", "https://evil.example").WantStatus(403)
		v.Send("POST", path, `{"name": "x"}`, "Content-Type", "application/json").WantStatus(415)
	}
	v.Get("/users/1/delete").WantStatus(405)
	wantStored(t, db, two...)
}

func TestDatasetThatSomebodyHasRemovedMeanwhileIsTold(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	page := v.Get("/users/1/edit")
	v.Edit("/users/1/edit", "datasets.0._remove", "on").WantStatus(303)
	v.Resend(page, "/users/1/edit", "datasets.0._remove", "on", "name", "Ada").WantStatus(303) // both want it gone
	wantStored(t, db, "Ada <p1@example.org>: 2 data 2 of 1 1,", two[1])
	p := v.Resend(page, "/users/1/edit", "datasets.0.name", "mine").WantStatus(422).
		Want("New dataset: Somebody has removed this meanwhile").WantNot("has changed this")
	if got := p.Control("datasets.0.name").Value; got != "mine" {
		t.Errorf("the row shows %q, want what was typed", got)
	}
	v.Resend(p, "/users/1/edit").WantStatus(303)
	wantStored(t, db, "Ada <p1@example.org>: 2 data 2 of 1 1, 5 mine 0,", two[1])
}

func TestTwoWhoEditOneUserKeepEachOthersChanges(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	page := v.Get("/users/1/edit")
	v.Resend(page, "/users/1/edit", "name", "Ada", "datasets.1.size", "7").WantStatus(303)
	v.Resend(page, "/users/1/edit", "datasets.0.name", "iris", "datasets.2.name", "wine", "datasets.2.size", "5").WantStatus(303)
	wantStored(t, db, "Ada <p1@example.org>: 1 iris 0, 2 data 2 of 1 7, 5 wine 5,", two[1])
	p := v.Resend(page, "/users/1/edit", "datasets.1.size", "8").WantStatus(422).
		Want("Dataset 2: Somebody has changed this meanwhile, now Size (MB) is “7”; send it again to write over that")
	v.Resend(p, "/users/1/edit").WantStatus(303)
	wantStored(t, db, "Ada <p1@example.org>: 1 iris 0, 2 data 2 of 1 8, 5 wine 5,", two[1])
}

func TestAThousandDatasetsAreEditedAndMoreAreLeftAlone(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 1, 1200)
	p := v.Get("/users/1/edit").WantStatus(200).Want("The first 1000 are shown.").WantNot("datasets.1000.")
	body := p.Sends()
	for i := range 1000 {
		body.Set(fmt.Sprintf("datasets.%d.size", i), "77")
	}
	v.Send("POST", "/users/1/edit", body.Encode(), "Content-Type", programtest.FormType).WantStatus(303)
	if n, err := Datasets.Where(orm.Eq(&Datasets.C.Size, int64(77))).Count(t.Context(), db); n != 1000 || err != nil {
		t.Errorf("got %d datasets of 77 MB, %v; want 1000", n, err)
	}
	addingDatasets.WantCount(t, db, "after a change", 1200)
	body = url.Values{"_csrf": body["_csrf"], "name": {"x"}, "email": {"x@example.org"}}
	for i := range 1001 {
		body.Set(fmt.Sprintf("datasets.%d.name", i), "n")
		body.Set(fmt.Sprintf("datasets.%d.size", i), "1")
	}
	v.Send("POST", "/users/1/edit", body.Encode(), "Content-Type", programtest.FormType).WantStatus(422).Want("Datasets must be at most 1000 rows at once")
	addingDatasets.WantCount(t, db, "after too many", 1200)
}

func TestHostileEditsAreRefusedOrStoredAsTheyAre(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	page := v.Get("/users/1/edit")
	for _, name := range []string{"name", "datasets.0.name", "datasets.0.size", "datasets.0._key", "datasets.0._remove", "datasets.0._was", "_was", "datasets.2.name"} {
		for _, value := range programtest.Hostile {
			if strings.Contains(value, "|") {
				continue
			}
			p := v.Resend(page, "/users/1/edit", name, value)
			if p.Status != 303 && p.Status != 422 {
				t.Errorf("%s=%.80q: got %d, want 303 or 422:\n%.1000s", name, value, p.Status, p.Body)
			}
			p.WantNot("<script", "<img")
			if p.Status == 303 {
				page = v.Get("/users/1/edit").WantStatus(200).WantNot("<script", "<img")
			}
		}
	}
	if got := stored(t, db); got[1] != two[1] {
		t.Errorf("the other user became %s", got[1])
	}
}

func TestOddNamesOfRowsAreIgnored(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 2)
	body := v.Get("/users/1/edit").Sends()
	for _, name := range []string{"datasets.00.name", "datasets.-1.name", "datasets.1000000000.name", "datasets.18446744073709551617.name", "datasets.0.user_id",
		"datasets.0.id", "datasets[0].name", "datasets", "datasets.", "datasets.0", "Datasets.0.Name", "datasets.0.user.name", "id", "user_id"} {
		body.Set(name, "2")
	}
	v.Send("POST", "/users/1/edit", body.Encode(), "Content-Type", programtest.FormType).WantStatus(303)
	wantStored(t, db, two...)
}

func TestDeletingAUserRemovesTheDatasets(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 30)
	token := v.Get("/users/1").Want("Delete User").Token()
	ormtest.Statements(t, db, 2, func() {
		if p := v.Post("/users/1/delete", "", token).WantStatus(303); p.Header.Get("Location") != "/" {
			t.Errorf("got Location %q, want /", p.Header.Get("Location"))
		}
	})
	v.Get("/").Want("Deleted Person 1.").WantNot("<h2>Person 1 ")
	addingUsers.WantCount(t, db, "after one was deleted", 1)
	addingDatasets.WantCount(t, db, "after their user was deleted", 30)
	v.Post("/users/1/delete", "", token).WantStatus(404)
	v.Post("/users/x/delete", "", token).WantStatus(404)
	v.Get("/users/1/edit").WantStatus(404)
}

func TestEditsAtOnceAllArrive(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 1, 12)
	page := v.Get("/users/1/edit")
	pages := make(chan programtest.Page)
	for i := range 12 {
		go func() {
			body := page.Sends()
			body.Set(fmt.Sprintf("datasets.%d.size", i), "77")
			p, err := v.Try("POST", "/users/1/edit", body.Encode(), "Content-Type", programtest.FormType)
			if err != nil {
				t.Error(err)
			}
			pages <- p
		}()
	}
	statuses := map[int]int{}
	for range 12 {
		statuses[(<-pages).Status]++
	}
	if n, err := Datasets.Where(orm.Eq(&Datasets.C.Size, int64(77))).Count(t.Context(), db); n != 12 || err != nil {
		t.Errorf("got %d of 12 sizes, %v; the answers were %v", n, err, slices.Sorted(maps.Keys(statuses)))
	}
}
