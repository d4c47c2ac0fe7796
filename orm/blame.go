package orm

import (
	"context"
	"errors"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// A database that refuses a statement for many rows does not tell which row it was. That is found out when all has been
// rolled back, by looking at the rows that are there. A statement that succeeds costs nothing of it.

// suspects is objects that were written together, one of which was refused.
type suspects struct {
	table *table
	ctx   context.Context
	lease lease
	objs  []layout.Pointer
	keys  []int64 // the generated keys that objects brought, 0 for none; nil where they have their own
}

// blame says which object the database has refused, if that can be found out. Otherwise the error stays as it is.
func (b *batch) blame(ctx context.Context, w Writer, err error) error {
	return suspects{table: b.table, ctx: ctx, objs: b.objs, keys: b.given}.place(w, err, suspects.inserted)
}

func (r *removals) blame(ctx context.Context, w Writer, err error) error {
	return suspects{table: r.table, ctx: ctx, objs: r.objs}.place(w, err, suspects.removed)
}

// place names the object in the error that a statement for many was refused with.
func (p suspects) place(w Writer, err error, find func(suspects, *fault.Error) int) error {
	f, ok := err.(*fault.Error)
	if !ok || !p.unknown(f) {
		return err
	}
	l, failed := w.begin(p.ctx, driver.ReadWrite)
	if failed != nil {
		return err // what was refused matters more
	}
	defer l.end()
	p.lease = l
	if i := find(p, f); i >= 0 {
		return nth(f, i, len(p.objs))
	}
	return err
}

// unknown tells whether an error is a refusal of one among several objects that does not say which.
func (p *suspects) unknown(f *fault.Error) bool {
	_, refused := errors.AsType[*driver.Refusal](f.Err)
	return refused && f.Detail == "" && len(p.objs) > 1 && len(f.Violations) > 0
}

// inserted finds the object whose row was refused; -1 for none.
func (p suspects) inserted(f *fault.Error) int {
	switch m := p.table.m; f.Kind {
	case fault.Unique:
		for _, u := range m.uniques {
			if about(f, u.fields) {
				if i := p.taken(u); i >= 0 {
					return i
				}
			}
		}
	case fault.ForeignKey:
		for _, k := range m.foreignKeys {
			if about(f, k.columns) && (f.Constraint == "" || f.Constraint == k.name) {
				return p.leadsNowhere(k)
			}
		}
	}
	return -1
}

// removed finds the object whose row others refer to; -1 for none.
func (p suspects) removed(f *fault.Error) int {
	for _, r := range p.table.db.foreignKeys.to[p.table.m] {
		if f.Kind == fault.ForeignKey && f.Constraint == r.key.name {
			return p.referredTo(r)
		}
	}
	return -1
}

// about tells whether an error is about some columns.
func about(f *fault.Error, columns []*column) bool {
	return slices.EqualFunc(f.Violations, columns, func(v fault.Violation, c *column) bool { return v.Field == c.shown() })
}

// values lists what each object has in some columns. It leaves out objects that have NULL there, or a key that the database
// was to generate.
func (p *suspects) values(columns []*column) (list rowList, places []int) {
	list = rowList{table: p.table, columns: columns}
	for i, obj := range p.objs {
		if p.keys != nil && p.keys[i] == 0 && slices.Contains(columns, p.table.m.generated) {
			continue
		}
		row, err := p.table.m.appendEncoded(nil, obj, columns)
		if err == nil && !slices.ContainsFunc(row, func(v driver.Value) bool { return v.Kind() == driver.Null }) {
			list.values, places = append(list.values, row...), append(places, i)
		}
	}
	return list, places
}

// notDeleted leaves out objects that are deleted softly.
func (p *suspects) notDeleted(list rowList, places []int) (rowList, []int) {
	kept, at := rowList{table: list.table, columns: list.columns}, []int(nil)
	for i, place := range places {
		if !p.table.m.isDeleted(p.objs[place]) {
			kept.values, at = append(kept.values, list.row(i)...), append(at, place)
		}
	}
	return kept, at
}

// taken finds the first object that has the values of one before it, or of a row that is there.
func (p *suspects) taken(u unique) int {
	columns := make([]*column, len(u.columns))
	for i, name := range u.columns {
		columns[i] = p.table.m.columnNamed(name)
	}
	list, places := p.values(columns)
	if u.living != nil {
		list, places = p.notDeleted(list, places)
	}
	if u.where == nil || u.living != nil {
		seen := map[string]bool{}
		for i, place := range places {
			key := string(appendIdentity(nil, list.row(i)))
			if seen[key] {
				return place
			}
			seen[key] = true
		}
	}
	return p.first(&list, places, u.where)
}

// leadsNowhere finds the first object that refers to a row which is neither there nor written with it.
func (p *suspects) leadsNowhere(k *foreignKey) int {
	there := map[string]bool{}
	if k.target == p.table.m {
		own, _ := p.values(k.references)
		for i := range own.len() {
			there[string(appendIdentity(nil, own.row(i)))] = true
		}
	}
	list, places := p.values(k.columns)
	ask := probe{attempt: attempt{table: p.table}, ctx: p.ctx, lease: p.lease}
	for i, place := range places {
		key := string(appendIdentity(nil, list.row(i)))
		if !there[key] && !ask.exists(ask.referred(k), list.row(i)) {
			return placeUnless(ask.err, place)
		}
		there[key] = true
	}
	return -1
}

// referredTo finds the first object that a row refers to.
func (p *suspects) referredTo(r reference) int {
	list, places := p.values(r.key.references)
	from, err := p.table.db.table(r.from)
	if err != nil {
		return -1
	}
	list.table, list.columns = from, r.key.columns
	return p.first(&list, places, nil)
}

// first finds the first of some rows that a table has, by halves, and returns its place.
func (p *suspects) first(list *rowList, places []int, where schema.Expr) int {
	ask := probe{attempt: attempt{table: list.table}, ctx: p.ctx, lease: p.lease}
	found := func(from, n int) bool {
		s := newScratch()
		defer s.free()
		q := sqlast.Select{Columns: one, From: list.table.m.table.Name, Limit: true, Where: list.among(s, from, n)}
		if e, ok := where.(sqlast.Expr); ok {
			q.Where = sqlast.And{Terms: []sqlast.Expr{q.Where, e}}
		}
		return ask.exists(q, append(s.values, driver.IntValue(1)))
	}
	for from, size := 0, min(list.portion(), maxRowList); from < len(places); from += size {
		n := min(size, len(places)-from)
		if !found(from, n) {
			continue
		}
		for n > 1 {
			if half := n / 2; found(from, half) {
				n = half
			} else {
				from, n = from+half, n-half
			}
		}
		return placeUnless(ask.err, places[from])
	}
	return -1
}

func placeUnless(err error, place int) int {
	if err != nil {
		return -1
	}
	return place
}
