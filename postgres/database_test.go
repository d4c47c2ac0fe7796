package postgres_test

import (
	"context"
	"errors"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
)

// optionsOf are the options that a URL of a test stands for.
func optionsOf(t testing.TB, text string) postgres.Options {
	t.Helper()
	u, err := url.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	return postgres.Options{
		Hosts: []string{u.Host}, Database: strings.TrimPrefix(u.Path, "/"), User: u.User.Username(), Password: password, SSLMode: "disable",
	}
}

// fresh opens an empty database of the test's own.
func fresh(t testing.TB) *postgres.Database {
	t.Helper()
	return openAt(t, optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES")))
}

func openAt(t testing.TB, o postgres.Options) *postgres.Database {
	t.Helper()
	db, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return db
}

// acquire takes a connection until the test ends.
func acquire(t testing.TB, db driver.Pool, access driver.Access) driver.Conn {
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
		case driver.Bool:
			row[i] = r.Int(i) != 0
		case driver.Int:
			row[i] = r.Int(i)
		case driver.Float:
			row[i] = r.Float(i)
		case driver.Text, driver.Decimal, driver.Time:
			row[i] = string(r.Bytes(i))
		case driver.Bytes, driver.UUID:
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

// adminURL is the URL of the server's own database.
func adminURL(t testing.TB) string {
	t.Helper()
	text := os.Getenv("ROWAN_TEST_POSTGRES")
	if text == "" {
		ormtest.Server(t, "ROWAN_TEST_POSTGRES") // skips, or fails where nothing is to be skipped
	}
	return text
}
