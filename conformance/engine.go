package conformance

import (
	"testing"

	"github.com/rowankit/rowan/orm"
)

// Engine is what the suite needs from an engine, beside the statements that are the same on each. Open alone is
// required.
type Engine struct {
	// Open opens the databases.
	Open Open
	// Echo is statements after which the database itself adds a row to the table echo for each row that is inserted
	// into the table ticket, with the same title: a trigger, in the engine's words.
	Echo []orm.Statement
	// Malformed is statements of a foreign program, beside those that the suite has for every engine.
	Malformed []Malformed
	// Cut ends every connection to the database of a test, as an administrator or a restart of the server does. Nil
	// says that there are none that could end.
	Cut func(t testing.TB)
	// Statements names the sections of golden statements that flushes and selections of the engine are held to, such as "sqlite". Without a
	// name the flushes are judged by what they store alone.
	Statements string
	// LocksRows says that transactions which write run beside each other, and wait where they meet at a row.
	LocksRows bool
}

// Open opens the database of a test and makes no tables. The first call with a t finds an empty database; later calls
// with the same t return further handles of that same database, and a t with another name has another database. The
// function fails the test when it cannot. The suite closes what it returns when the test ends.
type Open func(t testing.TB) orm.Engine

// Malformed is a statement that gives the only row of the table kept a value that no program of Rowan writes. The
// database refuses it, or reading the row is an error that names the field.
type Malformed struct {
	Statement orm.Statement
	Field     string
}
