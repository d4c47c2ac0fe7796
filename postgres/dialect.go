package postgres

import (
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// Dialect is the dialect of PostgreSQL. The zero value is ready to use and safe to share.
type Dialect struct{}

var _ dialect.Dialect = Dialect{}

// Capabilities says what PostgreSQL can do. The protocol counts parameters in 16 bits.
func (Dialect) Capabilities() dialect.Capabilities {
	return dialect.Capabilities{
		Parameters: 65535, PackedFrom: 1, PackedRows: true, KeySequences: true, Returning: true, UpdateReturning: true, ConflictTargets: true,
		NamesForeignKeys: true, ChecksStatements: true, GroupsByKey: true, GroupsByParts: true, OrdersNulls: true, AssignsAtOnce: true, UpdateReadsBefore: true,
	}
}

// Identifier appends a name in double quotes, which are doubled within it.
func (Dialect) Identifier(dst []byte, name string) []byte {
	return dialect.AppendQuoted(dst, '"', name)
}

// Placeholder appends a number behind a dollar sign.
func (Dialect) Placeholder(dst []byte, n int) []byte { return fmt.Appendf(dst, "$%d", n) }

// Special writes what PostgreSQL has words of its own for.
func (d Dialect) Special(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Now:
		w.Text("statement_timestamp()")
	case sqlast.Length:
		w.Text("char_length(")
		w.Expr(n.X)
		w.Text(")")
	case sqlast.Like:
		w.Operand(n.X)
		w.Text(" LIKE ")
		w.Operand(n.Pattern)
		w.Text(` ESCAPE '\'`)
	case sqlast.In:
		d.in(w, n)
	case sqlast.Arithmetic:
		w.Arithmetic(n)
	case sqlast.InRows:
		return d.inRows(w, n)
	case sqlast.Order:
		d.order(w, n)
	case sqlast.Lock:
		w.Text(choose(n.Share, " FOR SHARE", " FOR UPDATE") + waits[n.Wait])
	case sqlast.DefaultRow:
		w.Text(" DEFAULT VALUES")
	case sqlast.Insert:
		return d.insertPacked(w, n)
	case sqlast.UpdateRows:
		return d.updateRows(w, n)
	case sqlast.NextKeys, sqlast.KeysReach, sqlast.HoldKeys, sqlast.AdvanceKeys:
		d.sequence(w, n)
	default:
		return d.compute(w, node)
	}
	return nil
}

var waits = [...]string{sqlast.WaitForRows: "", sqlast.NoWait: " NOWAIT", sqlast.SkipLocked: " SKIP LOCKED"}

// order writes a term of an order whose NULLs are less than every value unless it says otherwise.
func (Dialect) order(w *dialect.Writer, o sqlast.Order) {
	w.Expr(o.Expr)
	first := !o.Descending
	switch o.Nulls {
	case sqlast.NullsFirst:
		first = true
	case sqlast.NullsLast:
		first = false
	}
	w.Text(choose(o.Descending, " DESC", ""))
	w.Text(choose(first, " NULLS FIRST", " NULLS LAST"))
}

// in writes a list that is one parameter. A plan made for any list searches ANY of it from its beginning for every row;
// a long list is hashed as a table.
func (Dialect) in(w *dialect.Writer, n sqlast.In) {
	w.Operand(n.X)
	if n.Long {
		w.Text(" IN (SELECT unnest(")
		w.Param()
		w.Text("::" + packedType(n.Type) + "[]))")
		return
	}
	w.Text(" = ANY (")
	w.Param()
	w.Text(")")
}

func (d Dialect) inRows(w *dialect.Writer, n sqlast.InRows) error {
	if !n.Packed {
		w.InRows(n, "")
		return nil
	}
	if len(n.Types) != len(n.X) || len(n.X) == 0 {
		return fault.New(fault.Invalid, "postgres: packed rows need the types of their columns")
	}
	for i, x := range n.X {
		w.Text(choose(i > 0, ", ", "("))
		w.Expr(x)
	}
	w.Text(") IN (SELECT ")
	for i, t := range n.Types {
		w.Text(choose(i > 0, ", ", "") + unpacked(i, t))
	}
	d.unnest(w, n.Types)
	w.Text(")")
	return nil
}

