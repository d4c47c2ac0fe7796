package orm

import (
	"context"

	"github.com/rowankit/rowan/sqlast"
)

// ensureCounts learns how many rows the relation has for each of the peers.
func (r *related) ensureCounts(ctx context.Context) error {
	return r.once(ctx, func() bool { return r.counts.Load() != nil }, func() error {
		l, err := newLoaderOf(shapeCounts, ctx, r.peers.reader, r.relation, &Loading{counted: true})
		if err != nil {
			return err
		}
		if err := l.counted(r.peers); err != nil {
			return err
		}
		counts := l.perObject(l.totals)
		r.counts.Store(&counts)
		return nil
	})
}

// counted counts the rows of all objects, in the table that says whose they are.
func (l *loader) counted(b *peers) (err error) {
	if l.keys, err = keysOf(b.objs, l.relation.from); err != nil {
		return err
	}
	l.asked, l.totals = l.keys, make([]int64, l.keys.len())
	return l.portions(l.countPortion)
}

// counting is the table that is counted: every row of an association leads to one of the target. Where scopes hide some of
// these, the rows that lead to them are left out.
func (l *loader) counting() *table {
	if l.pairs != nil {
		return l.pairs
	}
	return l.table
}

func (l *loader) countPortion(from, to int) (err error) {
	t := l.counting()
	run, err := l.open(t, from, to)
	if err != nil {
		return err
	}
	defer func() { err = run.close(err) }()
	group := newPairScanner(t, l.relation.to, run.rows, 0)
	for {
		more, err := run.next()
		if err != nil || !more {
			return err
		}
		owner, err := l.owner(group, group.obj)
		if err != nil {
			return err
		}
		if owner >= 0 {
			l.totals[owner] = run.rows.Int(len(l.relation.to))
		}
	}
}

// countDraft says the statement that counts.
func (l *loader) countDraft(n int) (draft, error) {
	list := columnExprs("", l.relation.to)
	terms := []sqlast.Expr{l.inKeys(list, n)}
	if l.pairs != nil {
		for _, c := range l.relation.via.far {
			if c.nullable { // a pair that leads nowhere
				terms = append(terms, sqlast.IsNull{X: sqlast.Column{Name: c.name}, Not: true})
			}
		}
	}
	b := &sqlBuilder{scope: l.about(), packed: l.table.db.capabilities.PackedFrom, db: l.table.db}
	if where := b.where(l.where); where != nil {
		terms = append(terms, where)
	}
	return draft{statement: sqlast.Select{
		From: l.counting().m.table.Name, Columns: append(list[:len(list):len(list)], sqlast.Count{}), Where: flat(terms), Group: list,
	}}, b.err
}
