package orm

import (
	"context"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// Statement is a statement in the database's own SQL, made by SQL. It is immutable.
type Statement struct {
	text   string
	values []driver.Value
	err    error
}

// SQL returns a statement in the database's own words, with ? for each value, for what the typed queries
// cannot say. The text is a constant of the source; the values are bound.
func SQL(text ConstText, values ...any) Statement {
	s := Statement{text: string(text), values: make([]driver.Value, len(values))}
	for i, x := range values {
		v, err := anyValue(x)
		if err != nil && s.err == nil {
			s.err = &fault.Error{Kind: fault.Invalid, Detail: "orm: a value of a statement cannot be sent", Err: err}
		}
		s.values[i] = v
	}
	return s
}

// Exec runs a statement and returns how many rows it wrote.
func Exec(ctx context.Context, w Writer, s Statement) (int64, error) {
	p, err := w.database().rawPlan(s)
	if err != nil {
		return 0, err
	}
	l, err := w.begin(ctx, driver.ReadWrite)
	if err != nil {
		return 0, err
	}
	defer l.end()
	result, err := l.exec(ctx, nil, &p.statement, s.values)
	return result.Rows, err
}

// Rows runs a statement that reads, and returns its rows as structs of any type: each column of the result
// goes into the field whose column it names, by the rules of models (created_at -> CreatedAt, or a db tag).
// A column without a field is an error; a field without a column stays zero.
func Rows[T any](ctx context.Context, r Reader, s Statement) ([]*T, error) {
	rows, err := s.rows(ctx, r, rowShapeOf[T](), slab[T])
	return layout.List[T](rows), err
}

func (s Statement) rows(ctx context.Context, r Reader, shape *mapper, slab func(n int) layout.Pointer) ([]layout.Pointer, error) {
	p, err := r.database().rawPlan(s)
	if err != nil {
		return nil, err
	}
	if err := shape.err(); err != nil {
		return nil, err
	}
	if err := ready(ctx, r, nil); err != nil { // nobody knows what it reads
		return nil, err
	}
	l, err := r.begin(ctx, driver.ReadOnly)
	if err != nil {
		return nil, err
	}
	run := reading{lease: l, ctx: ctx, scratch: newScratch(), plan: p}
	run.scratch.values = append(run.scratch.values, s.values...)
	if err := run.send(); err != nil {
		run.scratch.free()
		run.end()
		return nil, err
	}
	back, err := shape.scanPlanFor(run.rows.Columns())
	if err != nil {
		return nil, run.close(err)
	}
	return run.structs(&back, slab)
}

// rawPlan keeps the statement's text in the dialect's words.
func (db *DB) rawPlan(s Statement) (*plan, error) {
	if s.err != nil {
		return nil, s.err
	}
	if p := db.raw.find([]byte(s.text)); p != nil && p.params == len(s.values) {
		return p, nil
	}
	text, err := dialect.Raw(db.dialect, sqlast.Raw{SQL: s.text, Params: len(s.values)})
	if err != nil {
		return nil, err
	}
	return db.raw.keep(s.text, &plan{statement: driver.Statement{SQL: text}, params: len(s.values)}), nil
}
