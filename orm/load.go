package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// loader reads the rows that objects lead to along a relation: one statement for all of them, or one for each portion
// where the database takes no longer list.
type loader struct {
	relation *relation
	how      *Loading
	home     *table    // keeps the plans
	kind     byte      // of the shape: shapeLoad or shapeChildren
	place    int       // of the relation, in the shape
	table    *table    // of the target
	pairs    *table    // of the association, or nil
	scan     *scanPlan // the columns that are read
	ctx      context.Context
	reader   Reader

	keys    *keyed
	where   []Cond           // of how, and of scopes
	order   []Order          // of how, held to scopes
	scoped  bool             // there are conditions of scopes
	settled bool             // where and order are held to scopes
	sweeps  bool             // the rows are all of the table, which is read in its own order
	asked   *keyed           // those of the keys whose rows are asked for
	rows    []layout.Pointer // what was found
	owners  []int32          // the number of the key that each row belongs to
	totals  []int64          // how many rows each key has, without the limit; nil unless asked for
}

// load reads what peers lead to, and shares it out.
func (r *related) load(ctx context.Context, how Loading) error {
	if r.relation.column != nil {
		return r.loadColumn(ctx)
	}
	l, err := newLoader(ctx, r.peers.reader, r.relation, &how)
	if err != nil {
		return err
	}
	l.sweeps = r.peers.whole && l.sweepable()
	objs := r.peers.present(r.relation)
	if err := l.run(objs); err != nil {
		return err
	}
	rows, err := r.relation.target.arrive(r.peers.ctx, r.peers.reader, r.peers.strict, l.rows)
	if err != nil {
		return err
	}
	if rows != nil {
		rows.whole = l.sweeps
		l.stepBack(rows, objs)
		if err := rows.loadAhead(ctx, how.parts.with); err != nil {
			return err
		}
	}
	if l.totals == nil && r.relation.many && how.parts.whole() {
		l.count()
	}
	if l.totals != nil {
		counts := l.perObject(l.totals)
		r.counts.Store(&counts)
	}
	if r.relation.many {
		r.loaded.Store(r.relation.kind.share(l.rows, l.spans()))
	} else {
		r.loaded.Store(r.relation.kind.share(l.single(), nil))
	}
	return nil
}

// loadAhead loads what With names.
func (b *peers) loadAhead(ctx context.Context, list []Loading) error {
	for i := range list {
		if list[i].joined {
			continue // came along
		}
		r, err := list[i].relation(b.m)
		if err != nil {
			return err
		}
		of := b.of(int32(r.place))
		if of.loaded.Load() != nil && list[i].parts.whole() && !list[i].counted && len(list[i].parts.with) == 0 {
			continue // they were loaded for these objects
		}
		if err := of.load(ctx, list[i]); err != nil {
			return err
		}
		if _, held := b.reader.(*Session); held {
			b.rejoin(r)
		}
	}
	return nil
}

func newLoader(ctx context.Context, r Reader, rel *relation, how *Loading) (*loader, error) {
	return newLoaderOf(shapeLoad, ctx, r, rel, how)
}

func newLoaderOf(kind byte, ctx context.Context, r Reader, rel *relation, how *Loading) (*loader, error) {
	l := &loader{relation: rel, how: how, kind: kind, place: rel.place, ctx: ctx, reader: r, where: how.parts.where, order: how.parts.order}
	if err := l.restrict(); err != nil {
		return nil, err
	}
	var err error
	if s, ok := r.(*Session); ok {
		if err := s.ready(ctx, l.reads()); err != nil {
			return nil, err
		}
	}
	if l.home, err = r.database().table(rel.owner); err != nil {
		return nil, err
	}
	if l.table, err = r.database().table(rel.target); err == nil && rel.via != nil {
		l.pairs, err = r.database().table(rel.via.m)
	}
	if err == nil {
		l.scan = &l.table.scan
	}
	return l, err
}

// restrict adds what scopes ask of the rows, and of the pairs that lead to them.
func (l *loader) restrict() error {
	p, db := &l.how.parts, l.reader.database()
	if l.settled = true; p.settled || !db.restricted && len(p.lifted) == 0 {
		return nil
	}
	x := restricting{ctx: l.ctx, db: db}
	rows, pairs := x.along(l.relation, p.lifted)
	about := l.about()
	l.scoped = len(rows)+len(pairs) > 0
	switch {
	case l.kind != shapeCounts || l.relation.via == nil:
		l.where = join2(x.conds(&about, l.where), slices.Concat(alone(1, pairs), rows))
	default:
		l.where = join2(pairs, l.relation.leadingTo(rows))
	}
	l.order = x.orders(&about, l.order)
	return x.err
}

// about is what the conditions may name: where pairs are counted, these.
func (l *loader) about() scope {
	if r := l.relation; l.kind == shapeCounts && r.via != nil {
		return scope{m: r.via.m, base: prototypeOf(r.via.m.typ)}
	}
	return l.relation.scope()
}

// reads lists the models whose tables are read; nil among them stands for any.
func (l *loader) reads() []*mapper {
	r := l.relation
	list := l.about().reads([]*mapper{r.target}, l.where)
	if r.via != nil {
		list = append(list, r.via.m)
	}
	return list
}

