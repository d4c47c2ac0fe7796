// Package ormtest gives tests a throw-away database, and counts the statements that a piece of code sends. It
// imports orm, connect, driver and testing; programs use it in tests alone.
//
//	func TestUsersPage(t *testing.T) {
//		db := ormtest.Open(t, Shop)
//		...
//		ormtest.Statements(t, db, 2, func() { page, err = loadUsers(ctx, db) })
//	}
//
// Each test has a database of its own, so that all may run in parallel: a SQLite file, or a new database on the
// server that the variable ROWAN_TEST_URL names. The same tests run on another engine by
//
//	ROWAN_TEST_URL=postgres://user:password@127.0.0.1/ go test ./...
//	ROWAN_TEST_URL=mysql://user:password@127.0.0.1/    go test ./...
//
// The user has to be allowed to create databases. They are dropped when their test ends, also when it fails. Those
// of a run that was killed stay; their names begin with ormtest_ and are never used again.
package ormtest

import (
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

// Open opens a database of the test's own (see URL), makes the tables of the models, and closes and removes it
// when the test ends. What goes wrong fails the test.
func Open(t testing.TB, models *orm.ModelSet) *DB {
	t.Helper()
	return OpenWith(t, models, orm.Options{})
}

// OpenWith is Open with options. An Observer among them is told of every statement too.
func OpenWith(t testing.TB, models *orm.ModelSet, options orm.Options) *DB {
	t.Helper()
	recorder := &Recorder{Next: options.Observer}
	options.Observer = recorder
	db, err := connect.OpenWith(t.Context(), URL(t), models, options)
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
