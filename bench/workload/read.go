package workload

import (
	"context"
	"fmt"
	"iter"
)

var readAll = Workload{
	Name: "W1", Title: "read 10,000 rows into structs", Ops: 12,
	Offered: func(p *Program) bool { return p.ReadAll != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		var list iter.Seq[Prediction]
		clock.Start()
		for range n {
			var err error
			if list, err = p.ReadAll(ctx); err != nil {
				return err
			}
		}
		clock.Stop()
		return samePredictions(list, d.Predictions)
	},
}

func samePredictions(got iter.Seq[Prediction], want []Prediction) error {
	i := 0
	for g := range got {
		if i >= len(want) || g != want[i] {
			return fmt.Errorf("prediction %d is %+v, want %+v", i, g, want[min(i, len(want)-1)])
		}
		i++
	}
	if i != len(want) {
		return fmt.Errorf("%d predictions, want %d", i, len(want))
	}
	return nil
}

var readOne = Workload{
	Name: "W2", Title: "read one row by its key", Ops: 8000,
	Offered: func(p *Program) bool { return p.ReadOne != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		got := make([]Prediction, n)
		clock.Start()
		for i := range got {
			var err error
			if got[i], err = p.ReadOne(ctx, d.key(i)); err != nil {
				return err
			}
		}
		clock.Stop()
		for i, g := range got {
			if want := d.Predictions[d.key(i)-1]; g != want {
				return fmt.Errorf("the prediction with the key %d is %+v, want %+v", want.ID, g, want)
			}
		}
		return nil
	},
}

// key returns a key of a prediction, in no order that a cache could follow.
func (d Data) key(i int) int64 { return int64(i*7919%len(d.Predictions)) + 1 }
