package orm_test

import (
	"context"
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
	"github.com/rowankit/rowan/sqlite"
)

// lesser is SQLite in the words of a dialect that can do other things, so that what orm does for other databases runs
// without them: the statements are real, and so are their effects.
type lesser struct {
	*sqlite.Database
	dialect lesserDialect
}

func (l lesser) Dialect() dialect.Dialect { return l.dialect }

type lesserDialect struct {
	sqlite.Dialect
	can dialect.Capabilities
}

func (d lesserDialect) Capabilities() dialect.Capabilities { return d.can }

// Special writes many rows as lists, which SQLite's own dialect has no use for.
func (d lesserDialect) Special(w *dialect.Writer, node any) error {
	switch n := node.(type) {
	case sqlast.Insert:
		w.Text(" (")
		writeNames(w, "", n.Columns)
		w.Text(") SELECT ")
		writeLists(w, n.Types)
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
		writeLists(w, n.Types)
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
		writeLists(w, n.Types)
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

// writeLists selects the elements of lists side by side.
func writeLists(w *dialect.Writer, types []schema.Type) {
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
		w.Param()
		w.Text(fmt.Sprintf(" AS l%d", i))
	}
	w.Text(") AS p, json_each(p.l0) AS e")
}

func writeComma(w *dialect.Writer, i int) {
	if i > 0 {
		w.Text(", ")
	}
}

// likeOthers are the capabilities of other databases that SQLite can stand in for.
var likeOthers = map[string]dialect.Capabilities{
	"keys by RETURNING of many rows, no conflict targets": {Parameters: 65535, PackedFrom: 256, InsertRows: 512, LastKey: true, Returning: true},
	"packed rows":  {Parameters: 65535, PackedFrom: 1, PackedRows: true, ReservedKeys: true, Returning: true, ConflictTargets: true},
	"no RETURNING": {Parameters: 150, PackedFrom: 100, ReservedKeys: true, LastKey: true},
}

// place is a database that a test runs on: SQLite, in its own words or with other capabilities, or a server.
type place struct {
	name     string
	can      dialect.Capabilities
	variable string // names the server; empty for SQLite
}

// places are SQLite and what it can stand in for, and the servers. One that no variable names is skipped.
func places() []place {
	list := []place{
		{name: "SQLite", can: sqlite.Dialect{}.Capabilities()},
		{name: "PostgreSQL", can: dialect.Capabilities{PackedRows: true, KeySequences: true, Returning: true, ConflictTargets: true}, variable: "ROWAN_TEST_POSTGRES"},
		{name: "MariaDB", can: dialect.Capabilities{LastKey: true, Returning: true}, variable: "ROWAN_TEST_MYSQL"},
	}
	for name, can := range likeOthers {
		list = append(list, place{name: name, can: can})
	}
	return list
}

// open opens an empty database with the tables of the models.
func (p place) open(t *testing.T, models *orm.ModelSet) (*orm.DB, *ormtest.Recorder) {
	t.Helper()
	sent := new(ormtest.Recorder)
	var db *orm.DB
	if p.variable == "" {
		db = openLesser(t, "", p.can, models, orm.Options{Observer: sent})
	} else {
		var err error
		if db, err = connect.OpenWith(t.Context(), ormtest.Server(t, p.variable), models, orm.Options{Observer: sent}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() {
			if err := db.Close(); err != nil {
				t.Error(err)
			}
		})
	}
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	sent.Statements()
	return db, sent
}

// everywhere runs a test on every place.
func everywhere(t *testing.T, models *orm.ModelSet, test func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, can dialect.Capabilities)) {
	t.Parallel()
	for _, p := range places() {
		t.Run(p.name, func(t *testing.T) {
			t.Parallel()
			db, sent := p.open(t, models)
			test(t, db, sent, p.can)
		})
	}
}

// openLesser opens SQLite with other capabilities, in a file of the test's own or, without one, in memory.
func openLesser(t testing.TB, file string, can dialect.Capabilities, models *orm.ModelSet, o orm.Options) *orm.DB {
	t.Helper()
	db, err := orm.Open(lesserEngine(t, file, can), models, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

// lesserEngine is SQLite with other capabilities.
func lesserEngine(t testing.TB, file string, can dialect.Capabilities) orm.Engine {
	t.Helper()
	engine, err := sqlite.Open(context.Background(), sqlite.Options{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	return lesser{engine, lesserDialect{can: can}}
}

// written are the themes of the suite whose statements depend on the capabilities.
var written = regexp.MustCompile(`/(keys|uniques|checks|rules|own_types|inserts|updates|deletes|conflicts|transactions|links|families|lazies|versions)/`)

// What every database promises of writes holds for each set of capabilities.
func TestConformanceOfOtherCapabilities(t *testing.T) {
	t.Parallel()
	for name, can := range likeOthers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			conformance.Run(t, conformance.Engine{Open: func(t testing.TB) orm.Engine {
				t.Helper()
				if !written.MatchString(t.Name()) {
					t.Skip("what reads is the same for all capabilities")
				}
				if can.PackedRows && strings.HasSuffix(t.Name(), "links/a_row_that_does_not_exist_is_refused_with_the_column_that_leads_to_it") {
					t.Skip("databases of packed rows name their foreign keys, and SQLite does not")
				}
				file := fmt.Sprintf("%x.db", sha256.Sum256([]byte(t.Name()))) // a file for each test
				return lesserEngine(t, filepath.Join(folder, file), can)
			}})
		})
	}
}
