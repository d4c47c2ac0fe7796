package main

import (
	"fmt"
	"net/url"
	"testing"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/ormtest"
)

func TestMain(m *testing.M) { programtest.Main(m, main) }

var datasets = programtest.Site{Models: Models, App: program.App}

var (
	addingUsers = programtest.Form{
		Path: "/add_user",
		Valid: func(n int) url.Values {
			return programtest.Fields("name", fmt.Sprint("Person ", n), "email", fmt.Sprintf("p%d@example.org", n))
		},
		Stored: Users.Count,
	}
	addingDatasets = programtest.Form{
		Path: "/add_dataset",
		Valid: func(n int) url.Values {
			return programtest.Fields("name", fmt.Sprint("data ", n), "size", fmt.Sprint(n), "user_id", "1")
		},
		Stored:  Datasets.Count,
		Prepare: func(t *testing.T, db *ormtest.DB) { crowd(t, db, 1, 0) },
	}
)

func TestSite(t *testing.T) { t.Parallel(); datasets.Check(t, addingUsers, addingDatasets) }

func TestStart(t *testing.T) { t.Parallel(); datasets.CheckStart(t, "datasets", addingUsers) }

// crowd stores n users, number 1 first, each with so many datasets.
func crowd(t *testing.T, db *ormtest.DB, n, each int) {
	t.Helper()
	var users []*User
	for i := range n {
		users = append(users, &User{Name: fmt.Sprint("Person ", i+1), Email: fmt.Sprintf("p%d@example.org", i+1)})
	}
	if err := Users.InsertAll(t.Context(), db, users); err != nil {
		t.Fatal(err)
	}
	var all []*Dataset
	for _, u := range users {
		for i := range each {
			all = append(all, &Dataset{Name: fmt.Sprintf("data %d of %d", i+1, u.ID), Size: int64(i), UserID: u.ID})
		}
	}
	if err := Datasets.InsertAll(t.Context(), db, all); err != nil {
		t.Fatal(err)
	}
}
