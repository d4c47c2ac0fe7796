// Package ormtest gives tests a throw-away database, and counts the statements that a piece of code sends. It
// imports orm, connect and testing; programs use it in tests alone.
//
//	func TestUsersPage(t *testing.T) {
//		db := ormtest.Open(t, Shop)
//		...
//		db.AtMost(t, 2, func() { page, err = loadUsers(ctx, db) })
//	}
package ormtest

import (
	"net/url"
	"path/filepath"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// DB is an empty database of one test with the models' tables, which records the statements that it is sent.
// Queries and writes take it in place of an *orm.DB, which its field is. It is safe for concurrent use.
type DB struct {
	*orm.DB
	*Recorder
}

// Open opens a database in a file of the test's own, makes the tables of the models, and closes and removes it
// when the test ends. What goes wrong fails the test.
func Open(t testing.TB, models *orm.ModelSet) *DB {
	t.Helper()
	return OpenWith(t, models, orm.Options{})
}

// OpenWith is Open with options. An Observer among them is told of every statement too.
func OpenWith(t testing.TB, models *orm.ModelSet, options orm.Options) *DB {
	t.Helper()
	recorder := &Recorder{next: options.Observer}
	options.Observer = recorder
	address := "sqlite:///" + url.PathEscape(filepath.Join(t.TempDir(), "test.db"))
	db, err := connect.OpenWith(t.Context(), address, models, options)
	if err != nil {
		t.Fatalf("ormtest: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("ormtest: %v", err)
		}
	})
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("ormtest: %v", err)
	}
	recorder.Statements() // those that made the tables
	return &DB{DB: db, Recorder: recorder}
}
