package orm

import (
	"context"
	"slices"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// following does to rows what becomes of rows that they refer to, where these are deleted softly or restored.
type following struct {
	ctx   context.Context
	lease *lease
	db    *DB
	at    time.Time
	met   []marked
}

// marked is rows of a model by their keys, one behind the other.
type marked struct {
	m    *mapper
	keys []driver.Value
}

// follows tells whether the deletion of rows of a model concerns those that refer to them.
func (db *DB) follows(m *mapper) bool {
	return slices.ContainsFunc(db.foreignKeys.to[m], func(r reference) bool { return r.key.onDelete == Refuse || r.goesAlong() })
}

// goesAlong tells a foreign key along which rows are deleted softly.
func (r reference) goesAlong() bool { return r.key.onDelete == Cascade && r.from.deleted != nil }

// follows is what happens to rows that refer to one which goes: nothing where that only looks as if it were gone, unless they
// go in the same way.
func (k *foreignKey) follows(from *mapper) Action {
	switch {
	case k.target.deleted == nil:
		return k.onDelete
	case k.onDelete == Cascade && from.deleted != nil:
		return Cascade
	}
	return Refuse
}

// delete deletes what goes along with rows that are deleted already, and refuses all of it when one is still referred to.
func (f *following) delete(m *mapper, keys []driver.Value) error {
	f.met = []marked{{m, keys}}
	for i := 0; i < len(f.met); i++ {
		err := f.alongWith(f.met[i], func(t *table, referring *rowList) ([]driver.Value, error) {
			return f.change(t, referring, sqlast.IsNull{X: t.m.deletedColumn()}, nil, t.m.storedTime(f.at))
		})
		if err != nil {
			return err
		}
	}
	for _, x := range f.met {
		if err := f.refused(x); err != nil {
			return err
		}
	}
	return nil
}

// restore restores what was deleted with rows, at one time.
func (f *following) restore(m *mapper, keys []driver.Value) error {
	f.met = []marked{{m, keys}}
	for i := 0; i < len(f.met); i++ {
		err := f.alongWith(f.met[i], func(t *table, referring *rowList) ([]driver.Value, error) {
			at := t.m.storedTime(f.at)
			same := sqlast.Compare{Op: sqlast.Eq, Left: t.m.deletedColumn(), Right: sqlast.Param{}}
			return f.change(t, referring, same, []driver.Value{at}, driver.Value{})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// alongWith does something to the rows that refer to some by a foreign key along which they go, and remembers these.
func (f *following) alongWith(x marked, do func(*table, *rowList) ([]driver.Value, error)) error {
	for _, r := range f.db.foreignKeys.to[x.m] {
		if !r.goesAlong() {
			continue
		}
		t, err := f.db.table(r.from)
		if err != nil {
			return err
		}
		keys, err := do(t, r.referring(t, x.keys))
		if err != nil {
			return err
		}
		if len(keys) > 0 {
			f.met = append(f.met, marked{r.from, keys})
		}
	}
	return nil
}

// referring is the rows that refer to some, whose keys are known.
func (r reference) referring(t *table, keys []driver.Value) *rowList {
	list := &rowList{table: t, values: keys}
	for _, c := range r.key.target.key {
		list.columns = append(list.columns, r.key.columns[slices.Index(r.key.references, c)])
	}
	return list
}

// change gives rows among some a time of deletion, or takes it away, and returns the keys of those that it met.
func (f *following) change(t *table, list *rowList, which sqlast.Expr, asked []driver.Value, to driver.Value) ([]driver.Value, error) {
	var keys []driver.Value
	size := list.portion()
	for from := 0; from < list.len(); from += size {
		s := newScratch()
		among := list.among(s, from, min(size, list.len()-from))
		found, err := f.keys(t, sqlast.And{Terms: []sqlast.Expr{among, which}}, append(s.values, asked...))
		s.free()
		if err != nil {
			return nil, err
		}
		keys = append(keys, found...)
	}
	_, err := f.set(t, keys, to)
	return keys, err
}

// keys reads the keys of the rows for which a condition holds.
func (f *following) keys(t *table, where sqlast.Expr, values []driver.Value) (keys []driver.Value, err error) {
	err = f.read(t, t.m.key, where, values, func() { keys = nil }, func(row layout.Pointer) (err error) {
		keys, err = t.m.keyOf(keys, row)
		return err
	})
	return keys, err
}

// read reads some columns of the rows for which a condition holds, each into an object; begin goes before the first, also when the
// statement is sent again.
func (f *following) read(t *table, columns []*column, where sqlast.Expr, values []driver.Value, begin func(), each func(row layout.Pointer) error) error {
	p, err := t.worded(draft{statement: sqlast.Select{From: t.m.table.Name, Columns: columnExprs("", columns), Where: where}, back: columns})
	if err != nil {
		return err
	}
	return f.lease.rows(f.ctx, t, p, slices.Clone(values), func(rows driver.Rows) error {
		begin()
		s := scanner{plan: &p.back, rows: rows, trusted: t.trusted.Load()}
		s.texts.exact = true
		for {
			more, err := rows.Next()
			if err != nil || !more {
				return err
			}
			row := t.m.slab(1)[0]
			if err := s.row(row); err != nil {
				return err
			}
			if err := each(row); err != nil {
				return err
			}
		}
	})
}

// set gives the rows of keys a time of deletion, or takes it away, and returns how many there were.
func (f *following) set(t *table, keys []driver.Value, to driver.Value) (n int64, err error) {
	list := rowList{table: t, columns: t.m.key, values: keys}
	for from, size := 0, list.portion(); from < list.len(); from += size {
		rows, err := f.setSome(t, list, from, min(size, list.len()-from), to)
		if err != nil {
			return n, err
		}
		n += rows
	}
	return n, nil
}

// setSome does so for n rows of a list.
func (f *following) setSome(t *table, list rowList, from, n int, to driver.Value) (rows int64, err error) {
	s := newScratch()
	defer s.free()
	s.values = append(s.values, to)
	which := sqlast.IsNull{X: t.m.deletedColumn(), Not: to.Kind() == driver.Null}
	p, err := t.worded(draft{statement: t.marking(sqlast.Param{}, list.among(s, from, n), which)})
	if err != nil {
		return 0, err
	}
	result, err := f.lease.exec(f.ctx, t.m, &p.statement, s.values)
	return result.Rows, err
}

// refused tells of a row that refers to one of some and stays.
func (f *following) refused(x marked) error {
	for _, r := range f.db.foreignKeys.to[x.m] {
		if r.key.onDelete != Refuse {
			continue
		}
		t, err := f.db.table(r.from)
		if err != nil {
			return err
		}
		list := r.referring(t, x.keys)
		ask := probe{attempt: attempt{table: t}, ctx: f.ctx, lease: *f.lease}
		for from, size := 0, list.portion(); from < list.len(); from += size {
			s := newScratch()
			terms := []sqlast.Expr{list.among(s, from, min(size, list.len()-from))}
			if r.from.deleted != nil {
				terms = append(terms, sqlast.IsNull{X: r.from.deletedColumn()})
			}
			used := ask.exists(sqlast.Select{Columns: one, From: r.from.table.Name, Where: flat(terms)}, s.values)
			s.free()
			if ask.err != nil {
				return ask.err
			}
			if used {
				return &fault.Error{Kind: fault.ForeignKey, Model: x.m.name, Constraint: r.key.name, Violations: r.inUse()}
			}
		}
	}
	return nil
}
