package main

import (
	"context"
	"fmt"
	"html"
	"net/url"
	"regexp"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/orm"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

var users = programtest.Site{Models: Models, App: program.App}

// adding is the form of a user.
var adding = programtest.Form{
	Path: "/add",
	Valid: func(n int) url.Values {
		return programtest.Fields("name", fmt.Sprint("Person ", n), "email", fmt.Sprintf("p%d@example.org", n))
	},
	Stored: Users.Count,
}

func TestSite(t *testing.T) { t.Parallel(); users.Check(t, adding) }

func TestStart(t *testing.T) { t.Parallel(); users.CheckStart(t, "users", adding) }

// add fills in the form.
func add(v *programtest.Visitor, name, email string) programtest.Page {
	v.T.Helper()
	return v.Fill("/add", "name", name, "email", email)
}

var tableRow = regexp.MustCompile(`<tr><td class="number">(\d+)</td><td>([^<]*)</td><td>([^<]*)</td><td>(.*?)</td></tr>`)

// row is a line of the table of users.
type row struct{ ID, Name, Email, CreatedAt string }

func listed(p programtest.Page) []row {
	var all []row
	for _, cells := range tableRow.FindAllStringSubmatch(p.Body, -1) {
		all = append(all, row{cells[1], html.UnescapeString(cells[2]), html.UnescapeString(cells[3]), cells[4]})
	}
	return all
}

// stored returns the users that the database holds.
func stored(t *testing.T, db orm.Reader) []*User {
	t.Helper()
	all, err := Users.All(context.Background(), db)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
