// Package programtest is what the tests of all programs share: a program in a process of its own, a visitor of its
// pages, and the checks that every site has to pass. Programs in examples use it in tests alone.
package programtest

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/web"
)

// asProgram makes the test binary be the program: what a test starts, kills or limits is a process of its own.
const asProgram = "ROWAN_TEST_AS_PROGRAM"

// Main is the body of TestMain. It runs the tests, or the program when Start has started this process.
func Main(m *testing.M, program func()) {
	if os.Getenv(asProgram) != "" {
		program()
		return
	}
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		panic(err)
	}
	os.Stderr = null // where the sites that tests serve by themselves write their log
	os.Exit(m.Run())
}

// Site is a program as its tests see it.
type Site struct {
	// Models are those of its database.
	Models *orm.ModelSet
	// App makes the site.
	App func(db *orm.DB, secret []byte) (*web.App, error)
}

// Open serves the site on a database of its own, on the engine that ROWAN_TEST_URL names, and returns a visitor and the
// database, which counts its statements.
func (s Site) Open(t *testing.T) (*Visitor, *ormtest.DB) {
	t.Helper()
	db := ormtest.Open(t, s.Models)
	app, err := s.App(db.DB, []byte("a secret of the tests alone"))
	if err != nil {
		t.Fatal(err)
	}
	server := httptest.NewServer(app)
	t.Cleanup(server.Close)
	return NewVisitor(t, server.URL), db
}

// OpenURL opens a database, also beside a program that serves it.
func (s Site) OpenURL(t *testing.T, url string) *orm.DB {
	t.Helper()
	db, err := connect.Open(t.Context(), url, s.Models)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	return db
}

// AboutFiles skips a test that is about SQLite's files where the tests run on a server.
func AboutFiles(t *testing.T) {
	t.Helper()
	if os.Getenv("ROWAN_TEST_URL") != "" {
		t.Skip("this is about SQLite, whatever ROWAN_TEST_URL names")
	}
}
