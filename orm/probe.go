package orm

import (
	"context"
	"slices"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Not every database tells which foreign key has refused a statement (dialect.Capabilities.NamesForeignKeys). What was
// written is then held against the tables, on the same connection and in the same transaction. A statement that succeeds
// costs nothing of it.

// attempt is a statement that was refused.
type attempt struct {
	table   *table
	columns []*column      // that it wrote
	values  []driver.Value // of every row, one behind the other
	// What it did to rows that were there, and to which.
	changed []*column // among columns; none when it only inserts
	deletes bool
	where   sqlast.Expr // nil for all rows
	bound   []driver.Value
}

// explain says which foreign key has refused the attempt, if one has and that can be found out. Otherwise, and when the
// error is another, it stays as it is.
func (a attempt) explain(ctx context.Context, l *lease, err error) error {
	f, ok := err.(*fault.Error)
	if !ok || f.Kind != fault.ForeignKey || !a.doubtful(f) {
		return err
	}
	p := probe{attempt: a, ctx: ctx, lease: *l}
	violations, constraint := p.find()
	if p.err != nil || violations == nil || constraint == "" && f.Violations != nil {
		return err
	}
	told := *f
	told.Violations, told.Constraint = violations, constraint
	return &told
}

// doubtful tells whether it is unknown what the refusal means. A database that tells the name of a foreign key may not
// tell which side of it was meant, where a table refers to itself and a statement changes both.
func (a *attempt) doubtful(f *fault.Error) bool {
	if !a.table.db.capabilities.NamesForeignKeys {
		return len(f.Violations) == 0
	}
	r, ok := a.table.db.foreignKeys.named[f.Constraint]
	return ok && r.from == a.table.m && r.key.target == r.from && r.key.moves(a.changed)
}

// one is what a question whether there is a row selects.
var one = []sqlast.Expr{sqlast.One{}}

// probe asks the database. It keeps the first error, and finds nothing after it.
type probe struct {
	attempt
	ctx   context.Context
	lease lease
	err   error
}

// find looks first for what the rows refer to, then for what refers to them.
func (p *probe) find() ([]fault.Violation, string) {
	m, all := p.table.m, p.table.db.foreignKeys
	for _, k := range m.foreignKeys {
		if !p.deletes && k.sets(p.columns) && p.leadsNowhere(k) {
			return reference{m, k}.missing(), k.name
		}
	}
	hidden := p.deletes
	for _, r := range all.to[m] {
		if !p.touches(r.key) {
			continue
		}
		hidden = true
		if p.refuses(r.key) && p.used(r) {
			return r.inUse(), r.key.name
		}
	}
	if hidden {
		return inUse(), "" // a row that would go with it is used
	}
	return nil, ""
}

// touches tells whether the attempt moves what a foreign key refers to.
func (p *probe) touches(k *foreignKey) bool { return p.deletes || k.moves(p.changed) }

// refuses tells whether a foreign key lets no row go, or change, that it refers to.
func (p *probe) refuses(k *foreignKey) bool {
	return p.deletes && k.onDelete == Refuse || !p.deletes && k.onUpdate == Refuse
}

// leadsNowhere tells whether one of the rows would refer to nothing.
func (p *probe) leadsNowhere(k *foreignKey) bool {
	width := len(p.columns)
	for from := 0; from+width <= len(p.values); from += width {
		row := p.values[from : from+width]
		values, all, null := p.pick(k, row)
		switch {
		case null, all && p.refersToItself(k, values):
		case !all && len(p.changed) == 0: // the database filled in a part of the key
		case all && !p.exists(p.referred(k), values),
			!all && p.exists(p.dangling(k), slices.Concat(p.bound, values)):
			return p.err == nil
		}
	}
	return false
}

// pick takes the values of a foreign key out of those of a row. Of one that is changed only some may be written.
func (p *probe) pick(k *foreignKey, row []driver.Value) (values []driver.Value, all, null bool) {
	for _, c := range k.columns {
		if i := slices.Index(p.columns, c); i >= 0 {
			values = append(values, row[i])
			null = null || row[i].Kind() == driver.Null
		}
	}
	return values, len(values) == len(k.columns), null
}

// refersToItself tells whether a key is one that the same statement wrote.
func (p *probe) refersToItself(k *foreignKey, values []driver.Value) bool {
	if k.target != p.table.m {
		return false
	}
	wanted := appendIdentity(nil, values)
	width := len(p.columns)
	for from := 0; from+width <= len(p.values); from += width {
		written := appendValues(nil, p.values[from:from+width], p.columns, k.references)
		if string(appendIdentity(nil, written)) == string(wanted) {
			return true
		}
	}
	return false
}

// referred asks for the row that a key leads to.
func (p *probe) referred(k *foreignKey) sqlast.Select {
	return sqlast.Select{Columns: one, From: k.target.table.Name, Where: equalTo(k.references)}
}

// equalTo holds where columns have the values of as many parameters.
func equalTo(columns []*column) sqlast.Expr {
	var terms []sqlast.Expr
	for _, c := range columns {
		terms = append(terms, sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Name: c.name}, Right: sqlast.Param{}})
	}
	return sqlast.And{Terms: terms}
}

