package orm

import (
	"context"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// CreateTables makes the tables of the models that do not exist, and compares those that do with the models:
// any difference is an error of the kind SchemaMismatch that names tables and columns, and nothing is changed
// then. It may be called any number of times, and by many processes at once.
//
// After it, reading trusts the tables; before, every value that is read is checked for its type.
func (db *DB) CreateTables(ctx context.Context) error {
	// Usually nothing is to do. Finding that out takes no lock, and works on a database that takes no writes.
	missing := false
	err := db.ReadTx(ctx, func(ctx context.Context, tx *ReadTx) (err error) {
		missing, err = db.compareTables(ctx, tx)
		return err
	})
	if err == nil && missing {
		tx := &Tx{transaction{origin: &db.home, isolation: driver.ReadCommitted}}
		// Each statement has to see what another program has made while this one waited for it.
		err = tx.t.run(ctx, func(ctx context.Context) error { return db.makeTables(ctx, tx) })
	}
	if err == nil {
		for _, t := range db.order {
			t.trusted.Store(true)
		}
	}
	return err
}

// compareTables tells whether tables are missing, and how those that exist differ.
func (db *DB) compareTables(ctx context.Context, r Reader) (missing bool, err error) {
	l, err := r.begin(ctx, driver.ReadOnly)
	if err != nil {
		return false, err
	}
	defer l.end()
	var lines []string
	for _, t := range db.order {
		exists, differences, err := db.compare(ctx, &l, t)
		if err != nil {
			return false, err
		}
		missing = missing || !exists
		for _, d := range differences {
			lines = append(lines, d.String())
		}
	}
	if lines != nil {
		return false, fault.New(fault.SchemaMismatch, "orm: the tables differ from the models; change one or the other:\n  "+strings.Join(lines, "\n  "))
	}
	return missing, nil
}

// compare tells whether a table exists and how it differs.
func (db *DB) compare(ctx context.Context, l *lease, t *table) (bool, []schema.Difference, error) {
	want, err := db.engine.Define(&t.m.table)
	if err != nil {
		return false, nil, t.m.failed(err)
	}
	got, exists, err := db.engine.Inspect(ctx, l.conn, t.m.table.Name)
	if err != nil || !exists {
		return false, nil, refusal(t.m, err)
	}
	return true, schema.Compare(want, got), nil
}

// makeTables makes the tables that are missing, and compares all: another process may have been first.
func (db *DB) makeTables(ctx context.Context, tx *Tx) error {
	if err := db.makeMissing(ctx, tx); err != nil {
		return err
	}
	_, err := db.compareTables(ctx, tx)
	return err
}

func (db *DB) makeMissing(ctx context.Context, tx *Tx) (err error) {
	l, err := tx.begin(ctx, driver.ReadWrite)
	if err != nil {
		return err
	}
	defer l.end()
	done, err := db.engine.Alone(ctx, l.conn)
	if err != nil {
		return refusal(nil, err)
	}
	defer func() {
		if e := done(context.WithoutCancel(ctx)); err == nil {
			err = refusal(nil, e)
		}
	}()
	for _, t := range db.order {
		exists, _, err := db.compare(ctx, &l, t)
		if err == nil && !exists {
			err = db.make(ctx, &l, t)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (db *DB) make(ctx context.Context, l *lease, t *table) error {
	statements, err := db.engine.Create(&t.m.table)
	if err != nil {
		return t.m.failed(err)
	}
	for _, sql := range statements {
		if _, err := l.exec(ctx, t.m, &driver.Statement{SQL: sql}, nil); err != nil {
			return err
		}
	}
	return nil
}
