package workload

import (
	"context"
	"fmt"
	"iter"
)

var readFamilies = Workload{
	Name: "W5", Title: "read 100 parents with their 10,000 children, two queries", Ops: 10,
	Offered: func(p *Program) bool { return p.ReadFamilies != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		var families iter.Seq2[Model, iter.Seq[Prediction]]
		clock.Start()
		for range n {
			var err error
			if families, err = p.ReadFamilies(ctx); err != nil {
				return err
			}
		}
		clock.Stop()
		return d.sameFamilies(families)
	},
}

func (d Data) sameFamilies(families iter.Seq2[Model, iter.Seq[Prediction]]) error {
	i := 0
	for parent, children := range families {
		if i >= len(d.Models) || !parent.equal(d.Models[i]) {
			return fmt.Errorf("model %d is %+v, want %+v", i, parent, d.Models[min(i, len(d.Models)-1)])
		}
		if err := samePredictions(children, d.children(parent)); err != nil {
			return fmt.Errorf("model %d: %w", i, err)
		}
		i++
	}
	if i != len(d.Models) {
		return fmt.Errorf("%d models, want %d", i, len(d.Models))
	}
	return nil
}

// children are a model's predictions, found without a database.
func (d Data) children(m Model) (list []Prediction) {
	for _, p := range d.Predictions {
		if p.ModelID == m.ID {
			list = append(list, p)
		}
	}
	return list
}
