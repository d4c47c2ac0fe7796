package orm

import (
	"cmp"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// withReturnedKeys lets the database generate the keys of many rows in one statement, which gives them back. The keys
// of such a statement rise in the order of its rows, whoever else writes meanwhile; the order in which they come back
// is not said. Rows whose keys are given go first, so that those generated come above.
func (b *batch) withReturnedKeys(l *lease) error {
	var given, generated []int
	for i, key := range b.keys {
		if key == 0 {
			generated = append(generated, i)
		} else {
			given = append(given, i)
		}
	}
	if err := b.known(l, given); err != nil {
		return err
	}
	b.choose(true)
	return b.rows(l, generated, b.takeKeys)
}

// takeKeys gives the objects at some places the keys that came back, in ascending order, and what else did.
func (b *batch) takeKeys(list []int, found []layout.Pointer) error {
	m := b.table.m
	slices.SortFunc(found, func(x, y layout.Pointer) int { return cmp.Compare(m.keyNumber(x), m.keyNumber(y)) })
	for j, i := range list {
		b.keys[i] = m.keyNumber(found[j])
		m.copyColumns(b.objs[i], found[j], b.back[1:])
	}
	return nil
}
