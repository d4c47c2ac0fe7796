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
type family struct {
	parent   workload.Model
	children []workload.Prediction
}

// families gives each parent its children, which come in the order of their parents' keys, as the parents do.
func families(parents []workload.Model, children []workload.Prediction) []family {
	list := make([]family, len(parents))
	for i, m := range parents {
		n := sort.Search(len(children), func(k int) bool { return children[k].ModelID > m.ID })
		list[i] = family{m, children[:n:n]}
		children = children[n:]
	}
	return list
}

// shown shows families.
func shown(list []family) iter.Seq2[workload.Model, iter.Seq[workload.Prediction]] {
	return withChildren(list, func(f *family) (workload.Model, iter.Seq[workload.Prediction]) { return f.parent, asIs(f.children) })
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
