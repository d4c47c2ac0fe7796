// Package texttime is how a table on SQLite holds a time, for libraries that leave it to a type of the program's own.
package texttime

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"time"
)

// Layout is how SQLite's tables hold a time, in UTC.
const Layout = "2006-01-02 15:04:05.000000"

// Time is a text on SQLite; other databases hold a time.
type Time struct{ time.Time }

var (
	_ driver.Valuer = Time{}
	_ sql.Scanner   = (*Time)(nil)
)

// Value is what each of the databases takes for a time.
func (t Time) Value() (driver.Value, error) { return t.UTC().Format(Layout), nil }

// Scan takes what the drivers have read.
func (t *Time) Scan(v any) (err error) {
	switch v := v.(type) {
	case time.Time:
		t.Time = v
	case string:
		t.Time, err = time.Parse(Layout, v)
	default:
		err = fmt.Errorf("%T is no time", v)
	}
	return err
}
