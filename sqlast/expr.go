package sqlast

import (
	"slices"

	"github.com/rowankit/rowan/schema"
)

// Column is a column of the statement's table or, with Of, of the table or alias of that name in a statement of several.
type Column struct{ Of, Name string }

// Param is the next bound parameter.
type Param struct{}

// Literal is a constant of a definition: nil, bool, int64, float64, string, []byte, time.Time, [16]byte for a UUID,
// Decimal, or []any for an array of these (bool, int64, float64, string or time.Time). JSON is a string.
// Statements never hold one: their values are bound.
type Literal struct{ Value any }

// Decimal is the number Unscaled / 10^Scale, a value of Literal. Scale is that of the column it is compared with or
// stored in.
type Decimal struct {
	Unscaled int64
	Scale    int
}

// Now is the server's time, in UTC at microseconds.
type Now struct{}

// Raw is SQL text written by the program's author, a constant of the source. Each ? outside of quotes is one
// of its Params bound parameters.
type Raw struct {
	SQL    string
	Params int
}

// Op compares two values.
type Op uint8

// The comparisons.
const (
	Eq Op = iota + 1
	Ne
	Lt
	Le
	Gt
	Ge
)

// Compare compares two expressions.
type Compare struct {
	Op          Op
	Left, Right Expr
}

// Operation is what Arithmetic does.
type Operation uint8

// The operations.
const (
	Plus Operation = iota + 1
	Minus
	Times
)

// Arithmetic calculates with two numbers of one type; NULL where one of them is NULL. Type is what the result is to be held
// by; the zero value is any integer. With Stored it goes into a column of that type, which refuses one that it cannot hold.
type Arithmetic struct {
	Op          Operation
	Left, Right Expr
	Type        schema.Type
	Stored      bool
}

// IsNull tells whether a value is missing or, with Not, present.
type IsNull struct {
	X   Expr
	Not bool
}

// Between tells whether a value lies between two others, both included.
type Between struct{ X, Low, High Expr }

// In tells whether a value is one of a list: N parameters, or with Packed one parameter that holds the
// whole list. A list without an element holds no value, so it is false for every row. Literals holds the list of a definition instead.
// Type is what X holds, when Packed, and Long says that the list is so long that it is worth a table of its own.
type In struct {
	X        Expr
	N        int
	Packed   bool
	Long     bool
	Type     schema.Type
	Literals []Expr
}

// InRows tells whether several values are one of N rows of as many parameters. Packed rows, of any number, travel as
// lists: one parameter for each of X, of the type in Types.
type InRows struct {
	X      []Expr
	N      int
	Packed bool
	Types  []schema.Type // of X, when Packed
}

// Exists tells whether a query has a row or, with Not, none. Its conditions may name columns of the statement around it, by
// Column.Of.
type Exists struct {
	Not    bool
	Select Select
}

// Like compares a text with a pattern in which % stands for any characters, _ for one, and a backslash
// takes the next character as it is. Indexed says that an index begins with X, so that looking at the pattern
// before choosing how to search may pay.
type Like struct {
	X, Pattern Expr
	Indexed    bool
}

// Length is the number of characters of a text.
type Length struct{ X Expr }

// And holds when all terms do; with no terms it always holds.
type And struct{ Terms []Expr }

// Or holds when one term does; with no terms it never holds.
type Or struct{ Terms []Expr }

// Not turns a condition around.
type Not struct{ X Expr }

// NotTrue holds where a condition is false or, since a value is missing, neither true nor false.
type NotTrue struct{ X Expr }

// Count counts rows.
type Count struct{}

// One is the constant 1, what an existence test selects.
type One struct{}

func (Column) expr()  {}
func (Param) expr()   {}
func (Literal) expr() {}
func (Now) expr()     {}
func (Raw) expr()     {}
func (Compare) expr() {}
func (IsNull) expr()  {}
func (Between) expr() {}
func (In) expr()      {}
func (Like) expr()    {}
func (Length) expr()  {}
func (And) expr()     {}
func (Or) expr()      {}
func (Not) expr()     {}
func (NotTrue) expr() {}
func (Count) expr()   {}
func (One) expr()     {}
func (InRows) expr()  {}
func (Exists) expr()  {}

func (Arithmetic) expr() {}

// ColumnNames returns the column's own name.
func (c Column) ColumnNames() []string { return []string{c.Name} }

// ColumnNames returns nil.
func (Param) ColumnNames() []string { return nil }

// ColumnNames returns nil.
func (Literal) ColumnNames() []string { return nil }

// ColumnNames returns nil.
func (Now) ColumnNames() []string { return nil }

// ColumnNames returns nil: the text of Raw is not read.
func (Raw) ColumnNames() []string { return nil }

// ColumnNames returns nil.
func (Count) ColumnNames() []string { return nil }

// ColumnNames returns nil.
func (One) ColumnNames() []string { return nil }

// ColumnNames returns the columns of both sides.
func (e Compare) ColumnNames() []string { return names(e.Left, e.Right) }

// ColumnNames returns the columns of both sides.
func (e Arithmetic) ColumnNames() []string { return names(e.Left, e.Right) }

// ColumnNames returns the columns of X.
func (e IsNull) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X and its bounds.
func (e Between) ColumnNames() []string { return names(e.X, e.Low, e.High) }

// ColumnNames returns the columns of X and the list.
func (e In) ColumnNames() []string { return names(append([]Expr{e.X}, e.Literals...)...) }

// ColumnNames returns the columns of all values.
func (e InRows) ColumnNames() []string { return names(e.X...) }

// ColumnNames returns nil: the columns are those of another table.
func (Exists) ColumnNames() []string { return nil }

// ColumnNames returns the columns of X and the pattern.
func (e Like) ColumnNames() []string { return names(e.X, e.Pattern) }

// ColumnNames returns the columns of X.
func (e Length) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of all terms.
func (e And) ColumnNames() []string { return names(e.Terms...) }

// ColumnNames returns the columns of all terms.
func (e Or) ColumnNames() []string { return names(e.Terms...) }

// ColumnNames returns the columns of X.
func (e Not) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X.
func (e NotTrue) ColumnNames() []string { return names(e.X) }

func names(parts ...Expr) []string {
	var all []string
	for _, p := range parts {
		for _, n := range p.ColumnNames() {
			if !slices.Contains(all, n) {
				all = append(all, n)
			}
		}
	}
	return all
}
