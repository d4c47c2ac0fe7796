package mysql

import (
	library "github.com/go-sql-driver/mysql"

	"github.com/rowankit/rowan/driver"
)

// RefusalOf is what the package makes of a server's error, with MariaDB's messages or MySQL's.
func RefusalOf(number uint16, message string, maria bool) *driver.Refusal {
	return refusal(&library.MySQLError{Number: number, Message: message}, maria)
}

// Normal is the one form of an expression of a definition.
func Normal(sql string) string { return normal(sql) }

// ReadDefinition reads what SHOW CREATE TABLE prints.
var ReadDefinition = readDefinition

// Waiting is how many wait for a connection, and Connections how many there are.
func Waiting(d *Database) int {
	d.main.mu.Lock()
	defer d.main.mu.Unlock()
	return len(d.main.waiting)
}

func Connections(d *Database) int {
	d.main.mu.Lock()
	defer d.main.mu.Unlock()
	return d.main.open
}

// FormatTime and ParseTime write and read instants.
func FormatTime(micros int64) ([]byte, bool) { return formatTime(nil, micros) }

func ParseTime(b []byte) (int64, bool) { return parseTime(b) }
