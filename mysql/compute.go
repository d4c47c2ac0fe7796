package mysql

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// compute writes what is calculated in the server's own words.
func (d Dialect) compute(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Typed:
		d.typed(w, n.Type)
	case sqlast.Stored:
		w.Expr(n.X)
	case sqlast.Call:
		return d.function(w, n)
	case sqlast.Aggregate: // a decimal number of as many digits as it takes, so that none is cut
		w.Aggregate(n)
	case sqlast.Over:
		w.Over(n)
	case sqlast.Cast:
		if n.To.Kind != schema.Float64 {
			return fault.New(fault.Unsupported, fmt.Sprintf("mysql: no cast from %s to %s", n.From.Kind, n.To.Kind))
		}
		w.Text("CAST(")
		w.Expr(n.X)
		w.Text(" AS double)")
	case sqlast.Held:
		d.held(w, n)
	case sqlast.TimePart:
		w.Form(units[n.Unit].part, n.X)
	case sqlast.TimeStart:
		w.Form(units[n.Unit].start, n.X)
	default:
		return fault.New(fault.Unsupported, fmt.Sprintf("mysql: no words for %T", node))
	}
	return nil
}

// typed writes a value by itself. Texts are told apart by code point, as those of columns are, and a decimal would be a
// text.
func (d Dialect) typed(w *dialect.Writer, t schema.Type) {
	switch t.Kind {
	case schema.Text:
		w.Text("(")
		w.Param()
		w.Text(" COLLATE " + d.collation() + ")")
	case schema.Decimal:
		w.Text("CAST(")
		w.Param()
		w.Text(fmt.Sprintf(" AS decimal(%d,%d))", schema.MaxPrecision, t.Scale))
	case schema.Time:
		w.Text("CAST(")
		w.Param()
		w.Text(" AS datetime(6))")
	default:
		w.Param()
	}
}

// held writes a value so that what comes behind it in a recursion fits: the first rows say how long a text may be, and of which
// size a number is.
func (d Dialect) held(w *dialect.Writer, n sqlast.Held) {
	as := ""
	switch {
	case n.Type.Kind == schema.Text:
		as = fmt.Sprintf(" AS char(%d) CHARACTER SET utf8mb4) COLLATE %s", longestText, d.collation())
	case n.Type.Kind == schema.Decimal:
		as = fmt.Sprintf(" AS decimal(%d,%d))", schema.MaxPrecision, n.Type.Scale)
	case n.Type.Kind.Integer():
		as = " AS signed)"
	}
	if as == "" {
		w.Expr(n.X)
		return
	}
	w.Text("CAST(")
	w.Expr(n.X)
	w.Text(as)
}

// longestText is how many characters a text in a recursion may have. The server takes no more than what its packets may hold.
const longestText = 1 << 20

// units are the forms of the number that each has in a time, and of when it began. Days of the server are counted so that
// each one that 7 divides with a remainder of 2 is a Monday.
var units = [...]struct{ part, start string }{
	sqlast.Year: {"year({0})", began("%Y-01-01 00:00:00")}, sqlast.Month: {"month({0})", began("%Y-%m-01 00:00:00")},
	sqlast.Day: {"dayofmonth({0})", began("%Y-%m-%d 00:00:00")}, sqlast.Hour: {"hour({0})", began("%Y-%m-%d %H:00:00")},
	sqlast.Minute: {"minute({0})", began("%Y-%m-%d %H:%i:00")}, sqlast.Second: {"second({0})", began("%Y-%m-%d %H:%i:%s")},
	sqlast.Quarter: {"quarter({0})", "date_add(CAST('0001-01-01' AS datetime(6)), INTERVAL timestampdiff(MONTH, '0001-01-01', {0}) DIV 3 * 3 MONTH)"},
	sqlast.Week:    {"week({0}, 3)", "CAST(from_days((to_days({0}) - 2) DIV 7 * 7 + 2) AS datetime(6))"},
	sqlast.Weekday: {"dayofweek({0}) - 1", ""},
}

func began(format string) string { return "CAST(date_format({0}, '" + format + "') AS datetime(6))" }
