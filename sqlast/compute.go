package sqlast

import "github.com/rowankit/rowan/schema"

// Typed is the next bound parameter where nothing around it says of what type it is.
type Typed struct{ Type schema.Type }

// Ordinal is the value of the nth column of the Select, counted from 1, in its Group and Order.
type Ordinal struct{ N int }

// Gather is what Aggregate does.
type Gather uint8

// The aggregates.
const (
	Counted Gather = iota + 1 // how many rows have a value
	Sum
	Average
	Least
	Greatest
)

// Aggregate makes one value of those that X has in the rows of a group; rows in which it is NULL are left out. A nil X
// counts rows. With Where the rows are those for which that holds, with Distinct each value counts once. Type is what X
// holds. An Average is of floating-point numbers.
type Aggregate struct {
	Gather   Gather
	X        Expr
	Distinct bool
	Where    Expr
	Type     schema.Type
}

// Ranking is what Rank does.
type Ranking uint8

// The rankings.
const (
	RowNumber Ranking = iota + 1
	RankOf            // equal rows have one rank, and the next one has a gap before it
	DenseRank         // without gaps
	Ntile             // of N parts as equal as can be, the one that the row lies in
)

// Rank is the place of a row in its window. N is how many parts an Ntile has.
type Rank struct {
	Ranking Ranking
	N       int
}

// Neighbour is the value of X in the row that lies so many rows before (or, with After, behind) in the window; NULL where
// there is none.
type Neighbour struct {
	X     Expr
	Rows  int
	After bool
}

// Placed is the value of X in the nth row of the frame, counted from 1; 0 is the last. NULL where there is none.
type Placed struct {
	X Expr
	N int
}

// Over computes an Aggregate, Rank, Neighbour or Placed for each row, of the rows of its window.
type Over struct {
	X         Expr
	Partition []Expr
	Order     []Order
	Frame     *Frame
}

// Frame is the rows around a row that its window holds: from so many before it to so many behind it. A negative number has
// no bound.
type Frame struct{ Before, Behind int }

// When is one case of Case.
type When struct{ If, Then Expr }

// Case is the value of the first case that holds, or else that of Else; a nil Else is NULL.
type Case struct {
	Whens []When
	Else  Expr
}

// Cast is X, which is of the type From, as another type.
type Cast struct {
	X        Expr
	From, To schema.Type
}

// Held is X as exactly the type by which the rows of a recursion hold it, however it is computed.
type Held struct {
	X    Expr
	Type schema.Type
}

// Stored is X on its way into a column of a type, where the database is to refuse what the column cannot hold.
type Stored struct {
	X    Expr
	Type schema.Type
}

// Quotient divides floating-point numbers; NULL where Right is 0.
type Quotient struct{ Left, Right Expr }

// Unit is a part of a time.
type Unit uint8

// The units.
const (
	Year Unit = iota + 1
	Month
	Day
	Hour
	Minute
	Second
	Quarter
	Week    // of ISO 8601: it begins on Monday, and the first of a year has its first Thursday
	Weekday // 0 for Sunday
)

// TimePart is the number that a unit has in a time, in UTC.
type TimePart struct {
	Unit Unit
	X    Expr
}

// TimeStart is when a unit that holds a time begins, in UTC.
type TimeStart struct {
	Unit Unit
	X    Expr
}

// Subquery is the value of a Select of one column and at most one row.
type Subquery struct{ Select Select }

// InSelect tells whether a value is one of those that a Select of one column has.
type InSelect struct {
	X      Expr
	Select Select
}

func (Typed) expr()     {}
func (Ordinal) expr()   {}
func (Aggregate) expr() {}
func (Rank) expr()      {}
func (Neighbour) expr() {}
func (Placed) expr()    {}
func (Over) expr()      {}
func (Case) expr()      {}
func (Cast) expr()      {}
func (Held) expr()      {}
func (Stored) expr()    {}
func (Quotient) expr()  {}
func (TimePart) expr()  {}
func (TimeStart) expr() {}
func (Subquery) expr()  {}
func (InSelect) expr()  {}

// ColumnNames returns nil.
func (Typed) ColumnNames() []string { return nil }

// ColumnNames returns nil.
func (Ordinal) ColumnNames() []string { return nil }

// ColumnNames returns nil.
func (Rank) ColumnNames() []string { return nil }

// ColumnNames returns the columns of the condition and of X.
func (e Aggregate) ColumnNames() []string { return present(e.Where, e.X) }

// ColumnNames returns the columns of X.
func (e Neighbour) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X.
func (e Placed) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X and of the window.
func (e Over) ColumnNames() []string {
	all := append([]Expr{e.X}, e.Partition...)
	for _, o := range e.Order {
		all = append(all, o.Expr)
	}
	return names(all...)
}

// ColumnNames returns the columns of all cases.
func (e Case) ColumnNames() []string {
	var all []Expr
	for _, w := range e.Whens {
		all = append(all, w.If, w.Then)
	}
	return present(append(all, e.Else)...)
}

// ColumnNames returns the columns of X.
func (e Cast) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X.
func (e Held) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X.
func (e Stored) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of both sides.
func (e Quotient) ColumnNames() []string { return names(e.Left, e.Right) }

// ColumnNames returns the columns of X.
func (e TimePart) ColumnNames() []string { return names(e.X) }

// ColumnNames returns the columns of X.
func (e TimeStart) ColumnNames() []string { return names(e.X) }

// ColumnNames returns nil: the columns are those of another table.
func (Subquery) ColumnNames() []string { return nil }

// ColumnNames returns the columns of X: the others are those of another table.
func (e InSelect) ColumnNames() []string { return names(e.X) }

// present are the names in those of the expressions that are there.
func present(parts ...Expr) []string {
	var all []Expr
	for _, p := range parts {
		if p != nil {
			all = append(all, p)
		}
	}
	return names(all...)
}
