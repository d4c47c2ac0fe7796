package orm

import (
	"context"
	"fmt"
	"slices"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// reading is a query that runs: its connection, its rows, and what to tell the observer at the end.
type reading struct {
	lease
	m       *mapper // nil where a statement concerns no model
	rows    driver.Rows
	more    bool // there is a first row
	ahead   bool // rows is at the first row, which nobody has asked for yet
	table   *table
	plan    *plan
	scratch *scratch
	ctx     context.Context
	started time.Time
	count   int64
	joined  []*joinedRows // what comes along with each row
	whole   bool          // the rows are all of the table
}

// open starts the query of a kind (shapeSelect, shapeCount or shapeExists) on the prototype at base.
func (p *parts) open(ctx context.Context, r Reader, m *mapper, base layout.Pointer, kind byte) (*reading, error) {
	p, err := p.restricted(ctx, r.database(), m)
	if err != nil {
		return nil, err
	}
	if s, ok := r.(*Session); ok {
		if err := s.ready(ctx, p.reads(m, base)); err != nil {
			return nil, err
		}
	}
	if err := p.lock.check(m, r); err != nil {
		return nil, err
	}
	l, err := r.begin(ctx, driver.ReadOnly)
	if err != nil {
		return nil, m.failed(err)
	}
	run := &reading{lease: l, m: m, ctx: ctx, scratch: newScratch(), whole: p.whole()}
	if err := run.query(p, m, base, kind); err != nil {
		run.scratch.free()
		run.end()
		return nil, err
	}
	return run, nil
}

func (run *reading) query(p *parts, m *mapper, base layout.Pointer, kind byte) (err error) {
	if run.table, err = run.db.table(m); err != nil {
		return err
	}
	if err := p.check(m, kind); err != nil {
		return err
	}
	s := run.scratch
	if run.plan, err = p.plan(run.table, s, base, kind); err != nil {
		return err
	}
	p.bind(run.table, s, base, kind)
	if kind == shapeSelect {
		if err := run.joinedRows(p); err != nil {
			return err
		}
	}
	return run.send()
}

// send sends the statement and goes to its first row. While no row was handed out, a statement whose connection is
// lost can be sent again.
func (run *reading) send() error {
	if err := run.settle(run.ctx); err != nil {
		return err
	}
	err := run.sendOnce()
	for err != nil && run.renew(run.ctx, &run.plan.statement, err) {
		err = run.sendOnce()
	}
	return err
}

func (run *reading) sendOnce() (err error) {
	run.started = run.db.now()
	run.rows, err = run.conn.Query(run.ctx, &run.plan.statement, run.scratch.values)
	if err == nil {
		if run.more, err = run.rows.Next(); err != nil {
			_ = run.rows.Close() // Next has told what went wrong
		}
	}
	run.ahead = true
	for _, j := range run.joined {
		j.scan.rows = shifted{run.rows, j.at}
	}
	err = run.answer(run.m, &run.plan.statement, err)
	if run.wrote != nil && !run.plan.statement.Reads {
		run.wrote(run.m)
	}
	if err != nil {
		run.observe(err)
	}
	return err
}

// next goes to the next row.
func (run *reading) next() (more bool, err error) {
	if run.ahead {
		more, run.ahead = run.more, false
	} else if more, err = run.rows.Next(); err != nil {
		return false, run.answer(run.m, &run.plan.statement, err)
	}
	if more {
		run.count++
	}
	return more, nil
}

// close ends the query and gives back what it used. It is deferred, so that a panic of a type's own Scan gives the
// connection back.
func (run *reading) close(err error) error {
	defer run.end()
	defer run.scratch.free()
	return run.closeRows(err)
}

// closeRows ends the query; err is how it went so far, and is returned unless closing fails first.
func (run *reading) closeRows(err error) error {
	if e := run.rows.Close(); e != nil && err == nil {
		err = run.answer(run.m, &run.plan.statement, e)
	}
	run.observe(err)
	return err
}

func (run *reading) observe(err error) {
	if run.db.observer != nil {
		run.db.observe(run.ctx, run.m, &run.plan.statement, run.scratch.values, run.count, run.started, err)
	}
}

// check refuses what no statement can say.
func (p *parts) check(m *mapper, kind byte) error {
	switch {
	case p.limited && p.limit < 0:
		return m.invalid("Limit(%d); a limit is 0 or more", p.limit)
	case p.offset < 0:
		return m.invalid("Offset(%d); an offset is 0 or more", p.offset)
	case kind == shapeUpdateWhere || kind == shapeDeleteWhere:
		return p.checkWrite(m)
	case p.lock.rows && kind != shapeSelect && kind != shapeSelection:
		return m.invalid("Count, Exists and Page lock no rows; remove ForUpdate or ForShare")
	case p.lock.rows && len(p.joins) > 0:
		return m.invalid("rows that are locked are joined with none, of which some databases would lock both; say with orm.Any which are meant")
	}
	return checkWith(m, p.with)
}

// whole tells a query that leaves no row out.
func (p *parts) whole() bool {
	return len(p.where)+len(p.joins) == 0 && !p.limited && p.offset == 0 && !p.lock.rows
}

// bounded tells whether a Count or Exists has to look at a limited part of the rows.
func (p *parts) bounded() bool { return p.limited || p.offset > 0 }

// plan finds or makes the statement of the query's shape.
func (p *parts) plan(t *table, s *scratch, base layout.Pointer, kind byte) (*plan, error) {
	sh := s.start(t, base, kind)
	sh.held(p.settled)
	sh.join(p.joins)
	sh.conds(p.where)
	if kind == shapeSelect {
		sh.orders(p.order)
	}
	sh.byte(flag(p.limited)<<1 | flag(p.offset > 0) | p.lock.shape()<<2)
	for _, field := range p.beside {
		sh.column(field)
	}
	s.key = sh.key
	if sh.err != nil {
		return nil, sh.err
	}
	return t.plan(s.key, func() (draft, error) { return p.draft(t, base, kind) })
}

// draft says the query in full.
func (p *parts) draft(t *table, base layout.Pointer, kind byte) (draft, error) {
	b := &sqlBuilder{scope: scope{m: t.m, base: base}, packed: t.db.capabilities.PackedFrom, db: t.db}
	if err := b.scope.join(p.joins, false); err != nil {
		return draft{}, err
	}
	with := b.withParts(p)
	q := sqlast.Select{With: with, From: t.m.table.Name, Joins: b.joins(p.joins), Where: b.where(p.where), Limit: p.limited, Offset: p.offset > 0, Lock: p.lock.said()}
	switch kind {
	case shapeCount:
		q.Columns, q.Limit, q.Offset = []sqlast.Expr{sqlast.Count{}}, false, false
	case shapeExists:
		q.Columns, q.Limit = []sqlast.Expr{sqlast.One{}}, true
	default:
		q.Columns = b.selected(t)
		for _, field := range p.beside {
			q.Columns = append(slices.Clip(q.Columns), b.operand(field).sql)
		}
		q.Order = b.order(p.order)
		if p.offset > 0 {
			q.Limit = true // no database has an offset without a limit
		}
	}
	return draft{statement: q}, b.err
}

func (b *sqlBuilder) where(list []Cond) sqlast.Expr {
	before := b.part
	b.part = "Where"
	defer func() { b.part = before }()
	switch len(list) {
	case 0:
		return nil
	case 1:
		return b.cond(&list[0])
	}
	all := And(list...)
	return b.cond(&all)
}

// selected are the columns of the objects.
func (b *sqlBuilder) selected(t *table) []sqlast.Expr {
	if b.as == "" {
		return t.columns
	}
	var all []sqlast.Expr
	for i := range t.scan.steps {
		all = append(all, b.scope.sql(t.scan.steps[i].column))
	}
	for x := b.next; x != nil; x = x.next {
		if x.load {
			all = append(all, x.columns(t.db.tables[x.m])...)
		}
	}
	return all
}

// order is the asked order, then the key, so that the same query gives the same list.
func (b *sqlBuilder) order(list []Order) []sqlast.Order {
	var terms []sqlast.Order
	named := map[*column]bool{}
	for _, o := range list {
		if n, computed := o.field.(*node); computed && n.aggregates() {
			b.fail(b.m.invalid("OrderBy has an aggregate, which a single row has none of; say Over, or order a Selection by it"))
		}
		if _, c, place := b.find(o.field); c != nil && place == 0 {
			named[c] = true
		}
		terms = append(terms, b.term(o))
	}
	for _, c := range b.m.key {
		if !named[c] {
			terms = append(terms, sqlast.Order{Expr: b.scope.name(c)})
		}
	}
	return terms
}

// bind lists the values of the query's parameters.
func (p *parts) bind(t *table, s *scratch, base layout.Pointer, kind byte) {
	b := binder{scope: scope{m: t.m, base: base}, packed: t.db.capabilities.PackedFrom, repeats: !t.db.capabilities.OrdersNulls, values: s.values[:0]}
	b.join(p)
	b.conds(p.where)
	switch kind {
	case shapeExists:
		b.values = append(b.values, driver.IntValue(1))
	case shapeSelect:
		b.orders(p.order)
		if p.limited {
			b.values = append(b.values, driver.IntValue(int64(p.limit)))
		} else if p.offset > 0 {
			b.values = append(b.values, driver.IntValue(1<<62))
		}
	}
	if p.offset > 0 && kind != shapeCount {
		b.values = append(b.values, driver.IntValue(int64(p.offset)))
	}
	s.values = b.values
}

// failed names the model in an error of the way to the database.
func (m *mapper) failed(err error) error {
	if fault.KindOf(err) == fault.Other {
		return fmt.Errorf("orm: %s: %w", m.name, err)
	}
	return err
}
