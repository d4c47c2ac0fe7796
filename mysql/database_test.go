package mysql_test

import (
	"context"
	"errors"
	"net"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
)

// open opens an empty database of the test's own on the server under test.
func open(t testing.TB) *mysql.Database {
	t.Helper()
	return openWith(t, fresh(t, "ROWAN_TEST_MYSQL"))
}

func openWith(t testing.TB, o mysql.Options) *mysql.Database {
	t.Helper()
	db, err := mysql.Open(context.Background(), o)
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
func acquire(t testing.TB, db *mysql.Database, access driver.Access) driver.Conn {
	t.Helper()
	c, err := db.Acquire(context.Background(), access)
	if err != nil {
		t.Fatalf("Acquire: %v", err)
	}
	t.Cleanup(c.Release)
	return c
}

func begin(t testing.TB, c driver.Conn, isolation driver.Isolation) {
	t.Helper()
	if err := c.Begin(context.Background(), isolation); err != nil {
		t.Fatalf("Begin: %v", err)
	}
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
		case driver.Text, driver.Decimal:
			row[i] = string(r.Bytes(i))
		case driver.Bytes, driver.UUID:
			row[i] = append([]byte{}, r.Bytes(i)...)
		case driver.Time:
			micros, _ := r.Time(i)
			row[i] = time.UnixMicro(micros).UTC()
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

// tryExec is exec that may fail.
func tryExec(c driver.Conn, sql string, values ...driver.Value) error {
	_, err := c.Exec(context.Background(), &driver.Statement{SQL: sql}, values)
	return err
}

func parse(s string) (time.Time, error) { return time.Parse("2006-01-02 15:04:05.999999", s) }

// listen returns the address of a server that takes connections and never says a word.
func listen(t testing.TB) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l.Addr().String()
}

func containsAny(s string, parts ...string) bool {
	return slices.ContainsFunc(parts, func(p string) bool { return strings.Contains(s, p) })
}
