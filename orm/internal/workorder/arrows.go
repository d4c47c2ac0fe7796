package workorder

// arrows are the numbers of some arrows by the node at one of their ends, each node's in ascending order.
type arrows struct {
	start []int32 // of each node in list, and the end of the last one's
	list  []int32
}

// arrange sorts arrows by their nodes. A node below zero leaves the arrow out.
func arrange(nodes, n int, node func(arrow int) int32) arrows {
	a := arrows{start: make([]int32, nodes+1)}
	for i := range n {
		if v := node(i); v >= 0 {
			a.start[v+1]++
		}
	}
	for v := range nodes {
		a.start[v+1] += a.start[v]
	}
	a.list = make([]int32, a.start[nodes])
	next := append([]int32(nil), a.start[:nodes]...)
	for i := range n {
		if v := node(i); v >= 0 {
			a.list[next[v]] = int32(i)
			next[v]++
		}
	}
	return a
}

func (a *arrows) at(v int32) []int32 { return a.list[a.start[v]:a.start[v+1]] }

// strong gives nodes that lie on a circle together the same number (Tarjan's strongly connected components). Where an
// arrow leads from one number to another, the first is higher. It also returns how many numbers there are.
func strong(nodes int, out arrows, to func(arrow int32) int32) (number []int32, count int32) {
	const unseen = -1
	number = make([]int32, nodes)
	low, seen, done := make([]int32, nodes), make([]int32, nodes), make([]int32, nodes) // done: how many arrows of a node were followed
	for v := range seen {
		seen[v], number[v] = unseen, unseen
	}
	var path, open []int32
	var clock int32
	for first := range int32(nodes) {
		if seen[first] != unseen {
			continue
		}
		path = append(path, first)
		for len(path) > 0 {
			v := path[len(path)-1]
			if seen[v] == unseen {
				seen[v], low[v] = clock, clock
				clock++
				open = append(open, v)
			}
			if all := out.at(v); int(done[v]) < len(all) {
				t := to(all[done[v]])
				done[v]++
				switch {
				case seen[t] == unseen:
					path = append(path, t)
				case number[t] == unseen:
					low[v] = min(low[v], seen[t])
				}
				continue
			}
			path = path[:len(path)-1]
			if len(path) > 0 {
				up := path[len(path)-1]
				low[up] = min(low[up], low[v])
			}
			if low[v] != seen[v] {
				continue
			}
			for {
				t := open[len(open)-1]
				open = open[:len(open)-1]
				number[t] = count
				if t == v {
					break
				}
			}
			count++
		}
	}
	return number, count
}

// heap gives the least of what it holds.
type heap[T any] struct {
	list []T
	less func(a, b T) bool
}

func (h *heap[T]) push(x T) {
	h.list = append(h.list, x)
	for i := len(h.list) - 1; i > 0; {
		up := (i - 1) / 2
		if !h.less(h.list[i], h.list[up]) {
			return
		}
		h.list[i], h.list[up] = h.list[up], h.list[i]
		i = up
	}
}

func (h *heap[T]) pop() T {
	x, last := h.list[0], len(h.list)-1
	h.list[0] = h.list[last]
	h.list = h.list[:last]
	for i := 0; ; {
		least := i
		for _, down := range [2]int{2*i + 1, 2*i + 2} {
			if down < last && h.less(h.list[down], h.list[least]) {
				least = down
			}
		}
		if least == i {
			return x
		}
		h.list[i], h.list[least] = h.list[least], h.list[i]
		i = least
	}
}
