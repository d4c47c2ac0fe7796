package contender

import (
	"context"
	"database/sql"
	"errors"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3", over SQLite itself by cgo
	_ "modernc.org/sqlite"          // the driver "sqlite", over SQLite translated into Go

	"github.com/rowankit/rowan/bench/workload"
)

var (
	mattn   = Contender{Name: "database/sql on mattn, by hand", Engine: sqlite, Reference: "mattn", Open: onSQLiteDB(openMattnDB)}
	modernc = Contender{Name: "database/sql on modernc, by hand", Engine: sqlite, Open: onSQLiteDB(openModerncDB)}
)

// onSQLiteDB opens the program by hand with a driver.
func onSQLiteDB(open func(context.Context, string) (*sql.DB, error)) func(context.Context, string) (*workload.Program, error) {
	return func(ctx context.Context, source string) (*workload.Program, error) {
		db, err := open(ctx, source)
		if err != nil {
			return nil, err
		}
		p, err := prepareSQL(ctx, db, sqliteStyle)
		if err != nil {
			return nil, errors.Join(err, db.Close())
		}
		return p.program(sqlite), nil
	}
}

func openMattnDB(ctx context.Context, source string) (*sql.DB, error) {
	return openSQLiteDB(ctx, "sqlite3", source)
}

func openModerncDB(ctx context.Context, source string) (*sql.DB, error) {
	return openSQLiteDB(ctx, "sqlite", source)
}

// openSQLiteDB opens a single connection: with one goroutine more would only cost.
func openSQLiteDB(ctx context.Context, driver, source string) (*sql.DB, error) {
	db, err := sql.Open(driver, "file:"+source+"?_txlock=immediate")
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(1)
	for _, s := range sqliteSettings {
		if _, err := db.ExecContext(ctx, s); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	return db, nil
}
