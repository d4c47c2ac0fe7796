package contender

import (
	"context"
	"iter"
	"slices"

	"github.com/rowankit/rowan/bench/texttime"
	"github.com/rowankit/rowan/bench/workload"
)

// sqlcProgram uses code in the style of what sqlc generates: a type for each table, as workload has one for predictions, and a
// method for each query, whose text is known when the program is compiled.
type sqlcProgram struct {
	queries    sqlcQuerier
	createMany func(ctx context.Context, list []workload.Prediction) error
	updateMany func(ctx context.Context, list []workload.Prediction) error
}

// sqlcQuerier are the queries, whichever driver they were generated for.
type sqlcQuerier interface {
	ListPredictions(ctx context.Context) ([]workload.Prediction, error)
	ListPredictionsOf(ctx context.Context, modelIDs []int64) ([]workload.Prediction, error)
	GetPrediction(ctx context.Context, id int64) (workload.Prediction, error)
	CreatePrediction(ctx context.Context, r *workload.Prediction) (int64, error)
	ListModels(ctx context.Context) ([]sqlcModel, error)
	FilterModels(ctx context.Context, minAccuracy *float64, like *string, limit int64) ([]sqlcModel, error)
}

// sqlcModel has a type of the program's own for the time, as sqlc can be told to.
type sqlcModel struct {
	ID        int64
	Name      string
	Accuracy  float64
	Version   *string
	CreatedAt texttime.Time
}

func (m *sqlcModel) key() int64 { return m.ID }

func (m *sqlcModel) row() workload.Model {
	return workload.Model{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt.Time}
}

func (p sqlcProgram) program() *workload.Program {
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter,
	}
}

func (p sqlcProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	list, err := p.queries.ListPredictions(ctx)
	return asIs(list), err
}

func (p sqlcProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	parents, err := p.queries.ListModels(ctx)
	if err != nil {
		return nil, err
	}
	children, err := p.queries.ListPredictionsOf(ctx, slices.Collect(values(parents, (*sqlcModel).key)))
	list := families(parents, children, (*sqlcModel).key, func(r *workload.Prediction) int64 { return r.ModelID })
	return withChildren(list, func(f *family[sqlcModel, workload.Prediction]) (workload.Model, iter.Seq[workload.Prediction]) {
		return f.parent.row(), asIs(f.children)
	}), err
}

func (p sqlcProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	return p.queries.GetPrediction(ctx, id)
}

func (p sqlcProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	return p.queries.CreatePrediction(ctx, &r)
}

func (p sqlcProgram) insertMany(list []workload.Prediction) workload.Batch {
	objs := slices.Clone(list)
	return workload.Batch{
		Store: func(ctx context.Context) error { return p.createMany(ctx, objs) },
		Keys: func() []int64 {
			return slices.Collect(values(objs, func(r *workload.Prediction) int64 { return r.ID }))
		},
	}
}

func (p sqlcProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	objs := slices.Clone(list)
	return func(ctx context.Context) error { return p.updateMany(ctx, objs) }
}

func (p sqlcProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	var minAccuracy *float64
	var like *string
	if f.MinAccuracy > 0 {
		minAccuracy = &f.MinAccuracy
	}
	if f.Like != "" {
		like = &f.Like
	}
	list, err := p.queries.FilterModels(ctx, minAccuracy, like, int64(f.Limit))
	return values(list, (*sqlcModel).row), err
}
