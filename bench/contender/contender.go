// Package contender holds the programs that are measured, one file for each, and the databases that they work
// on, one file for each engine. To add one, write its file and name it in All.
//
// Every contender of an engine works on a file or schema of its own, whose tables the engine's Fresh made and
// filled with the same statements; how connections are set is the engine's too, so that all have the same.
package contender

import (
	"context"
	"database/sql"
	"iter"
	"os"
	"slices"

	"github.com/rowankit/rowan/bench/server"
	"github.com/rowankit/rowan/bench/workload"
)

// Contender is one way of writing the workloads.
type Contender struct {
	// Name is what a table of figures calls it.
	Name string
	// Engine is the database that it works on.
	Engine Engine
	// Reference is the word under which all of the engine are compared with it; "" for none.
	Reference string
	// Only is the name of the one workload that it is measured with; "" for all that its program offers.
	Only string
	// Open opens a database that the engine made.
	Open func(ctx context.Context, source string) (*workload.Program, error)
}

// Engine is a database.
type Engine struct {
	// Name is what a table of figures calls it.
	Name string
	// Wall says that ratios are of time that passes, because the database works in a process of its own; without it
	// they are of the processor's time.
	Wall bool
	// Fresh makes a database with the tables and the data, and returns what Open needs to find it. What it
	// makes lies in the folder dir, or goes away with it.
	Fresh func(ctx context.Context, dir string, d workload.Data) (source string, err error)

	// open opens what Fresh made by the driver for database/sql that libraries on top of it are measured with.
	open func(ctx context.Context, source string) (*sql.DB, error)
	// empty are the statements of Program.Clear.
	empty []string
}

// All returns the contenders, those of one engine together, what they are compared with first.
func All() []Contender {
	return slices.Concat(
		[]Contender{mattn, zombiezen, modernc, sqlcOnSQLite, rowanOnSQLite, sessionOnSQLite}, libraries(sqlite),
		ifServer(server.Postgres, []Contender{pgxNative, stdlibOnPostgres, sqlcOnPostgres, rowanOnPostgres, sessionOnPostgres}, libraries(postgres)),
		ifServer(MariaDBServer, []Contender{goSQLDriver, rowanOnMariaDB, sessionOnMariaDB}, libraries(mariaDB)),
	)
}

// libraries are the ORMs that take part on each engine.
func libraries(e Engine) []Contender {
	return slices.Concat(gormOn(e), bunOn(e), xormOn(e), entOn(e), bobOn(e), sqlalchemyOn(e))
}

// ifServer returns the contenders, if an environment variable names a server for them.
func ifServer(variable string, lists ...[]Contender) []Contender {
	if os.Getenv(variable) == "" {
		return nil
	}
	return slices.Concat(lists...)
}

// clear deletes all predictions, see Program.Clear.
func (e Engine) clear(db *sql.DB) func(context.Context) error {
	return func(ctx context.Context) error {
		for _, s := range e.empty {
			if _, err := db.ExecContext(ctx, s); err != nil {
				return err
			}
		}
		return nil
	}
}

// values shows the elements of a list.
func values[T, R any](list []T, as func(*T) R) iter.Seq[R] {
	return func(yield func(R) bool) {
		for i := range list {
			if !yield(as(&list[i])) {
				return
			}
		}
	}
}

// filtered writes the query of a filter as a person would by hand: the text from pieces, the values beside it.
func filtered(f workload.Filter) (sql string, args []any) {
	sql = "SELECT id, name, accuracy, version, created_at FROM model_metadata"
	word := " WHERE "
	if f.MinAccuracy > 0 {
		sql, args = sql+word+"accuracy >= ?", append(args, f.MinAccuracy)
		word = " AND "
	}
	if f.Like != "" {
		sql, args = sql+word+"name LIKE ?", append(args, f.Like)
	}
	return sql + " ORDER BY created_at DESC, id LIMIT ?", append(args, f.Limit)
}
