package workload

import (
	"context"
	"slices"
)

// changed is how many rows W6 changes.
const changed = 1000

var changeMany = Workload{
	Name: "W6", Title: "change one column of 1,000 loaded rows in one transaction", Ops: 4, Writes: true,
	Offered: func(p *Program) bool { return p.ChangeMany != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		before, err := p.ReadAll(ctx)
		if err != nil {
			return err
		}
		rows := slices.Collect(before)
		some := rows[:min(changed, len(rows))]
		for range n {
			for i := range some {
				some[i].Result++
			}
			store := p.ChangeMany(some)
			clock.Start()
			err := store(ctx)
			clock.Stop()
			if err != nil {
				return err
			}
			after, err := p.ReadAll(ctx)
			if err != nil {
				return err
			}
			if err := samePredictions(after, rows); err != nil {
				return err
			}
		}
		return nil
	},
}
