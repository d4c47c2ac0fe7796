package workorder

import (
	"cmp"
	"slices"
)

// group is what one batch can hold: changes of one kind and table, or patches of one table.
type group struct {
	kind  Kind
	table int
	patch bool
}

// compare orders groups as they go where rules leave the choice.
func (g group) compare(h group) int {
	if c := cmp.Compare(flag(g.kind == Delete), flag(h.kind == Delete)); c != 0 {
		return c
	}
	c := cmp.Or(cmp.Compare(g.table, h.table), cmp.Compare(g.kind, h.kind), cmp.Compare(flag(g.patch), flag(h.patch)))
	if g.kind == Delete {
		return -c
	}
	return c
}

func flag(b bool) int {
	if b {
		return 1
	}
	return 0
}

func newWork(changes []Change, rules []Rule) *work {
	w := &work{changes: changes, rules: rules, broken: make([]bool, len(rules)), of: make([]int32, len(changes))}
	at := map[group]int32{}
	note := func(g group) {
		if _, ok := at[g]; !ok {
			at[g] = 0
			w.groups = append(w.groups, g)
		}
	}
	for i, c := range changes {
		if i == 0 || c != changes[i-1] {
			note(group{kind: c.Kind, table: c.Table})
		}
	}
	for i := range rules {
		if rules[i].Break >= Later {
			note(w.patched(i))
		}
	}
	slices.SortFunc(w.groups, group.compare)
	for i, g := range w.groups {
		at[g] = int32(i)
	}
	for i, c := range changes {
		if i > 0 && c == changes[i-1] {
			w.of[i] = w.of[i-1]
			continue
		}
		w.of[i] = at[group{kind: c.Kind, table: c.Table}]
	}
	return w
}

// patched is the group of the patch that mends a rule.
func (w *work) patched(rule int) group {
	row := w.rules[rule].After
	if w.rules[rule].Break == First {
		row = w.rules[rule].Before
	}
	return group{kind: Update, table: w.changes[row].Table, patch: true}
}
