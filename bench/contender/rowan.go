package contender

import (
	"context"
	"errors"
	"iter"
	"time"

	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// ModelMetadata is a trained model.
type ModelMetadata struct {
	ID        int64
	Name      string
	Accuracy  float64
	Version   *string
	CreatedAt time.Time

	Predictions orm.Many[Prediction]
}

// Define says what differs from convention.
func (m *ModelMetadata) Define(t *orm.Table[ModelMetadata]) {
	t.Column(&m.Name).Size(100).Required()
	t.Column(&m.Accuracy).Min(0).Max(1)
	t.Column(&m.Version).Size(20)
	t.Column(&m.CreatedAt).Auto(time.Now)
}

// Prediction is what a model said of an input.
type Prediction struct {
	ID        int64
	InputData string
	Result    float64
	ModelID   int64

	Model orm.One[ModelMetadata]
}

// Define says what differs from convention.
func (p *Prediction) Define(t *orm.Table[Prediction]) { t.Column(&p.InputData).Required() }

// newModel and newPrediction make objects of the workloads' rows, and rows of what objects hold.
func newModel(m workload.Model) *ModelMetadata {
	return &ModelMetadata{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt}
}

func newPrediction(p workload.Prediction) *Prediction {
	return &Prediction{ID: p.ID, InputData: p.InputData, Result: p.Result, ModelID: p.ModelID}
}

func (m *ModelMetadata) row() workload.Model {
	return workload.Model{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt}
}

func (p *Prediction) row() workload.Prediction {
	return workload.Prediction{ID: p.ID, InputData: p.InputData, Result: p.Result, ModelID: p.ModelID}
}

func predictionRows(list []*Prediction) iter.Seq[workload.Prediction] {
	return values(list, func(p **Prediction) workload.Prediction { return (*p).row() })
}

var (
	modelMetadata = orm.Define[ModelMetadata]()
	prediction    = orm.Define[Prediction]()
	rowanModels   = orm.Models(modelMetadata, prediction)
)

var (
	rowanOnSQLite   = Contender{Name: "Rowan", Engine: sqlite, Open: openRowanFile}
	rowanOnPostgres = Contender{Name: "Rowan", Engine: postgres, Open: openRowan}
	rowanOnMariaDB  = Contender{Name: "Rowan", Engine: mariaDB, Open: openRowan}
)

func rowanURL(path string) string { return "sqlite:///" + path }

func openRowanFile(ctx context.Context, path string) (*workload.Program, error) {
	r, err := newRowan(ctx, rowanURL(path))
	if err != nil {
		return nil, err
	}
	p := r.program()
	p.Clear = r.clearLog
	return p, nil
}

func openRowan(ctx context.Context, url string) (*workload.Program, error) {
	r, err := newRowan(ctx, url)
	if err != nil {
		return nil, err
	}
	return r.program(), nil
}

type rowanProgram struct{ db *orm.DB }

func newRowan(ctx context.Context, url string) (r rowanProgram, err error) {
	if r.db, err = connect.Open(ctx, url, rowanModels); err != nil {
		return r, err
	}
	if err := r.db.CreateTables(ctx); err != nil { // compares: the tables exist
		return r, errors.Join(err, r.db.Close())
	}
	return r, nil
}

func (r rowanProgram) program() *workload.Program {
	return &workload.Program{
		ReadAll: r.readAll, ReadOne: r.readOne, ReadFamilies: r.readFamilies, Insert: r.insert, InsertMany: r.insertMany,
		ChangeMany: r.changeMany, Filter: r.filter, Clear: r.clear, Close: r.db.Close,
	}
}

func (r rowanProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	list, err := prediction.All(ctx, r.db)
	return predictionRows(list), err
}

func (r rowanProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	list, err := modelMetadata.With(&modelMetadata.C.Predictions).All(ctx, r.db)
	return func(yield func(workload.Model, iter.Seq[workload.Prediction]) bool) {
		for _, m := range list {
			predictions, err := m.Predictions.All() // which sends nothing
			if err != nil || !yield(m.row(), predictionRows(predictions)) {
				return
			}
		}
	}, err
}

func (r rowanProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	p, err := prediction.Get(ctx, r.db, id)
	if err != nil {
		return workload.Prediction{}, err
	}
	return p.row(), nil
}

func (r rowanProgram) insert(ctx context.Context, p workload.Prediction) (int64, error) {
	obj := newPrediction(p)
	err := prediction.Insert(ctx, r.db, obj)
	return obj.ID, err
}

func (r rowanProgram) insertMany(list []workload.Prediction) workload.Batch {
	objs := make([]*Prediction, len(list))
	for i, p := range list {
		objs[i] = newPrediction(p)
	}
	return workload.Batch{
		Store: func(ctx context.Context) error { return prediction.InsertAll(ctx, r.db, objs) },
		Keys: func() []int64 {
			keys := make([]int64, len(objs))
			for i, p := range objs {
				keys[i] = p.ID
			}
			return keys
		},
	}
}

func (r rowanProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	m := modelMetadata.C
	q := modelMetadata.Query()
	if f.MinAccuracy > 0 {
		q = q.Where(orm.Ge(&m.Accuracy, f.MinAccuracy))
	}
	if f.Like != "" {
		q = q.Where(orm.Like(&m.Name, f.Like))
	}
	list, err := q.OrderBy(orm.Desc(&m.CreatedAt)).Limit(f.Limit).All(ctx, r.db)
	return values(list, func(m **ModelMetadata) workload.Model { return (*m).row() }), err
}

func (r rowanProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	objs := make([]*Prediction, len(list))
	for i, p := range list {
		objs[i] = newPrediction(p)
	}
	return func(ctx context.Context) error { return prediction.UpdateAll(ctx, r.db, objs, &prediction.C.Result) }
}

func (r rowanProgram) clear(ctx context.Context) error {
	_, err := orm.Exec(ctx, r.db, orm.SQL("DELETE FROM prediction"))
	return err
}

func (r rowanProgram) clearLog(ctx context.Context) error {
	if err := r.clear(ctx); err != nil {
		return err
	}
	_, err := orm.Exec(ctx, r.db, orm.SQL("PRAGMA wal_checkpoint(TRUNCATE)"))
	return err
}
