package orm

import (
	"database/sql"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/validate"
)

// Text is what Like and its kin look at: a text column, or a nullable one.
type Text interface {
	~string | ~*string | sql.Null[string] | sql.NullString
}

// Like holds where the text matches the pattern, in which % stands for any characters and _ for one; a
// backslash takes the next character as it is. Upper and lower case differ. Text from a visitor goes
// through EscapeLike first, or into HasPrefix, HasSuffix or Contains, which do it. A pattern has at most
// 50,000 bytes; a longer one is an error of the kind TooLong when the query runs.
func Like[T Text](field *T, pattern string) Cond { return like(opLike, field, pattern) }

// LikeFold is Like without regard to the case of letters, for a column that is Folded or UniqueFold.
func LikeFold[T Text](field *T, pattern string) Cond {
	return like(opLikeFold, field, validate.Fold(pattern))
}

// HasPrefix holds where the text begins with the given one.
func HasPrefix[T Text](field *T, text string) Cond { return Like(field, EscapeLike(text)+"%") }

// HasSuffix holds where the text ends with the given one.
func HasSuffix[T Text](field *T, text string) Cond { return Like(field, "%"+EscapeLike(text)) }

// Contains holds where the given text stands anywhere in the column's.
func Contains[T Text](field *T, text string) Cond { return Like(field, "%"+EscapeLike(text)+"%") }

// ContainsFold is Contains without regard to the case of letters.
func ContainsFold[T Text](field *T, text string) Cond {
	return LikeFold(field, "%"+EscapeLike(text)+"%")
}

// EqFold holds where the text of a UniqueFold column equals the given one without regard to the case of
// letters, as its uniqueness does.
func EqFold[T Text](field *T, text string) Cond { return like(opEqFold, field, validate.Fold(text)) }

// maxPattern is how many bytes a pattern may have on every database; SQLite's limit is the lowest.
const maxPattern = 50_000

func like(o op, field any, text string) Cond {
	v, err := textValue(text)
	if err == nil && o != opEqFold && len(text) > maxPattern {
		err = refuse(fault.TooLong, "too_long", "is searched for with a pattern of at most 50,000 bytes")
	}
	if err == nil && o != opEqFold && endsEscaping(text) {
		err = refuse(fault.Invalid, "invalid", `is searched for with a pattern that ends in a backslash, which stands for nothing; write \\`)
	}
	if err != nil {
		return Cond{op: o, field: field, value: driver.Value{}, err: err}
	}
	return Cond{op: o, field: field, value: v}
}

// endsEscaping tells whether a backslash at the end takes a next character as it is that does not come: databases do
// not agree what that is.
func endsEscaping(pattern string) bool {
	return (len(pattern)-len(strings.TrimRight(pattern, `\`)))%2 == 1
}

var likeEscaper = strings.NewReplacer(`\`, `\\`, `%`, `\%`, `_`, `\_`)

// EscapeLike makes a text stand for itself in a pattern of Like.
func EscapeLike(text string) string { return likeEscaper.Replace(text) }
