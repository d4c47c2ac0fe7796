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
	missing, err := db.lookAtTables(ctx)
	if missing || fault.KindOf(err) == fault.SchemaMismatch {
		err = db.makeTables(ctx, err)
	}
	if err == nil {
		for _, t := range db.order {
			t.trusted.Store(true)
		}
	}
	return err
}

func (db *DB) lookAtTables(ctx context.Context) (bool, error) {
	var missing []*table
	err := db.ReadTx(ctx, func(ctx context.Context, tx *ReadTx) error {
		l, err := tx.begin(ctx, driver.ReadOnly)
		if err != nil {
			return err
		}
		defer l.end()
		missing, err = db.compareTables(ctx, &l)
		return err
	})
	return len(missing) > 0, err
}

// makeTables makes what is missing while no other program does. A difference that was found before may be what another
// program was about to make; it stands if nothing more can be found out about it.
func (db *DB) makeTables(ctx context.Context, difference error) error {
	// Each statement has to see what another program has made while this one waited for it.
	err := db.TxWith(ctx, TxOptions{Isolation: ReadCommitted}, func(ctx context.Context, tx *Tx) error {
		l, err := tx.begin(ctx, driver.ReadWrite)
		if err != nil {
			return err
		}
		defer l.end()
		return db.alone(ctx, &l, db.makeMissing)
	})
	if difference != nil && err != nil && fault.KindOf(err) != fault.SchemaMismatch {
		return difference
	}
	return err
}

// alone does something about tables while no other program does.
func (db *DB) alone(ctx context.Context, l *lease, do func(context.Context, *lease) error) (err error) {
	done, err := db.engine.Alone(ctx, l.conn)
	if err != nil {
		return refusal(nil, err)
	}
	defer func() {
		if e := done(context.WithoutCancel(ctx)); err == nil {
			err = refusal(nil, e)
		}
	}()
	return do(ctx, l)
}

// makeMissing compares first, since not every database takes back a table that was made, and again what it has made.
func (db *DB) makeMissing(ctx context.Context, l *lease) error {
	missing, err := db.compareTables(ctx, l)
	if err != nil || len(missing) == 0 {
		return err
	}
	for _, t := range missing {
		if err := db.make(ctx, l, t); err != nil {
			return err
		}
	}
	_, err = db.compareTables(ctx, l)
	return err
}

// compareTables tells which tables are missing, and how those that exist differ.
func (db *DB) compareTables(ctx context.Context, l *lease) (missing []*table, err error) {
	var lines []string
	for _, t := range db.order {
		exists, differences, err := db.compare(ctx, l, t)
		if err != nil {
			return nil, err
		}
		if !exists {
			missing = append(missing, t)
		}
		for _, d := range differences {
			lines = append(lines, d.String())
		}
	}
	if lines != nil {
		return nil, fault.New(fault.SchemaMismatch, "orm: the tables differ from the models; change one or the other:\n  "+strings.Join(lines, "\n  "))
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
