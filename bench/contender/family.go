package contender

import (
	"iter"
	"sort"
	"strings"

	"github.com/rowankit/rowan/bench/workload"
)

// The two queries of parents with their children, as a person would write them by hand. The second one names the
// parents, since a page seldom shows all there are.
const (
	parentsSQL  = "SELECT id, name, accuracy, version, created_at FROM model_metadata ORDER BY id"
	childrenSQL = "SELECT id, input_data, result, model_id FROM prediction WHERE model_id IN (%s) ORDER BY model_id, id"
)

// childrenOf writes the second query with a mark for each parent.
func childrenOf(parents int) string {
	marks := strings.TrimSuffix(strings.Repeat("?, ", parents), ", ")
	return strings.Replace(childrenSQL, "%s", marks, 1)
}

// family is a parent with its children.
type family[M, P any] struct {
	parent   *M
	children []P
}

// families gives each parent its children, which come in the order of their parents' keys, as the parents do.
func families[M, P any](parents []M, children []P, key func(*M) int64, parent func(*P) int64) []family[M, P] {
	list := make([]family[M, P], len(parents))
	for i := range parents {
		m := &parents[i]
		n := sort.Search(len(children), func(k int) bool { return parent(&children[k]) > key(m) })
		list[i] = family[M, P]{m, children[:n:n]}
		children = children[n:]
	}
	return list
}

// familiesOf shows parents with their children, as families has them.
func familiesOf(parents []workload.Model, children []workload.Prediction) iter.Seq2[workload.Model, iter.Seq[workload.Prediction]] {
	type pair = family[workload.Model, workload.Prediction]
	list := families(parents, children,
		func(m *workload.Model) int64 { return m.ID }, func(p *workload.Prediction) int64 { return p.ModelID })
	return withChildren(list, func(f *pair) (workload.Model, iter.Seq[workload.Prediction]) { return *f.parent, asIs(f.children) })
}

// withChildren shows parents that hold their children.
func withChildren[M any](
	list []M, as func(*M) (workload.Model, iter.Seq[workload.Prediction]),
) iter.Seq2[workload.Model, iter.Seq[workload.Prediction]] {
	return func(yield func(workload.Model, iter.Seq[workload.Prediction]) bool) {
		for i := range list {
			if !yield(as(&list[i])) {
				return
			}
		}
	}
}
