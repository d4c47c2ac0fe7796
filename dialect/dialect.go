// Package dialect turns statements and expressions into SQL. What all databases say alike is written here
// once; what they say differently is asked of a Dialect, which each engine implements. No engine is known
// by its name: what one can do is a named capability.
//
// It imports sqlast and fault.
//
//	sql, err := dialect.SQL(d, sqlast.Select{
//		From: "user", Columns: []sqlast.Expr{sqlast.Count{}}, Where: sqlast.Compare{
//			Op: sqlast.Gt, Left: sqlast.Column{Name: "id"}, Right: sqlast.Param{},
//		},
//	})
//	// SELECT count(*) FROM "user" WHERE "id" > ?
package dialect

import "github.com/rowankit/rowan/sqlast"

// Dialect is what differs between databases. Implementations are immutable and safe to share.
type Dialect interface {
	// Capabilities says what the database can do.
	Capabilities() Capabilities
	// Identifier appends a quoted name. The name holds any characters but NUL.
	Identifier(dst []byte, name string) []byte
	// Placeholder appends the mark of the nth bound parameter, counted from 1.
	Placeholder(dst []byte, n int) []byte
	// Literal appends a constant of a definition (see sqlast.Literal for the types), escaped so that it
	// cannot end early; a value that the database cannot hold is an error.
	Literal(dst []byte, value any) ([]byte, error)
	// Special writes what each database has its own words for: Now, Like, Length, Arithmetic, a packed In, InRows, Typed, Stored, Cast, Held,
	// TimePart, TimeStart, the Call of a function that not all databases have, the sum of whole numbers (an Aggregate, or an Over of it); the Order of a nullable
	// expression; DefaultRow; Lock; packed Insert and UpdateRows;
	// HighestKey, NextKeys, KeysReach, HoldKeys and AdvanceKeys. What its Capabilities exclude is never asked.
	Special(w *Writer, node any) error
}

// Capabilities are named abilities. The zero value can do nothing beyond the common ground.
type Capabilities struct {
	// Parameters is the highest number of parameters of one statement.
	Parameters int
	// PackedFrom is the length from which a list is better sent as one parameter (sqlast.In.Packed); 0 says that
	// no parameter can hold a list.
	PackedFrom int
	// InsertRows is how many rows one INSERT with a list of values carries best; 0 leaves it to whoever asks.
	InsertRows int
	// SweepsTables says that to read a whole table in the order of a whole number that is its key costs much less than to
	// find its rows by an index of another column, and that a list of all values of that column makes the database use the
	// index all the same.
	SweepsTables bool
	// PackedRows says that one parameter can hold what many rows have in a column (sqlast.Insert.Packed,
	// sqlast.UpdateRows, sqlast.InRows.Packed).
	PackedRows bool
	// PackedTable says that one parameter can hold what many rows have in all columns, as a list of one list for each
	// column, for sqlast.UpdateRows alone.
	PackedTable bool
	// ReservedKeys says that a writing transaction keeps other writers out, so that keys above
	// sqlast.HighestKey can be handed out by the program.
	ReservedKeys bool
	// KeySequences says that keys can be had before their rows are written (sqlast.NextKeys). A key that was given
	// does not move the sequence: sqlast.KeysReach, HoldKeys and AdvanceKeys do.
	KeySequences bool
	// LastKey says that the result of an INSERT of one row tells its generated key without RETURNING.
	LastKey bool
	// Returning says that INSERT can return columns of the rows it wrote, and DELETE of those that it removed.
	Returning bool
	// UpdateReturning says that UPDATE can return columns of the rows that it changed, as they are then.
	UpdateReturning bool
	// ConflictTargets says that INSERT can name the unique index whose conflict is meant (ON CONFLICT).
	ConflictTargets bool
	// ChecksStatements says that foreign keys are held to at the end of a statement, not row by row within it.
	ChecksStatements bool
	// ForwardReferences says that a table may be made before those that its foreign keys lead to, while no other
	// program makes tables.
	ForwardReferences bool
	// AssignsAtOnce says that all values of an UPDATE are computed of the row as it was, not of what the assignments before
	// have made of it.
	AssignsAtOnce bool
	// UpdateReadsBefore says that queries in the values of an UPDATE see the rows of its own table as they were before it.
	UpdateReadsBefore bool
	// GroupsByKey says that the other columns of a table may stand beside groups by its key.
	GroupsByKey bool
	// GroupsByParts says that an expression which rows are grouped by may be a part of others, and stand in Having, where
	// grouped columns of different tables with one name are told apart.
	GroupsByParts bool
	// OrdersNulls says that an order tells where NULL stands. Elsewhere a term whose NULL stands somewhere else than the
	// least value is written twice, with its parameters.
	OrdersNulls bool
	// NamesForeignKeys says that a refused foreign key is told by its name, and whether the row was to go that others
	// refer to.
	NamesForeignKeys bool
}

// SQL renders a statement.
func SQL(d Dialect, s sqlast.Statement) (string, error) {
	w := &Writer{dialect: d}
	w.statement(s)
	return w.finish()
}

// Expr renders an expression as a definition needs it: without parameters.
func Expr(d Dialect, e sqlast.Expr) (string, error) {
	w := &Writer{dialect: d}
	w.Expr(e)
	if w.err == nil && w.params > 0 {
		return "", errParameter
	}
	return w.finish()
}

// Identifier renders a quoted name.
func Identifier(d Dialect, name string) string { return string(d.Identifier(nil, name)) }

// AppendQuoted writes a text between quotes, and quotes within it twice, as every database reads a quoted name or text.
func AppendQuoted(dst []byte, quote byte, text string) []byte {
	dst = append(dst, quote)
	for i := range len(text) {
		if text[i] == quote {
			dst = append(dst, quote)
		}
		dst = append(dst, text[i])
	}
	return append(dst, quote)
}
