package orm

import (
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// pairScanner reads the columns by which a row says whose it is, where they are not among its object's own: into an object
// made for it.
type pairScanner struct {
	s    scanner
	plan scanPlan
	obj  layout.Pointer
}

// newPairScanner reads some columns of a model that stand in a result behind others.
func newPairScanner(t *table, columns []*column, rows driver.Row, behind int) *pairScanner {
	p := &pairScanner{plan: newScanPlan(t.m, columns)}
	p.obj, _ = layout.Data(reflect.New(t.m.typ).Interface())
	p.s = scanner{plan: &p.plan, rows: shifted{rows, behind}, trusted: t.trusted.Load()}
	return p
}

// pairScanner is of the association's columns; nil where the row's own foreign key says whose it is.
func (l *loader) pairScanner(run *reading) *pairScanner {
	if l.pairs == nil {
		return nil
	}
	return newPairScanner(l.pairs, l.relation.to, run.rows, len(l.table.scan.steps))
}

// steps are the columns that it reads.
func (p *pairScanner) steps() []scanStep {
	if p == nil {
		return nil
	}
	return p.plan.steps
}

// shifted is a row without its first columns.
type shifted struct {
	driver.Row
	by int
}

func (r shifted) Kind(i int) driver.Kind   { return r.Row.Kind(i + r.by) }
func (r shifted) Int(i int) int64          { return r.Row.Int(i + r.by) }
func (r shifted) Float(i int) float64      { return r.Row.Float(i + r.by) }
func (r shifted) Bytes(i int) []byte       { return r.Row.Bytes(i + r.by) }
func (r shifted) Time(i int) (int64, bool) { return r.Row.Time(i + r.by) }
