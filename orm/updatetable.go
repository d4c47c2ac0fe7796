package orm

import (
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// fewObjects is how many it takes for a statement behind a savepoint to be quicker than one for each.
const fewObjects = 4

// longRow is how many bytes of text and the like the rows of one statement have at most, one with another: each value is
// looked for from the beginning of its row.
const longRow = 1 << 10

var (
	beforeTable  = &driver.Statement{SQL: "SAVEPOINT rowan_table", Savepoint: true}
	afterTable   = &driver.Statement{SQL: "RELEASE SAVEPOINT rowan_table", Savepoint: true}
	withoutTable = &driver.Statement{SQL: "ROLLBACK TO SAVEPOINT rowan_table", Savepoint: true}
)

// tables changes many rows with one statement, whose one parameter is a table. Where the database refuses it, or has not
// met all rows, it is undone and followed by one for each row, which tells what is wrong with which.
func (c *changes) tables(l *lease) error {
	s := newScratch()
	defer s.free()
	p, err := c.packedPlan(s)
	if err != nil {
		return err
	}
	width := len(c.table.m.raising(c.plan.write)) + len(c.table.m.finders())
	var pack packer
	for from := 0; from < len(c.objs); {
		n, err := pack.fill(width, len(c.objs)-from, func(dst []driver.Value, i int) ([]driver.Value, error) { return c.row(dst, from+i) })
		if err != nil {
			return err
		}
		columns := pack.lists(nil)
		met := false
		if payload(columns) <= n*(longRow+8*width) {
			s.values = append(s.values[:0], driver.ListValue(columns))
			met, err = c.tried(l, p, s.values, n)
		}
		if err == nil && !met {
			err = c.oneByOne(l, from, n)
		}
		if err != nil {
			return err
		}
		from += n
	}
	return nil
}

// tried sends one statement for n objects, and tells whether each has met its row.
func (c *changes) tried(l *lease, p *plan, values []driver.Value, n int) (met bool, err error) {
	if err := l.control(c.ctx, beforeTable); err != nil {
		return false, err
	}
	result, err := l.exec(c.ctx, c.table.m, &p.statement, values)
	switch {
	case err != nil && !ofRows(err):
		return false, err
	case err == nil && result.Rows == int64(n):
		return true, l.control(c.ctx, afterTable)
	}
	if err := l.control(c.ctx, withoutTable); err != nil {
		return false, err
	}
	return false, l.control(c.ctx, afterTable)
}

// ofRows tells whether an error is the fault of what was written, and not that of the moment or of the connection.
func ofRows(err error) bool {
	switch fault.KindOf(err) {
	case fault.Other, fault.Unique, fault.ForeignKey, fault.NotNull, fault.Check, fault.TooLong, fault.OutOfRange, fault.Invalid, fault.Unsupported:
		return true
	}
	return false
}
