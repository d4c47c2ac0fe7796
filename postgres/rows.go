package postgres

import (
	"bytes"
	"context"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
)

// rows is the running query of a connection, which has one at a time.
type rows struct {
	conn    *conn
	ctx     context.Context
	key     *driver.Statement
	st      *statement
	values  [][]byte // of the current row
	after   int      // commands that follow the statement
	changed int64    // rows that the statement wrote
	isOpen  bool
	ahead   bool // the first row, or the end, was read before it was asked for
	ended   bool
	failed  error
}

var _ driver.Rows = (*rows)(nil)

func (c *conn) openRows(ctx context.Context, s *driver.Statement, st *statement, after int) {
	c.rows = rows{conn: c, ctx: ctx, key: s, st: st, after: after, isOpen: true}
}

// none is a query without rows for which nothing was sent.
func (c *conn) noRows() {
	c.rows = rows{conn: c, st: &statement{}, isOpen: true, ended: true}
}

// Next goes to the next row.
func (r *rows) Next() (bool, error) {
	switch {
	case r.failed != nil:
		return false, r.failed
	case r.ahead:
		r.ahead = false
		return !r.ended, nil
	case r.ended:
		return false, nil
	}
	return r.step()
}

// step reads the next row.
func (r *rows) step() (bool, error) {
	w := &r.conn.link.wire
	for {
		m, err := w.receive()
		if err != nil {
			return false, r.fail(err)
		}
		switch m := m.(type) {
		case *pgproto3.DataRow:
			r.values = m.Values
			return true, nil
		case *pgproto3.BindComplete, *pgproto3.ParseComplete, *pgproto3.NoData:
		case *pgproto3.RowDescription:
			r.st.describeColumns(m, true)
		case *pgproto3.CommandComplete:
			r.changed = changedRows(m.CommandTag)
			return false, r.finish()
		case *pgproto3.EmptyQueryResponse:
			return false, r.finish()
		case *pgproto3.ErrorResponse:
			return false, r.fail(told(m))
		default:
			return false, r.fail(unexpected(m))
		}
	}
}

// finish reads what follows the statement, up to the server's being ready.
func (r *rows) finish() error {
	w := &r.conn.link.wire
	r.ended = true
	err := w.commands(r.after)
	if err == nil {
		err = w.conclude()
	}
	if err != nil {
		return r.fail(err)
	}
	r.conn.control.succeeded(r.key)
	return nil
}

func (r *rows) fail(err error) error {
	r.ended = true
	r.failed = r.conn.over(r.conn.failed(r.key, err))
	return r.failed
}

// changedRows reads the number of rows in a tag such as "UPDATE 3" or "INSERT 0 1"; that of a query counts none.
func changedRows(tag []byte) int64 {
	verb, _, _ := bytes.Cut(tag, []byte{' '})
	switch string(verb) {
	case "INSERT", "UPDATE", "DELETE", "MERGE":
	default:
		return 0
	}
	n, unit := int64(0), int64(1)
	for i := len(tag) - 1; i >= 0 && tag[i] >= '0' && tag[i] <= '9'; i-- {
		n += int64(tag[i]-'0') * unit
		unit *= 10
	}
	return n
}

// Columns returns the names of the result's columns.
func (r *rows) Columns() []string { return r.st.columnNames() }

// drained is how many rows are passed over at the end of a query that was not read to its end, before the server
// is asked to stop sending more.
const drained = 1000

// Close ends the query. A statement that writes is run to its end; one that reads is stopped.
func (r *rows) Close() error {
	if !r.isOpen {
		return nil
	}
	r.isOpen = false
	if r.st.key == nil {
		return nil
	}
	told := r.failed != nil
	for n := 0; !r.ended && r.failed == nil; n++ {
		if n == drained && r.key.Reads {
			r.conn.link.stopper.interrupt()
		}
		r.step()
	}
	stopped := r.conn.link.stopper.stopped() != nil
	r.conn.link.stopper.end()
	r.values, r.ctx = nil, nil
	if told || r.failed == nil || stopped && r.key.Reads && r.conn.link.dead == nil {
		return nil
	}
	return r.failed
}
