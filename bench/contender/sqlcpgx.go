package contender

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowankit/rowan/bench/workload"
)

var sqlcOnPostgres = Contender{Name: "sqlc style, pgx", Engine: postgres, Open: openSqlcPgx}

func openSqlcPgx(ctx context.Context, source string) (*workload.Program, error) {
	config, err := pgxpool.ParseConfig(source)
	if err != nil {
		return nil, err
	}
	config.AfterConnect = timesInUTC
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	q := sqlcPgxQueries{pool}
	p := sqlcProgram{queries: q, createMany: q.createMany, updateMany: q.updateMany}
	all := p.program()
	all.Clear, all.Close = pgxProgram{pool}.clear, func() error { pool.Close(); return nil }
	return all, nil
}

// sqlcFilterModelsPgx is a query that sqlc would be given; the others are those that package pgx is used with by hand.
const sqlcFilterModelsPgx = `SELECT id, name, accuracy, version, created_at FROM model_metadata
	WHERE ($1::float8 IS NULL OR accuracy >= $1) AND ($2::text IS NULL OR name LIKE $2) ORDER BY created_at DESC, id LIMIT $3`

// sqlcPgxQueries is for pgx, which prepares queries by itself.
type sqlcPgxQueries struct{ db *pgxpool.Pool }

// ListPredictions has many rows.
func (q sqlcPgxQueries) ListPredictions(ctx context.Context) ([]workload.Prediction, error) {
	return pgxPredictions(q.db.Query(ctx, sqlcListPredictions))
}

// ListPredictionsOf has many rows.
func (q sqlcPgxQueries) ListPredictionsOf(ctx context.Context, modelIDs []int64) ([]workload.Prediction, error) {
	return pgxPredictions(q.db.Query(ctx, childrenOfArray, modelIDs))
}

// GetPrediction has one row.
func (q sqlcPgxQueries) GetPrediction(ctx context.Context, id int64) (i workload.Prediction, err error) {
	err = q.db.QueryRow(ctx, onePrediction, id).Scan(&i.ID, &i.InputData, &i.Result, &i.ModelID)
	return i, err
}

// CreatePrediction returns the new row's key.
func (q sqlcPgxQueries) CreatePrediction(ctx context.Context, r *workload.Prediction) (id int64, err error) {
	err = q.db.QueryRow(ctx, insertReturning, r.InputData, r.Result, r.ModelID).Scan(&id)
	return id, err
}

// CreatePredictions returns the new rows' keys.
func (q sqlcPgxQueries) CreatePredictions(ctx context.Context, inputs []string, results []float64, models []int64) ([]int64, error) {
	rows, err := q.db.Query(ctx, insertUnnest, inputs, results, models)
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[int64])
}

// UpdateResults has no rows.
func (q sqlcPgxQueries) UpdateResults(ctx context.Context, ids []int64, results []float64) error {
	_, err := q.db.Exec(ctx, updateUnnest, ids, results)
	return err
}

// ListModels has many rows.
func (q sqlcPgxQueries) ListModels(ctx context.Context) ([]sqlcModel, error) {
	return sqlcPgxModels(q.db.Query(ctx, sqlcListModels))
}

// FilterModels has many rows; a nil leaves its condition out.
func (q sqlcPgxQueries) FilterModels(ctx context.Context, minAccuracy *float64, like *string, limit int64) ([]sqlcModel, error) {
	return sqlcPgxModels(q.db.Query(ctx, sqlcFilterModelsPgx, minAccuracy, like, limit))
}

func sqlcPgxModels(rows pgx.Rows, err error) (items []sqlcModel, _ error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var i sqlcModel
		if err := rows.Scan(&i.ID, &i.Name, &i.Accuracy, &i.Version, &i.CreatedAt.Time); err != nil {
			return nil, err
		}
		items = append(items, i)
	}
	return items, rows.Err()
}

// createMany and updateMany are what a program writes around its queries.
func (q sqlcPgxQueries) createMany(ctx context.Context, list []workload.Prediction) error {
	inputs, results, models := predictionArrays(list)
	keys, err := q.CreatePredictions(ctx, inputs, results, models)
	for i, id := range keys {
		list[i].ID = id
	}
	return err
}

func (q sqlcPgxQueries) updateMany(ctx context.Context, list []workload.Prediction) error {
	ids, results := resultArrays(list)
	return q.UpdateResults(ctx, ids, results)
}
