package contender

import (
	"context"
	"database/sql"
	"errors"
	"iter"

	"github.com/rowankit/rowan/bench/workload"
)

// sqlProgram is the workloads by hand over database/sql, as SQLite has them; other databases' programs replace what is
// better there. What is known beforehand is prepared once.
type sqlProgram struct {
	db      *sql.DB
	style   sqlStyle
	all     *sql.Stmt
	parents *sql.Stmt
	one     *sql.Stmt
	inserts *sql.Stmt
	changes *sql.Stmt
}

// sqlStyle is what differs in what all databases' programs have.
type sqlStyle struct {
	marks     func(sql string) string // writes the database's parameters where question marks stand
	scanModel func(*sql.Rows) (workload.Model, error)
}

var sqliteStyle = sqlStyle{func(sql string) string { return sql }, scanModelWithText}

func prepareSQL(ctx context.Context, db *sql.DB, style sqlStyle) (*sqlProgram, error) {
	p := &sqlProgram{db: db, style: style}
	var failed []error
	prepare := func(text string) *sql.Stmt {
		s, err := db.PrepareContext(ctx, style.marks(text))
		failed = append(failed, err)
		return s
	}
	p.all = prepare("SELECT id, input_data, result, model_id FROM prediction ORDER BY id")
	p.parents = prepare(parentsSQL)
	p.one = prepare("SELECT id, input_data, result, model_id FROM prediction WHERE id = ?")
	p.inserts = prepare("INSERT INTO prediction (input_data, result, model_id) VALUES (?, ?, ?)")
	p.changes = prepare("UPDATE prediction SET result = ? WHERE id = ?")
	return p, errors.Join(failed...)
}

func (p *sqlProgram) program(e Engine) *workload.Program {
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: e.clear(p.db), Close: p.db.Close,
	}
}

func (p *sqlProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	list, err := scanPredictions(p.all.QueryContext(ctx))
	return asIs(list), err
}

func scanPredictions(rows *sql.Rows, err error) (list []workload.Prediction, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r workload.Prediction
		if err := rows.Scan(&r.ID, &r.InputData, &r.Result, &r.ModelID); err != nil {
			return nil, err
		}
		list = append(list, r)
	}
	return list, rows.Err()
}

func (p *sqlProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	rows, err := p.parents.QueryContext(ctx)
	parents, err := p.scanModels(nil, rows, err)
	if err != nil {
		return nil, err
	}
	keys := make([]any, len(parents))
	for i := range parents {
		keys[i] = parents[i].ID
	}
	children, err := scanPredictions(p.db.QueryContext(ctx, p.style.marks(childrenOf(len(keys))), keys...))
	return familiesOf(parents, children), err
}

func asIs[T any](list []T) iter.Seq[T] { return values(list, func(v *T) T { return *v }) }

func (p *sqlProgram) readOne(ctx context.Context, id int64) (r workload.Prediction, err error) {
	err = p.one.QueryRowContext(ctx, id).Scan(&r.ID, &r.InputData, &r.Result, &r.ModelID)
	return r, err
}

func (p *sqlProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	result, err := p.inserts.ExecContext(ctx, r.InputData, r.Result, r.ModelID)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

func (p *sqlProgram) insertMany(list []workload.Prediction) workload.Batch {
	keys := make([]int64, len(list))
	return workload.Batch{
		Store: func(ctx context.Context) error { return p.store(ctx, list, keys) },
		Keys:  func() []int64 { return keys },
	}
}

func (p *sqlProgram) store(ctx context.Context, list []workload.Prediction, keys []int64) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after the commit it does nothing
	insert := tx.StmtContext(ctx, p.inserts)
	for i := range list {
		r := &list[i]
		result, err := insert.ExecContext(ctx, r.InputData, r.Result, r.ModelID)
		if err != nil {
			return err
		}
		if keys[i], err = result.LastInsertId(); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (p *sqlProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		tx, err := p.db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback() // after the commit it does nothing
		change := tx.StmtContext(ctx, p.changes)
		for i := range list {
			if _, err := change.ExecContext(ctx, list[i].Result, list[i].ID); err != nil {
				return err
			}
		}
		return tx.Commit()
	}
}

func (p *sqlProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	text, args := filtered(f)
	rows, err := p.db.QueryContext(ctx, p.style.marks(text), args...)
	list, err := p.scanModels(make([]workload.Model, 0, f.Limit), rows, err)
	return asIs(list), err
}

func (p *sqlProgram) scanModels(list []workload.Model, rows *sql.Rows, err error) ([]workload.Model, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		m, err := p.style.scanModel(rows)
		if err != nil {
			return nil, err
		}
		list = append(list, m)
	}
	return list, rows.Err()
}

// scanModelWithText reads a model whose time is held as a text.
func scanModelWithText(rows *sql.Rows) (m workload.Model, err error) {
	var created string
	if err := rows.Scan(&m.ID, &m.Name, &m.Accuracy, &m.Version, &created); err != nil {
		return m, err
	}
	m.CreatedAt, err = parseSQLiteTime(created)
	return m, err
}

func scanModel(rows *sql.Rows) (m workload.Model, err error) {
	return m, rows.Scan(&m.ID, &m.Name, &m.Accuracy, &m.Version, &m.CreatedAt)
}
