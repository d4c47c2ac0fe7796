package contender

import (
	"context"
	"iter"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowankit/rowan/bench/workload"
)

var pgxNative = Contender{Name: "pgx native, by hand", Engine: postgres, Reference: "pgx", Open: openPgx}

func openPgx(ctx context.Context, source string) (*workload.Program, error) {
	pool, err := pgxpool.New(ctx, source)
	if err != nil {
		return nil, err
	}
	p := pgxProgram{pool}
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: p.clear, Close: func() error { pool.Close(); return nil },
	}, nil
}

type pgxProgram struct{ pool *pgxpool.Pool }

func (p pgxProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	list, err := pgxPredictions(p.pool.Query(ctx, "SELECT id, input_data, result, model_id FROM prediction ORDER BY id"))
	return asIs(list), err
}

func pgxPredictions(rows pgx.Rows, err error) (list []workload.Prediction, _ error) {
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

func (p pgxProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	rows, err := p.pool.Query(ctx, parentsSQL)
	parents, err := pgxModels(nil, rows, err)
	if err != nil {
		return nil, err
	}
	keys := make([]int64, len(parents))
	for i := range parents {
		keys[i] = parents[i].ID
	}
	children, err := pgxPredictions(p.pool.Query(ctx, childrenOfArray, keys))
	return familiesOf(parents, children), err
}

func (p pgxProgram) readOne(ctx context.Context, id int64) (r workload.Prediction, err error) {
	err = p.pool.QueryRow(ctx, onePrediction, id).
		Scan(&r.ID, &r.InputData, &r.Result, &r.ModelID)
	return r, err
}

const (
	onePrediction   = "SELECT id, input_data, result, model_id FROM prediction WHERE id = $1"
	childrenOfArray = "SELECT id, input_data, result, model_id FROM prediction WHERE model_id = ANY($1) ORDER BY model_id, id"
	insertReturning = "INSERT INTO prediction (input_data, result, model_id) VALUES ($1, $2, $3) RETURNING id"
	insertUnnest    = `INSERT INTO prediction (input_data, result, model_id)
		SELECT * FROM unnest($1::text[], $2::float8[], $3::bigint[]) RETURNING id`
	updateUnnest = `UPDATE prediction SET result = v.result
		FROM unnest($1::bigint[], $2::float8[]) AS v (id, result) WHERE prediction.id = v.id`
)

func (p pgxProgram) insert(ctx context.Context, r workload.Prediction) (id int64, err error) {
	err = p.pool.QueryRow(ctx, insertReturning, r.InputData, r.Result, r.ModelID).Scan(&id)
	return id, err
}

// insertMany trusts that the keys come back in the order of the rows, which PostgreSQL does not promise.
func (p pgxProgram) insertMany(list []workload.Prediction) workload.Batch {
	keys := make([]int64, 0, len(list))
	return workload.Batch{
		Store: func(ctx context.Context) error {
			inputs, results, models := predictionArrays(list)
			rows, err := p.pool.Query(ctx, insertUnnest, inputs, results, models)
			if err != nil {
				return err
			}
			keys, err = pgx.AppendRows(keys, rows, pgx.RowTo[int64])
			return err
		},
		Keys: func() []int64 { return keys },
	}
}

func (p pgxProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		keys, results := resultArrays(list)
		_, err := p.pool.Exec(ctx, updateUnnest, keys, results)
		return err
	}
}

// predictionArrays are the columns of new rows.
func predictionArrays(list []workload.Prediction) (inputs []string, results []float64, models []int64) {
	inputs, results, models = make([]string, len(list)), make([]float64, len(list)), make([]int64, len(list))
	for i := range list {
		inputs[i], results[i], models[i] = list[i].InputData, list[i].Result, list[i].ModelID
	}
	return inputs, results, models
}

// resultArrays are what changes of rows, and where.
func resultArrays(list []workload.Prediction) (keys []int64, results []float64) {
	keys, results = make([]int64, len(list)), make([]float64, len(list))
	for i := range list {
		keys[i], results[i] = list[i].ID, list[i].Result
	}
	return keys, results
}

func (p pgxProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	text, args := filtered(f)
	rows, err := p.pool.Query(ctx, numbered(text), args...)
	list, err := pgxModels(make([]workload.Model, 0, f.Limit), rows, err)
	return asIs(list), err
}

// numbered writes a query's marks as PostgreSQL has them.
func numbered(text string) string {
	for i := 1; strings.Contains(text, "?"); i++ {
		text = strings.Replace(text, "?", "$"+strconv.Itoa(i), 1)
	}
	return text
}

func pgxModels(list []workload.Model, rows pgx.Rows, err error) ([]workload.Model, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var m workload.Model
		if err := rows.Scan(&m.ID, &m.Name, &m.Accuracy, &m.Version, &m.CreatedAt); err != nil {
			return nil, err
		}
		m.CreatedAt = m.CreatedAt.UTC()
		list = append(list, m)
	}
	return list, rows.Err()
}

func (p pgxProgram) clear(ctx context.Context) error {
	_, err := p.pool.Exec(ctx, "DELETE FROM prediction")
	return err
}
