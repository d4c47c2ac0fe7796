package dialect_test

import (
	"net/url"
	"strings"
	"testing"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

// on is a connection to an empty database of the test's own.
type on struct {
	t testing.TB
	d dialect.Dialect
	c driver.Conn
}

// onEach runs a test on every engine; those on servers skip where none is named.
func onEach(t *testing.T, test func(on)) {
	for _, e := range []struct {
		name string
		open func(testing.TB) (driver.Pool, dialect.Dialect, error)
	}{
		{"sqlite", func(t testing.TB) (driver.Pool, dialect.Dialect, error) {
			db, err := sqlite.Open(t.Context(), sqlite.Options{})
			return db, sqlite.Dialect{}, err
		}},
		{"postgres", func(t testing.TB) (driver.Pool, dialect.Dialect, error) {
			u, password := server(t, "ROWAN_TEST_POSTGRES")
			db, err := postgres.Open(t.Context(), postgres.Options{
				Hosts: []string{u.Host}, Database: strings.TrimPrefix(u.Path, "/"), User: u.User.Username(), Password: password, SSLMode: "disable",
			})
			return db, postgres.Dialect{}, err
		}},
		{"mariadb", func(t testing.TB) (driver.Pool, dialect.Dialect, error) {
			u, password := server(t, "ROWAN_TEST_MYSQL")
			db, err := mysql.Open(t.Context(), mysql.Options{Host: u.Host, Database: strings.TrimPrefix(u.Path, "/"), User: u.User.Username(), Password: password})
			return db, mysql.Dialect{Returning: true}, err
		}},
	} {
		t.Run(e.name, func(t *testing.T) {
			t.Parallel()
			db, d, err := e.open(t)
			if err != nil {
				t.Fatalf("Open: %v", err)
			}
			t.Cleanup(func() {
				if err := db.Close(); err != nil {
					t.Errorf("Close: %v", err)
				}
			})
			c, err := db.Acquire(t.Context(), driver.ReadWrite)
			if err != nil {
				t.Fatalf("Acquire: %v", err)
			}
			t.Cleanup(c.Release)
			test(on{t, d, c})
		})
	}
}

func server(t testing.TB, variable string) (*url.URL, string) {
	t.Helper()
	u, err := url.Parse(ormtest.Server(t, variable))
	if err != nil {
		t.Fatal(err)
	}
	password, _ := u.User.Password()
	return u, password
}

// table makes a table of whole numbers and fills it; a row is nil where it has no number.
func (o on) table(name string, columns []string, rows ...[]any) {
	o.t.Helper()
	parts := make([]string, len(columns))
	for i, c := range columns {
		parts[i] = dialect.Identifier(o.d, c) + " BIGINT"
	}
	o.exec("CREATE TABLE " + dialect.Identifier(o.d, name) + " (" + strings.Join(parts, ", ") + ")")
	insert := o.sql(sqlast.Insert{Into: name, Columns: columns, Rows: 1})
	for _, row := range rows {
		o.exec(insert, numbers(row...)...)
	}
}

func (o on) sql(s sqlast.Statement) string {
	o.t.Helper()
	sql, err := dialect.SQL(o.d, s)
	if err != nil {
		o.t.Fatalf("SQL(%+v): %v", s, err)
	}
	return sql
}

func (o on) exec(sql string, values ...driver.Value) {
	o.t.Helper()
	if _, err := o.c.Exec(o.t.Context(), &driver.Statement{SQL: sql}, values); err != nil {
		o.t.Errorf("%s: %v", sql, err)
	}
}

// rows returns what a statement finds, all of it whole numbers.
func (o on) rows(sql string, values ...driver.Value) (all [][]any) {
	o.t.Helper()
	rows, err := o.c.Query(o.t.Context(), &driver.Statement{SQL: sql, Reads: true}, values)
	if err != nil {
		o.t.Errorf("%s: %v", sql, err)
		return nil
	}
	for {
		more, err := rows.Next()
		if err != nil || !more {
			if failed := rows.Close(); err != nil || failed != nil {
				o.t.Errorf("%s: %v, %v", sql, err, failed)
			}
			return all
		}
		row := make([]any, len(rows.Columns()))
		for i := range row {
			if rows.Kind(i) != driver.Null {
				row[i] = int(rows.Int(i))
			}
		}
		all = append(all, row)
	}
}

func numbers(all ...any) []driver.Value {
	values := make([]driver.Value, len(all))
	for i, n := range all {
		if n, ok := n.(int); ok {
			values[i] = driver.IntValue(int64(n))
		}
	}
	return values
}