// run reads the rows of all objects.
func (l *loader) run(objs []layout.Pointer) (err error) {
	if l.keys, err = keysOf(objs, l.relation.from); err != nil {
		return err
	}
	l.asked = l.keys
	if l.how.counted {
		l.totals = make([]int64, l.keys.len())
	}
	if s, ok := l.reader.(*Session); ok {
		l.held(s)
	}
	if l.sweeps {
		return l.sweep()
	}
	return l.portions(l.portion)
}

// sweepable tells whether what all rows of the owner's table lead to is all rows of the target's, which the database reads
// faster in the order of their key than by looking for each.
func (l *loader) sweepable() bool {
	r := l.relation
	return l.table.db.capabilities.SweepsTables && r.many && r.via == nil && !l.how.counted &&
		l.how.parts.whole() && len(l.where)+len(l.order) == 0 &&
		len(r.to) == 1 && !r.to[0].nullable && len(r.target.key) == 1 && r.target.key[0].whole()
}

// sweep reads all rows of the table.
func (l *loader) sweep() error {
	if l.keys.len() == 0 {
		return nil
	}
	if err := l.portion(0, 0); err != nil {
		return err
	}
	l.gather()
	return nil
}

// held finds the rows that a session holds already, so that they are not asked for.
func (l *loader) held(s *Session) {
	r := l.relation
	x := s.held[r.target]
	if x == nil || r.reference == nil || l.kind != shapeLoad || !l.how.parts.whole() || l.keys.width != 1 || !slices.Equal(r.to, r.target.key) {
		return
	}
	l.asked = newKeyed(r.from, 0)
	for n, v := range l.keys.values {
		if e := x.findKey(v); e != nil && e.state == persistent && !e.expired && (!l.scoped || e.shows()) {
			l.rows, l.owners = append(l.rows, e.obj), append(l.owners, int32(n))
		} else {
			l.asked.values = append(l.asked.values, v)
		}
	}
}

// portions calls do with the numbers of the keys that go into one statement: all of them where the database takes a list of
// any length.
func (l *loader) portions(do func(from, to int) error) error {
	n, can := l.asked.len(), l.table.db.capabilities
	size := n
	if l.keys.width > 1 || can.PackedFrom == 0 {
		const others = 64 // parameters that conditions may need
		for size = 1; size*2*l.keys.width <= min(can.Parameters-others, maxRowList*l.keys.width); size *= 2 {
		}
	}
	for from := 0; from < n; from += size {
		if err := do(from, min(from+size, n)); err != nil {
			return err
		}
	}
	return nil
}

// maxRowList is how long a list of rows of values gets: databases plan long ones badly.
const maxRowList = 1024

// portion reads the rows of some keys.
func (l *loader) portion(from, to int) (err error) {
	run, err := l.open(l.table, from, to)
	if err != nil {
		return err
	}
	defer func() { err = run.close(err) }()
	return l.collect(run)
}

// open starts the statement for some keys, which reads rows of a table.
func (l *loader) open(t *table, from, to int) (*reading, error) {
	lease, err := l.reader.begin(l.ctx, driver.ReadOnly)
	if err != nil {
		return nil, l.relation.failed(err)
	}
	run := &reading{lease: lease, m: t.m, ctx: l.ctx, scratch: newScratch(), table: t}
	if run.plan, err = l.plan(run.scratch, to-from); err == nil {
		l.bind(run.scratch, from, to)
		err = run.send()
	}
	if err != nil {
		run.scratch.free()
		run.end()
		return nil, err
	}
	return run, nil
}

// collect turns the rows into objects, in slabs as a query does, and notes whose they are.
func (l *loader) collect(run *reading) error {
	expected := min(int(run.plan.rows.Load()), maxExpected)
	if l.rows == nil {
		l.rows, l.owners = make([]layout.Pointer, 0, expected), make([]int32, 0, expected)
	}
	before, size := len(l.rows), min(max(expected, 8), maxSlab)
	var slab layout.Pointer
	left := 0
	s, pair := run.scanner(), l.pairScanner(run)
	s.plan = l.scan
	total := len(l.scan.steps) + len(pair.steps())
	for {
		more, err := run.next()
		if err != nil {
			return err
		}
		if !more {
			break
		}
		if left == 0 {
			slab, left = l.relation.kind.slab(size), size
			size = min(size*2, maxSlab)
		}
		if err := s.row(slab); err != nil {
			return err
		}
		owner, err := l.owner(pair, slab)
		if err != nil {
			return err
		}
		if l.how.counted && owner >= 0 {
			l.totals[owner] = run.rows.Int(total)
		}
		l.rows, l.owners = append(l.rows, slab), append(l.owners, owner)
		if left--; left > 0 {
			slab = slab.Field(l.relation.target.size)
		}
	}
	run.plan.rows.Store(int64(len(l.rows) - before))
	return nil
}

// owner is the number of the key that the current row belongs to.
func (l *loader) owner(pair *pairScanner, row layout.Pointer) (int32, error) {
	if pair == nil {
		return l.keys.number(row, l.relation.to, false)
	}
	if err := pair.s.row(pair.obj); err != nil {
		return -1, err
	}
	return l.keys.number(pair.obj, l.relation.to, false)
}
