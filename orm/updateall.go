package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// UpdateAll writes the objects' values to their rows, all or none, with as few statements as the database allows: those
// of the named fields, or all but the key; see Update. In a transaction it is all or none too, and the transaction goes
// on either way. No two of the objects have the same key. An error of the kind NotFound names the object whose row is
// gone; of a model with a Table.Version a StaleError says that, and which object's row was changed by somebody else. After
// an error the objects are as they were. All are told of it before the first is written, and after the last; a column that
// one of them changes then is written of all.
func (m *Model[T]) UpdateAll(ctx context.Context, w Writer, objs []*T, fields ...any) error {
	return restoring(objs, func(all []layout.Pointer) (bool, error) {
		return m.mapping().updateAll(ctx, w, m.base(), all, fields)
	})
}

// updateAll writes the values of objects; false when they are to be as they were before.
func (m *mapper) updateAll(ctx context.Context, w Writer, base layout.Pointer, objs []layout.Pointer, fields []any) (stored bool, err error) {
	t, err := w.database().table(m)
	if err != nil || len(objs) == 0 {
		return false, err
	}
	if err := m.present("UpdateAll", objs); err != nil {
		return false, err
	}
	c := changes{table: t, objs: objs, of: len(objs)}
	u := updating{m: m, base: base, fields: fields, objs: c.objs}
	if fields, err = u.announce(ctx, w); err == nil {
		err = c.prepare(base, fields)
	}
	if err == nil {
		err = w.atomically(ctx, c.kept)
	}
	if err != nil {
		return false, err
	}
	for _, obj := range objs {
		m.moved(obj)
	}
	return true, m.tell(ctx, w, afterUpdate, c.objs...)
}

// changes is many objects on their way into their rows.
type changes struct {
	table *table
	ctx   context.Context
	objs  []layout.Pointer
	was   []int64 // their versions before; nil of a model without
	toGo  bool    // rows that are gone are as they are to be
	plan  *plan   // of one row

	of     int        // how many objects the call was given
	places []int      // of objs among them, for a part
	parts  []*changes // those that one statement fits; nil where one fits all
}

// prepare chooses the statement and holds the keys against each other, before any connection is asked for.
func (c *changes) prepare(base layout.Pointer, fields []any) (err error) {
	s := newScratch()
	defer s.free()
	if c.plan, err = c.table.updatePlan(s, base, fields, c.objs[0]); err == nil {
		err = c.versions()
	}
	if err == nil && c.table.m.deferred != nil {
		err = c.split(s, base, fields)
	}
	if err != nil {
		return err
	}
	var seen keySet
	for i := range c.objs {
		if s.values, err = c.table.m.keyOf(s.values[:0], c.objs[i]); err != nil {
			return c.which(err, i)
		}
		if first, twice := seen.add(s, i); twice {
			return c.table.m.invalid("UpdateAll got the key %s twice, with object %d and object %d of %d; keep one", keyText(s.values), first+1, i+1, len(c.objs))
		}
	}
	return nil
}

// split makes a part for each statement: objects differ in which deferred columns were Set.
func (c *changes) split(s *scratch, base layout.Pointer, fields []any) error {
	byPlan := map[*plan]*changes{}
	for i, obj := range c.objs {
		p, err := c.table.updatePlan(s, base, fields, obj)
		if err == nil {
			err = c.table.m.takeDeferred(obj, p.write, false)
		}
		if err != nil {
			return c.which(err, i)
		}
		part := byPlan[p]
		if part == nil {
			part = &changes{table: c.table, plan: p, of: c.of}
			byPlan[p], c.parts = part, append(c.parts, part)
		}
		part.objs, part.places = append(part.objs, obj), append(part.places, i)
		if c.was != nil {
			part.was = append(part.was, c.was[i])
		}
	}
	return nil
}

// keySet finds keys that come twice. Its zero value has met none.
type keySet struct {
	rising  []int64 // those that have come while each was a number above the one before, and needed no map
	numbers map[int64]int
	others  map[string]int
}

// add adds the key in the scratch's values, and tells whose it was before.
func (k *keySet) add(s *scratch, i int) (first int, twice bool) {
	if len(s.values) == 1 && s.values[0].Kind() == driver.Int {
		return k.number(s.values[0].Int(), i)
	}
	s.key = appendIdentity(s.key[:0], s.values)
	return once(&k.others, string(s.key), i)
}

func (k *keySet) number(n int64, i int) (first int, twice bool) {
	if k.numbers == nil {
		if i == 0 || n > k.rising[i-1] {
			k.rising = append(k.rising, n)
			return 0, false
		}
		k.numbers = make(map[int64]int, 2*i)
		for place, known := range k.rising {
			k.numbers[known] = place
		}
	}
	return once(&k.numbers, n, i)
}

