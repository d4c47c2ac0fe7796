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
	err := db.Tx(ctx, func(ctx context.Context, tx *Tx) error {
		l, err := tx.begin(ctx, driver.ReadWrite)
		if err != nil {
			return err
		}
		defer l.end()
		return db.createAll(ctx, l)
	})
	if err == nil {
		for _, t := range db.order {
			t.trusted.Store(true)
		}
	}
	return err
}

func (db *DB) createAll(ctx context.Context, l lease) error {
	var differences []schema.Difference
	for _, t := range db.order {
		found, err := db.create(ctx, l, t)
		if err != nil {
			return err
		}
		differences = append(differences, found...)
	}
	if differences == nil {
		return nil
	}
	lines := make([]string, len(differences))
	for i, d := range differences {
		lines[i] = d.String()
	}
	return fault.New(fault.SchemaMismatch, "orm: the tables differ from the models; change one or the other:\n  "+strings.Join(lines, "\n  "))
}

// create makes one table if it does not exist, and tells how what exists differs.
func (db *DB) create(ctx context.Context, l lease, t *table) ([]schema.Difference, error) {
	want, err := db.engine.Define(&t.m.table)
	if err != nil {
		return nil, t.m.failed(err)
	}
	_, exists, err := db.engine.Inspect(ctx, l.conn, t.m.table.Name)
	if err != nil {
		return nil, refusal(t.m, err)
	}
	if !exists {
		if err := db.make(ctx, l, t); err != nil {
			return nil, err
		}
	}
	got, _, err := db.engine.Inspect(ctx, l.conn, t.m.table.Name)
	if err != nil {
		return nil, refusal(t.m, err)
	}
	return schema.Compare(want, got), nil
}

func (db *DB) make(ctx context.Context, l lease, t *table) error {
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
