package sqlite

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/dialect"
)

// wholeForm reads a whole number of a text. As a number, one that is too large becomes floating point.
var wholeForm = spread("(CASE WHEN length({x}) <= "+dialect.LongestNumber+
	" AND trim({x}) GLOB '[-+0-9]*' AND trim({x}) GLOB '*[0-9]*' AND substr(trim({x}), 2) NOT GLOB '*[^0-9]*'"+
	" AND typeof(CAST(trim({x}) AS NUMERIC)) = 'integer' THEN CAST(trim({x}) AS INTEGER) END)", 5)

// floatForm reads a number of a text, which it takes apart at the letter e. Subqueries, which could name the parts, stand in no
// column that is generated.
var floatForm = func() string {
	words := strings.NewReplacer("EXPONENT", "substr(POWER, 1 + (POWER GLOB '[-+]*'))", "MANTISSA", "substr(NUMBER, 1 + (NUMBER GLOB '[-+]*'))")
	form := words.Replace("(CASE WHEN length({x}) <= " + dialect.LongestNumber +
		" AND MANTISSA GLOB '*[0-9]*' AND MANTISSA NOT GLOB '*[^.0-9]*' AND MANTISSA NOT GLOB '*.*.*'" +
		" AND (LETTER > length(TEXT) OR (EXPONENT GLOB '[0-9]*' AND EXPONENT NOT GLOB '*[^0-9]*' AND length(EXPONENT) <= 3))" +
		" THEN CASE WHEN abs(CAST(TEXT AS REAL)) < " + dialect.LeastFloat + " THEN 0.0 WHEN abs(CAST(TEXT AS REAL)) < " + dialect.GreatestFloat +
		" THEN CAST(TEXT AS REAL) END END)")
	form = strings.NewReplacer("POWER", "substr(TEXT, LETTER + 1)", "NUMBER", "substr(TEXT, 1, LETTER - 1)").Replace(form)
	form = strings.ReplaceAll(form, "LETTER", "instr(TEXT || 'e', 'e')")
	return spread(strings.ReplaceAll(form, "TEXT", "lower(trim({x}))"), 6)
}()

// spread numbers the places of a form, each written {x}: the first n of them {0}, {1} and so on, and the others {0} again.
func spread(form string, n int) string {
	for i := 0; strings.Contains(form, "{x}"); i++ {
		at := 0
		if i < n {
			at = i
		}
		form = strings.Replace(form, "{x}", fmt.Sprintf("{%d}", at), 1)
	}
	return form
}
