package mysql

import (
	"fmt"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
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
		Parameters: 65535, PackedFrom: longestList + 1, LastKey: true, Returning: d.Returning, ForwardReferences: true, NamesForeignKeys: true,
		AssignsAtOnce: d.Maria, UpdateReadsBefore: true,
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

// in looks for a value in a list that is one JSON array. A change or deletion looks into the list for every row, which
// is fast only in a table with an index: DISTINCT makes one, of values that an index can hold. Longer ones are
// compared by their SHA-256.
func (d Dialect) in(w *dialect.Writer, n sqlast.In) error {
	p := d.packed(n.Type)
	if p.column == "" {
		return fault.New(fault.Unsupported, fmt.Sprintf("mysql: no packed list of %s", n.Type.Kind))
	}
	if p.hashed {
		w.Text("unhex(sha2(")
		w.Expr(n.X)
		w.Text(", 256))")
		p.value = "unhex(sha2(" + p.value + ", 256))"
	} else {
		w.Operand(n.X)
	}
	w.Text(" IN (SELECT v FROM (SELECT DISTINCT " + p.value + " AS v FROM json_table(")
	w.Param()
	w.Text(", '$[*]' COLUMNS (v " + p.column + " PATH '$' ERROR ON ERROR)) AS json) AS list)")
	return nil
}

// packed is how a list of one type is read from JSON.
type packed struct {
	column string // its type in the JSON
	value  string // what stands there, as the type
	hashed bool
}

// longestIndexed is the greatest size of a text or of bytes that the index of a list holds.
const longestIndexed = 700

// packed returns how a list is read. The server cuts texts that are too long for their column without an error, so
// that has room for one character more than any value that may be found.
func (d Dialect) packed(t schema.Type) packed {
	text := " CHARACTER SET utf8mb4 COLLATE " + d.collation()
	short := t.Size > 0 && t.Size <= longestIndexed
	switch k := t.Kind; {
	case k.Integer(), k == schema.Bool, k == schema.Micros:
		return packed{"bigint", "v", false}
	case k.Float():
		return packed{"double", "v", false}
	case k == schema.Text && short:
		return packed{fmt.Sprintf("varchar(%d)", t.Size+1) + text, "v", false}
	case k == schema.Bytes && short:
		return packed{fmt.Sprintf("varchar(%d)", 2*(t.Size+1)) + text, "unhex(v)", false}
	case k == schema.Text, k == schema.JSON, k == schema.Array:
		return packed{"longtext" + text, "v", true}
	case k == schema.Bytes:
		return packed{"longtext" + text, "unhex(v)", true}
	case k == schema.UUID:
		return packed{"char(32)" + text, "unhex(v)", false}
	case k == schema.Time:
		return packed{"char(27)" + text, "CAST(left(v, 26) AS datetime(6))", false} // without the Z of RFC 3339
	case k == schema.Decimal:
		return packed{fmt.Sprintf("decimal(%d,%d)", schema.MaxPrecision+t.Scale, t.Scale), "v", false}
	}
	return packed{}
}
