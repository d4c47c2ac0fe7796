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
		w.Text("concat(")
		for i, x := range n.Args {
			if i > 0 {
				w.Text(", ")
			}
			w.Expr(x)
		}
		w.Text(")")
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
		w.Text(units[n.Unit].part + "(")
		w.Expr(n.X)
		w.Text(")")
	case sqlast.TimeStart:
		w.Text("CAST(date_format(")
		w.Expr(n.X)
		w.Text(", '" + units[n.Unit].start + "') AS datetime(6))")
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

// units are the function that takes each out of a time, and the format of the time when it begins.
var units = [...]struct{ part, start string }{
	sqlast.Year: {"year", "%Y-01-01 00:00:00"}, sqlast.Month: {"month", "%Y-%m-01 00:00:00"}, sqlast.Day: {"dayofmonth", "%Y-%m-%d 00:00:00"},
	sqlast.Hour: {"hour", "%Y-%m-%d %H:00:00"}, sqlast.Minute: {"minute", "%Y-%m-%d %H:%i:00"}, sqlast.Second: {"second", "%Y-%m-%d %H:%i:%s"},
}
