package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlite"
)

// onFile opens a new database of the test's own, in a file.
func onFile(t testing.TB) *sqlite.Database {
	t.Helper()
	return openAt(t, sqlite.Options{Path: filepath.Join(t.TempDir(), "folder", "test.db")})
}

// inMemory opens one in memory.
func inMemory(t testing.TB) *sqlite.Database {
	t.Helper()
	return openAt(t, sqlite.Options{})
}

func openAt(t testing.TB, o sqlite.Options) *sqlite.Database {
	t.Helper()
	db, err := sqlite.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open(%+v): %v", o, err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return db
}

// acquire takes a connection until the test ends.
func acquire(t testing.TB, db *sqlite.Database, access driver.Access) driver.Conn {
	t.Helper()
	c, err := db.Acquire(t.Context(), access)
	if err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	t.Cleanup(c.Release)
	return c
}

func exec(t testing.TB, c driver.Conn, sql string, values ...driver.Value) driver.Result {
	t.Helper()
	r, err := c.Exec(context.Background(), &driver.Statement{SQL: sql}, values)
	if err != nil {
		t.Fatalf("Exec(%s): %v", sql, err)
	}
	return r
}

// query returns all rows, each value as Go's own type.
func query(t testing.TB, c driver.Conn, sql string, values ...driver.Value) [][]any {
	t.Helper()
	rows, err := c.Query(context.Background(), &driver.Statement{SQL: sql, Reads: true}, values)
	if err != nil {
		t.Fatalf("Query(%s): %v", sql, err)
	}
	defer rows.Close()
	var all [][]any
	for {
		ok, err := rows.Next()
		if err != nil {
			t.Fatalf("Next(%s): %v", sql, err)
		}
		if !ok {
			return all
		}
		all = append(all, anyRow(rows))
	}
}

func anyRow(r driver.Rows) []any {
	row := make([]any, len(r.Columns()))
	for i := range row {
		switch r.Kind(i) {
		case driver.Int:
			row[i] = r.Int(i)
		case driver.Float:
			row[i] = r.Float(i)
		case driver.Text:
			row[i] = string(r.Bytes(i))
		case driver.Bytes:
			row[i] = append([]byte{}, r.Bytes(i)...)
		}
	}
	return row
}

// wantRefusal fails the test unless err is a refusal of the kind.
func wantRefusal(t testing.TB, what string, err error, want fault.Kind) *driver.Refusal {
	t.Helper()
	r, ok := errors.AsType[*driver.Refusal](err)
	if !ok {
		t.Fatalf("%s: got %v (%T), want a refusal of kind %q", what, err, err, want)
	}
	if r.Kind != want || fault.KindOf(err) != want {
		t.Fatalf("%s: got kind %q (KindOf: %q) of %v, want %q", what, r.Kind, fault.KindOf(err), err, want)
	}
	return r
}

func openPath(t testing.TB, path string) *sqlite.Database {
	t.Helper()
	return openAt(t, sqlite.Options{Path: path})
}
