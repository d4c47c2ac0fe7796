package workorder

import "slices"

// batches hands everything out. Groups that wait for each other in turn are served together; all others wait until what
// they need is there as a whole, so that one batch is enough unless their own changes may not travel together.
func (s *schedule) batches() []Batch {
	out := arrange(len(s.groups), len(s.arrows), s.across)
	circle, count := strong(len(s.groups), out, func(a int32) int32 { return s.of[s.arrows[a].to] })
	waits := make([]int32, count) // how many arrows come into a circle of groups from others
	members := make([][]int32, count)
	for g, c := range circle {
		members[c] = append(members[c], int32(g))
		for _, a := range out.at(int32(g)) {
			if d := circle[s.of[s.arrows[a].to]]; d != c {
				waits[d]++
			}
		}
	}
	open := heap[int32]{less: func(a, b int32) bool { return members[a][0] < members[b][0] }}
	for c := range count {
		if waits[c] == 0 {
			open.push(c)
		}
	}
	for len(open.list) > 0 {
		c := open.pop()
		s.serve(members[c])
		for _, g := range members[c] {
			for _, a := range out.at(g) {
				if d := circle[s.of[s.arrows[a].to]]; d != c {
					if waits[d]--; waits[d] == 0 {
						open.push(d)
					}
				}
			}
		}
	}
	return s.result
}

// across is the group that an arrow leads out of, below zero where it stays within.
func (s *schedule) across(i int) int32 {
	a := s.arrows[i]
	if s.of[a.from] == s.of[a.to] {
		return -1
	}
	return s.of[a.from]
}

// serve hands out some groups by turns until they are empty.
func (s *schedule) serve(groups []int32) {
	groups = slices.DeleteFunc(slices.Clone(groups), func(g int32) bool { return s.left[g] == 0 })
	if len(groups) > 1 && s.height == nil {
		s.measure()
	}
	for len(groups) > 0 {
		i := s.next(groups)
		if s.send(groups[i]); s.left[groups[i]] == 0 {
			groups = slices.Delete(groups, i, i+1)
		}
	}
}

// next chooses the first group all of which can go. Where there is none, it is the one of the change that most batches
// will have to follow.
func (s *schedule) next(groups []int32) (best int) {
	highest := int32(-1)
	for i, g := range groups {
		if int32(len(s.ready[g])) == s.left[g] {
			return i
		}
		if len(groups) == 1 {
			return 0
		}
		if len(s.ready[g]) > 0 && s.highest[g] > highest {
			best, highest = i, s.highest[g]
		}
	}
	return best
}

// send makes a batch of what can go in a group.
func (s *schedule) send(g int32) {
	list := s.ready[g]
	s.ready[g], s.left[g], s.highest[g] = nil, s.left[g]-int32(len(list)), 0
	slices.Sort(list)
	b := Batch{Kind: s.groups[g].kind, Table: s.groups[g].table}
	if s.groups[g].patch {
		for _, v := range list {
			b.Patches = append(b.Patches, s.patches[int(v)-len(s.changes)])
		}
	} else {
		for _, v := range s.inOrder(list) {
			b.Changes = append(b.Changes, int(v))
		}
	}
	s.result = append(s.result, b)
	for _, v := range list {
		for _, a := range s.out.at(v) {
			if !s.arrows[a].within {
				s.release(s.arrows[a].to)
			}
		}
	}
}

// release notes that one arrow less holds a node back.
func (s *schedule) release(v int32) {
	if s.pending[v]--; s.pending[v] == 0 {
		s.clear(v)
	}
}

// clear lets a node go, and with it those that waited for it alone and may travel together with it.
func (s *schedule) clear(v int32) {
	list := []int32{v}
	for len(list) > 0 {
		v, list = list[len(list)-1], list[:len(list)-1]
		g := s.of[v]
		s.ready[g] = append(s.ready[g], v)
		if s.height != nil {
			s.highest[g] = max(s.highest[g], s.height[v])
		}
		for _, a := range s.out.at(v) {
			if to := s.arrows[a].to; s.arrows[a].within {
				if s.pending[to]--; s.pending[to] == 0 {
					list = append(list, to)
				}
			}
		}
	}
}

// inOrder puts the nodes of a batch in the order in which they may stand: again and again the first of those that may.
func (s *schedule) inOrder(list []int32) []int32 {
	if s.place == nil {
		s.place = make([]int32, len(s.of))
	}
	for i, v := range list {
		s.place[v] = int32(i + 1)
	}
	waits, good := s.waits(list)
	if !good {
		open := heap[int32]{less: func(a, b int32) bool { return a < b }}
		for i, v := range list {
			if waits[i] == 0 {
				open.push(v)
			}
		}
		ordered := make([]int32, 0, len(list))
		for len(open.list) > 0 {
			v := open.pop()
			ordered = append(ordered, v)
			for _, a := range s.out.at(v) {
				to := s.arrows[a].to
				if i := s.place[to] - 1; i >= 0 && s.arrows[a].within {
					if waits[i]--; waits[i] == 0 {
						open.push(to)
					}
				}
			}
		}
		list = ordered
	}
	for _, v := range list {
		s.place[v] = 0
	}
	return list
}

// waits counts for each node of a batch those that stand before it, and tells whether they do already.
func (s *schedule) waits(list []int32) (waits []int32, good bool) {
	waits, good = make([]int32, len(list)), true
	for i, v := range list {
		for _, a := range s.out.at(v) {
			if to := s.place[s.arrows[a].to] - 1; to >= 0 && s.arrows[a].within {
				waits[to]++
				good = good && int(to) > i
			}
		}
	}
	return waits, good
}

// measure finds how many batches have to follow each node.
func (s *schedule) measure() {
	s.height = make([]int32, len(s.of))
	held := make([]int32, len(s.of))
	for _, a := range s.arrows {
		held[a.to]++
	}
	var order []int32
	for v, n := range held {
		if n == 0 {
			order = append(order, int32(v))
		}
	}
	for i := 0; i < len(order); i++ {
		for _, a := range s.out.at(order[i]) {
			to := s.arrows[a].to
			if held[to]--; held[to] == 0 {
				order = append(order, to)
			}
		}
	}
	for _, v := range slices.Backward(order) {
		for _, a := range s.out.at(v) {
			h := s.height[s.arrows[a].to]
			if !s.arrows[a].within {
				h++
			}
			s.height[v] = max(s.height[v], h)
		}
	}
	for g, list := range s.ready {
		for _, v := range list {
			s.highest[g] = max(s.highest[g], s.height[v])
		}
	}
}
