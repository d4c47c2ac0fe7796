package contender

import (
	"context"
	"database/sql"
	"errors"

	_ "github.com/mattn/go-sqlite3" // the driver "sqlite3", over SQLite itself by cgo

	"github.com/rowankit/rowan/bench/workload"
)

var mattn = Contender{Name: "database/sql on mattn, by hand", Engine: sqlite, Reference: "mattn", Open: openMattn}

func openMattn(ctx context.Context, source string) (*workload.Program, error) {
	db, err := openMattnDB(ctx, source)
	if err != nil {
		return nil, err
	}
	p, err := prepareSQL(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: sqlite.clear(db), Close: db.Close,
	}, nil
}

// openMattnDB opens a single connection: with one goroutine more would only cost.
func openMattnDB(ctx context.Context, source string) (*sql.DB, error) {
	db, err := sql.Open("sqlite3", "file:"+source+"?_txlock=immediate")
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