// dangling asks for a row among those changed that would lead nowhere, by a key of which a part is written and the rest
// is in the row.
func (p *probe) dangling(k *foreignKey) sqlast.Select {
	there := sqlast.Select{Columns: one, From: k.target.table.Name, As: "referred"}
	own := p.table.m.table.Name
	var terms, same []sqlast.Expr
	for i, c := range k.columns {
		var value sqlast.Expr = sqlast.Param{}
		if !slices.Contains(p.columns, c) {
			value = sqlast.Column{Of: own, Name: c.name}
			terms = append(terms, sqlast.IsNull{X: value, Not: true})
		}
		same = append(same, sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Of: there.As, Name: k.references[i].name}, Right: value})
	}
	there.Where = sqlast.And{Terms: same}
	return p.among(append(terms, sqlast.Exists{Not: true, Select: there}))
}

// among asks for a row among those that the attempt changed or removed.
func (p *probe) among(terms []sqlast.Expr) sqlast.Select {
	if p.where != nil {
		terms = append([]sqlast.Expr{p.where}, terms...)
	}
	return sqlast.Select{Columns: one, From: p.table.m.table.Name, Where: sqlast.And{Terms: terms}}
}

// used tells whether a row refers to one of those that the attempt removed, or gave another key.
func (p *probe) used(r reference) bool {
	by := sqlast.Select{Columns: one, From: r.from.table.Name, As: "referring"}
	own := p.table.m.table.Name
	var same, kept []sqlast.Expr
	values := slices.Clone(p.bound)
	for i, c := range r.key.references {
		x := sqlast.Column{Of: own, Name: c.name}
		same = append(same, sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Of: by.As, Name: r.key.columns[i].name}, Right: x})
		if at := slices.Index(p.columns, c); at >= 0 {
			kept = append(kept, sqlast.Compare{Op: sqlast.Eq, Left: x, Right: sqlast.Param{}})
			values = append(values, p.values[at])
		}
	}
	by.Where = sqlast.And{Terms: same}
	var terms []sqlast.Expr
	if len(kept) > 0 {
		terms = append(terms, sqlast.Not{X: sqlast.And{Terms: kept}})
	}
	return p.exists(p.among(append(terms, sqlast.Exists{Select: by})), values)
}

// exists tells whether a query has a row.
func (p *probe) exists(q sqlast.Select, values []driver.Value) (found bool) {
	if p.err != nil {
		return false
	}
	found, p.err = p.ask(q, values)
	return found && p.err == nil
}

// worded is the plan of a statement that has no shape but its text.
func (t *table) worded(d draft) (*plan, error) {
	sql, err := dialect.SQL(t.db.dialect, d.statement)
	if err != nil {
		return nil, err
	}
	return t.plan(append([]byte{shapeProbe}, sql...), func() (draft, error) { return d, nil })
}

func (p *probe) ask(q sqlast.Select, values []driver.Value) (found bool, err error) {
	t := p.table
	pl, err := t.worded(draft{statement: q})
	if err != nil {
		return false, err
	}
	run := reading{lease: p.lease, m: t.m, ctx: p.ctx, scratch: newScratch(), table: t, plan: pl}
	run.again.lost = true // the attempt's connection is not replaced: its transaction would be another
	defer run.scratch.free()
	run.scratch.values = append(run.scratch.values, values...)
	if err = run.send(); err != nil {
		return false, err
	}
	found, err = run.next()
	return found, run.closeRows(err)
}
