package contender

import (
	"context"
	"database/sql"
	"errors"

	"github.com/rowankit/rowan/bench/workload"
)

var sqlcOnSQLite = Contender{Name: "sqlc style, mattn", Engine: sqlite, Open: openSqlc}

func openSqlc(ctx context.Context, source string) (*workload.Program, error) {
	db, err := openMattnDB(ctx, source)
	if err != nil {
		return nil, err
	}
	q, err := prepareSqlc(ctx, db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	p := sqlcProgram{queries: q, createMany: q.createMany, updateMany: q.updateMany}
	all := p.program()
	all.Clear, all.Close = sqlite.clear(db), db.Close
	return all, nil
}

// These are the queries that sqlc would be given.
const (
	sqlcListPredictions  = "SELECT id, input_data, result, model_id FROM prediction ORDER BY id"
	sqlcGetPrediction    = "SELECT id, input_data, result, model_id FROM prediction WHERE id = ?"
	sqlcCreatePrediction = "INSERT INTO prediction (input_data, result, model_id) VALUES (?, ?, ?)"
	sqlcUpdateResult     = "UPDATE prediction SET result = ? WHERE id = ?"
	sqlcListModels       = "SELECT id, name, accuracy, version, created_at FROM model_metadata ORDER BY id"
	sqlcFilterModels     = `SELECT id, name, accuracy, version, created_at FROM model_metadata
		WHERE (?1 IS NULL OR accuracy >= ?1) AND (?2 IS NULL OR name LIKE ?2) ORDER BY created_at DESC, id LIMIT ?3`
)

// sqlcQueries holds the prepared queries; tx is nil outside of a transaction.
type sqlcQueries struct {
	db *sql.DB
	tx *sql.Tx

	listPredictions, getPrediction, createPrediction, updateResult, listModels, filterModels *sql.Stmt
}

func prepareSqlc(ctx context.Context, db *sql.DB) (*sqlcQueries, error) {
	q := &sqlcQueries{db: db}
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{
		{&q.listPredictions, sqlcListPredictions}, {&q.getPrediction, sqlcGetPrediction},
		{&q.createPrediction, sqlcCreatePrediction}, {&q.updateResult, sqlcUpdateResult},
		{&q.listModels, sqlcListModels}, {&q.filterModels, sqlcFilterModels},
	} {
		var err error
		if *s.stmt, err = db.PrepareContext(ctx, s.text); err != nil {
			return nil, err
		}
	}
	return q, nil
}

func (q *sqlcQueries) withTx(tx *sql.Tx) *sqlcQueries {
	in := *q
	in.tx = tx
	return &in
}

// stmt is a prepared query, in the transaction if there is one.
func (q *sqlcQueries) stmt(ctx context.Context, s *sql.Stmt) *sql.Stmt {
	if q.tx != nil {
		return q.tx.StmtContext(ctx, s)
	}
	return s
}

// ListPredictions has many rows.
func (q *sqlcQueries) ListPredictions(ctx context.Context) ([]workload.Prediction, error) {
	return scanPredictions(q.stmt(ctx, q.listPredictions).QueryContext(ctx))
}

// ListPredictionsOf has many rows; its text gets as many marks as there are keys, so it is not prepared.
func (q *sqlcQueries) ListPredictionsOf(ctx context.Context, modelIDs []int64) ([]workload.Prediction, error) {
	args := make([]any, len(modelIDs))
	for i, id := range modelIDs {
		args[i] = id
	}
	return scanPredictions(q.db.QueryContext(ctx, childrenOf(len(modelIDs)), args...))
}

// GetPrediction has one row.
func (q *sqlcQueries) GetPrediction(ctx context.Context, id int64) (i workload.Prediction, err error) {
	err = q.stmt(ctx, q.getPrediction).QueryRowContext(ctx, id).Scan(&i.ID, &i.InputData, &i.Result, &i.ModelID)
	return i, err
}

// CreatePrediction returns the new row's key, which takes less by sqlc's :execlastid than by RETURNING.
func (q *sqlcQueries) CreatePrediction(ctx context.Context, r *workload.Prediction) (int64, error) {
	result, err := q.stmt(ctx, q.createPrediction).ExecContext(ctx, r.InputData, r.Result, r.ModelID)
	if err != nil {
		return 0, err
	}
	return result.LastInsertId()
}

// UpdateResult has no rows.
func (q *sqlcQueries) UpdateResult(ctx context.Context, result float64, id int64) error {
	_, err := q.stmt(ctx, q.updateResult).ExecContext(ctx, result, id)
	return err
}

// ListModels has many rows.
func (q *sqlcQueries) ListModels(ctx context.Context) ([]sqlcModel, error) {
	return sqlcModels(q.stmt(ctx, q.listModels).QueryContext(ctx))
}

// FilterModels has many rows; a nil leaves its condition out.
func (q *sqlcQueries) FilterModels(ctx context.Context, minAccuracy *float64, like *string, limit int64) ([]sqlcModel, error) {
	return sqlcModels(q.stmt(ctx, q.filterModels).QueryContext(ctx, minAccuracy, like, limit))
}

func sqlcModels(rows *sql.Rows, err error) (items []sqlcModel, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i sqlcModel
		if err := rows.Scan(&i.ID, &i.Name, &i.Accuracy, &i.Version, &i.CreatedAt); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, errors.Join(rows.Close(), rows.Err())
}

// createMany and updateMany are what a program writes around its queries.
func (q *sqlcQueries) createMany(ctx context.Context, list []workload.Prediction) error {
	return q.inTx(ctx, func(q *sqlcQueries) error {
		for i := range list {
			id, err := q.CreatePrediction(ctx, &list[i])
			if err != nil {
				return err
			}
			list[i].ID = id
		}
		return nil
	})
}

func (q *sqlcQueries) updateMany(ctx context.Context, list []workload.Prediction) error {
	return q.inTx(ctx, func(q *sqlcQueries) error {
		for i := range list {
			if err := q.UpdateResult(ctx, list[i].Result, list[i].ID); err != nil {
				return err
			}
		}
		return nil
	})
}

func (q *sqlcQueries) inTx(ctx context.Context, do func(*sqlcQueries) error) error {
	tx, err := q.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // after the commit it does nothing
	if err := do(q.withTx(tx)); err != nil {
		return err
	}
	return tx.Commit()
}
