// Package growth measures how what Rowan does costs more with the rows that it is done on: time, allocations and memory
// for each row, where there are 10 rows and where there are 1,000,000. A straight line costs the same for each row.
//
//	report, err := growth.Run(ctx, growth.Options{Rounds: 5, Folder: dir, Rows: growth.Rows, Block: growth.Block}, contender.Engines())
//	report.Write(os.Stdout)
package growth

import (
	"context"
	"errors"
	"fmt"
	"runtime"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/measure"
	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// Rows are the numbers of rows that a table in docs/performance.md has; the last is for streams alone.
var Rows = []int{10, 1000, 100_000, 1_000_000}

// Block is long enough to be measured.
const Block = 100_000

// base is the number of rows that others are compared with.
const base = 1000

// Options say how to measure.
type Options struct {
	// Rounds is how many blocks of each number of rows count; one more, to warm up, does not.
	Rounds int
	// Folder is where databases are made.
	Folder string
	// Rows are the numbers of rows. Only streams have the last, which is too much to hold.
	Rows []int
	// Block is how many rows are read before figures are taken, by many runs where there are few.
	Block int
	// Progress is told of each operation before it begins; nil tells nobody.
	Progress func(engine, operation string)
}

// Run measures on one engine after the other.
func Run(ctx context.Context, o Options, engines []contender.Engine) (*Report, error) {
	r := &Report{rounds: o.Rounds}
	for _, e := range engines {
		t := table{engine: e}
		if err := t.measure(ctx, o); err != nil {
			return nil, fmt.Errorf("%s: %w", e.Name, err)
		}
		r.tables = append(r.tables, t)
	}
	return r, nil
}

// parents is how many models so many predictions belong to.
func parents(rows int) int { return max(1, rows/10) }

// table is what was found on one engine.
type table struct {
	engine contender.Engine
	lines  []line
}

// line is an operation on so many rows.
type line struct {
	operation operation
	rows      int
	db        *orm.DB
	rounds    []measure.Usage // of one row
	peak      uint64
}

func (t *table) measure(ctx context.Context, o Options) (err error) {
	var open []*orm.DB
	defer func() {
		for _, db := range open {
			err = errors.Join(err, db.Close())
		}
	}()
	for _, rows := range o.Rows {
		if o.Progress != nil {
			o.Progress(t.engine.Name, fmt.Sprintf("%d rows are made", rows))
		}
		db, err := t.fill(ctx, o.Folder, rows)
		if err != nil {
			return err
		}
		open = append(open, db)
	}
	for _, op := range operations() {
		if o.Progress != nil {
			o.Progress(t.engine.Name, op.name)
		}
		lines := t.add(op, o.Rows, open)
		for round := range o.Rounds + 1 {
			for i := range lines {
				if err := lines[i].block(ctx, t.engine, o.Block, round > 0); err != nil {
					return fmt.Errorf("%s, %d rows: %w", op.name, lines[i].rows, err)
				}
			}
		}
		for i := range lines {
			if lines[i].peak, err = lines[i].highest(ctx, t.engine); err != nil {
				return fmt.Errorf("%s, %d rows: %w", op.name, lines[i].rows, err)
			}
		}
	}
	return nil
}

func (t *table) fill(ctx context.Context, folder string, rows int) (*orm.DB, error) {
	source, err := t.engine.Fresh(ctx, folder, workload.NewData(parents(rows), rows))
	if err != nil {
		return nil, err
	}
	return connect.Open(ctx, t.engine.URL(source), modelSet)
}

// add returns the new lines of the table.
func (t *table) add(op operation, rows []int, dbs []*orm.DB) []line {
	before := len(t.lines)
	for i, n := range rows {
		if op.streams || i < len(rows)-1 {
			t.lines = append(t.lines, line{operation: op, rows: n, db: dbs[i]})
		}
	}
	return t.lines[before:]
}

// block runs the operation until it has worked on enough rows to be measured.
func (l *line) block(ctx context.Context, e contender.Engine, block int, counts bool) error {
	if err := l.prepare(ctx, e); err != nil {
		return err
	}
	runtime.GC()
	watch := &measure.Stopwatch{}
	runs := max(1, block/l.operation.dear/l.rows)
	for range runs {
		if err := l.operation.run(ctx, l.db, l.rows, watch); err != nil {
			return err
		}
	}
	if counts {
		l.rounds = append(l.rounds, watch.Total.Per(runs*l.rows))
	}
	return nil
}

// prepare removes what other blocks have left, where the next one would pay for it.
func (l *line) prepare(ctx context.Context, e contender.Engine) error {
	var list []orm.Statement
	switch {
	case l.operation.adds:
		list = emptying[e.Name]
	case l.operation.changes:
		list = tidying[e.Name]
	}
	for _, s := range list {
		if _, err := orm.Exec(ctx, l.db, s); err != nil {
			return err
		}
	}
	return nil
}

var (
	// emptying removes the rows that were added.
	emptying = map[string][]orm.Statement{
		"SQLite":     {orm.SQL("DELETE FROM prediction"), orm.SQL("PRAGMA wal_checkpoint(TRUNCATE)")},
		"PostgreSQL": {orm.SQL("TRUNCATE prediction")},
		"MariaDB":    {orm.SQL("TRUNCATE prediction")},
	}
	// tidying removes old versions of rows that were changed, as servers do in time.
	tidying = map[string][]orm.Statement{
		"SQLite":     {orm.SQL("PRAGMA wal_checkpoint(TRUNCATE)")},
		"PostgreSQL": {orm.SQL("VACUUM ANALYZE prediction")},
	}
)
