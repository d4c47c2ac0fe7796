package workload

import (
	"cmp"
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"
)

var filter = Workload{
	Name: "W7", Title: "a filter built each time, ordered, at most 20 rows", Ops: 600,
	Offered: func(p *Program) bool { return p.Filter != nil },
	Run: func(ctx context.Context, p *Program, d Data, n int, clock Clock) error {
		got := make([]iter.Seq[Model], n)
		clock.Start()
		for i := range got {
			var err error
			if got[i], err = p.Filter(ctx, filters[i%len(filters)]); err != nil {
				return err
			}
		}
		clock.Stop()
		for i, list := range got {
			if err := sameModels(list, d.choose(filters[i%len(filters)])); err != nil {
				return fmt.Errorf("%+v: %w", filters[i%len(filters)], err)
			}
		}
		return nil
	},
}

// filters are those that visitors chose: patterns have a percent sign at one end or both.
var filters = []Filter{
	{Limit: 20},
	{MinAccuracy: 0.5, Limit: 20},
	{Like: "%net%", Limit: 20},
	{MinAccuracy: 0.25, Like: "%net%", Limit: 20},
	{MinAccuracy: 0.75, Like: "forest%", Limit: 20},
}

// Filters returns those of W7, for a program that has it alone.
func Filters() []Filter { return slices.Clone(filters) }

// choose is what a filter leaves, found without a database.
func (d Data) choose(f Filter) []Model {
	list := slices.DeleteFunc(slices.Clone(d.Models), func(m Model) bool {
		return m.Accuracy < f.MinAccuracy || !like(m.Name, f.Like)
	})
	slices.SortFunc(list, func(a, b Model) int {
		return cmp.Or(b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(a.ID, b.ID))
	})
	return list[:min(len(list), f.Limit)]
}

func like(name, pattern string) bool {
	word := strings.Trim(pattern, "%")
	switch {
	case pattern == "":
		return true
	case strings.HasPrefix(pattern, "%"):
		return strings.Contains(name, word)
	}
	return strings.HasPrefix(name, word)
}

func sameModels(got iter.Seq[Model], want []Model) error {
	i := 0
	for g := range got {
		if i >= len(want) || !g.equal(want[i]) {
			return fmt.Errorf("model %d is %+v, want %+v", i, g, want[min(i, len(want)-1)])
		}
		i++
	}
	if i != len(want) {
		return fmt.Errorf("%d models, want %d", i, len(want))
	}
	return nil
}

func (m Model) equal(o Model) bool {
	version := m.Version == o.Version || m.Version != nil && o.Version != nil && *m.Version == *o.Version
	return m.ID == o.ID && m.Name == o.Name && m.Accuracy == o.Accuracy && version &&
		m.CreatedAt.Equal(o.CreatedAt) && m.CreatedAt.Location() == o.CreatedAt.Location()
}
