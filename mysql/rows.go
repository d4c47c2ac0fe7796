package mysql

import (
	sqldriver "database/sql/driver"
	"errors"
	"io"
	"math"
	"strconv"
	"time"

	"github.com/rowankit/rowan/driver"
)

// rows is the running query of a connection, which has one at a time.
type rows struct {
	conn    *conn
	st      *statement
	raw     sqldriver.Rows
	values  []sqldriver.Value // of the current row; texts in them are the library's
	kinds   []driver.Kind     // of the columns that are texts on the way, else Null
	scratch []byte
	isOpen  bool
	ended   bool // the last row was read
	failed  error
}

var _ driver.Rows = (*rows)(nil)

func (r *rows) open(st *statement, raw sqldriver.Rows) {
	r.st, r.raw = st, raw
	r.isOpen, r.ended, r.failed = true, false, nil
	n := len(raw.Columns())
	if cap(r.values) < n {
		r.values, r.kinds = make([]sqldriver.Value, n), make([]driver.Kind, n)
	}
	r.values, r.kinds = r.values[:n], r.kinds[:n]
	types, _ := raw.(typedRows)
	for i := range r.kinds {
		r.kinds[i] = kindOf(types, i)
	}
}

// typedRows tells the type of a column in the server's words.
type typedRows interface {
	ColumnTypeDatabaseTypeName(column int) string
	ColumnTypePrecisionScale(column int) (precision, scale int64, ok bool)
}

// kindOf is the kind of a column's values. A decimal without decimals, such as the sum of whole numbers, is a whole
// number. A column of 16 bytes is how a UUID is stored.
func kindOf(types typedRows, i int) driver.Kind {
	switch types.ColumnTypeDatabaseTypeName(i) {
	case "DECIMAL":
		if _, scale, _ := types.ColumnTypePrecisionScale(i); scale == 0 {
			return driver.Int
		}
		return driver.Decimal
	case "DATETIME", "TIMESTAMP", "DATE":
		return driver.Time
	case "BLOB", "VARBINARY", "BIT", "GEOMETRY":
		return driver.Bytes
	case "BINARY":
		return driver.UUID
	}
	return driver.Text
}

// Next goes to the next row.
func (r *rows) Next() (bool, error) {
	if r.failed != nil || r.ended {
		return false, r.failed
	}
	s := &r.conn.stopper
	if cause := s.cause(); cause != nil { // stopped, although another row may be here
		if r.failed = r.close(nil); r.failed == nil {
			r.failed = stopped(cause)
		}
		return false, r.failed
	}
	s.work()
	err := r.raw.Next(r.values)
	s.rest()
	switch {
	case err == nil:
		return true, nil
	case errors.Is(err, io.EOF):
		r.ended = true
		return false, nil
	}
	r.failed = r.close(err)
	return false, r.failed
}

// Columns returns the names of the result's columns.
func (r *rows) Columns() []string { return r.raw.Columns() }

// leaveWithin is how long the rest of a result is read that nobody wants, before the server is told to stop.
const leaveWithin = 50 * time.Millisecond

var errLeft = errors.New("the rows were left before the last")

// Close ends the query. The rest of the rows is read, because only then the statement is complete; one that only
// reads is stopped when that takes long.
func (r *rows) Close() error {
	if !r.isOpen {
		return nil
	}
	r.isOpen = false
	failed := r.failed
	r.failed = nil
	if failed != nil {
		r.st, r.raw = nil, nil
		return nil // told by Next, which has ended the query
	}
	return r.close(nil)
}

// close ends the library's rows and the watch, after an error or without one.
func (r *rows) close(err error) error {
	c := r.conn
	if err == nil && !r.ended && r.st.class == reads {
		c.stopper.hurry(leaveWithin, errLeft)
	}
	c.stopper.work()
	if e := r.raw.Close(); err == nil {
		err = e
	}
	clear(r.values)
	r.st.trim()
	if !r.isOpen {
		r.st, r.raw = nil, nil
	}
	return c.finish(err)
}

// Kind is the kind of the stored value: a truth value is an Int, and JSON a Text.
func (r *rows) Kind(column int) driver.Kind {
	switch v := r.values[column].(type) {
	case nil:
		return driver.Null
	case int64:
		return driver.Int
	case float64, float32:
		return driver.Float
	case []byte:
		return r.bytesKind(column, v)
	}
	return driver.Text
}

func (r *rows) bytesKind(column int, v []byte) driver.Kind {
	switch k := r.kinds[column]; k {
	case driver.UUID:
		if len(v) != 16 {
			return driver.Bytes
		}
		return k
	case driver.Int:
		if _, err := strconv.ParseInt(string(v), 10, 64); err != nil {
			return driver.Decimal
		}
		return k
	default:
		return k
	}
}

// Int returns a whole number, also of a decimal that is one.
func (r *rows) Int(column int) int64 {
	switch v := r.values[column].(type) {
	case int64:
		return v
	case float64:
		return int64(v)
	case float32:
		return int64(v)
	case []byte:
		n, err := strconv.ParseInt(string(v), 10, 64)
		if err != nil {
			f, _ := strconv.ParseFloat(string(v), 64) // 0 of what is no number, as the server has it
			return int64(f)
		}
		return n
	}
	return 0
}

// Float returns a number.
func (r *rows) Float(column int) float64 {
	switch v := r.values[column].(type) {
	case float64:
		return v
	case float32:
		return float64(v)
	case int64:
		return float64(v)
	case []byte:
		f, err := strconv.ParseFloat(string(v), 64)
		if err != nil && !math.IsInf(f, 0) {
			return 0
		}
		return f
	}
	return 0
}

// Bytes returns a text or bytes as the library holds them, and everything else as text.
func (r *rows) Bytes(column int) []byte {
	if b, ok := r.values[column].([]byte); ok {
		return b
	}
	r.scratch = appendValue(r.scratch[:0], r.values[column])
	return r.scratch
}

// Time reads a time as the server writes it, with or without a fraction of a second.
func (r *rows) Time(column int) (micros int64, ok bool) {
	b, ok := r.values[column].([]byte)
	if !ok {
		return 0, false
	}
	return parseTime(b)
}

// appendValue writes a value of the library as text.
func appendValue(dst []byte, v sqldriver.Value) []byte {
	switch v := v.(type) {
	case []byte:
		return append(dst, v...)
	case string:
		return append(dst, v...)
	case int64:
		return strconv.AppendInt(dst, v, 10)
	case float64:
		return strconv.AppendFloat(dst, v, 'g', -1, 64)
	case float32:
		return strconv.AppendFloat(dst, float64(v), 'g', -1, 32)
	}
	return dst
}
