package sqlite

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// compute writes what is calculated in words of SQLite's own.
func (d Dialect) compute(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Typed:
		w.Param()
	case sqlast.Stored:
		d.stored(w, n)
	case sqlast.Call:
		return d.function(w, n)
	case sqlast.Aggregate:
		w.Aggregate(n)
	case sqlast.Over:
		w.Over(n)
	case sqlast.Cast:
		return d.cast(w, n)
	case sqlast.Held:
		w.Expr(n.X)
	case sqlast.TimePart:
		d.timePart(w, n)
	case sqlast.TimeStart:
		d.timeStart(w, n)
	default:
		return fault.New(fault.Unsupported, fmt.Sprintf("sqlite: no words for %T", node))
	}
	return nil
}

// stored turns what no column of the type holds into a text, which it does not take: an infinite number; and, where whole
// numbers are, one of floating point, into which sums that are too large have turned on the way.
func (Dialect) stored(w *dialect.Writer, n sqlast.Stored) {
	problem := "typeof(v) = 'real'"
	switch k := n.Type.Kind; {
	case k.Float():
		problem = "abs(v) > 1.7976931348623157e308"
	case !k.Integer() && k != schema.Decimal:
		w.Expr(n.X)
		return
	}
	w.Text("(SELECT CASE WHEN " + problem + " THEN 'out of range' ELSE v END FROM (SELECT ")
	w.Expr(n.X)
	w.Text(" AS v))")
}

// cast makes a floating-point number. A decimal is kept scaled.
func (Dialect) cast(w *dialect.Writer, n sqlast.Cast) error {
	if n.To.Kind != schema.Float64 {
		return fault.New(fault.Unsupported, fmt.Sprintf("sqlite: no cast from %s to %s", n.From.Kind, n.To.Kind))
	}
	scaled := n.From.Kind == schema.Decimal && n.From.Scale > 0
	if scaled {
		w.Text("(")
	}
	w.Text("CAST(")
	w.Expr(n.X)
	w.Text(" AS REAL)")
	if scaled {
		w.Text(" / 1" + strings.Repeat("0", n.From.Scale) + ".0)")
	}
	return nil
}
