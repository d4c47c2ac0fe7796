package sqlite

import (
	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// Dialect is the dialect of SQLite. The zero value is ready to use and safe to share.
type Dialect struct{}

var _ dialect.Dialect = Dialect{}

// Capabilities says what SQLite can do. Its highest number of parameters is SQLITE_MAX_VARIABLE_NUMBER.
func (Dialect) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{
		Parameters: 32766, PackedFrom: 256, SweepsTables: true, ReservedKeys: true, LastKey: true, Returning: true, UpdateReturning: true, ConflictTargets: true,
		ForwardReferences: true, ChecksStatements: true, GroupsByKey: true, GroupsByParts: true, OrdersNulls: true, AssignsAtOnce: true,
	}
}

// Identifier appends a name in double quotes, which are doubled within it.
func (Dialect) Identifier(dst []byte, name string) []byte {
	return dialect.AppendQuoted(dst, '"', name)
}

// Placeholder appends a question mark.
func (Dialect) Placeholder(dst []byte, _ int) []byte { return append(dst, '?') }

// Special writes what SQLite has words of its own for.
//
// A Like whose pattern is a literal stands in a definition, which every program that opens the file has to
// read alike, whatever its setting of case_sensitive_like: it is written as GLOB, which always tells upper
// from lower case.
func (d Dialect) Special(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Now:
		w.Text("strftime('%Y-%m-%d %H:%M:%f', 'now') || '000'")
	case sqlast.Length:
		w.Text("length(")
		w.Expr(n.X)
		w.Text(")")
	case sqlast.Like:
		return d.like(w, n)
	case sqlast.Arithmetic:
		d.arithmetic(w, n)
	case sqlast.InRows:
		w.InRows(n, "VALUES ")
	case sqlast.Order:
		d.order(w, n)
	case sqlast.Lock: // a transaction that writes is alone
	case sqlast.DefaultRow:
		w.Text(" DEFAULT VALUES")
	case sqlast.In:
		w.Operand(n.X)
		w.Text(" IN (SELECT " + packed(n.Type.Kind) + " FROM json_each(")
		w.Param()
		w.Text("))")
	case sqlast.HighestKey:
		d.highestKey(w, n)
	default:
		return d.compute(w, node)
	}
	return nil
}

// arithmetic turns a sum of floating-point numbers that is infinite into a text, which no column takes. One of integers that
// is too large becomes a floating-point number, which no column of integers takes.
func (Dialect) arithmetic(w *dialect.Writer, n sqlast.Arithmetic) {
	if !n.Type.Kind.Float() || !n.Stored {
		w.Arithmetic(n)
		return
	}
	w.Text("(SELECT CASE WHEN abs(v) > 1.7976931348623157e308 THEN 'out of range' ELSE v END FROM (SELECT ")
	w.Arithmetic(n)
	w.Text(" AS v))")
}

// packed is what a column of a kind holds for an element of a list that travels as one JSON array (see packList).
func packed(k schema.Kind) string {
	switch k {
	case schema.Bytes:
		return "unhex(value ->> 0)"
	case schema.Time:
		return "substr(value, 1, 10) || ' ' || substr(value, 12, 15)"
	}
	return "value"
}

func (d Dialect) like(w *dialect.Writer, n sqlast.Like) error {
	if pattern, ok := n.Pattern.(sqlast.Literal); ok {
		text, isText := pattern.Value.(string)
		if !isText {
			return fault.New(fault.Unsupported, "sqlite: a definition compares with a constant text")
		}
		w.Operand(n.X)
		w.Text(" GLOB ")
		w.Expr(sqlast.Literal{Value: globPattern(text)})
		return nil
	}
	w.Operand(n.X)
	w.Text(" LIKE ")
	if !n.Indexed {
		w.Text("+") // hides the parameter from the planner, which would plan anew for each pattern
	}
	w.Operand(n.Pattern)
	w.Text(` ESCAPE '\'`)
	return nil
}

// order writes a term of an order whose NULLs are less than every value, as SQLite has it, unless it says otherwise.
func (Dialect) order(w *dialect.Writer, o sqlast.Order) {
	w.Expr(o.Expr)
	if o.Descending {
		w.Text(" DESC")
	}
	switch o.Nulls {
	case sqlast.NullsFirst:
		w.Text(" NULLS FIRST")
	case sqlast.NullsLast:
		w.Text(" NULLS LAST")
	}
}

// globPattern turns a pattern of LIKE into one of GLOB.
func globPattern(like string) string {
	out, escaped := make([]byte, 0, len(like)), false
	for i := range len(like) {
		c := like[i]
		switch {
		case c == '\\' && !escaped:
			escaped = true
			continue
		case c == '%' && !escaped:
			out = append(out, '*')
		case c == '_' && !escaped:
			out = append(out, '?')
		case c == '*' || c == '?' || c == '[':
			out = append(out, '[', c, ']')
		default:
			out = append(out, c)
		}
		escaped = false
	}
	return string(out)
}

// highestKey asks both for what is in the table and for what AUTOINCREMENT remembers of deleted rows.
func (d Dialect) highestKey(w *dialect.Writer, n sqlast.HighestKey) {
	w.Text("SELECT max(coalesce((SELECT max(")
	w.Identifier(n.Column)
	w.Text(") FROM ")
	w.Identifier(n.Table)
	w.Text("), 0), coalesce((SELECT seq FROM sqlite_sequence WHERE name = ")
	w.Expr(sqlast.Literal{Value: n.Table})
	w.Text(" COLLATE NOCASE), 0))")
}
