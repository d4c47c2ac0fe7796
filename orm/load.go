package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
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

	keys   *keyed
	rows   []layout.Pointer // what was found
	owners []int32          // the number of the key that each row belongs to
	totals []int64          // how many rows each key has, without the limit; nil unless asked for
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
	if err := l.run(r.peers.objs); err != nil {
		return err
	}
	rows := r.relation.target.attach(r.peers.ctx, r.peers.reader, r.peers.strict, l.rows)
	if rows != nil {
		l.stepBack(rows, r.peers.objs)
		if err := rows.loadAhead(ctx, how.parts.with); err != nil {
			return err
		}
	}
	if l.totals == nil && r.relation.many && how.whole() {
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
		if err := b.of(int32(r.place)).load(ctx, list[i]); err != nil {
			return err
		}
	}
	return nil
}

// whole tells a loading that leaves no row out.
func (l *Loading) whole() bool { return len(l.parts.where) == 0 && !l.parts.limited }

func newLoader(ctx context.Context, r Reader, rel *relation, how *Loading) (*loader, error) {
	l := &loader{relation: rel, how: how, kind: shapeLoad, place: rel.place, ctx: ctx, reader: r}
	var err error
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

// run reads the rows of all objects.
func (l *loader) run(objs []layout.Pointer) (err error) {
	if l.keys, err = keysOf(objs, l.relation.from); err != nil {
		return err
	}
	if l.how.counted {
		l.totals = make([]int64, l.keys.len())
	}
	return l.portions(l.portion)
}

// portions calls do with the numbers of the keys that go into one statement: all of them where the database takes a list of
// any length.
func (l *loader) portions(do func(from, to int) error) error {
	n, can := l.keys.len(), l.table.db.capabilities
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
	lease, err := l.reader.begin(l.ctx, driver.ReadOnly)
	if err != nil {
		return l.relation.failed(err)
	}
	run := &reading{lease: lease, m: l.relation.target, ctx: l.ctx, scratch: newScratch(), table: l.table}
	if run.plan, err = l.plan(run.scratch, to-from); err != nil {
		run.scratch.free()
		run.end()
		return err
	}
	l.bind(run.scratch, from, to)
	if err = run.send(); err != nil {
		run.scratch.free()
		run.end()
		return err
	}
	defer func() { err = run.close(err) }()
	return l.collect(run)
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

// spans tells which of the rows belong to each object: those of one key come one behind the other.
func (l *loader) spans() []span {
	ofKey := make([]span, l.keys.len())
	for i := 0; i < len(l.owners); {
		from, owner := i, l.owners[i]
		for i < len(l.owners) && l.owners[i] == owner {
			i++
		}
		if owner >= 0 {
			ofKey[owner] = span{int32(from), int32(i)}
		}
	}
	spans := make([]span, len(l.keys.of))
	for i, key := range l.keys.of {
		if key >= 0 {
			spans[i] = ofKey[key]
		}
	}
	return spans
}

// span is a part of a list.
type span struct{ from, to int32 }

// single is the row that each object leads to, or nowhere.
func (l *loader) single() []layout.Pointer {
	ofKey := make([]layout.Pointer, l.keys.len())
	for i, owner := range l.owners {
		if owner >= 0 {
			ofKey[owner] = l.rows[i]
		}
	}
	list := make([]layout.Pointer, len(l.keys.of))
	for i, key := range l.keys.of {
		if key >= 0 {
			list[i] = ofKey[key]
		}
	}
	return list
}

// stepBack lets the rows know the objects that they were loaded for, where each leads back to one.
func (l *loader) stepBack(rows *peers, objs []layout.Pointer) {
	back := l.relation.inverse
	if back == nil || back.many || l.relation.via != nil {
		return
	}
	ofKey := make([]layout.Pointer, l.keys.len())
	for i := len(objs) - 1; i >= 0; i-- {
		if key := l.keys.of[i]; key >= 0 {
			ofKey[key] = objs[i]
		}
	}
	list := make([]layout.Pointer, len(l.rows))
	for i, owner := range l.owners {
		if owner >= 0 {
			list[i] = ofKey[owner]
		}
	}
	rows.of(int32(back.place)).loaded.Store(back.kind.share(list, nil))
}

// count makes the totals of a load that left no row out.
func (l *loader) count() {
	l.totals = make([]int64, l.keys.len())
	for _, owner := range l.owners {
		if owner >= 0 {
			l.totals[owner]++
		}
	}
}

func (l *loader) perObject(ofKey []int64) []int64 {
	list := make([]int64, len(l.keys.of))
	for i, key := range l.keys.of {
		if key >= 0 {
			list[i] = ofKey[key]
		}
	}
	return list
}

// bind lists the values of the statement: the keys, those of the conditions, and the limit.
func (l *loader) bind(s *scratch, from, to int) {
	t := l.table
	list := l.keys.values[from*l.keys.width : to*l.keys.width]
	switch {
	case l.keys.width == 1 && travelsPacked(len(list), t.db.capabilities.PackedFrom):
		s.values = append(s.values[:0], driver.ListValue(list))
	default:
		s.values = append(s.values[:0], list...)
		last := list[len(list)-l.keys.width:]
		for range bucket(to-from) - (to - from) {
			s.values = append(s.values, last...)
		}
	}
	b := binder{scope: l.relation.scope(), packed: t.db.capabilities.PackedFrom, values: s.values}
	b.conds(l.how.parts.where)
	if l.how.parts.limited {
		b.values = append(b.values, driver.IntValue(int64(l.how.parts.limit)))
	}
	s.values = b.values
}

// plan finds or makes the statement for a number of keys.
func (l *loader) plan(s *scratch, n int) (*plan, error) {
	t := l.table
	sh := shaper{scope: l.relation.scope(), packed: t.db.capabilities.PackedFrom, key: append(s.key[:0], l.kind)}
	sh.number(l.place)
	if l.keys.width == 1 && travelsPacked(n, sh.packed) {
		sh.number(1<<24 - 1)
		sh.byte(flag(n > longList))
	} else {
		sh.number(bucket(n))
	}
	sh.conds(l.how.parts.where)
	sh.orders(l.how.parts.order)
	sh.byte(flag(l.how.parts.limited)<<1 | flag(l.how.counted))
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return l.home.plan(s.key, func() (draft, error) {
		if l.kind == shapeCounts {
			return draft{statement: l.countDraft(n)}, nil
		}
		q, err := l.draft(n)
		return draft{statement: q}, err
	})
}

// draft says the statement in full. Rows come in the order of their keys' columns, so that those of one object come one
// behind the other.
func (l *loader) draft(n int) (sqlast.Statement, error) {
	t, r := l.table, l.relation
	b := &sqlBuilder{scope: r.scope(), packed: t.db.capabilities.PackedFrom}
	q := sqlast.Select{From: t.m.table.Name, Limit: l.how.parts.limited}
	of := ""
	if l.pairs != nil {
		of = b.as
		q.Joins = []sqlast.Join{{Table: r.via.m.table.Name, On: equal(of, r.via.to, r.via.m.table.Name, r.via.far)}}
	}
	for i := range l.scan.steps {
		q.Columns = append(q.Columns, sqlast.Column{Of: of, Name: l.scan.steps[i].column.name})
	}
	by := l.by()
	if l.pairs != nil {
		q.Columns = append(q.Columns, by...)
	}
	terms := []sqlast.Expr{l.inKeys(by, n)}
	if where := b.where(l.how.parts.where); where != nil {
		terms = append(terms, where)
	}
	if q.Where = terms[0]; len(terms) > 1 {
		q.Where = sqlast.And{Terms: terms}
	}
	if !r.many {
		return q, b.err
	}
	order := b.order(l.how.parts.order)
	if l.how.parts.limited || l.how.counted {
		q.Each, q.Order = &sqlast.Each{By: by, Total: l.how.counted}, order
		return q, b.err
	}
	for _, x := range by {
		q.Order = append(q.Order, sqlast.Order{Expr: x})
	}
	q.Order = append(q.Order, order...)
	return q, b.err
}

// scope is what the conditions and the order of a Loading may name: the rows that the relation leads to and, where the pairs
// have a model of their own, those too.
func (r *relation) scope() scope {
	s := scope{m: r.target, base: prototypeOf(r.target.typ)}
	if r.via != nil {
		s.as = r.target.table.Name
	}
	if r.via != nil && !r.via.made {
		s.next = &scope{m: r.via.m, base: prototypeOf(r.via.m.typ), as: r.via.m.table.Name}
	}
	return s
}

// by are the columns that are equal to the objects' keys.
func (l *loader) by() []sqlast.Expr {
	of := ""
	if l.pairs != nil {
		of = l.pairs.m.table.Name
	}
	list := make([]sqlast.Expr, len(l.relation.to))
	for i, c := range l.relation.to {
		list[i] = sqlast.Column{Of: of, Name: c.name}
	}
	return list
}

func (l *loader) inKeys(by []sqlast.Expr, n int) sqlast.Expr {
	switch {
	case len(by) > 1:
		return sqlast.InRows{X: by, N: bucket(n)}
	case travelsPacked(n, l.table.db.capabilities.PackedFrom):
		return sqlast.In{X: by[0], Packed: true, Long: n > longList, Type: l.relation.to[0].typ}
	}
	return sqlast.In{X: by[0], N: bucket(n)}
}

// equal says that columns of two tables are equal.
func equal(left string, a []*column, right string, b []*column) sqlast.Expr {
	terms := make([]sqlast.Expr, len(a))
	for i := range a {
		terms[i] = sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Of: left, Name: a[i].name}, Right: sqlast.Column{Of: right, Name: b[i].name}}
	}
	if len(terms) == 1 {
		return terms[0]
	}
	return sqlast.And{Terms: terms}
}
