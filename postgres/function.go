package postgres

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// functions are those that one form says. What makes a text of something else says how it is compared. Paths of JSON are
// strict, so that none sees through an array, and errors of theirs are NULL.
var functions = map[sqlast.Function]string{
	sqlast.Right:    "right({0}, {1})",
	sqlast.Lower:    `lower({0} COLLATE "C")`,
	sqlast.Upper:    `upper({0} COLLATE "C")`,
	sqlast.Position: "strpos({0}, {1})",
	sqlast.Digits:   `(CAST({0} AS text) COLLATE "C")`,
	sqlast.ReadWhole: "(CASE WHEN {0} ~ '" + dialect.WholePattern + "' AND length({1}) <= " + dialect.LongestNumber +
		" THEN CASE WHEN CAST({2} AS numeric) >= " + dialect.LeastWhole + " AND CAST({3} AS numeric) <= " + dialect.GreatestWhole + " THEN CAST({4} AS bigint) END END)",
	sqlast.ReadFloat: "(CASE WHEN {0} ~ '" + dialect.FloatPattern + "' AND length({1}) <= " + dialect.LongestNumber +
		" THEN CASE WHEN abs(CAST({2} AS numeric)) < " + dialect.LeastFloat + " THEN CAST(0 AS double precision) WHEN CAST({3} AS numeric) > -" + dialect.GreatestFloat +
		" AND CAST({4} AS numeric) < " + dialect.GreatestFloat + " THEN CAST({5} AS double precision) END END)",
	sqlast.Truncate:   "CAST(trunc({0}) AS bigint)",
	sqlast.Divide:     "({0} / nullif({1}, 0))",
	sqlast.Elapsed:    "(CAST(extract(epoch FROM -({0} - {1})) * 1000000 AS bigint) * 1000)",
	sqlast.JSONKind:   `(jsonb_typeof(` + led(0, 1) + `) COLLATE "C")`,
	sqlast.JSONText:   `(CASE WHEN jsonb_typeof(` + led(0, 1) + `) = 'string' THEN ` + led(2, 3) + ` #>> '{}' END COLLATE "C")`,
	sqlast.JSONNumber: "(CASE WHEN jsonb_typeof(" + led(0, 1) + ") = 'number' THEN CAST(" + led(2, 3) + " AS double precision) END)",
	sqlast.JSONWhole: "(CASE WHEN jsonb_typeof(" + led(0, 1) + ") = 'number' THEN CASE WHEN CAST(" + led(2, 3) + " AS numeric) BETWEEN -9223372036854775808 AND 9223372036854775807" +
		" AND CAST(" + led(2, 3) + " AS numeric) % 1 = 0 THEN CAST(" + led(4, 5) + " AS bigint) END END)",
	sqlast.JSONBool:   "(CASE " + led(0, 1) + " WHEN CAST('true' AS jsonb) THEN true WHEN CAST('false' AS jsonb) THEN false END)",
	sqlast.JSONLength: "(CASE WHEN jsonb_typeof(" + led(0, 1) + ") = 'array' THEN CAST(jsonb_array_length(" + led(2, 3) + ") AS bigint) END)",
}

// led is what a path leads to.
func led(x, path int) string {
	return fmt.Sprintf(`jsonb_path_query_first({%d}, CAST('strict ' || {%d} AS jsonpath), '{}', true)`, x, path)
}

// function writes what PostgreSQL has a name of its own for, or none.
func (d Dialect) function(w *dialect.Writer, e sqlast.Call) error {
	if form := functions[e.Function]; form != "" {
		w.Form(form, e.Args...)
		return nil
	}
	numeric := fmt.Sprintf(" AS numeric(%d,%d))", schema.MaxPrecision+2+e.Type.Scale, e.Type.Scale)
	switch e.Function {
	case sqlast.Concat:
		w.Form("("+dialect.Places(len(e.Args), " || ")+")", e.Args...)
	case sqlast.Formula:
		w.Form(choose(e.Type.Kind == schema.Text, `({0} COLLATE "C")`, "{0}"), e.Args...)
	case sqlast.Lowest:
		w.Form(extreme("least", e), e.Args...)
	case sqlast.Highest:
		w.Form(extreme("greatest", e), e.Args...)
	case sqlast.Floor: // a column of decimals has as many digits in each row
		w.Form("CAST(floor({0})"+numeric, e.Args...)
	case sqlast.Ceil:
		w.Form("CAST(ceil({0})"+numeric, e.Args...)
	case sqlast.Round:
		w.Form(fmt.Sprintf("CAST(round({0}, %d)", e.Digits)+numeric, e.Args...)
	case sqlast.AddTime: // a sum far beyond the years that there are would be an error
		by := shifts[e.Unit]
		then := "({0} AT TIME ZONE 'UTC' + least(greatest({1}, -" + by.most + "), " + by.most + ") * interval '" + by.interval + "') AT TIME ZONE 'UTC'"
		w.Form("(CASE WHEN extract(year FROM {0} AT TIME ZONE 'UTC') + {1} * "+by.years+" BETWEEN -1 AND 10001 THEN CASE WHEN "+
			then+" BETWEEN '0001-01-01 00:00:00+00' AND '9999-12-31 23:59:59.999999+00' THEN "+then+" END END)", e.Args...)
	default:
		return fault.New(fault.Unsupported, fmt.Sprintf("postgres: no words for the function %d of %s", e.Function, e.Type.Kind))
	}
	return nil
}

// shifts are a unit, about how many years it has, and a number of it beyond what times can be apart.
var shifts = map[sqlast.Unit]struct{ interval, years, most string }{
	sqlast.Year: {"1 year", "1.0", "20000"}, sqlast.Quarter: {"3 months", "0.25", "80000"}, sqlast.Month: {"1 month", "0.0833", "240000"},
	sqlast.Week: {"7 days", "0.01916", "1100000"}, sqlast.Day: {"1 day", "0.002737", "7400000"}, sqlast.Hour: {"1 hour", "0.000114", "176000000"},
	sqlast.Minute: {"1 minute", "0.0000019", "11000000000"}, sqlast.Second: {"1 second", "0.0000000316", "640000000000"},
}

// extreme is the form of least and greatest, which leave NULL out.
func extreme(name string, e sqlast.Call) string {
	all := name + "(" + dialect.Places(len(e.Args), ", ") + ")"
	if !e.Missing {
		return all
	}
	return "(CASE WHEN " + dialect.Places(len(e.Args), " IS NOT NULL AND ") + " IS NOT NULL THEN " + all + " END)"
}

// Repeated appends the mark of a parameter that was written before.
func (d Dialect) Repeated(dst []byte, n int) []byte { return d.Placeholder(dst, n) }

var _ dialect.Repeater = Dialect{}
