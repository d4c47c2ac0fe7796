package sqlite

import (
	"context"

	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
)

// rows is the running query of a connection, which has one at a time.
type rows struct {
	conn    *conn
	ctx     context.Context
	st      *statement
	raw     *sqlite.Stmt
	isOpen  bool
	started bool
	failed  error
}

var _ driver.Rows = (*rows)(nil)

func (r *rows) open(ctx context.Context, st *statement) {
	r.ctx, r.st, r.raw = ctx, st, st.raw
	r.isOpen, r.started, r.failed = true, false, nil
}

// Next goes to the next row.
func (r *rows) Next() (bool, error) {
	var row bool
	var err error
	switch {
	case r.failed != nil:
		return false, r.failed
	case r.started:
		row, err = r.raw.Step()
	default:
		r.started = true
		row, err = r.conn.first(r.ctx, r.raw)
	}
	if err != nil {
		r.failed = r.conn.explain(r.ctx, err)
		r.conn.control.failed(r.conn.raw, r.failed)
		return false, r.failed
	}
	return row, nil
}

// Columns returns the names of the result's columns. The library knows no name of a column when a later one
// has the same; it is "".
func (r *rows) Columns() []string {
	if r.st.names == nil {
		r.st.names = make([]string, r.raw.ColumnCount())
		for i := range r.st.names {
			r.st.names[i] = r.raw.ColumnName(i)
		}
	}
	return r.st.names
}

// Close ends the query. Ending a statement that writes before its last row completes it, and may fail.
func (r *rows) Close() error {
	if !r.isOpen {
		return nil
	}
	r.isOpen = false
	err := r.raw.Reset()
	if r.failed != nil {
		err = nil // told by Next
	}
	ctx := r.ctx
	r.ctx, r.st, r.raw = nil, nil, nil
	return r.conn.finish(ctx, err)
}

// Kind is the kind of the stored value: a time is a Text and a truth value an Int.
func (r *rows) Kind(column int) driver.Kind {
	switch r.raw.ColumnType(column) {
	case sqlite.TypeInteger:
		return driver.Int
	case sqlite.TypeFloat:
		return driver.Float
	case sqlite.TypeText:
		return driver.Text
	case sqlite.TypeBlob:
		return driver.Bytes
	}
	return driver.Null
}

func (r *rows) Int(column int) int64 { return r.raw.ColumnInt64(column) }

func (r *rows) Float(column int) float64 { return r.raw.ColumnFloat(column) }

// Bytes copies a value into the connection's buffer. One call into SQLite is enough unless the value fills
// the buffer: then it may have been cut.
func (r *rows) Bytes(column int) []byte {
	c := r.conn
	n := r.raw.ColumnBytes(column, c.scratch)
	if n < len(c.scratch) {
		return c.scratch[:n]
	}
	if size := r.raw.ColumnLen(column); size > n {
		if size > keptScratch {
			whole := make([]byte, size)
			return whole[:r.raw.ColumnBytes(column, whole)]
		}
		c.scratch = make([]byte, min(2*size, keptScratch)+1)
		n = r.raw.ColumnBytes(column, c.scratch)
	}
	return c.scratch[:n]
}

// keptScratch is the size from which a value gets a buffer of its own, which the connection does not keep.
const keptScratch = 1 << 20

// Time reads a time as it is stored, with or without a fraction of a second.
func (r *rows) Time(column int) (micros int64, ok bool) {
	var text [timeLength + 1]byte
	n := r.raw.ColumnBytes(column, text[:])
	return parseTime(text[:n])
}
