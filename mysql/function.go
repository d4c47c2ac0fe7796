package mysql

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// functions are those that one form says; C is the collation of texts. Letters are changed in bytes that are taken for those
// of an alphabet without case, in which those of ASCII alone have two forms.
var functions = map[sqlast.Function]string{
	sqlast.Right:    "right({0}, {1})",
	sqlast.Lower:    "(CONVERT(CAST(lower(CONVERT(CAST({0} AS binary) USING tis620)) AS binary) USING utf8mb4) COLLATE C)",
	sqlast.Upper:    "(CONVERT(CAST(upper(CONVERT(CAST({0} AS binary) USING tis620)) AS binary) USING utf8mb4) COLLATE C)",
	sqlast.Position: "instr({0}, {1})",
	sqlast.Digits:   "(CAST({0} AS char CHARACTER SET utf8mb4) COLLATE C)",
	sqlast.ReadWhole: "(CASE WHEN {0} REGEXP '" + dialect.WholePattern + "' AND {1} NOT REGEXP '[^-+ 0-9]' AND char_length({2}) <= " + dialect.LongestNumber +
		" THEN CASE WHEN CAST(trim({3}) AS decimal(65,0)) BETWEEN " + dialect.LeastWhole + " AND " + dialect.GreatestWhole + " THEN CAST(trim({4}) AS signed) END END)",
	sqlast.ReadFloat: "(CASE WHEN {0} REGEXP '" + dialect.FloatPattern + "' AND {1} NOT REGEXP '[^-+. 0-9eE]' AND char_length({2}) <= " + dialect.LongestNumber +
		" THEN CASE WHEN abs(CAST(trim({3}) AS double)) < " + dialect.LeastFloat + " THEN 0e0 WHEN abs(CAST(trim({4}) AS double)) < " + dialect.GreatestFloat +
		" THEN CAST(trim({5}) AS double) END END)",
	sqlast.Truncate:   "CAST(truncate({0}, 0) AS signed)",
	sqlast.Divide:     "({0} DIV nullif({1}, 0))",
	sqlast.Elapsed:    "(timestampdiff(MICROSECOND, {0}, {1}) * 1000)",
	sqlast.JSONKind:   "(CASE json_type(json_extract({0}, {1})) WHEN 'OBJECT' THEN 'object' WHEN 'ARRAY' THEN 'array' WHEN 'STRING' THEN 'string' WHEN 'BOOLEAN' THEN 'boolean' WHEN 'NULL' THEN 'null' WHEN 'INTEGER' THEN 'number' WHEN 'DOUBLE' THEN 'number' END COLLATE C)",
	sqlast.JSONText:   "(CASE WHEN json_type(json_extract({0}, {1})) = 'STRING' THEN json_unquote(json_extract({2}, {3})) END COLLATE C)",
	sqlast.JSONNumber: "(CASE WHEN json_type(json_extract({0}, {1})) IN ('INTEGER', 'DOUBLE') THEN CAST(json_extract({2}, {3}) AS double) END)",
	sqlast.JSONWhole:  "(CASE WHEN json_type(json_extract({0}, {1})) = 'INTEGER' AND CAST(json_extract({2}, {3}) AS decimal(65,0)) BETWEEN -9223372036854775808 AND 9223372036854775807 THEN CAST(json_extract({4}, {5}) AS signed) END)",
	sqlast.JSONBool:   "(CASE json_extract({0}, {1}) WHEN 'true' THEN 1 WHEN 'false' THEN 0 END)",
	sqlast.JSONLength: "(CASE WHEN json_type(json_extract({0}, {1})) = 'ARRAY' THEN json_length({2}, {3}) END)",
}

// function writes what the server has a name of its own for, or none.
func (d Dialect) function(w *dialect.Writer, e sqlast.Call) error {
	if form := functions[e.Function]; form != "" {
		w.Form(strings.ReplaceAll(form, "COLLATE C)", "COLLATE "+d.collation()+")"), e.Args...)
		return nil
	}
	decimal := fmt.Sprintf(" AS decimal(%d,%d))", schema.MaxPrecision+2+e.Type.Scale, e.Type.Scale)
	switch e.Function {
	case sqlast.Concat:
		w.List("concat(", e.Args)
	case sqlast.Formula:
		if e.Type.Kind == schema.Text {
			w.Form("({0} COLLATE "+d.collation()+")", e.Args...)
		} else {
			w.Form("{0}", e.Args...)
		}
	case sqlast.Lowest:
		w.List("least(", e.Args)
	case sqlast.Highest:
		w.List("greatest(", e.Args)
	case sqlast.Floor: // of a decimal it would be a whole number
		w.Form("CAST(floor({0})"+decimal, e.Args...)
	case sqlast.Ceil:
		w.Form("CAST(ceil({0})"+decimal, e.Args...)
	case sqlast.Round:
		w.Form(fmt.Sprintf("CAST(round({0}, %d)", e.Digits)+decimal, e.Args...)
	case sqlast.AddTime: // what is added has a bound, since the server forgets digits above it; adding nothing makes NULL of a year 0
		w.Form("date_add(date_add({0}, INTERVAL least(greatest({1}, -400000000000), 400000000000) "+shifts[e.Unit]+"), INTERVAL 0 SECOND)", e.Args...)
	default:
		return fault.New(fault.Unsupported, fmt.Sprintf("mysql: no words for the function %d of %s", e.Function, e.Type.Kind))
	}
	return nil
}

var shifts = map[sqlast.Unit]string{
	sqlast.Year: "YEAR", sqlast.Quarter: "QUARTER", sqlast.Month: "MONTH", sqlast.Week: "WEEK", sqlast.Day: "DAY",
	sqlast.Hour: "HOUR", sqlast.Minute: "MINUTE", sqlast.Second: "SECOND",
}
