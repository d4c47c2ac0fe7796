package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// joinedRows are the rows of a One that come in the columns behind those of the query's own rows (Loading.Joined).
type joinedRows struct {
	loading Loading
	along   *relation
	scan    scanner
	at      int // its first column in the result
	key     int // its column that is NULL where no row is
	keys    *keyed
	rows    []layout.Pointer // each row once
	of      []layout.Pointer // for each object of the query; nowhere for none
}

// joinedRows prepares for the rows that the joins of the query bring along.
func (run *reading) joinedRows(p *parts) error {
	at := len(run.table.scan.steps)
	for _, join := range p.joins {
		if !join.load {
			continue
		}
		i := slices.IndexFunc(p.with, func(l Loading) bool { return any(l.field) == join.field })
		if i < 0 || !p.with[i].joined {
			return run.m.invalid("With names a relation twice, once Joined; name it once")
		}
		r, err := p.with[i].relation(run.m)
		if err != nil {
			return err
		}
		t, err := run.db.table(r.target)
		if err != nil {
			return err
		}
		j := &joinedRows{loading: p.with[i], along: r, keys: newKeyed(r.from, 0), at: at, key: t.scan.place(r.target.key[0])}
		j.scan = scanner{plan: &t.scan, trusted: t.trusted.Load()}
		run.joined = append(run.joined, j)
		at += len(t.scan.steps)
	}
	return nil
}

// read notes the row that came along with an object.
func (j *joinedRows) read(obj layout.Pointer) error {
	if j.scan.rows.Kind(j.key) == driver.Null {
		j.of = append(j.of, layout.Pointer{})
		return nil
	}
	n, err := j.keys.number(obj, j.along.from, true)
	if err != nil {
		return err
	}
	if int(n) == len(j.rows) {
		row := j.along.kind.slab(1)
		if err := j.scan.row(row); err != nil {
			return err
		}
		j.rows = append(j.rows, row)
	}
	j.of = append(j.of, j.rows[n])
	return nil
}

// place is where a column stands among those that are read.
func (p *scanPlan) place(c *column) int {
	return slices.IndexFunc(p.steps, func(s scanStep) bool { return s.column == c })
}

// share gives the objects of the query the rows that came along, and these their peers.
func (j *joinedRows) share(ctx context.Context, p *peers) error {
	rows, err := j.arrive(p)
	if err != nil {
		return err
	}
	if rows != nil {
		if back := j.along.inverse; back != nil && !back.many {
			owners := make([]layout.Pointer, len(j.rows))
			for i, obj := range p.objs {
				if n, err := j.keys.number(obj, j.along.from, false); err == nil && n >= 0 && !j.of[i].Nil() && stillLeads(p.reader, j.along, obj) {
					owners[n] = obj
				}
			}
			rows.of(int32(back.place)).loaded.Store(back.kind.share(owners, nil))
		}
		if err := rows.loadAhead(ctx, j.loading.parts.with); err != nil {
			return err
		}
	}
	p.of(int32(j.along.place)).loaded.Store(j.along.kind.share(j.of, nil))
	return nil
}

// arrive lets the rows be objects of their own. In a session others may take their places.
func (j *joinedRows) arrive(p *peers) (*peers, error) {
	came := slices.Clone(j.rows)
	rows, err := j.along.target.arrive(p.ctx, p.reader, p.strict, j.rows)
	if err != nil {
		return nil, err
	}
	now := make(map[layout.Pointer]layout.Pointer, len(came))
	for i, obj := range came {
		now[obj] = j.rows[i]
	}
	for i, obj := range j.of {
		j.of[i] = now[obj]
	}
	return rows, nil
}

// columns are those of a row that comes along.
func (s *scope) columns(t *table) []sqlast.Expr {
	list := make([]sqlast.Expr, len(t.scan.steps))
	for i := range list {
		list[i] = s.sql(t.scan.steps[i].column)
	}
	return list
}
