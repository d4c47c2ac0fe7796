package growth

import (
	"context"
	"fmt"
	"math"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/orm"
)

var (
	models      = orm.Define[contender.ModelMetadata]()
	predictions = orm.Define[contender.Prediction]()
	modelSet    = orm.Models(models, predictions)
)

// operation is work on so many rows.
type operation struct {
	name string
	// streams says that it holds no more than a part of the rows at a time.
	streams bool
	// adds and changes say what it does to rows.
	adds, changes bool
	// dear is by how much fewer rows make a block that is long enough.
	dear int
	// run does the work once, and returns an error where a result is wrong. The watch runs for what counts.
	run func(ctx context.Context, db *orm.DB, rows int, watch workload.Clock) error
}

func operations() []operation {
	return []operation{
		{name: "read into objects", dear: 1, run: read},
		{name: "streamed", streams: true, dear: 1, run: stream},
		{name: "loaded by a relation", dear: 1, run: load},
		{name: "changed, flushed by a session", changes: true, dear: 5, run: change},
		{name: "added, flushed by a session", adds: true, dear: 5, run: add},
	}
}

func read(ctx context.Context, db *orm.DB, rows int, watch workload.Clock) error {
	watch.Start()
	list, err := predictions.All(ctx, db)
	watch.Stop()
	if err != nil {
		return err
	}
	return same(list, rows)
}

// same tells whether a list is all rows. Results are left out, as a session changes them.
func same(list []*contender.Prediction, rows int) error {
	if len(list) != rows {
		return fmt.Errorf("%d objects of %d rows", len(list), rows)
	}
	for i, p := range list {
		want := workload.NewPrediction(i, parents(rows))
		if p.ID != int64(i+1) || p.InputData != want.InputData || p.ModelID != want.ModelID {
			return fmt.Errorf("object %d is %+v, want %+v", i, p, want)
		}
	}
	return nil
}

func stream(ctx context.Context, db *orm.DB, rows int, watch workload.Clock) error {
	n, keys := 0, 0
	watch.Start()
	for p, err := range predictions.Query().Stream(ctx, db) {
		if err != nil {
			return err
		}
		n, keys = n+1, keys+int(p.ID)
	}
	watch.Stop()
	if n != rows || keys != rows*(rows+1)/2 {
		return fmt.Errorf("%d objects of %d rows, the sum of their keys is %d", n, rows, keys)
	}
	return nil
}

func load(ctx context.Context, db *orm.DB, rows int, watch workload.Clock) error {
	watch.Start()
	list, err := models.With(&models.C.Predictions).All(ctx, db)
	watch.Stop()
	if err != nil {
		return err
	}
	n := 0
	for _, m := range list {
		loaded, err := m.Predictions.All() // which sends nothing
		if err != nil {
			return err
		}
		for _, p := range loaded {
			if p.ModelID != m.ID {
				return fmt.Errorf("model %d has the prediction %+v", m.ID, p)
			}
		}
		n += len(loaded)
	}
	if n != rows || len(list) != parents(rows) {
		return fmt.Errorf("%d models with %d objects of %d rows", len(list), n, rows)
	}
	return nil
}

// change has the session read the rows before: what counts are finding out what has changed, writing it and the commit.
func change(ctx context.Context, db *orm.DB, rows int, watch workload.Clock) error {
	before := 0.0
	err := db.Session(ctx, func(ctx context.Context, s *orm.Session) error {
		list, err := predictions.All(ctx, s)
		if err != nil {
			return err
		}
		for _, p := range list {
			before += p.Result
			p.Result++
		}
		watch.Start()
		return nil
	})
	watch.Stop()
	if err != nil {
		return err
	}
	after, err := orm.Sum(orm.Col(&predictions.C.Result)).Scalar(ctx, db, predictions)
	if err != nil {
		return err
	}
	if after == nil || math.Abs(*after-before-float64(rows)) > 0.5 {
		return fmt.Errorf("the results of %d rows became %v from %v", rows, after, before)
	}
	return nil
}

func add(ctx context.Context, db *orm.DB, rows int, watch workload.Clock) error {
	objs := make([]*contender.Prediction, rows)
	for i := range objs {
		p := workload.NewPrediction(i, parents(rows))
		objs[i] = &contender.Prediction{InputData: p.InputData, Result: p.Result, ModelID: p.ModelID}
	}
	watch.Start()
	err := db.Session(ctx, func(_ context.Context, s *orm.Session) error {
		predictions.Add(s, objs...)
		return nil
	})
	watch.Stop()
	if err != nil {
		return err
	}
	for i, p := range objs {
		if p.ID <= 0 || i > 0 && p.ID <= objs[i-1].ID {
			return fmt.Errorf("object %d got the key %d", i, p.ID)
		}
	}
	n, err := predictions.Where(orm.Between(&predictions.C.ID, objs[0].ID, objs[rows-1].ID)).Count(ctx, db)
	if err == nil && n != int64(rows) {
		err = fmt.Errorf("%d rows of %d objects", n, rows)
	}
	return err
}
