package orm

import (
	"context"
	"fmt"
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// CheckType is what Models.Check says of a model of a type made by reflection.
func CheckType(t reflect.Type) error {
	p, _ := layout.Data(reflect.New(t).Interface())
	return newMapper(t, p).err()
}

// ParseDecimal and ParseUUID read what a type's own Value and the engines give.
var (
	ParseDecimal = parseDecimal
	ParseUUID    = parseUUID
)

// Snake and Title make names of Go names; NameProblem judges them.
var (
	Snake       = snake
	Title       = title
	NameProblem = nameProblem
	WithArticle = withArticle
)

// ReadRow reads a row of the columns of T, in order, from a table that was not compared with its model.
func ReadRow[T any](r driver.Row) (*T, error) {
	m := Define[T]().mapping()
	plan := newScanPlan(m, m.visibleColumns())
	s := scanner{plan: &plan, rows: r}
	obj := new(T)
	return obj, s.row(layout.Of(obj))
}

// Pipelined runs statements of a transaction together. Each done may ask further, at once.
func Pipelined(ctx context.Context, tx *Tx, do func(p Pipe) error) error {
	l, err := tx.t.begin(ctx)
	if err != nil {
		return err
	}
	defer l.end()
	return l.together(ctx, func() error { return do(Pipe{ctx, &l}) })
}

// Pipe is a transaction whose statements travel together.
type Pipe struct {
	ctx context.Context
	l   *lease
}

// Later gives a statement to the pipeline.
func (p Pipe) Later(sql string, done func(ask func(sql string) error, rows int64, err error) error, values ...driver.Value) error {
	s := &driver.Statement{SQL: sql}
	return p.l.later(p.ctx, nil, s, values, func(a answer) error {
		return done(func(sql string) error {
			_, err := a.lease.exec(p.ctx, nil, &driver.Statement{SQL: sql}, nil)
			return err
		}, a.result.Rows, a.err)
	})
}

// Exec runs a statement behind those that wait.
func (p Pipe) Exec(sql string) error {
	_, err := p.l.exec(p.ctx, nil, &driver.Statement{SQL: sql}, nil)
	return err
}

// Blaming marks the errors of what it runs.
func (p Pipe) Blaming(mark string, do func() error) error {
	return p.l.blaming(func(err error) error {
		if err != nil {
			err = fmt.Errorf("%s: %w", mark, err)
		}
		return err
	}, do)
}

// ReadPosition reads a position as a cursor holds it, and writes it again.
func ReadPosition(text []byte) (again []byte, ok bool) {
	p, ok := parsePosition(text)
	if !ok {
		return nil, false
	}
	return p.append(nil), true
}

// CloseCursor and OpenCursor make and read the cursor of a query with a mark.
func CloseCursor(c *Cursors, mark [32]byte, text []byte) string          { return c.close(mark, text) }
func OpenCursor(c *Cursors, mark [32]byte, cursor string) ([]byte, bool) { return c.open(mark, cursor) }
