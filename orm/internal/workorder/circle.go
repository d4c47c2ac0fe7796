package workorder

import "slices"

// breakCircles breaks rules until no circle is left: those that cost a patch only where no wish can be dropped.
func (w *work) breakCircles() error {
	wishes := false
	for i, r := range w.rules {
		wishes = wishes || r.Break == Drop
		if r.Before != r.After {
			continue
		}
		if w.broken[i] = !r.Within; !r.Within && r.Break == Never {
			return &Circle{Rules: []int{i}}
		}
	}
	err := w.cut(func(b Break) bool { return b != Drop }, func(b Break) bool { return b >= Later })
	if err == nil && wishes {
		err = w.cut(func(Break) bool { return true }, func(b Break) bool { return b == Drop })
	}
	return err
}

// cutter looks at the rules that lie on circles, and takes changes away one by one: those that no rule holds back or
// that hold nothing back, and, when there are none, one that only rules hold back that may be broken.
type cutter struct {
	*work
	loose       func(Break) bool
	out, in     arrows  // the rules on circles, by Before and by After
	ins, outs   []int32 // how many of them are left at each change
	fixed       []int32 // how many of ins may not be broken
	gone        []bool
	idle        []int32 // to be taken away for nothing
	choice      heap[candidate]
	cuts        []int // what was broken
	left, steps int   // changes that are left; effort that is left for second thoughts
}

// candidate is a change that may go without those before it.
type candidate struct {
	change, group int32
	gain          int32 // how many rules it sets free more than it breaks
}

// less prefers what breaks few rules and sets many free, then the order in which groups go.
func (c candidate) less(d candidate) bool {
	switch {
	case c.gain != d.gain:
		return c.gain > d.gain
	case c.group != d.group:
		return c.group < d.group
	}
	return c.change < d.change
}

// cut breaks loose rules until those that are considered form no circle.
func (w *work) cut(considered, loose func(Break) bool) error {
	by := func(i int) int32 {
		r := &w.rules[i]
		if w.broken[i] || r.Before == r.After || !considered(r.Break) {
			return -1
		}
		return int32(r.Before)
	}
	out := arrange(len(w.changes), len(w.rules), by)
	number, count := strong(len(w.changes), out, func(r int32) int32 { return int32(w.rules[r].After) })
	if int(count) == len(w.changes) {
		return nil
	}
	around := func(i int) bool { return by(i) >= 0 && number[w.rules[i].Before] == number[w.rules[i].After] }
	return newCutter(w, loose, around).run()
}

func newCutter(w *work, loose func(Break) bool, around func(rule int) bool) *cutter {
	n := len(w.changes)
	end := func(row func(*Rule) int) func(int) int32 {
		return func(i int) int32 {
			if !around(i) {
				return -1
			}
			return int32(row(&w.rules[i]))
		}
	}
	c := &cutter{work: w, loose: loose, ins: make([]int32, n), outs: make([]int32, n), fixed: make([]int32, n), gone: make([]bool, n)}
	c.out = arrange(n, len(w.rules), end(func(r *Rule) int { return r.Before }))
	c.in = arrange(n, len(w.rules), end(func(r *Rule) int { return r.After }))
	c.choice.less = candidate.less
	c.steps = 16 * (n + len(w.rules))
	for v := range int32(n) {
		c.outs[v], c.ins[v] = int32(len(c.out.at(v))), int32(len(c.in.at(v)))
		for _, r := range c.in.at(v) {
			if !loose(w.rules[r].Break) {
				c.fixed[v]++
			}
		}
		if c.gone[v] = c.ins[v] == 0; !c.gone[v] {
			c.left++
			c.look(v)
		}
	}
	return c
}

// look puts a change where it will be taken from.
func (c *cutter) look(v int32) {
	switch {
	case c.ins[v] == 0 || c.outs[v] == 0:
		c.idle = append(c.idle, v)
	case c.fixed[v] == 0:
		c.choice.push(candidate{change: v, group: c.of[v], gain: c.outs[v] - c.ins[v]})
	}
}

func (c *cutter) run() error {
	for c.left > 0 {
		switch {
		case len(c.idle) > 0:
			v := c.idle[len(c.idle)-1]
			c.idle = c.idle[:len(c.idle)-1]
			c.take(v)
		case len(c.choice.list) == 0:
			return c.circle()
		default:
			if best := c.choice.pop(); !c.gone[best.change] && best.gain == c.outs[best.change]-c.ins[best.change] {
				c.free(best.change)
				c.take(best.change)
			}
		}
	}
	c.restore()
	return nil
}

// free breaks the rules that hold a change back.
func (c *cutter) free(v int32) {
	for _, r := range c.in.at(v) {
		if before := int32(c.rules[r].Before); !c.gone[before] {
			c.broken[r] = true
			c.cuts = append(c.cuts, int(r))
			c.outs[before]--
			c.look(before)
		}
	}
	c.ins[v] = 0
}

// take takes a change away with its rules.
func (c *cutter) take(v int32) {
	if c.gone[v] {
		return
	}
	c.gone[v] = true
	c.left--
	for _, r := range c.out.at(v) {
		if after := int32(c.rules[r].After); !c.gone[after] {
			c.ins[after]--
			if !c.loose(c.rules[r].Break) {
				c.fixed[after]--
			}
			c.look(after)
		}
	}
	for _, r := range c.in.at(v) {
		if before := int32(c.rules[r].Before); !c.gone[before] && !c.broken[r] {
			c.outs[before]--
			c.look(before)
		}
	}
}

// circle follows rules that may not be broken backwards until it has gone round.
func (c *cutter) circle() error {
	v := int32(slices.Index(c.gone, false))
	at := map[int32]int{}
	var rules []int
	for {
		if from, round := at[v]; round {
			rules = rules[from:]
			slices.Reverse(rules)
			return &Circle{Rules: rules}
		}
		at[v] = len(rules)
		for _, r := range c.in.at(v) {
			if before := int32(c.rules[r].Before); !c.gone[before] && !c.loose(c.rules[r].Break) {
				rules, v = append(rules, int(r)), before
				break
			}
		}
	}
}

// restore mends what need not have been broken, since breaking another one was enough.
func (c *cutter) restore() {
	if len(c.cuts) < 2 {
		return
	}
	slices.Sort(c.cuts)
	seen := make([]int32, len(c.changes))
	var path []int32
	for turn, cut := range c.cuts {
		r := &c.rules[cut]
		path = append(path[:0], int32(r.After))
		for c.steps > 0 && len(path) > 0 && path[len(path)-1] != int32(r.Before) {
			v := path[len(path)-1]
			path = path[:len(path)-1]
			for _, o := range c.out.at(v) {
				c.steps--
				if after := c.rules[o].After; !c.broken[o] && seen[after] != int32(turn+1) {
					seen[after] = int32(turn + 1)
					path = append(path, int32(after))
				}
			}
		}
		if len(path) == 0 {
			c.broken[cut] = false
		}
	}
}
