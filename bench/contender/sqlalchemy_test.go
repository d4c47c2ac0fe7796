package contender_test

import (
	"slices"
	"testing"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

// TestSQLAlchemyChecksItsResults makes sure that the program in Python, which checks results by itself, does so.
func TestSQLAlchemyChecksItsResults(t *testing.T) {
	t.Parallel()
	all := contender.All()
	i := slices.IndexFunc(all, func(c contender.Contender) bool { return c.Name == "SQLAlchemy" && !c.Engine.Wall })
	if i < 0 {
		t.Skip("there is no SQLAlchemy")
	}
	stored := workload.NewData(40, 300)
	told := workload.NewData(40, 300)
	told.Models[39].Name += "?"
	told.Predictions[299].Result++
	for _, w := range workload.All() {
		if w.Writes {
			continue
		}
		p := open(t, all[i], stored)
		if _, _, err := p.Alone(t.Context(), w.Name, 300, told); err == nil {
			t.Errorf("%s: other data than was stored passed its check", w.Name)
		}
	}
}
