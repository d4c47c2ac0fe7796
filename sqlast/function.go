package sqlast

import "github.com/rowankit/rowan/schema"

// Function is what Call does.
type Function uint8

// The functions. Those of which nothing else is said are NULL where an argument is.
const (
	Coalesce  Function = iota + 1 // the first value that is not NULL
	Concat                        // texts one behind the other
	Substring                     // of a text: characters from a place on, counted from 1, so many
	Right                         // of a text: so many characters at its end, 1 or more
	Trim                          // a text without the spaces around it
	TrimLeft                      // a text without the spaces before it
	TrimRight                     // a text without the spaces behind it
	Lower                         // a text with A to Z as a to z, and nothing else changed
	Upper                         // a text with a to z as A to Z, and nothing else changed
	Replace                       // in a text: each of another text by a third one
	Position                      // in a text: where another one begins first, in characters from 1, or 0
	Digits                        // a whole number as text
	ReadWhole                     // the int64 that a text says in digits; NULL for all else. The argument stands five times
	ReadFloat                     // the floating-point number that a text says; NULL for all else. The argument stands six times

	Absolute  // a number without its sign
	Floor     // the greatest whole number that is not above a floating-point number or decimal, of the same type
	Ceil      // the least whole number that is not below it, of the same type
	Round     // the nearest number with so many Digits behind the point, halves away from 0; a floating-point number stands in Args twice
	Truncate  // the whole number, an int64, that a floating-point number in its range has before the point
	Remainder // of a division of whole numbers; it has the sign of the first one, and is NULL where the second one is 0
	Divide    // whole numbers, without the remainder; NULL where the second one is 0
	Lowest    // of several values
	Highest   // of several values
	NullIf    // the first value; NULL where it equals the second one

	AddTime // to a time: so many of a Unit, which is no Weekday; NULL beyond the years 1 to 9999. A day that a month lacks is its last one
	Elapsed // from a time to another one, in nanoseconds

	Formula // one value; a text is compared as those of columns are

	JSONKind   // of what a path leads to: object, array, string, number, boolean or null; NULL where that is nothing
	JSONText   // the text that a path leads to; NULL for all else. The arguments stand twice
	JSONNumber // the number that a path leads to, in floating point; NULL for all else. The arguments stand twice
	JSONWhole  // the number that a path leads to if an int64 holds it; NULL for all else. The arguments stand three times
	JSONBool   // the boolean that a path leads to; NULL for all else
	JSONLength // of the array that a path leads to; NULL for all else. The arguments stand twice
)

// Call applies a function to values. A path of JSON is a text such as $."key"[0], whose keys are written as JSON texts.
type Call struct {
	Function Function
	Args     []Expr
	Type     schema.Type // of the first one
	Digits   int
	Unit     Unit
	Missing  bool // of Lowest and Highest: one of Args may be NULL
}

func (Call) expr() {}

// ColumnNames returns the columns of the arguments.
func (e Call) ColumnNames() []string { return names(e.Args...) }
