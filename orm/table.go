package orm

import (
	"sync/atomic"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlast"
)

// table is what one database keeps of a model: the SQL texts of the statements seen so far.
type table struct {
	db      *DB
	m       *mapper
	trusted atomic.Bool // what exists has been compared with the model: every value is of its column's type
	plans   planCache
	columns []sqlast.Expr
	scan    scanPlan
	byKey   sqlast.Expr
	// The statements of Get, Insert and Update without further words, kept at hand.
	get, insert, update atomic.Pointer[plan]
}

func newTable(db *DB, m *mapper) *table {
	t := &table{db: db, m: m, scan: newScanPlan(m, m.queried())}
	for _, c := range m.queried() {
		t.columns = append(t.columns, m.sql("", c))
	}
	terms := make([]sqlast.Expr, len(m.key))
	for i, c := range m.key {
		terms[i] = sqlast.Compare{Op: sqlast.Eq, Left: sqlast.Column{Name: c.name}, Right: sqlast.Param{}}
	}
	t.byKey = sqlast.And{Terms: terms}
	if len(terms) == 1 {
		t.byKey = terms[0]
	}
	return t
}

// draft is a statement about to be kept as a plan.
type draft struct {
	statement sqlast.Statement
	write     []*column // whose values an insert or update binds, in order
	back      []*column // whose values come back
	inserts
}

// plan returns the plan of a shape, made by build when the shape is new. The key is not kept.
func (t *table) plan(key []byte, build func() (draft, error)) (*plan, error) {
	if p := t.plans.find(key); p != nil {
		return p, nil
	}
	d, err := build()
	if err != nil {
		return nil, err
	}
	p, err := t.newPlan(d)
	if err != nil {
		return nil, err
	}
	return t.plans.keep(string(key), p), nil
}

func (t *table) newPlan(d draft) (*plan, error) {
	sql, err := dialect.SQL(t.db.dialect, d.statement)
	if err != nil {
		return nil, err
	}
	return &plan{
		statement: driver.Statement{SQL: sql, Reads: onlyReads(d.statement)}, write: d.write, back: newScanPlan(t.m, d.back), inserts: d.inserts,
	}, nil
}

func onlyReads(s sqlast.Statement) bool {
	switch s := s.(type) {
	case sqlast.Select:
		return s.Lock == nil
	case sqlast.HighestKey, sqlast.KeysReach:
		return true
	}
	return false
}

// The kinds of statements, the first byte of a shape.
const (
	shapeSelect byte = iota + 1
	shapeCount
	shapeExists
	shapeGet
	shapeInsert
	shapeInsertMany
	shapeInsertOrIgnore
	shapeInsertOrUpdate
	shapeUpdate
	shapeUpdateWhere
	shapeDelete
	shapeDeleteWhere
	shapeReadBack
	shapeThere
	shapeUpdateRows
	shapeHighestKey
	shapeNextKeys
	shapeKeysReach
	shapeHoldKeys
	shapeAdvanceKeys
	shapeProbe
	shapeLoad
	shapeChildren
	shapeCounts
	shapeJoined
	shapeUnlink
	shapeDeferred
	shapeReread
	shapeGetRow
	shapeUpdateColumns
	shapeDeleteRows
	shapeSelection
	shapeGiven
	shapeMark
	shapeInsertFrom
)
