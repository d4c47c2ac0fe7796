package orm

import (
	"math"

	"github.com/rowankit/rowan/fault"
)

// The ways of InsertAll in which every key is known before its row is written.

// withGivenKeys writes objects that bring their keys, or whose keys no database generates.
func (b *batch) withGivenKeys(l *lease) error {
	if err := b.table.advanceKeys(b.ctx, l, b.highest()); err != nil {
		return err
	}
	return b.known(l, b.all())
}

// withNextKeys takes as many keys out of the table's sequence as are missing, all of them above those given.
func (b *batch) withNextKeys(l *lease, missing int) error {
	if err := b.table.advanceKeys(b.ctx, l, b.highest()); err != nil {
		return err
	}
	next, err := b.table.nextKeys(b.ctx, l, missing)
	if err != nil {
		return err
	}
	for i := range b.keys {
		if b.keys[i] == 0 {
			b.keys[i], next = next[0], next[1:]
		}
	}
	return b.known(l, b.all())
}

// withReservedKeys gives every object without a key the next one above all that the table ever had. No other writer
// comes in between: the transaction keeps them out.
func (b *batch) withReservedKeys(l *lease, missing int) error {
	m := b.table.m
	highest, err := b.table.highestKey(b.ctx, l)
	if err != nil {
		return err
	}
	highest = max(highest, b.highest())
	if _, top := m.generated.typ.Kind.Range(); highest > top-int64(missing) || highest == math.MaxInt64 {
		return fault.Refuse(m.name, m.noMoreKeys())
	}
	for i := range b.keys {
		if b.keys[i] == 0 {
			highest++
			b.keys[i] = highest
		}
	}
	return b.known(l, b.all())
}

// all lists the places of all objects.
func (b *batch) all() []int {
	list := make([]int, len(b.objs))
	for i := range list {
		list[i] = i
	}
	return list
}

// known writes objects whose keys are known, in any number of statements.
func (b *batch) known(l *lease, list []int) error {
	b.choose(false)
	if b.table.db.capabilities.PackedRows {
		return b.packed(l, list)
	}
	return b.rows(l, list, b.match)
}
