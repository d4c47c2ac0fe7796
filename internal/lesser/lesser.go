// Package lesser is SQLite in the words of a dialect that can do other things, so that what orm does for other databases runs
// without them: the statements are real, and so are their effects. It is for tests.
package lesser

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

// Open opens SQLite with other capabilities, in a file or, without one, in memory.
func Open(ctx context.Context, file string, can dialect.Capabilities) (Engine, error) {
	engine, err := sqlite.Open(ctx, sqlite.Options{Path: file})
	return Engine{engine, Dialect{Can: can}}, err
}

// LikeOthers are the capabilities of other databases that SQLite can stand in for.
var LikeOthers = map[string]dialect.Capabilities{
	"keys by RETURNING of many rows, no conflict targets": {Parameters: 65535, PackedFrom: 256, InsertRows: 512, LastKey: true, Returning: true},
	"packed rows":   {Parameters: 65535, PackedFrom: 1, PackedRows: true, ReservedKeys: true, Returning: true, ConflictTargets: true},
	"packed tables": {Parameters: 65535, PackedFrom: 100, PackedTable: true, ReservedKeys: true, LastKey: true, Returning: true},
	"no RETURNING":  {Parameters: 150, PackedFrom: 100, ReservedKeys: true, LastKey: true},
}

// Engine is SQLite in the words of another dialect.
type Engine struct {
	*sqlite.Database
	Words dialect.Dialect
}

// Dialect returns the words.
func (e Engine) Dialect() dialect.Dialect { return e.Words }

// Dialect is that of SQLite with other capabilities.
type Dialect struct {
	sqlite.Dialect
	Can dialect.Capabilities
}

// Capabilities returns what the dialect can.
func (d Dialect) Capabilities() dialect.Capabilities { return d.Can }

// Special writes many rows as lists, which SQLite's own dialect has no use for.
func (d Dialect) Special(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Insert:
		w.Text(" (")
		writeNames(w, "", n.Columns)
		w.Text(") SELECT ")
		writeLists(w, n.Types, false)
		w.Text(" WHERE true") // or SQLite takes ON of a conflict for that of a join
	case sqlast.Conflict:
		w.Text(" ON CONFLICT DO NOTHING")
	case sqlast.UpdateRows:
		w.Text("UPDATE ")
		w.Identifier(n.Table)
		w.Text(" SET ")
		for i, name := range n.Set {
			writeComma(w, i)
			w.Identifier(name)
			w.Text(fmt.Sprintf(" = r.v%d", i))
		}
		w.Text(" FROM (SELECT ")
		writeLists(w, n.Types, d.Can.PackedTable)
		w.Text(") AS r WHERE ")
		for i, name := range n.Key {
			if i > 0 {
				w.Text(" AND ")
			}
			w.Identifier(n.Table)
			w.Text(".")
			w.Identifier(name)
			w.Text(fmt.Sprintf(" = r.v%d", len(n.Set)+i))
		}
		if len(n.Returning) > 0 {
			w.Text(" RETURNING ")
			writeNames(w, "", n.Returning)
		}
	case sqlast.InRows:
		if !n.Packed {
			return d.Dialect.Special(w, node)
		}
		for i, x := range n.X {
			w.Text([]string{"(", ", "}[min(i, 1)])
			w.Expr(x)
		}
		w.Text(") IN (SELECT ")
		writeLists(w, n.Types, false)
		w.Text(")")
	default:
		return d.Dialect.Special(w, node)
	}
	return nil
}

func writeNames(w *dialect.Writer, before string, names []string) {
	for i, name := range names {
		writeComma(w, i)
		w.Text(before)
		w.Identifier(name)
	}
}

// writeLists selects the elements of lists side by side, which may be the elements of one list.
func writeLists(w *dialect.Writer, types []schema.Type, one bool) {
	for i, t := range types {
		writeComma(w, i)
		element := "p.l%[1]d ->> e.key"
		switch t.Kind {
		case schema.Bytes:
			element = "unhex(p.l%[1]d -> e.key ->> 0)"
		case schema.Time:
			element = "substr(p.l%[1]d ->> e.key, 1, 10) || ' ' || substr(p.l%[1]d ->> e.key, 12, 15)"
		}
		w.Text(fmt.Sprintf(element+" AS v%[1]d", i))
	}
	w.Text(" FROM (SELECT ")
	for i := range types {
		writeComma(w, i)
		if one {
			w.Text(fmt.Sprintf("one.list -> %d", i))
		} else {
			w.Param()
		}
		w.Text(fmt.Sprintf(" AS l%d", i))
	}
	if one {
		w.Text(" FROM (SELECT ")
		w.Param()
		w.Text(" AS list) AS one")
	}
	w.Text(") AS p, json_each(p.l0) AS e")
}

func writeComma(w *dialect.Writer, i int) {
	if i > 0 {
		w.Text(", ")
	}
}
