package workorder_test

import (
	"testing"
	"time"

	"github.com/rowankit/rowan/orm/internal/workorder"
)

// large are problems of a hundred thousand changes and as many rules, each hard in its own way.
func large() map[string]problem {
	const n = 100_000
	shapes := map[string]problem{}
	add := func(name string, change func(i int) workorder.Change, rule func(i int) workorder.Rule) {
		var p problem
		for i := range n {
			p.changes, p.rules = append(p.changes, change(i)), append(p.rules, rule(i))
		}
		shapes[name] = p
	}
	one := func(int) workorder.Change { return workorder.Change{Kind: workorder.Insert} }
	turns := func(i int) workorder.Change { return workorder.Change{Kind: workorder.Insert, Table: i % 2} }
	add("three tables", func(i int) workorder.Change { return workorder.Change{Kind: workorder.Insert, Table: i * 3 / n} },
		func(i int) workorder.Rule { return workorder.Rule{Before: i / 2, After: max(i, 1), Within: true} })
	add("tree backwards", one, func(i int) workorder.Rule {
		return workorder.Rule{Before: n - 1 - max(i-1, 0)/2, After: n - 1 - i, Within: true, Break: workorder.Later}
	})
	add("chain backwards", one, func(i int) workorder.Rule {
		return workorder.Rule{Before: min(i+1, n-1), After: i, Within: true, Break: workorder.Later}
	})
	add("tables in turn", turns, func(i int) workorder.Rule {
		return workorder.Rule{Before: i, After: min(i+1, n-1), Break: workorder.Later}
	})
	add("circles of two", turns, func(i int) workorder.Rule {
		return workorder.Rule{Before: i, After: i ^ 1, Break: workorder.Later}
	})
	add("one large circle", one, func(i int) workorder.Rule {
		return workorder.Rule{Before: i, After: (i + 1) % n, Within: true, Break: workorder.Later}
	})
	add("a list linked both ways", one, func(i int) workorder.Rule {
		if i%2 == 0 {
			return workorder.Rule{Before: i / 2, After: i/2 + 1, Break: workorder.Later}
		}
		return workorder.Rule{Before: i/2 + 1, After: i / 2, Break: workorder.Later}
	})
	return shapes
}

// What is not linear takes minutes here.
func TestOrderTakesLinearTime(t *testing.T) {
	for name, p := range large() {
		start := time.Now()
		if _, err := workorder.Order(p.changes, p.rules); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if took := time.Since(start); took > 3*time.Second {
			t.Errorf("%s took %v", name, took)
		}
	}
}

func BenchmarkOrder(b *testing.B) {
	for name, p := range large() {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if _, err := workorder.Order(p.changes, p.rules); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
