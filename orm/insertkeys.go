package orm

import (
	"context"
	"math"
	"slices"

	"github.com/rowankit/rowan/fault"
)

// The ways of InsertAll in which every key is known before its row is written.

// reserve finds the keys of all rows before any is written, where the database can tell: rows that refer to each other
// may then go in one statement. Insert does so too, unless it is done already.
func (b *batch) reserve(ctx context.Context, l *lease) error {
	b.ctx, b.keys = ctx, slices.Clone(b.given)
	if b.omitsKey() || len(b.omitted) > 0 && !b.table.db.capabilities.Returning {
		return nil
	}
	ahead, err := b.table.keysAhead(ctx, l, b.keys)
	b.ahead = ahead && err == nil
	return err
}

// keysAhead replaces the keys that are 0 by new ones, where the database can hand out keys before their rows are written,
// and tells whether all keys are there. They are all above those given, which are about to be written too. Where other
// writers are kept out instead, they are not asked for twice before the first are written.
func (t *table) keysAhead(ctx context.Context, l *lease, keys []int64) (bool, error) {
	var next []int64
	highest, missing, can := int64(0), 0, t.db.capabilities
	for _, key := range keys {
		if highest = max(highest, key); key == 0 {
			missing++
		}
	}
	if missing > 0 && !can.ReservedKeys && !can.KeySequences {
		return false, nil
	}
	err := t.advanceKeys(ctx, l, highest)
	switch {
	case err != nil || missing == 0:
		return err == nil, err
	case can.ReservedKeys:
		next, err = t.reservedKeys(ctx, l, highest, missing)
	default:
		next, err = t.nextKeys(ctx, l, missing)
	}
	if err != nil {
		return false, err
	}
	for i := range keys {
		if keys[i] == 0 {
			keys[i], next = next[0], next[1:]
		}
	}
	return true, nil
}

// reservedKeys are the next keys above all that the table ever had. No other writer comes in between: the transaction keeps
// them out.
func (t *table) reservedKeys(ctx context.Context, l *lease, given int64, n int) ([]int64, error) {
	m := t.m
	highest, err := t.highestKey(ctx, l)
	if err != nil {
		return nil, err
	}
	highest = max(highest, given)
	if _, top := m.generated.typ.Kind.Range(); highest > top-int64(n) || highest == math.MaxInt64 {
		return nil, fault.Refuse(m.name, m.noMoreKeys())
	}
	keys := make([]int64, n)
	for i := range keys {
		keys[i] = highest + int64(i) + 1
	}
	return keys, nil
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
