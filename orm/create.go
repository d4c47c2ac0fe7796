package orm

import (
	"context"
	"slices"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// CreateTables makes the tables of the models that do not exist, those that others refer to first, and compares those that do with the models:
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
	if err := db.makeAll(ctx, l, missing); err != nil {
		return err
	}
	_, err = db.compareTables(ctx, l)
	return err
}

// makeAll makes tables, each behind those that it refers to. Where tables refer to each other in a circle, and the
// database has no tables that refer to what is not there yet, the foreign keys that close it come last.
func (db *DB) makeAll(ctx context.Context, l *lease, missing []*table) error {
	tables := make([]*schema.Table, len(missing))
	models := make(map[*schema.Table]*mapper, len(missing))
	for i, t := range missing {
		tables[i] = &t.m.table
		models[tables[i]] = t.m
	}
	ordered, ahead := schema.Ordered(tables)
	if db.capabilities.ForwardReferences {
		ahead = nil
	}
	for _, t := range ordered {
		if err := db.make(ctx, l, models[t], without(t, ahead)); err != nil {
			return err
		}
	}
	for _, r := range ahead {
		statements, err := db.engine.AddForeignKey(r.Table, r.ForeignKey)
		if err := db.define(ctx, l, models[r.Table], statements, err); err != nil {
			return err
		}
	}
	return nil
}

// without returns a table without some of its foreign keys.
func without(t *schema.Table, keys []schema.Reference) *schema.Table {
	copied := *t
	copied.ForeignKeys = slices.DeleteFunc(slices.Clone(t.ForeignKeys), func(k schema.ForeignKey) bool {
		return slices.ContainsFunc(keys, func(r schema.Reference) bool { return r.Table == t && r.ForeignKey.Name == k.Name })
	})
	return &copied
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

func (db *DB) make(ctx context.Context, l *lease, m *mapper, t *schema.Table) error {
	statements, err := db.engine.Create(t)
	return db.define(ctx, l, m, statements, err)
}

// define runs statements about the table of a model, unless the engine has none.
func (db *DB) define(ctx context.Context, l *lease, m *mapper, statements []string, err error) error {
	if err != nil {
		return m.failed(err)
	}
	for _, sql := range statements {
		if _, err := l.exec(ctx, m, &driver.Statement{SQL: sql}, nil); err != nil {
			return err
		}
	}
	return nil
}
