package mysql

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// in looks for a value in a list that is one JSON array. A change or deletion looks into the list for every row, which
// is fast only in a table with an index: DISTINCT makes one, of values that an index can hold. Longer ones are
// compared by their SHA-256.
func (d Dialect) in(w *dialect.Writer, n sqlast.In) error {
	p := d.packed(n.Type)
	if p.column == "" {
		return fault.New(fault.Unsupported, fmt.Sprintf("mysql: no packed list of %s", n.Type.Kind))
	}
	value := p.of("v")
	if p.hashed {
		w.Text("unhex(sha2(")
		w.Expr(n.X)
		w.Text(", 256))")
		value = "unhex(sha2(" + value + ", 256))"
	} else {
		w.Operand(n.X)
	}
	w.Text(" IN (SELECT v FROM (SELECT DISTINCT " + value + " AS v FROM json_table(")
	w.Param()
	w.Text(", '$[*]' COLUMNS (v " + p.column + " PATH '$' ERROR ON ERROR)) AS json) AS list)")
	return nil
}

// packed is how a list of one type is read from JSON.
type packed struct {
	column string // its type in the JSON
	value  string // what stands there, as the type; %s is its place
	hashed bool
}

// of is the value that stands at a place.
func (p packed) of(place string) string { return fmt.Sprintf(p.value, place) }

// longestIndexed is the greatest size of a text or of bytes that the index of a list holds.
const longestIndexed = 700

// packed returns how a list is read. The server cuts texts that are too long for their column without an error, so
// that has room for one character more than any value that may be found.
func (d Dialect) packed(t schema.Type) packed {
	text := " CHARACTER SET utf8mb4 COLLATE " + d.collation()
	short := t.Size > 0 && t.Size <= longestIndexed
	switch k := t.Kind; {
	case k.Integer(), k == schema.Bool, k == schema.Micros:
		return packed{"bigint", "%s", false}
	case k.Float():
		return packed{"double", "%s", false}
	case k == schema.Text && short:
		return packed{fmt.Sprintf("varchar(%d)", t.Size+1) + text, "%s", false}
	case k == schema.Bytes && short:
		return packed{fmt.Sprintf("varchar(%d)", 2*(t.Size+1)) + text, "unhex(%s)", false}
	case k == schema.Text, k == schema.JSON, k == schema.Array:
		return packed{"longtext" + text, "%s", true}
	case k == schema.Bytes:
		return packed{"longtext" + text, "unhex(%s)", true}
	case k == schema.UUID:
		return packed{"char(32)" + text, "unhex(%s)", false}
	case k == schema.Time:
		return packed{"char(27)" + text, "CAST(left(%s, 26) AS datetime(6))", false} // without the Z of RFC 3339
	case k == schema.Decimal:
		return packed{fmt.Sprintf("decimal(%d,%d)", schema.MaxPrecision+t.Scale, t.Scale), "%s", false}
	}
	return packed{}
}

// updateRows writes an update whose values and keys are the rows of one JSON array. They are read in their order, and each
// finds its row by the primary key: without being told, the server reads a small table whole, and locks it.
func (d Dialect) updateRows(w *dialect.Writer, n sqlast.UpdateRows) error {
	if len(n.Types) != len(n.Set)+len(n.Key) || len(n.Set) == 0 || len(n.Key) == 0 || len(n.Returning) > 0 || !d.Maria {
		return fault.New(fault.Unsupported, "mysql: no update of packed rows")
	}
	w.Text("UPDATE json_table(")
	w.Param()
	w.Text(", '$[*]' COLUMNS (")
	values := make([]string, len(n.Types))
	for i, t := range n.Types {
		p := d.packed(cell(t))
		if p.column == "" {
			return fault.New(fault.Unsupported, fmt.Sprintf("mysql: no packed rows with %s", t.Kind))
		}
		values[i] = p.of(fmt.Sprintf("u.c%d", i+1))
		w.Text(fmt.Sprintf("%sc%d %s PATH '$[%d]' ERROR ON ERROR", between(i, ", "), i+1, p.column, i))
	}
	w.Text(")) AS u STRAIGHT_JOIN ")
	w.Identifier(n.Table)
	w.Text(" AS t FORCE INDEX (PRIMARY) ON ")
	for i, c := range n.Key {
		w.Text(between(i, " AND ") + "t.")
		w.Identifier(c)
		w.Text(" = " + values[len(n.Set)+i])
	}
	w.Text(" SET ")
	for i, c := range n.Set {
		w.Text(between(i, ", ") + "t.")
		w.Identifier(c)
		w.Text(" = " + values[i])
	}
	return nil
}

// cell is how a value of a type is read that is to be stored: with all that is too much of it, which the column refuses.
func cell(t schema.Type) schema.Type {
	t.Size = 0
	return t
}

// between is what stands before all but the first.
func between(i int, separator string) string {
	if i == 0 {
		return ""
	}
	return separator
}
