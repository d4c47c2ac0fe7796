package main

import (
	"database/sql"
	"net/http"
	"testing"

	"github.com/rowankit/rowan/bench/page/content"
	"github.com/rowankit/rowan/bench/page/contenttest"
)

// handler serves a database in a file, with tables that have the columns of Rowan's.
func handler(t *testing.T) http.Handler {
	t.Helper()
	path := t.TempDir() + "/shop.db"
	db, err := sql.Open("sqlite3", "file:"+path+"?_sync=OFF&_journal_mode=MEMORY")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, s := range []string{
		`CREATE TABLE "user" (id INTEGER PRIMARY KEY, name TEXT NOT NULL, email TEXT NOT NULL)`,
		`CREATE TABLE dataset (id INTEGER PRIMARY KEY, name TEXT NOT NULL, size INTEGER NOT NULL,
			user_id INTEGER NOT NULL REFERENCES "user")`,
	} {
		if _, err := db.Exec(s); err != nil {
			t.Fatal(err)
		}
	}
	for i, u := range content.Users() {
		if _, err := db.Exec(`INSERT INTO "user" (name, email) VALUES (?, ?)`, u.Name, u.Email); err != nil {
			t.Fatal(err)
		}
		for _, d := range u.Datasets {
			if _, err := db.Exec(`INSERT INTO dataset (name, size, user_id) VALUES (?, ?, ?)`, d.Name, d.Size, i+1); err != nil {
				t.Fatal(err)
			}
		}
	}
	s, err := open("sqlite:///" + path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.db.Close() })
	return newPages(s, []byte("a secret of the tests alone")).handler()
}

func TestPages(t *testing.T) {
	t.Parallel()
	contenttest.Check(t, handler(t))
}
