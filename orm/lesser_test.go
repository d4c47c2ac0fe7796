package orm_test

import (
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/sqlite"
)

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
		{name: "MariaDB", can: dialect.Capabilities{LastKey: true, Returning: true, PackedTable: true}, variable: "ROWAN_TEST_MYSQL"},
	}
	for name, can := range lesser.LikeOthers {
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

func lesserEngine(t testing.TB, file string, can dialect.Capabilities) orm.Engine {
	t.Helper()
	engine, err := lesser.Open(t.Context(), file, can)
	if err != nil {
		t.Fatal(err)
	}
	return engine
}
