package workload

import (
	"context"
	"fmt"
)

var insertOne = Workload{
	Name: "W3", Title: "insert one row in its own transaction, get its key", Ops: 1000, Writes: true,
	Offered: func(p *Program) bool { return p.Insert != nil && p.Clear != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		if err := p.Clear(ctx); err != nil {
			return err
		}
		list := make([]Prediction, n)
		for i := range list {
			list[i] = NewPrediction(i, len(d.Models))
		}
		clock.Start()
		for i := range list {
			id, err := p.Insert(ctx, list[i])
			if err != nil {
				return err
			}
			list[i].ID = id
		}
		clock.Stop()
		return stored(ctx, p, list)
	},
}

// stored compares what a program reads with what was written. Keys are handed out in order.
func stored(ctx context.Context, p *Program, want []Prediction) error {
	for i := range want {
		if want[i].ID <= 0 || i > 0 && want[i].ID <= want[i-1].ID {
			return fmt.Errorf("row %d got the key %d, which is not above those before", i, want[i].ID)
		}
	}
	got, err := p.ReadAll(ctx)
	if err != nil {
		return err
	}
	return samePredictions(got, want)
}

var insertMany = Workload{
	Name: "W4", Title: "insert 10,000 rows in one transaction, get their keys", Ops: 4, Writes: true,
	Offered: func(p *Program) bool { return p.InsertMany != nil && p.Clear != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		list := make([]Prediction, len(d.Predictions))
		for i := range list {
			list[i] = NewPrediction(i, len(d.Models))
		}
		for range n {
			if err := p.Clear(ctx); err != nil {
				return err
			}
			b := p.InsertMany(list)
			clock.Start()
			err := b.Store(ctx)
			clock.Stop()
			if err != nil {
				return err
			}
			if err := b.check(ctx, p, list); err != nil {
				return err
			}
		}
		return nil
	},
}

func (b Batch) check(ctx context.Context, p *Program, list []Prediction) error {
	keys := b.Keys()
	if len(keys) != len(list) {
		return fmt.Errorf("%d keys for %d rows", len(keys), len(list))
	}
	want := make([]Prediction, len(list))
	for i := range list {
		want[i] = list[i]
		want[i].ID = keys[i]
	}
	return stored(ctx, p, want)
}
