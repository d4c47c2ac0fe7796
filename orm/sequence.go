package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
)

// Where generated keys come from a sequence (dialect.Capabilities.KeySequences), they can be had before their rows are
// written; and a key that a program gives does not move the sequence, which would hand it out again. So the sequence
// is moved first: whoever asks it for a key meanwhile gets one above.

// advanceKeys moves the sequence up to a key that is about to be written, unless it is there already. The transaction
// that writes the key does so, since it keeps others from the sequence until it ends.
//
// A question may leave a lock behind that keeps others from moving the sequence. Two transactions that have both asked
// would wait for each other, so what the question left is given up.
func (t *table) advanceKeys(ctx context.Context, l *lease, key int64) (err error) {
	if key <= 0 || !t.db.capabilities.KeySequences {
		return nil
	}
	reached := false
	err = l.undone(ctx, func() (err error) {
		reached, err = t.keysReach(ctx, l, key)
		return err
	})
	if err != nil || reached {
		return err
	}
	at := sqlast.HoldKeys{Table: t.m.table.Name, Column: t.m.generated.name}
	if err := t.aboutKeys(ctx, l, shapeHoldKeys, at); err != nil {
		return err
	}
	return t.aboutKeys(ctx, l, shapeAdvanceKeys, sqlast.AdvanceKeys(at), driver.IntValue(key))
}

func (t *table) aboutKeys(ctx context.Context, l *lease, shape byte, s sqlast.Statement, values ...driver.Value) error {
	p, err := t.plan([]byte{shape}, func() (draft, error) { return draft{statement: s}, nil })
	if err != nil {
		return err
	}
	_, err = l.exec(ctx, t.m, &p.statement, values)
	return err
}

// keysReach tells whether the sequence has handed out all keys up to one. It never goes back.
func (t *table) keysReach(ctx context.Context, l *lease, key int64) (bool, error) {
	found, err := t.numbers(ctx, l, shapeKeysReach, sqlast.KeysReach{Table: t.m.table.Name, Column: t.m.generated.name}, driver.IntValue(key))
	return len(found) == 1 && found[0] != 0, err
}

// nextKeys takes keys out of the sequence, in ascending order.
func (t *table) nextKeys(ctx context.Context, l *lease, n int) ([]int64, error) {
	keys, err := t.numbers(ctx, l, shapeNextKeys, sqlast.NextKeys{Table: t.m.table.Name, Column: t.m.generated.name}, driver.IntValue(int64(n)))
	if err != nil {
		return nil, t.m.ranOut(err)
	}
	slices.Sort(keys)
	return keys, t.counted(len(keys), n)
}

// highestKey is the highest key that the table ever had.
func (t *table) highestKey(ctx context.Context, l *lease) (int64, error) {
	found, err := t.numbers(ctx, l, shapeHighestKey, sqlast.HighestKey{Table: t.m.table.Name, Column: t.m.generated.name})
	if err != nil || len(found) == 0 {
		return 0, err
	}
	return found[0], nil
}

// numbers runs a statement about keys and reads the first column of its rows.
func (t *table) numbers(ctx context.Context, l *lease, shape byte, about sqlast.Statement, values ...driver.Value) (found []int64, err error) {
	p, err := t.plan([]byte{shape}, func() (draft, error) { return draft{statement: about}, nil })
	if err != nil {
		return nil, err
	}
	err = l.rows(ctx, t, p, values, func(rows driver.Rows) error {
		for found = nil; ; found = append(found, rows.Int(0)) {
			if more, err := rows.Next(); err != nil || !more {
				return err
			}
		}
	})
	return found, err
}
