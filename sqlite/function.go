package sqlite

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// functions are those that one form says. lower and upper change letters of ASCII alone. A number of JSON that int64 does not
// hold is of the type integer, and comes as a floating-point number.
var functions = map[sqlast.Function]string{
	sqlast.Formula:    "{0}",
	sqlast.Right:      "(CASE WHEN length({0}) > {1} THEN substr({0}, -{1}) ELSE {0} END)",
	sqlast.Lower:      "lower({0})",
	sqlast.Upper:      "upper({0})",
	sqlast.Position:   "instr({0}, {1})",
	sqlast.Digits:     "CAST({0} AS TEXT)",
	sqlast.ReadWhole:  wholeForm,
	sqlast.ReadFloat:  floatForm,
	sqlast.Truncate:   "CAST({0} AS INTEGER)",
	sqlast.Divide:     "({0} / nullif({1}, 0))",
	sqlast.Elapsed:    "((((-unixepoch(substr({0}, 1, 19))) + unixepoch(substr({1}, 1, 19))) * 1000000 - substr({0}, 21) + substr({1}, 21)) * 1000)",
	sqlast.JSONKind:   "(CASE json_type({0}, {1}) WHEN 'text' THEN 'string' WHEN 'integer' THEN 'number' WHEN 'real' THEN 'number' WHEN 'true' THEN 'boolean' WHEN 'false' THEN 'boolean' ELSE json_type({0}, {1}) END)",
	sqlast.JSONText:   "(CASE WHEN json_type({0}, {1}) = 'text' THEN json_extract({2}, {3}) END)",
	sqlast.JSONNumber: "(CASE WHEN json_type({0}, {1}) IN ('integer', 'real') THEN CAST(json_extract({2}, {3}) AS REAL) END)",
	sqlast.JSONWhole:  "(CASE WHEN json_type({0}, {1}) = 'integer' AND typeof(json_extract({2}, {3})) = 'integer' THEN json_extract({4}, {5}) END)",
	sqlast.JSONBool:   "(CASE json_type({0}, {1}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)",
	sqlast.JSONLength: "(CASE WHEN json_type({0}, {1}) = 'array' THEN json_array_length({2}, {3}) END)",
}

// function writes what SQLite has a name of its own for, or none. Decimals are kept scaled.
func (d Dialect) function(w *dialect.Writer, e sqlast.Call) error {
	if form := functions[e.Function]; form != "" {
		w.Form(form, e.Args...)
		return nil
	}
	switch e.Function {
	case sqlast.Concat:
		w.Form("("+dialect.Places(len(e.Args), " || ")+")", e.Args...)
	case sqlast.Lowest:
		w.List("min(", e.Args)
	case sqlast.Highest:
		w.List("max(", e.Args)
	case sqlast.Floor:
		w.Form(strings.ReplaceAll("({0} - ({0} % K + K) % K)", "K", power(e.Type.Scale)), e.Args...)
	case sqlast.Ceil:
		w.Form(strings.ReplaceAll("({0} + (K - {0} % K) % K)", "K", power(e.Type.Scale)), e.Args...)
	case sqlast.Round:
		k := power(max(e.Type.Scale-e.Digits, 0))
		w.Form(fmt.Sprintf("(({0} + sign({0}) * (%s / 2)) / %s * %s)", k, k, k), e.Args...)
	case sqlast.AddTime:
		d.addTime(w, e)
	default:
		return fault.New(fault.Unsupported, fmt.Sprintf("sqlite: no words for the function %d of %s", e.Function, e.Type.Kind))
	}
	return nil
}

// power is 10 to a power.
func power(n int) string { return "1" + strings.Repeat("0", n) }

// Repeated appends the mark of a parameter that was written before.
func (Dialect) Repeated(dst []byte, n int) []byte { return fmt.Appendf(dst, "?%d", n) }

var _ dialect.Repeater = Dialect{}
