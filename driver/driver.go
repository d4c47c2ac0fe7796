// Package driver is what orm asks of a database's connections: statements with typed values going in, rows
// with typed columns coming out, transactions, and refusals as data. Each engine implements it over its own
// native library; nothing here goes through database/sql.
//
// It imports the standard library and fault.
package driver

import "context"

// Pool hands out connections to one database. It is safe for concurrent use.
type Pool interface {
	// Acquire waits for a connection until ctx ends. One for reading only may be shared out more freely and
	// refuses writes. The caller releases it. After a connection was lost, no connection older than the loss is
	// handed out before it has been found to answer.
	Acquire(ctx context.Context, access Access) (Conn, error)
	// Ping reports whether the database answers.
	Ping(ctx context.Context) error
	// Close waits for connections in use to come back, then closes all. Acquire fails from then on.
	Close() error
}

// Access says what a connection is wanted for.
type Access uint8

// The kinds of access. The zero value writes.
const (
	ReadWrite Access = iota
	ReadOnly
)

// Conn is one connection, used by one goroutine at a time between Acquire and Release.
type Conn interface {
	// Query starts a statement that returns rows. The values are not kept. The rows are closed before the
	// connection is used again; ctx stops them until then.
	Query(ctx context.Context, s *Statement, values []Value) (Rows, error)
	// Exec runs a statement to its end. The values are not kept.
	Exec(ctx context.Context, s *Statement, values []Value) (Result, error)
	// Begin starts a transaction, as the access the connection was acquired with says. One that only reads sees
	// one moment, whatever the isolation. The engine may send it together with the first statement.
	Begin(ctx context.Context, isolation Isolation) error
	// End commits or rolls back. After an error of a commit the transaction is over too, and the error's
	// kind tells whether it may have been stored (fault.CommitUnknown).
	End(ctx context.Context, commit bool) error
	// Release gives the connection back. A transaction still open is rolled back.
	Release()
}

// Isolation says how far the transactions of others are kept away. An engine may keep away more than is asked.
type Isolation uint8

// The isolations.
const (
	// Snapshot shows the database as it was at the first statement, and refuses to change a row that another
	// transaction has changed since (fault.Serialization), so that reading and then writing loses no update.
	Snapshot Isolation = iota
	// ReadCommitted shows each statement what is committed when it begins.
	ReadCommitted
	// Serializable leaves the database as if transactions ran one after the other, or refuses with
	// fault.Serialization.
	Serializable
)

// Result is what Exec tells.
type Result struct {
	// Rows is the number of rows inserted, changed (also to what they were) or deleted by the statement itself.
	Rows int64
	// Key is the generated key of a single inserted row; 0 when there is none, or when the engine tells keys by
	// RETURNING only (dialect.Capabilities.LastKey).
	Key int64
}

// Row gives access to the columns of the current row, counted from 0. The typed methods are called for
// columns of that kind only; of others they return what the engine makes of it, so a reader that cannot
// trust the table asks for the Kind first.
type Row interface {
	// Kind is the kind of the value as it is stored: any but List. JSON and arrays are Text, and a Decimal may be
	// an Int: the number times ten to the power of the column's scale.
	Kind(column int) Kind
	Int(column int) int64
	Float(column int) float64
	// Bytes returns a text or bytes value: of JSON and of arrays their JSON text, of a UUID its 16 bytes or the
	// text of 36 characters, of a Decimal its digits, such as -12.50. The slice is the engine's and holds until
	// the next call of any method.
	Bytes(column int) []byte
	// Time returns microseconds since 1970; false says that the stored value is not a time.
	Time(column int) (micros int64, ok bool)
}

// Rows is a running query. Close is called exactly once, also after Next failed or returned false.
type Rows interface {
	Row
	// Next goes to the next row and reports whether there is one.
	Next() (bool, error)
	// Columns returns the names of the result's columns.
	Columns() []string
	Close() error
}

// Statement is a text that connections prepare once and keep: its address is the key of their caches, so a
// Statement is made once per text and shared. It is immutable.
type Statement struct {
	SQL string
	// Reads says that the statement changes nothing.
	Reads bool
	// Savepoint says that the statement sets, releases or returns to a savepoint, which only orm may do, within
	// a transaction: one outside of it would begin a transaction that nobody ends.
	Savepoint bool
}
