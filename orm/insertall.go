package orm

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// InsertAll stores the objects as new rows, all or none, with few statements; see Insert. In a transaction
// it is all or none too, and the transaction goes on either way. Keys and times are filled into the objects
// only when all rows are stored.
func (m *Model[T]) InsertAll(ctx context.Context, w Writer, objs []*T, options ...InsertOption) error {
	mp := m.mapping()
	t, err := w.database().table(mp)
	if err != nil || len(objs) == 0 {
		return err
	}
	before := make([]T, len(objs))
	batch := insertBatch{table: t, base: m.base(), options: options, objs: make([]layout.Pointer, len(objs))}
	for i, obj := range objs {
		if obj == nil {
			return mp.invalid("InsertAll got nil as object %d of %d", i+1, len(objs))
		}
		before[i], batch.objs[i] = *obj, layout.Of(obj)
	}
	if err := w.atomically(ctx, batch.run); err != nil {
		for i, obj := range objs {
			*obj = before[i]
		}
		return err
	}
	return batch.setKeys()
}

// rowsPerStatement is how many rows one INSERT carries at most: beyond that, larger statements win nothing.
const rowsPerStatement = 64

// insertBatch is many rows on their way into a table.
type insertBatch struct {
	table   *table
	ctx     context.Context
	base    layout.Pointer
	objs    []layout.Pointer
	options []InsertOption
	keys    []int64 // the objects' generated keys, where the program hands them out itself
}

func (b *insertBatch) run(ctx context.Context, l lease) error {
	b.ctx = ctx
	m := b.table.m
	if len(b.options) > 0 || m.generated != nil && !b.table.db.capabilities.ReservedKeys {
		return b.oneByOne(l)
	}
	if m.generated != nil {
		if err := b.reserve(l); err != nil {
			return err
		}
	}
	s := newScratch()
	defer s.free()
	n := max(min(rowsPerStatement, b.table.db.capabilities.Parameters/len(m.columns)), 1)
	for from := 0; from < len(b.objs); from += n {
		for n > len(b.objs)-from {
			n /= 2 // few sizes make few statements
		}
		if err := b.some(l, s, from, n); err != nil {
			return err
		}
	}
	return nil
}

// setKeys gives the objects the keys that their rows were stored with.
func (b *insertBatch) setKeys() error {
	for i, key := range b.keys {
		if err := b.table.m.setKey(b.objs[i], key); err != nil {
			return err
		}
	}
	return nil
}

// some writes the objects from a place on with one statement.
func (b *insertBatch) some(l lease, s *scratch, from, n int) error {
	p, err := b.table.manyPlan(s, b.base, n)
	if err != nil {
		return err
	}
	s.values = s.values[:0]
	for i := from; i < from+n; i++ {
		fillAuto(b.objs[i], p.write)
		if s.values, err = b.table.m.values(s.values, b.objs[i], p.write); err != nil {
			return b.which(err, i)
		}
		if b.keys != nil {
			s.values[len(s.values)-len(p.write)+b.table.m.generated.place] = driver.IntValue(b.keys[i])
		}
	}
	_, err = l.exec(b.ctx, b.table.m, &p.statement, s.values)
	return err
}

// which says which of many objects was refused.
func (b *insertBatch) which(err error, i int) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok {
		return err
	}
	placed := *f
	placed.Detail = fmt.Sprintf("object %d of %d", i+1, len(b.objs))
	if f.Detail != "" {
		placed.Detail += ": " + f.Detail
	}
	return &placed
}

func (t *table) manyPlan(s *scratch, base layout.Pointer, n int) (*plan, error) {
	sh := s.start(t, base, shapeInsertMany)
	sh.number(n)
	s.key = sh.key
	return t.plan(s.key, func() (draft, error) {
		names := columnNames(t.m.columns)
		return draft{statement: sqlast.Insert{Into: t.m.table.Name, Columns: names, Rows: n}, write: t.m.columns}, nil
	})
}

// reserve gives every object without a key the next one above all that the table ever had. No other writer
// comes in between: the transaction keeps them out.
func (b *insertBatch) reserve(l lease) error {
	highest, err := b.highestKey(l)
	if err != nil {
		return err
	}
	b.keys = make([]int64, len(b.objs))
	missing := int64(0)
	for i, obj := range b.objs {
		if b.keys[i] = b.table.m.keyNumber(obj); b.keys[i] == 0 {
			missing++
		}
		highest = max(highest, b.keys[i])
	}
	if missing == 0 {
		return nil
	}
	if _, top := b.table.m.generated.typ.Kind.Range(); highest > top-missing || highest == math.MaxInt64 {
		return fault.Refuse(b.table.m.name, fault.Violation{
			Field: b.table.m.generated.field, Kind: fault.OutOfRange, Code: "out_of_range", Message: "has no more values to hand out",
		})
	}
	for i := range b.keys {
		if b.keys[i] == 0 {
			highest++
			b.keys[i] = highest
		}
	}
	return nil
}

func (b *insertBatch) highestKey(l lease) (int64, error) {
	s := newScratch()
	defer s.free()
	m := b.table.m
	p, err := b.table.plan([]byte{shapeHighestKey}, func() (draft, error) {
		return draft{statement: sqlast.HighestKey{Table: m.table.Name, Column: m.generated.name}}, nil
	})
	if err != nil {
		return 0, err
	}
	run := reading{lease: l, ctx: b.ctx, scratch: s, table: b.table, plan: p}
	if err := run.send(); err != nil {
		return 0, err
	}
	n, _, err := run.integer()
	if e := run.rows.Close(); err == nil {
		err = refusal(m, e)
	}
	run.observe(err)
	return n, err
}

// oneByOne writes a row per statement, where the database generates keys or fills in columns.
func (b *insertBatch) oneByOne(l lease) error {
	in := insertion{table: b.table, ctx: b.ctx, scratch: newScratch()}
	defer in.scratch.free()
	for i, obj := range b.objs {
		err := in.prepare(b.base, obj, b.options)
		if err == nil {
			err = in.write(l, obj)
		}
		if err != nil {
			return b.which(err, i)
		}
	}
	return nil
}
