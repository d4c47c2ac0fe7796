package writers

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// listed is how many rows a list has.
const listed = 1000

// program is what is measured, in one way of writing it. Its functions are called by many goroutines.
type program struct {
	// write stores a prediction in a transaction of its own.
	write func(ctx context.Context, p workload.Prediction) error
	// row reads the prediction with a key.
	row func(ctx context.Context, id int64) (workload.Prediction, error)
	// list reads so many predictions from a key on, and returns how many there are and the last key.
	list func(ctx context.Context, first int64) (n int, last int64, err error)
	// count counts all predictions.
	count func(ctx context.Context) (int64, error)
	close func() error
}

// side opens a file for a way of writing it.
type side struct {
	name string
	open func(ctx context.Context, path string) (*program, error)
}

func sides() []side { return []side{{"mattn", openMattn}, {"Rowan", openRowan}} }

var (
	models      = orm.Define[contender.ModelMetadata]()
	predictions = orm.Define[contender.Prediction]()
	modelSet    = orm.Models(models, predictions)
)

// openRowan takes what Rowan does by itself: one connection that writes, and a few that read.
func openRowan(ctx context.Context, path string) (*program, error) {
	db, err := connect.Open(ctx, "sqlite:///"+path, modelSet)
	if err != nil {
		return nil, err
	}
	return &program{
		write: func(ctx context.Context, p workload.Prediction) error {
			return predictions.Insert(ctx, db, &contender.Prediction{InputData: p.InputData, Result: p.Result, ModelID: p.ModelID})
		},
		row: func(ctx context.Context, id int64) (workload.Prediction, error) {
			p, err := predictions.Get(ctx, db, id)
			if err != nil {
				return workload.Prediction{}, err
			}
			return workload.Prediction{ID: p.ID, InputData: p.InputData, Result: p.Result, ModelID: p.ModelID}, nil
		},
		list: func(ctx context.Context, first int64) (n int, last int64, err error) {
			list, err := predictions.Where(orm.Between(&predictions.C.ID, first, first+listed-1)).All(ctx, db)
			if err != nil || len(list) == 0 {
				return 0, 0, err
			}
			return len(list), list[len(list)-1].ID, nil
		},
		count: func(ctx context.Context) (int64, error) { return predictions.Query().Count(ctx, db) },
		close: db.Close,
	}, nil
}

// read reads a row or a list, and returns what is wrong with it.
func (p *program) read(ctx context.Context, lists bool, i int, d workload.Data) error {
	if !lists {
		id := int64(i*7919%len(d.Predictions)) + 1
		got, err := p.row(ctx, id)
		if err == nil && got != d.Predictions[id-1] {
			err = fmt.Errorf("the prediction with the key %d is %+v", id, got)
		}
		return err
	}
	first := int64(i*7919%(len(d.Predictions)-listed)) + 1
	n, last, err := p.list(ctx, first)
	if err == nil && (n != listed || last != first+listed-1) {
		err = fmt.Errorf("%d predictions from the key %d on, up to %d", n, first, last)
	}
	return err
}
