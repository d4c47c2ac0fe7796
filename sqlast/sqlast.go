// Package sqlast holds statements and expressions as immutable values: what is to be asked of a database,
// before any dialect has words for it. It imports schema alone.
//
// Values to be bound are Param, without the value itself, so that one tree serves every statement of the
// same shape. Constants of definitions (defaults, checks, partial indexes) are Literal.
//
//	sqlast.Select{
//		From:    "user",
//		Columns: []sqlast.Expr{sqlast.Column{Name: "id"}, sqlast.Column{Name: "email"}},
//		Where:   sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Name: "id"}, Right: sqlast.Param{}},
//	}
package sqlast

import "github.com/rowankit/rowan/schema"

// Statement is a whole statement: Select, Insert, Update, UpdateRows, Delete, or one about generated keys:
// HighestKey, NextKeys, KeysReach, HoldKeys, AdvanceKeys.
type Statement interface{ statement() }

// Expr is an expression. The set is closed: every dialect can tell all of them apart.
type Expr interface {
	schema.Expr
	expr()
}

// Select reads rows of one table, or of several joined. A zero Columns list is not allowed.
type Select struct {
	With    []Common // queries that are read by name, in it and in what stands in it; each may read those before it
	From    string   // empty, without a Query too, for one row of values
	Query   *Select  // is read in place of From; As is its name then
	As      string   // another name for From within the statement; empty for none
	Joins   []Join
	Columns []Expr
	Names   []string // what the Columns are called, where others read them; empty for their own names
	// Distinct leaves out rows that are equal to another in all columns.
	Distinct bool
	Where    Expr   // nil reads all rows
	Group    []Expr // one row for each combination of their values
	Having   Expr   // of the groups; nil reads all
	Sets     []Set  // what becomes of these rows, one after the other, before they are ordered and cut
	Order    []Order
	Each     *Each
	Limit    bool // a bound parameter after the conditions' ones
	Offset   bool // a bound parameter after the limit's
	Lock     *Lock
}

// Lock keeps the rows that a Select of one table reads from changes by others until the transaction ends. With Share others may
// lock them so too.
type Lock struct {
	Share bool
	Wait  Wait
}

// Wait says what becomes of rows that others have locked. The zero value waits for them.
type Wait uint8

// What becomes of rows that others have locked.
const (
	WaitForRows Wait = iota
	NoWait           // the statement is refused
	SkipLocked       // they are left out
)

// Join adds the columns of another table to each row: those of every row for which On holds. With Left a row without any
// such row stays, with NULL in their place.
type Join struct {
	Table string
	Query *Select // is read in place of Table; As is its name then
	As    string  // another name for Table within the statement; empty for none
	Left  bool
	On    Expr
}

// Common is a query that others read by name. A Recursive one reads itself in the last of its Sets.
type Common struct {
	Name      string
	Select    Select
	Recursive bool
}

// Combine is what a Set does.
type Combine uint8

// The ways to combine the rows of two queries.
const (
	Union     Combine = iota + 1 // rows of either, equal ones once
	UnionAll                     // rows of either
	Intersect                    // rows of both, equal ones once
	Except                       // rows of the one that the other has not, equal ones once
)

// Set combines the rows of a Select with those of another one, which has neither an order nor a limit, nor Sets.
type Set struct {
	Combine Combine
	Select  Select
}

// Each makes the Limit of a Select one for each combination of the values of By; without a Limit all rows come. Rows come in
// the order of By, then in that of the Select. With a Limit its Columns are of the table in From, a Formula of such, or stand in
// By, and Key are the columns of From that tell its rows apart. With Total the number of rows that By's values have without the
// limit comes behind the Columns. The parameter of the Limit is the last.
type Each struct {
	By    []Expr
	Key   []Expr
	Total bool
}

// Order is one term of an ORDER BY.
type Order struct {
	Expr       Expr
	Descending bool
	// Nullable says that Expr may be NULL; Nulls is about those rows only.
	Nullable bool
	Nulls    Nulls
}

// Nulls says where rows without a value stand in an order. The zero value leaves it to the default of
// Rowan, the same on all databases: NULL is less than every value.
type Nulls uint8