// insertPacked writes what follows INSERT INTO and the table's name.
func (d Dialect) insertPacked(w *dialect.Writer, n sqlast.Insert) error {
	if len(n.Types) != len(n.Columns) {
		return fault.New(fault.Invalid, "postgres: packed rows need the types of their columns")
	}
	w.Text(" (")
	for i, c := range n.Columns {
		w.Text(choose(i > 0, ", ", ""))
		w.Identifier(c)
	}
	w.Text(") SELECT ")
	for i, t := range n.Types {
		w.Text(choose(i > 0, ", ", ""))
		w.Text(unpacked(i, t))
	}
	d.unnest(w, n.Types)
	return nil
}

// updateRows writes an update whose values and keys come from lists.
func (d Dialect) updateRows(w *dialect.Writer, n sqlast.UpdateRows) error {
	if len(n.Types) != len(n.Set)+len(n.Key) || len(n.Set) == 0 || len(n.Key) == 0 {
		return fault.New(fault.Invalid, "postgres: packed rows need the types of their columns")
	}
	w.Text("UPDATE ")
	w.Identifier(n.Table)
	w.Text(" AS t SET ")
	for i, c := range n.Set {
		w.Text(choose(i > 0, ", ", ""))
		w.Identifier(c)
		w.Text(" = " + unpacked(i, n.Types[i]))
	}
	d.unnest(w, n.Types)
	for i, c := range n.Key {
		w.Text(choose(i > 0, " AND t.", " WHERE t."))
		w.Identifier(c)
		w.Text(" = " + unpacked(len(n.Set)+i, n.Types[len(n.Set)+i]))
	}
	for i, c := range n.Returning {
		w.Text(choose(i > 0, ", t.", " RETURNING t."))
		w.Identifier(c)
	}
	return nil
}

// unnest writes the lists of packed rows as the rows of u.
func (Dialect) unnest(w *dialect.Writer, types []schema.Type) {
	w.Text(" FROM unnest(")
	for i, t := range types {
		w.Text(choose(i > 0, ", ", ""))
		w.Param()
		w.Text("::" + packedType(t) + "[]")
	}
	w.Text(") AS u (")
	for i := range types {
		w.Text(choose(i > 0, ", ", ""))
		w.Text(fmt.Sprintf("c%d", i+1))
	}
	w.Text(")")
}

// unpacked is a column of u. An array came as the text of its literal.
func unpacked(i int, t schema.Type) string {
	s := fmt.Sprintf("u.c%d", i+1)
	if t.Kind == schema.Array {
		s += "::" + sqlType(t)
	}
	return s
}

// packedType is the type of what one row has in a column. It has no size, to which a cast would cut; and an array is
// the text of its literal, since unnest takes arrays apart down to their elements.
func packedType(t schema.Type) string {
	switch t.Kind {
	case schema.Array, schema.Text:
		return "text"
	case schema.Decimal:
		return "numeric"
	}
	return sqlType(t)
}

// sequence writes what is asked of the sequence of a generated key.
func (d Dialect) sequence(w *dialect.Writer, node any) {
	switch n := node.(type) {
	case sqlast.NextKeys:
		w.Text("SELECT nextval(")
		d.regclass(w, n.Table, n.Column)
		w.Text(") FROM generate_series(1, ")
		w.Param()
		w.Text("::bigint)")
	case sqlast.KeysReach:
		w.Text("SELECT CASE WHEN is_called THEN last_value ELSE last_value - 1 END >= ")
		w.Param()
		w.Text(" FROM ")
		w.Identifier(schema.SequenceName(n.Table, n.Column))
	case sqlast.HoldKeys:
		w.Text("ALTER SEQUENCE ")
		w.Identifier(schema.SequenceName(n.Table, n.Column))
		w.Text(" SET LOGGED") // as it is: that takes its lock, and unlike other words leaves its file to those who read it
	case sqlast.AdvanceKeys:
		w.Text("SELECT setval(")
		d.regclass(w, n.Table, n.Column)
		w.Text(", greatest(last_value, ")
		w.Param()
		w.Text(")) FROM ")
		w.Identifier(schema.SequenceName(n.Table, n.Column))
	}
}

// regclass writes the name of a sequence as a text that a function looks up.
func (d Dialect) regclass(w *dialect.Writer, table, column string) {
	w.Expr(sqlast.Literal{Value: dialect.Identifier(d, schema.SequenceName(table, column))})
}
