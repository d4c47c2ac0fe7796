package orm

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// rewriting is an Update or Delete of a query's rows on its way to the database. Rows that the query joins are looked at by
// queries within the statement, since databases that can name other tables in a change do not agree on what that means.
type rewriting struct {
	*parts
	table  *table
	base   layout.Pointer
	kind   byte // shapeUpdateWhere or shapeDeleteWhere
	change change
	plan   *plan
	values int       // how many stand before those of the condition
	bound  int       // and how many with them
	fixed  int       // how many are given and added to columns
	back   []*column // which the statement gives back of each row
	items  *asking   // what it gives back behind them; nil for nothing
	among  sqlast.Expr
	rows   []driver.Value // of the parameters of among, which says of what rows those of the condition are
}

// prepare chooses the statement and makes its values, before any connection is asked for.
func (r *rewriting) prepare(ctx context.Context, db *DB, m *mapper, s *scratch, settings []Setting) (err error) {
	if r.table, err = db.table(m); err != nil {
		return err
	}
	if err = r.check(m, r.kind); err != nil {
		return err
	}
	var held *restricting
	if r.parts, held, err = r.restrictedBy(ctx, db, m); err != nil {
		return err
	}
	if r.change, s.values, err = m.change(s.values[:0], r.base, settings, r.kind); err != nil {
		return err
	}
	r.fixed = len(s.values)
	if err = r.hold(held); err != nil {
		return err
	}
	sh := s.start(r.table, r.base, r.kind)
	sh.join(r.joins)
	r.last(&sh.scope)
	r.shape(&sh)
	s.key = sh.key
	if sh.err != nil {
		return sh.err
	}
	return r.choose(s)
}

// choose finds or makes the statement whose shape is the scratch's key, and lists its values.
func (r *rewriting) choose(s *scratch) (err error) {
	if r.plan, err = r.table.plan(s.key, r.draft); err == nil {
		r.bind(s)
	}
	return err
}

// hold holds what is computed to scopes.
func (r *rewriting) hold(to *restricting) error {
	if to == nil || len(r.change.computed) == 0 {
		return nil
	}
	about := scope{m: r.table.m, base: r.base}
	if err := about.join(r.joins, false); err != nil {
		return err
	}
	for i := range r.change.computed {
		x := &r.change.computed[i]
		x.n = to.node(&about, x.n)
	}
	return to.err
}

// last puts what is computed ahead behind what is not, as their parameters stand in the statement.
func (r *rewriting) last(in *scope) {
	if r.table.db.capabilities.UpdateReadsBefore {
		return
	}
	var now, ahead []computing
	for _, x := range r.change.computed {
		if x.ahead = in.readsOwn(x.n); x.ahead {
			ahead = append(ahead, x)
		} else {
			now = append(now, x)
		}
	}
	r.change.computed = append(now, ahead...)
}

func (r *rewriting) shape(sh *shaper) {
	sh.held(r.settled)
	for _, columns := range [][]*column{r.change.set, r.change.adds, r.back} {
		sh.number(len(columns))
		for _, c := range columns {
			sh.number(c.place)
		}
	}
	sh.computed(&r.change)
	sh.conds(r.where)
	r.shapeItems(sh)
}

// computed writes the shape of what a change computes.
func (s *shaper) computed(ch *change) {
	s.number(len(ch.computed))
	for _, x := range ch.computed {
		s.number(x.c.place)
		s.node(x.n)
	}
	s.byte(flag(ch.raises != nil))
}

// draft says the statement in full.
func (r *rewriting) draft() (draft, error) {
	b, where, joins := r.condition()
	name := r.table.m.table.Name
	if r.kind == shapeDeleteWhere {
		names, computed, back := r.returned(b)
		return draft{statement: sqlast.Delete{From: name, Where: where, Returning: names, Computed: computed}, back: back}, b.err
	}
	u := sqlast.Update{Table: name, Set: r.change.given(), Where: where}
	now, ahead := b.computed(&r.change, joins)
	u.Set = append(u.Set, now...)
	if len(ahead) > 0 {
		u.Ahead = &sqlast.Ahead{Key: columnNames(r.table.m.key)}
		for i, a := range ahead {
			u.Ahead.Values = append(u.Ahead.Values, a.Value)
			u.Set = append(u.Set, sqlast.Assignment{Column: a.Column, Value: sqlast.Column{Of: sqlast.AheadName, Name: fmt.Sprintf("v%d", i)}})
		}
	}
	if r.change.raises != nil {
		u.Set = append(u.Set, oneMore(r.change.raises))
	}
	if b.err == nil {
		b.fail(inOrder(r.table.m, r.table.db, u.Set))
	}
	var back []*column
	u.Returning, u.Computed, back = r.returned(b)
	return draft{statement: u, back: back}, b.err
}

