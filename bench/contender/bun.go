package contender

import (
	"context"
	"database/sql"
	"iter"
	"slices"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mysqldialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"

	"github.com/rowankit/rowan/bench/workload"
)

var bunDialects = map[string]func() schema.Dialect{
	sqlite.Name:   func() schema.Dialect { return sqlitedialect.New() },
	postgres.Name: func() schema.Dialect { return pgdialect.New() },
	mariaDB.Name:  func() schema.Dialect { return mysqldialect.New() },
}

// bunOn returns Bun. In W6 it updates from a list of values, as its page on updates does; on MariaDB, whose dialect lacks
// that, it updates row by row, and with the upsert of many rows, which is faster, and makes a row anew that somebody has
// deleted meanwhile.
func bunOn(e Engine) []Contender {
	whole := Contender{Name: "Bun", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
		p, err := openBun(ctx, e, source)
		return p.program(), err
	}}
	if e.Name != mariaDB.Name {
		return []Contender{whole}
	}
	return []Contender{whole, {Name: "Bun, upsert", Only: "W6", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
		p, err := openBun(ctx, e, source)
		return &workload.Program{ReadAll: p.readAll, ChangeMany: p.upsertMany, Close: p.pool.Close}, err
	}}}
}

// bunModel and bunPrediction are mapped to the tables that Rowan made.
type bunModel struct {
	bun.BaseModel `bun:"table:model_metadata"`

	ID          int64 `bun:",pk,autoincrement"`
	Name        string
	Accuracy    float64
	Version     *string
	CreatedAt   time.Time
	Predictions []*bunPrediction `bun:"rel:has-many,join:id=model_id"`
}

func (m *bunModel) row() workload.Model {
	return workload.Model{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt}
}

type bunPrediction struct {
	bun.BaseModel `bun:"table:prediction"`

	ID        int64 `bun:",pk,autoincrement"`
	InputData string
	Result    float64
	ModelID   int64
}

func newBunPrediction(r *workload.Prediction) bunPrediction {
	return bunPrediction{ID: r.ID, InputData: r.InputData, Result: r.Result, ModelID: r.ModelID}
}

func (p *bunPrediction) row() workload.Prediction {
	return workload.Prediction{ID: p.ID, InputData: p.InputData, Result: p.Result, ModelID: p.ModelID}
}

// bunBatch is how many rows are stored by one statement: more or fewer take longer.
const bunBatch = 1000

type bunProgram struct {
	db     *bun.DB
	pool   *sql.DB
	engine Engine
}

// openBun has no statements prepared, as Bun's page on PostgreSQL advises: Bun writes the values into the text.
func openBun(ctx context.Context, e Engine, source string) (p bunProgram, err error) {
	p.engine = e
	open := e.open
	if e.Name == postgres.Name {
		open = openPgxDBSimply
	}
	if p.pool, err = open(ctx, source); err != nil {
		return p, err
	}
	p.db = bun.NewDB(p.pool, bunDialects[e.Name]())
	return p, nil
}

func (p bunProgram) program() *workload.Program {
	change := p.changeMany
	if p.engine.Name == mariaDB.Name {
		change = p.changeEach
	}
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: change, Filter: p.filter, Clear: p.engine.clear(p.pool), Close: p.pool.Close,
	}
}

func (p bunProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	var list []bunPrediction
	err := p.db.NewSelect().Model(&list).Order("id").Scan(ctx)
	return values(list, (*bunPrediction).row), err
}

func (p bunProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	var list []bunModel
	err := p.db.NewSelect().Model(&list).
		Relation("Predictions", func(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("id") }).
		Order("id").Scan(ctx)
	return withChildren(list, func(m *bunModel) (workload.Model, iter.Seq[workload.Prediction]) {
		return m.row(), values(m.Predictions, func(r **bunPrediction) workload.Prediction { return (*r).row() })
	}), err
}

func (p bunProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	r := bunPrediction{ID: id}
	err := p.db.NewSelect().Model(&r).WherePK().Scan(ctx)
	return r.row(), err
}

func (p bunProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	obj := newBunPrediction(&r)
	_, err := p.db.NewInsert().Model(&obj).Exec(ctx)
	return obj.ID, err
}

func (p bunProgram) insertMany(list []workload.Prediction) workload.Batch {
	objs := slices.Collect(values(list, newBunPrediction))
	return workload.Batch{
		Store: func(ctx context.Context) error {
			return p.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
				for batch := range slices.Chunk(objs, bunBatch) {
					if _, err := tx.NewInsert().Model(&batch).Exec(ctx); err != nil {
						return err
					}
				}
				return nil
			})
		},
		Keys: func() []int64 { return slices.Collect(values(objs, func(r *bunPrediction) int64 { return r.ID })) },
	}
}

func (p bunProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	objs := slices.Collect(values(list, newBunPrediction))
	return func(ctx context.Context) error {
		_, err := p.db.NewUpdate().With("_data", p.db.NewValues(&objs).Column("id", "result")).
			Model((*bunPrediction)(nil)).TableExpr("_data").Set("result = _data.result").
			Where("?TableAlias.id = _data.id").Exec(ctx)
		return err
	}
}

func (p bunProgram) changeEach(list []workload.Prediction) func(context.Context) error {
	objs := slices.Collect(values(list, newBunPrediction))
	return func(ctx context.Context) error {
		return p.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			for i := range objs {
				if _, err := tx.NewUpdate().Model(&objs[i]).Column("result").WherePK().Exec(ctx); err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func (p bunProgram) upsertMany(list []workload.Prediction) func(context.Context) error {
	objs := slices.Collect(values(list, newBunPrediction))
	return func(ctx context.Context) error {
		_, err := p.db.NewInsert().Model(&objs).On("DUPLICATE KEY UPDATE").Set("result = VALUES(result)").Exec(ctx)
		return err
	}
}

func (p bunProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	var list []bunModel
	q := p.db.NewSelect().Model(&list)
	if f.MinAccuracy > 0 {
		q = q.Where("accuracy >= ?", f.MinAccuracy)
	}
	if f.Like != "" {
		q = q.Where("name LIKE ?", f.Like)
	}
	err := q.Order("created_at DESC", "id").Limit(f.Limit).Scan(ctx)
	return values(list, (*bunModel).row), err
}
