package mysql

import (
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Dialect is the dialect of MariaDB, and of MySQL. A Database has one that fits its server. It is safe to share.
type Dialect struct {
	// Returning says that INSERT gives back columns, as MariaDB does and MySQL does not.
	Returning bool
	// Collation is how texts are compared: by code point. Empty is MariaDB's utf8mb4_nopad_bin.
	Collation string
	// Maria says that the server is MariaDB: its mode SIMULTANEOUS_ASSIGNMENT makes an UPDATE compute all values of the row
	// as it was, and its words for a shared lock are its own.
	Maria bool
}

var _ dialect.Dialect = Dialect{}

// Capabilities says what the server can do. The highest number of parameters is the protocol's.
func (d Dialect) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{
		Parameters: 65535, InsertRows: 512, PackedFrom: longestList + 1, LastKey: true, Returning: d.Returning, ForwardReferences: true, NamesForeignKeys: true,
		AssignsAtOnce: d.Maria, UpdateReadsBefore: true, PackedTable: d.Maria,
	}
}

// longestList is the length of the longest list of parameters. A change or deletion of what such a list names uses the
// table's index, and of what a packed list names it reads the whole table.
const longestList = 16384

func (d Dialect) collation() string {
	if d.Collation == "" {
		return "utf8mb4_nopad_bin"
	}
	return d.Collation
}

// Identifier appends a name in backticks, which are doubled within it. They mean a name in every mode of the server.
func (Dialect) Identifier(dst []byte, name string) []byte {
	return dialect.AppendQuoted(dst, '`', name)
}

// Placeholder appends a question mark.
func (Dialect) Placeholder(dst []byte, _ int) []byte { return append(dst, '?') }

// Special writes what the server has words of its own for.
func (d Dialect) Special(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Now:
		w.Text("utc_timestamp(6)")
	case sqlast.Length:
		w.Text("char_length(")
		w.Expr(n.X)
		w.Text(")")
	case sqlast.Like:
		return d.like(w, n)
	case sqlast.Arithmetic:
		w.Arithmetic(n)
	case sqlast.InRows:
		w.InRows(n, "")
	case sqlast.Order:
		d.order(w, n)
	case sqlast.Conflict:
		w.Text(" ON DUPLICATE KEY UPDATE ")
		w.Identifier(n.Columns[0])
		w.Text(" = ")
		w.Identifier(n.Columns[0])
	case sqlast.Lock:
		d.lock(w, n)
	case sqlast.DefaultRow:
		w.Text(" () VALUES ()" + strings.Repeat(", ()", max(n.Rows-1, 0)))
	case sqlast.In:
		return d.in(w, n)
	case sqlast.UpdateRows:
		return d.updateRows(w, n)
	default:
		return d.compute(w, node)
	}
	return nil
}

var waits = [...]string{sqlast.WaitForRows: "", sqlast.NoWait: " NOWAIT", sqlast.SkipLocked: " SKIP LOCKED"}

func (d Dialect) lock(w *dialect.Writer, n sqlast.Lock) {
	words := " FOR UPDATE"
	switch {
	case n.Share && d.Maria:
		words = " LOCK IN SHARE MODE"
	case n.Share:
		words = " FOR SHARE"
	}
	w.Text(words + waits[n.Wait])
}

// like compares with a pattern. In a definition a backslash means something else in each mode of the server, so a
// constant pattern has another mark.
func (d Dialect) like(w *dialect.Writer, n sqlast.Like) error {
	pattern, constant := n.Pattern.(sqlast.Literal)
	w.Operand(n.X)
	w.Text(" LIKE ")
	if !constant {
		w.Operand(n.Pattern)
		w.Text(` ESCAPE '\'`)
		return nil
	}
	text, ok := pattern.Value.(string)
	if !ok {
		return fault.New(fault.Unsupported, "mysql: a definition compares with a constant text")
	}
	w.Expr(sqlast.Literal{Value: escapedByBar(text)})
	w.Text(" ESCAPE '|'")
	return nil
}

// escapedByBar turns a pattern whose mark is the backslash into one whose mark is |.
func escapedByBar(pattern string) string {
	out, escaped := make([]byte, 0, len(pattern)), false
	for i := range len(pattern) {
		c := pattern[i]
		if c == '\\' && !escaped {
			escaped = true
			continue
		}
		if c == '|' || escaped && (c == '%' || c == '_') {
			out = append(out, '|')
		}
		out = append(out, c)
		escaped = false
	}
	return string(out)
}

// order writes a term of an order whose NULLs are less than every value, as the server has it, unless it says otherwise. A
// parameter by itself would be the place of a column; as it puts no row before another, neither does that it is NULL.
func (Dialect) order(w *dialect.Writer, o sqlast.Order) {
	if _, constant := o.Expr.(sqlast.Typed); constant {
		o.Expr = sqlast.IsNull{X: o.Expr}
	}
	switch {
	case o.Nulls == sqlast.NullsFirst && o.Descending:
		w.Operand(o.Expr)
		w.Text(" IS NOT NULL, ")
	case o.Nulls == sqlast.NullsLast && !o.Descending:
		w.Operand(o.Expr)
		w.Text(" IS NULL, ")
	}
	w.Expr(o.Expr)
	if o.Descending {
		w.Text(" DESC")
	}
}
