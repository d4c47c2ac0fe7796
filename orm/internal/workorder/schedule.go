package workorder

import "slices"

// schedule hands out changes and patches, the nodes, group by group.
type schedule struct {
	*work
	patches []int   // the rules that are mended; a patch's node is its place here behind all changes
	of      []int32 // the group of each node
	arrows  []arrow
	out     arrows
	pending []int32   // how many arrows hold each node back
	height  []int32   // how many batches follow each node at least; nil until one asks
	ready   [][]int32 // by group: what can go now
	highest []int32   // by group: the greatest height of that
	left    []int32   // by group: what is to go
	place   []int32   // of each node in a batch that is put in order
	result  []Batch
}

// arrow says that a node goes before another, or, within one batch, stands before it.
type arrow struct {
	from, to int32
	within   bool
}

func (w *work) schedule() *schedule {
	s := &schedule{work: w, of: w.of[:len(w.of):len(w.of)], ready: make([][]int32, len(w.groups)), left: make([]int32, len(w.groups)), highest: make([]int32, len(w.groups))}
	for i := range w.rules {
		if !w.broken[i] {
			if r := &w.rules[i]; r.Before != r.After {
				s.arrows = append(s.arrows, arrow{int32(r.Before), int32(r.After), w.together(r)})
			}
		} else if w.rules[i].Break >= Later {
			s.patch(i)
		}
	}
	nodes := len(s.of)
	s.out = arrange(nodes, len(s.arrows), func(i int) int32 { return s.arrows[i].from })
	s.pending = make([]int32, nodes)
	for _, a := range s.arrows {
		s.pending[a.to]++
	}
	for _, g := range s.of {
		s.left[g]++
	}
	for v, n := range slices.Clone(s.pending) {
		if n == 0 {
			s.clear(int32(v))
		}
	}
	return s
}

// patch adds the node that mends a rule.
func (s *schedule) patch(rule int) {
	r, node := &s.rules[rule], int32(len(s.of))
	g, _ := slices.BinarySearchFunc(s.groups, s.patched(rule), group.compare)
	s.patches, s.of = append(s.patches, rule), append(s.of, int32(g))
	for _, v := range []int{r.Before, r.After} {
		if r.Break == First {
			s.arrows = append(s.arrows, arrow{from: node, to: int32(v)})
		} else {
			s.arrows = append(s.arrows, arrow{from: int32(v), to: node})
		}
	}
}
