package postgres

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// compute writes what is calculated in words of PostgreSQL's own.
func (d Dialect) compute(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Typed:
		w.Text("CAST(")
		w.Param()
		w.Text(" AS " + typedAs(n.Type) + choose(n.Type.Kind == schema.Text, `) COLLATE "C"`, ")"))
	case sqlast.Stored:
		w.Expr(n.X)
	case sqlast.Call:
		return d.function(w, n)
	case sqlast.Aggregate:
		x, as := aggregated(n)
		w.Text("CAST(")
		w.Aggregate(x)
		w.Text(" AS " + as + ")")
	case sqlast.Over:
		x, as := aggregated(n.X.(sqlast.Aggregate))
		n.X = x
		w.Text("CAST(")
		w.Over(n)
		w.Text(" AS " + as + ")")
	case sqlast.Cast:
		if n.To.Kind != schema.Float64 && n.To.Kind != schema.Int32 {
			return fault.New(fault.Unsupported, fmt.Sprintf("postgres: no cast from %s to %s", n.From.Kind, n.To.Kind))
		}
		w.Text("CAST(")
		w.Expr(n.X)
		w.Text(" AS " + choose(n.To.Kind == schema.Int32, "integer)", "double precision)"))
	case sqlast.Held:
		w.Text("CAST(")
		w.Expr(n.X)
		w.Text(" AS " + typedAs(n.Type) + choose(n.Type.Kind == schema.Text, `) COLLATE "C"`, ")"))
	case sqlast.TimePart: // seconds have a fraction
		w.Text("CAST(floor(extract(" + units[n.Unit] + " FROM ")
		w.Operand(n.X)
		w.Text(" AT TIME ZONE 'UTC')) AS bigint)")
	case sqlast.TimeStart:
		w.Text("date_trunc('" + units[n.Unit] + "', ")
		w.Expr(n.X)
		w.Text(", 'UTC')")
	default:
		return fault.New(fault.Unsupported, fmt.Sprintf("postgres: no words for %T", node))
	}
	return nil
}

// aggregated is an aggregate and the type that it is to have. A sum of integers is numeric, and truth values have no least one.
func aggregated(n sqlast.Aggregate) (sqlast.Aggregate, string) {
	if n.Type.Kind != schema.Bool {
		return n, "bigint"
	}
	n.X = sqlast.Cast{X: n.X, From: n.Type, To: schema.Type{Kind: schema.Int32}}
	return n, "boolean"
}

var units = [...]string{
	sqlast.Year: "year", sqlast.Month: "month", sqlast.Day: "day", sqlast.Hour: "hour", sqlast.Minute: "minute", sqlast.Second: "second",
	sqlast.Quarter: "quarter", sqlast.Week: "week", sqlast.Weekday: "dow",
}

// typedAs is the type of a value by itself: without a size, to which a cast would cut.
func typedAs(t schema.Type) string {
	if t.Kind == schema.Array {
		return sqlType(t)
	}
	return packedType(t)
}