// Where NULLs stand.
const (
	NullsDefault Nulls = iota
	NullsFirst
	NullsLast
)

// Insert writes rows: Rows times as many parameters as there are columns. With no columns it writes one row
// of nothing but defaults. Packed writes any number of rows: each column has one parameter, the list of what the
// rows have in it, of the type in Types.
type Insert struct {
	Into      string
	Columns   []string
	Rows      int
	Packed    bool
	Types     []schema.Type // of the columns, when Packed
	From      *Select       // whose rows are written, in place of those of parameters; nil for none
	Conflict  *Conflict     // nil refuses a conflicting row
	Returning []string
}

// Conflict says what happens to a row whose values for a unique index (or the key) exist already.
type Conflict struct {
	Columns []string
	Where   Expr         // the condition of the partial index meant; nil for a full one
	Sole    bool         // no other unique index can be in the way, so that a database need not be able to name the one meant
	Update  []string     // columns that take the new row's values
	Set     []Assignment // what other columns take, of the row that is there and of the new one, whose columns are those of ExcludedName; without both the new row is ignored
	Only    Expr         // of the row that is there: it is changed where this holds, and else left as it is; nil for any. Its parameters come behind those of the rows and of Set
	Raise   []string     // columns of integers that get one more, beside those of Update and Set
}

// ExcludedName is what the columns of a new row are of, in Conflict.Set and Conflict.Only.
const ExcludedName = "excluded"

// Update changes rows, and gives back columns of each. Its parameters are those of Set in order, then those of Ahead, those of
// Where, and those of Computed. What the values of Set name without Column.Of is the row as it was.
type Update struct {
	Table     string
	Set       []Assignment
	Ahead     *Ahead // nil where no values are computed ahead
	Where     Expr   // nil changes all rows
	Returning []string
	Computed  []Expr // what is given back behind the columns of Returning
}

// Ahead is values that are computed for all rows of an Update before any of them is changed. Set names them as columns v0,
// v1 and so on of the table AheadName.
type Ahead struct {
	Key    []string // tells the rows apart
	Values []Expr
}

// AheadName is what the values of Ahead are columns of.
const AheadName = "ahead"

// UpdateRows gives each of many rows values of its own, found by its key. Its parameters are lists, one for each
// column of Set and then of Key, of the types in Types. Some databases take the list of these lists as their one parameter
// (dialect.Capabilities.PackedTable), and give nothing back.
type UpdateRows struct {
	Table    string
	Set, Key []string
	Types    []schema.Type
	// Returning are columns that the statement gives back of each row that it changed.
	Returning []string
}

// DefaultRow stands for the columns and values of an insert that names none, of so many rows.
type DefaultRow struct{ Rows int }

// Assignment gives a column a value.
type Assignment struct {
	Column string
	Value  Expr
}

// Delete removes rows, and gives back columns of each.
type Delete struct {
	From      string
	Where     Expr // nil removes all rows
	Returning []string
	Computed  []Expr // what is given back behind the columns of Returning
}

// HighestKey asks for the highest value that a generated key column ever had (0 when none), so that a
// transaction that keeps other writers out can hand out the following ones itself.
type HighestKey struct {
	Table  string
	Column string
}

// NextKeys takes the next keys out of the sequence of a generated key: one row for each. Its parameter is their number.
type NextKeys struct {
	Table  string
	Column string
}

// KeysReach asks whether the sequence of a generated key has reached the number that is its parameter.
type KeysReach struct {
	Table  string
	Column string
}

// HoldKeys keeps all others from taking keys out of a sequence until the transaction ends.
type HoldKeys struct {
	Table  string
	Column string
}

// AdvanceKeys moves a sequence that is held up to the number that is its parameter, unless it is there already.
type AdvanceKeys struct {
	Table  string
	Column string
}

func (Select) statement()      {}
func (Insert) statement()      {}
func (Update) statement()      {}
func (Delete) statement()      {}
func (HighestKey) statement()  {}
func (UpdateRows) statement()  {}
func (NextKeys) statement()    {}
func (KeysReach) statement()   {}
func (HoldKeys) statement()    {}
func (AdvanceKeys) statement() {}
