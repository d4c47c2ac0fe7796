package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// replaceable is what scopes ask of a row that an object may replace. That it is not deleted is none of it: where the unique
// is about such rows alone it says so itself, and where it is not the object is the row from then on.
func (m *mapper) replaceable(ctx context.Context, db *DB) ([]Cond, error) {
	if len(m.restrictions) == 0 {
		return nil, nil
	}
	x := restricting{ctx: ctx, db: db}
	where := x.unless(m, []*Scope{NotDeleted})
	return where, x.err
}

// replaceable says the conditions on a row that is there, beside the one that is written; nil for none.
func (t *table) replaceable(shown []Cond) (sqlast.Expr, error) {
	b := &sqlBuilder{scope: scope{m: t.m, base: prototypeOf(t.m.typ), as: t.m.table.Name}, packed: t.db.capabilities.PackedFrom, db: t.db}
	return b.where(shown), b.err
}

// bound appends the values of conditions on rows of the table.
func (t *table) bound(values []driver.Value, list []Cond) []driver.Value {
	b := binder{scope: scope{m: t.m, base: prototypeOf(t.m.typ)}, packed: t.db.capabilities.PackedFrom, values: values}
	b.conds(list)
	return b.values
}

// hidden is the refusal of a row whose values another has that scopes hide: they are taken, and nothing else is told of it.
func (m *mapper) hidden(fields []*column) error {
	what := taken(fields)
	f := &fault.Error{Kind: what.kind, Model: m.name}
	for _, field := range what.fields {
		f.Violations = append(f.Violations, fault.Violation{Field: field, Kind: what.kind, Code: what.code, Message: what.message})
	}
	return f
}
