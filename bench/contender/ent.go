package contender

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"slices"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/rowankit/rowan/bench/contender/ent"
	entmodel "github.com/rowankit/rowan/bench/contender/ent/modelmetadata"
	entprediction "github.com/rowankit/rowan/bench/contender/ent/prediction"
	"github.com/rowankit/rowan/bench/workload"
)

var entDialects = map[string]string{sqlite.Name: dialect.SQLite, postgres.Name: dialect.Postgres, mariaDB.Name: dialect.MySQL}

// entOn returns ent with an update for each row in W6, which is what it has for rows with a value each, and with the upsert
// of many rows, which is faster, and makes a row anew that somebody has deleted meanwhile.
func entOn(e Engine) []Contender {
	return []Contender{
		{Name: "ent", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
			p, err := openEnt(ctx, e, source)
			return p.program(), err
		}},
		{Name: "ent, upsert", Only: "W6", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
			p, err := openEnt(ctx, e, source)
			return &workload.Program{ReadAll: p.readAll, ChangeMany: p.upsertMany, Close: p.pool.Close}, err
		}},
	}
}

type entProgram struct {
	client *ent.Client
	pool   *sql.DB
	engine Engine
}

func openEnt(ctx context.Context, e Engine, source string) (p entProgram, err error) {
	p.engine = e
	if p.pool, err = e.open(ctx, source); err != nil {
		return p, err
	}
	p.client = ent.NewClient(ent.Driver(entsql.OpenDB(entDialects[e.Name], p.pool)))
	return p, nil
}

func (p entProgram) program() *workload.Program {
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: p.engine.clear(p.pool), Close: p.pool.Close,
	}
}

func entModelRow(m *ent.ModelMetadata) workload.Model {
	return workload.Model{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt.Time}
}

func entRow(p *ent.Prediction) workload.Prediction {
	return workload.Prediction{ID: p.ID, InputData: p.InputData, Result: p.Result, ModelID: p.ModelID}
}

func entRows(list []*ent.Prediction) iter.Seq[workload.Prediction] {
	return values(list, func(p **ent.Prediction) workload.Prediction { return entRow(*p) })
}

func (p entProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	list, err := p.client.Prediction.Query().Order(ent.Asc(entprediction.FieldID)).All(ctx)
	return entRows(list), err
}

func (p entProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	list, err := p.client.ModelMetadata.Query().
		WithPredictions(func(q *ent.PredictionQuery) { q.Order(ent.Asc(entprediction.FieldID)) }).
		Order(ent.Asc(entmodel.FieldID)).All(ctx)
	return withChildren(list, func(m **ent.ModelMetadata) (workload.Model, iter.Seq[workload.Prediction]) {
		return entModelRow(*m), entRows((*m).Edges.Predictions)
	}), err
}

func (p entProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	obj, err := p.client.Prediction.Get(ctx, id)
	if err != nil {
		return workload.Prediction{}, err
	}
	return entRow(obj), nil
}

func (p entProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	obj, err := p.client.Prediction.Create().SetInputData(r.InputData).SetResult(r.Result).SetModelID(r.ModelID).Save(ctx)
	if err != nil {
		return 0, err
	}
	return obj.ID, nil
}

// insertMany stores all rows by one statement, a transaction by itself, which is faster than several. SQLite takes no more
// than 32,766 values.
func (p entProgram) insertMany(list []workload.Prediction) workload.Batch {
	bulk := p.client.Prediction.MapCreateBulk(list, func(b *ent.PredictionCreate, i int) {
		b.SetInputData(list[i].InputData).SetResult(list[i].Result).SetModelID(list[i].ModelID)
	})
	var objs []*ent.Prediction
	return workload.Batch{
		Store: func(ctx context.Context) (err error) { objs, err = bulk.Save(ctx); return err },
		Keys: func() []int64 {
			return slices.Collect(values(objs, func(obj **ent.Prediction) int64 { return (*obj).ID }))
		},
	}
}

// changeMany updates by a condition on the key: an update of an object would read it again each time.
func (p entProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		tx, err := p.client.Tx(ctx)
		if err != nil {
			return err
		}
		for i := range list {
			if err := tx.Prediction.Update().Where(entprediction.ID(list[i].ID)).SetResult(list[i].Result).Exec(ctx); err != nil {
				return errors.Join(err, tx.Rollback())
			}
		}
		return tx.Commit()
	}
}

func (p entProgram) upsertMany(list []workload.Prediction) func(context.Context) error {
	upsert := p.client.Prediction.MapCreateBulk(list, func(b *ent.PredictionCreate, i int) {
		b.SetID(list[i].ID).SetInputData(list[i].InputData).SetResult(list[i].Result).SetModelID(list[i].ModelID)
	}).OnConflict(p.onKey()...).Update(func(u *ent.PredictionUpsert) { u.UpdateResult() })
	return upsert.Exec
}

// onKey names the key that a row may have already, except on MariaDB, where every key counts.
func (p entProgram) onKey() []entsql.ConflictOption {
	if p.engine.Name == mariaDB.Name {
		return nil
	}
	return []entsql.ConflictOption{entsql.ConflictColumns(entprediction.FieldID)}
}

// filter writes the pattern as a predicate of ent's builder for SQL, since the generated ones have no patterns.
func (p entProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	q := p.client.ModelMetadata.Query()
	if f.MinAccuracy > 0 {
		q.Where(entmodel.AccuracyGTE(f.MinAccuracy))
	}
	if f.Like != "" {
		q.Where(func(s *entsql.Selector) { s.Where(entsql.Like(s.C(entmodel.FieldName), f.Like)) })
	}
	list, err := q.Order(ent.Desc(entmodel.FieldCreatedAt), ent.Asc(entmodel.FieldID)).Limit(f.Limit).All(ctx)
	return values(list, func(m **ent.ModelMetadata) workload.Model { return entModelRow(*m) }), err
}