func once[K comparable](seen *map[K]int, key K, i int) (first int, twice bool) {
	if *seen == nil {
		*seen = map[K]int{}
	}
	if first, twice = (*seen)[key]; !twice {
		(*seen)[key] = i
	}
	return first, twice
}

// changesOf prepares the update of some columns of some objects, and of what goes with them: hidden columns and the version.
// No two of the objects have the same key, and none of the columns belongs to it. Run may be called again, in another
// transaction; it raises the versions in the objects when all is written, and leaves it to the caller to take that back.
func (t *table) changesOf(columns []*column, objs []layout.Pointer) (*changes, error) {
	c := &changes{table: t, objs: objs, of: len(objs)}
	err := c.versions()
	if err == nil {
		c.plan, err = t.plan(appendPlaces([]byte{shapeUpdateColumns}, columns), func() (draft, error) { return t.setDraft(columns), nil })
	}
	return c, err
}

// versions notes the versions that the objects have.
func (c *changes) versions() (err error) {
	if c.table.m.version == nil {
		return nil
	}
	c.was = make([]int64, len(c.objs))
	for i, obj := range c.objs {
		if c.was[i], err = c.table.m.versionIn(obj); err != nil {
			return c.which(err, i)
		}
	}
	return nil
}

// version is what one object had.
func (c *changes) version(i int) int64 {
	if c.was == nil {
		return 0
	}
	return c.was[i]
}

// row appends the values of one object, then what finds its row.
func (c *changes) row(dst []driver.Value, i int) ([]driver.Value, error) {
	m, was := c.table.m, c.version(i)
	dst, err := m.updated(dst, c.objs[i], c.plan.write, was)
	if err == nil {
		dst, err = m.found(dst, c.objs[i], was)
	}
	return dst, c.which(err, i)
}

func (c *changes) which(err error, i int) error {
	if c.of == 1 {
		return err
	}
	if c.places != nil {
		i = c.places[i]
	}
	return nth(err, i, c.of)
}

// kept runs, and takes the versions back when the caller's transaction rolls back.
func (c *changes) kept(ctx context.Context, l *lease) error {
	err := c.run(ctx, l)
	if err == nil && c.was != nil {
		l.takesBack(func() {
			for i, obj := range c.objs {
				c.table.m.takeBackVersion(obj, c.was[i])
			}
		})
	}
	return err
}

// run writes the objects, and gives them their versions. Where their statements wait in a pipeline, those that it finds
// not to be written lose theirs again.
func (c *changes) run(ctx context.Context, l *lease) error {
	if err := c.send(ctx, l); err != nil {
		return err
	}
	for i, was := range c.was {
		c.table.m.setVersion(c.objs[i], was+1)
	}
	return c.table.recompute(ctx, l, c.objs)
}

func (c *changes) send(ctx context.Context, l *lease) error {
	c.ctx = ctx
	if c.parts != nil {
		for _, part := range c.parts {
			if err := part.send(ctx, l); err != nil {
				return err
			}
		}
		return nil
	}
	if c.table.db.capabilities.PackedRows && len(c.objs) > 1 {
		return c.packed(l)
	}
	if c.table.db.capabilities.PackedTable && len(c.objs) >= fewObjects && l.tx != nil && l.pipeline == nil {
		return c.tables(l)
	}
	return c.oneByOne(l, 0, len(c.objs))
}

// oneByOne sends one statement for each of n objects, which the connection prepares once.
func (c *changes) oneByOne(l *lease, from, n int) error {
	if l.pipeline != nil {
		return c.each(from, n, func(i int, values []driver.Value) error {
			return l.later(c.ctx, c.table.m, &c.plan.statement, values, func(a answer) error { return c.changedOne(a, i) })
		})
	}
	return l.apart(func(l *lease) error {
		return c.each(from, n, func(i int, values []driver.Value) error {
			result, err := l.exec(c.ctx, c.table.m, &c.plan.statement, values)
			return c.changedOne(answer{l, values, result, err}, i)
		})
	})
}

// each calls send with the place and the values of each of n objects.
func (c *changes) each(from, n int, send func(i int, values []driver.Value) error) (err error) {
	s := newScratch()
	defer s.free()
	for i := from; i < from+n; i++ {
		if s.values, err = c.row(s.values[:0], i); err == nil {
			err = send(i, s.values)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// changedOne says what became of one object.
func (c *changes) changedOne(a answer, i int) (err error) {
	switch {
	case a.err != nil:
		c.lower(i)
		err = c.table.explainRow(c.ctx, a.lease, a.err, c.plan.write, a.values)
	case a.result.Rows == 0:
		c.lower(i)
		err = c.table.unmet(c.ctx, a.lease, c.objs[i])
	}
	return c.which(err, i)
}

// lower gives an object the version that it had.
func (c *changes) lower(i int) {
	if c.table.m.version != nil {
		c.table.m.takeBackVersion(c.objs[i], c.version(i))
	}
}