// condition says which rows are meant, and returns the joins by which values look at the joined ones.
func (r *rewriting) condition() (*sqlBuilder, sqlast.Expr, []sqlast.Join) {
	b := &sqlBuilder{scope: scope{m: r.table.m, base: r.base}, packed: r.table.db.capabilities.PackedFrom, db: r.table.db}
	if err := b.scope.join(r.joins, false); err != nil {
		b.fail(err)
		return b, nil, nil
	}
	joins := b.joins(r.joins)
	where := b.where(r.where)
	if len(joins) > 0 {
		where = sqlast.Exists{Select: beside(joins, one, where)}
	}
	switch {
	case r.among != nil && where != nil:
		where = sqlast.And{Terms: []sqlast.Expr{where, r.among}}
	case r.among != nil:
		where = r.among
	}
	return b, where, joins
}

// beside reads one row, to which the joined ones are put.
func beside(joins []sqlast.Join, columns []sqlast.Expr, where sqlast.Expr) sqlast.Select {
	return sqlast.Select{Query: &sqlast.Select{Columns: one}, As: "one", Joins: joins, Columns: columns, Where: where}
}

// bind lists the values of the parameters, behind those that the change gives and adds.
func (r *rewriting) bind(s *scratch) {
	b := r.binder()
	b.values = s.values
	for _, x := range r.change.computed {
		b.node(x.n)
		if b.beyond(x.n) {
			b.joined(r.joins)
			if x.c.fold != nil {
				b.joined(r.joins)
			}
		}
	}
	r.values = len(b.values)
	b.joined(r.joins)
	b.conds(r.where)
	b.values = append(b.values, r.rows...)
	r.bound = len(b.values)
	r.bindItems(&b)
	s.values = b.values
}

// binder lists values of the tables that the rewriting names.
func (r *rewriting) binder() binder {
	b := binder{scope: scope{m: r.table.m, base: r.base}, packed: r.table.db.capabilities.PackedFrom, repeats: !r.table.db.capabilities.OrdersNulls}
	_ = b.scope.join(r.joins, false) // what is wrong with them was found out when the shape was written
	return b
}

// joined lists the values of the conditions of joins.
func (b *binder) joined(list []joining) {
	x := &b.scope
	for i := range list {
		x = x.next
		b.joinedOn(x, &list[i])
	}
}

// explain says what a refusal of the statement means: which foreign key has refused it, or which column cannot hold its sum.
func (r *rewriting) explain(ctx context.Context, l *lease, err error, values []driver.Value) error {
	if err == nil {
		return nil
	}
	b, where, _ := r.condition()
	if b.err != nil {
		return err
	}
	n := len(r.change.set)
	a := attempt{
		table: r.table, columns: r.change.set, values: values[:n], changed: r.change.columns(),
		where: where, bound: values[r.values:r.bound],
	}
	a.deletes = len(a.changed) == 0
	err = a.explain(ctx, l, err)
	return r.change.tooFar(r.table.m, r.change.leadsNowhere(r.table.m, err))
}

// leadsNowhere names the foreign key in the error of a computed value that leads to no row, where it can be one only.
func (ch *change) leadsNowhere(m *mapper, err error) error {
	f, ok := errors.AsType[*fault.Error](err)
	if !ok || f.Kind != fault.ForeignKey || len(f.Violations) > 0 {
		return err
	}
	var found []*foreignKey
	for _, k := range m.foreignKeys {
		if k.sets(ch.columns()) {
			found = append(found, k)
		}
	}
	if len(found) != 1 || !slices.ContainsFunc(ch.computed, func(x computing) bool { return slices.Contains(found[0].columns, x.c) }) {
		return err
	}
	named := *f
	named.Violations, named.Constraint = reference{m, found[0]}.missing(), found[0].name
	return &named
}
