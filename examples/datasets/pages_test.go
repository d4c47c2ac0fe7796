package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
)

// tableRow is a line of a table of datasets.
const tableRow = `<tr><td>([^<]*)</td><td class="number">`

func TestListShowsUsersWithTheirDatasets(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	v.Get("/").WantStatus(200).Want("<title>Users and Their Datasets</title>", "<h1>Users and Their Datasets</h1>",
		`href="/add_user">Add User</a>`, `href="/add_dataset">Add Dataset</a>`, "Nobody is here yet.")
	crowd(t, db, 3, 0)
	for i, d := range []Dataset{{Name: "iris", Size: 0, UserID: 1}, {Name: "<i>wine</i>", Size: 12, UserID: 2}, {Name: "digits", Size: 7, UserID: 1}} {
		if err := Datasets.Insert(t.Context(), db, &d); err != nil {
			t.Fatalf("dataset %d: %v", i, err)
		}
	}
	p := v.Get("/").WantStatus(200).WantNot("Nobody is here yet.", "<i>")
	want := []string{"Person 1 (p1@example.org)", "Person 2 (p2@example.org)", "Person 3 (p3@example.org)"}
	if diff := cmp.Diff(want, p.Texts(`<h2>([^<]*)</h2>`)); diff != "" {
		t.Errorf("headings (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"Dataset Name", "Size (MB)"}, p.Texts(`<th[^>]*>([^<]*)</th>`)[:2]); diff != "" {
		t.Errorf("table heads (-want +got):\n%s", diff)
	}
	sections := strings.Split(p.Body, "<h2>")
	for i, want := range [][]string{{"iris", "digits"}, {"<i>wine</i>"}, nil} {
		section := programtest.Page{T: t, Body: sections[i+1]}
		if got := section.Texts(tableRow); !slices.Equal(got, want) {
			t.Errorf("person %d: got the datasets %q, want %q", i+1, got, want)
		}
	}
	if got := p.Texts(`<td class="number">([^<]*)</td>`); !slices.Equal(got, []string{"0", "7", "12"}) {
		t.Errorf("got the sizes %q", got)
	}
}

func TestUserWithManyDatasetsShowsTheFirstAndTheNumberOfAll(t *testing.T) {
	t.Parallel()
	for each, more := range map[int]string{20: "", 21: "20 of 21", 120: "20 of 120"} {
		v, db := datasets.Open(t)
		crowd(t, db, 2, each)
		p := v.Get("/").WantStatus(200)
		if got := len(p.Texts(tableRow)); got != 40 {
			t.Errorf("two users with %d datasets: got %d rows, want 20 of each", each, got)
		}
		if more == "" {
			p.WantNot(`class="more"`)
			continue
		}
		p.Want(more+`. <a href="/users/1">All datasets of Person 1</a>`, more+`. <a href="/users/2">All datasets of Person 2</a>`)
		first := v.Get("/users/1").WantStatus(200).Want("<h1>Person 1 (p1@example.org)</h1>", "<title>Person 1</title>")
		if got := first.Texts(tableRow); len(got) != min(each, 50) || got[0] != "data 1 of 1" {
			t.Errorf("%d datasets: got %q on the user's own page", each, got)
		}
		v.CheckPages("/users/1", (each+49)/50)
	}
}

func TestLongListIsPaged(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 101, 1)
	for number, want := range map[int][2]int{1: {1, 50}, 2: {51, 100}, 3: {101, 101}} {
		got := v.Get(fmt.Sprint("/?page=", number)).Texts(tableRow)
		if len(got) != want[1]-want[0]+1 || got[0] != fmt.Sprint("data 1 of ", want[0]) {
			t.Errorf("page %d: got %q, want the datasets of %v", number, got, want)
		}
	}
	v.Get("/").Want(`<a class="button quiet" rel="next" href="/?page=2">`)
	v.CheckPages("/", 3)
}

func TestPageCostsTwoStatementsAndOneThatCounts(t *testing.T) {
	t.Parallel()
	for _, n := range []int{1, 100} {
		v, db := datasets.Open(t)
		crowd(t, db, n, 10)
		v.CheckStatements(db, "/", 3)
		v.CheckStatements(db, "/users/1", 3)
		v.CheckStatements(db, "/add_user", 0)
		v.CheckStatements(db, "/add_dataset", 1)
	}
}

func TestUnknownUsersAreNotFound(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 1, 0)
	v.Get("/users/1").WantStatus(200).Want("No datasets yet.")
	for _, id := range []string{"0", "2", "-1", "01", "+1", "1.0", "abc", "9223372036854775807", "9223372036854775808", "1%00", "%D9%A1", "1/"} {
		v.Get("/users/" + id).WantStatus(404).Want("Page not found")
	}
}

func TestDatasetsHaveAUser(t *testing.T) {
	t.Parallel()
	v, db := datasets.Open(t)
	crowd(t, db, 2, 1)
	orphan := orm.SQL(`INSERT INTO dataset (name, size, user_id) VALUES ('x', 1, 999999)`)
	if _, err := orm.Exec(t.Context(), db, orphan); fault.KindOf(err) != fault.ForeignKey {
		t.Errorf("SQL with a made-up user: got %v, want an error of the kind ForeignKey", err)
	}
	addingDatasets.WantCount(t, db, "after a refusal", 2)
	v.Get("/").WantStatus(200).Want("data 1 of 1", "data 1 of 2")
}
