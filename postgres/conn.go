package postgres

import (
	"context"
	"errors"

	"github.com/jackc/pgx/v5/pgconn"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// conn is one lease of a connection. One goroutine uses it.
type conn struct {
	link    *link
	pool    *pool
	leased  bool
	access  driver.Access
	rows    rows
	control control
}

var _ driver.Conn = (*conn)(nil)

var (
	errReleased = refuse(fault.Invalid, "postgres: the connection was given back before")
	errRowsOpen = refuse(fault.Invalid, "postgres: the rows of an earlier query are still open on this connection")
)

// Query sends a statement and waits for its first row.
func (c *conn) Query(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Rows, error) {
	done, err := c.start(ctx, s, values)
	if err != nil {
		return nil, err
	}
	if done {
		c.noRows()
	}
	return &c.rows, nil
}

// Exec runs a statement to its end; rows that it returns are passed over.
func (c *conn) Exec(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	done, err := c.start(ctx, s, values)
	if err != nil || done {
		return driver.Result{}, err
	}
	more := true
	for more && err == nil {
		more, err = c.rows.Next()
	}
	result := driver.Result{Rows: c.rows.changed}
	if e := c.rows.Close(); err == nil {
		err = e
	}
	if err != nil {
		return driver.Result{}, err
	}
	return result, nil
}

// start sends a statement and waits until its first row is there, or its end. Done says that nothing had to be sent.
func (c *conn) start(ctx context.Context, s *driver.Statement, values []driver.Value) (done bool, err error) {
	if err := c.usable(ctx); err != nil {
		return false, err
	}
	v, err := c.admit(s)
	if err != nil {
		return false, err
	}
	if v == verbSavepoint {
		c.control.savepoint(s.SQL)
		return true, nil
	}
	fresh := c.control.fresh()
	err = c.send(ctx, s, v, values)
	if fresh && c.gone(err) && ctx.Err() == nil {
		if err = c.replace(ctx); err == nil {
			err = c.send(ctx, s, v, values)
		}
	}
	return false, c.over(err)
}

// usable refuses what cannot be sent, whatever it is.
func (c *conn) usable(ctx context.Context) error {
	switch {
	case !c.leased:
		return errReleased
	case c.rows.isOpen:
		return errRowsOpen
	}
	if err := c.control.broken(); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return stopped(err)
	}
	return nil
}

// gone reports that a statement failed because its connection was lost, and not because it took too long.
func (c *conn) gone(err error) bool {
	k := fault.KindOf(err)
	return c.link.dead != nil && k != fault.None && k != fault.Timeout && k != fault.Canceled
}

// over notes that a transaction went with its connection.
func (c *conn) over(err error) error {
	if err != nil && c.link.dead != nil && c.control.open && c.control.lost == nil {
		c.control.lost = err
	}
	return err
}

// replace takes another connection for one that was lost before anything of its transaction was done.
func (c *conn) replace(ctx context.Context) error {
	l, err := c.pool.living(ctx)
	if err != nil {
		return err
	}
	c.link.release()
	c.link = l
	c.control = control{open: true, begin: c.control.begin, queue: c.control.queue[:0]}
	return nil
}

// send prepares and runs a statement under the watch of ctx, until its first row or its end. A statement that was
// prepared before the tables were altered is prepared anew.
func (c *conn) send(ctx context.Context, s *driver.Statement, v verb, values []driver.Value) error {
	l := c.link
	if l.dead != nil {
		return &driver.Refusal{Kind: fault.Unavailable, Outcome: driver.Unsent, Err: l.dead}
	}
	l.stopper.begin(ctx, l.pool.options.StatementTimeout)
	l.pool.watcher.Wake()
	again := l.statements.get(s) != nil
	err := c.run(ctx, s, v, values)
	if again && l.dead == nil && isCode(err, codesOutdated...) {
		err = c.run(ctx, s, v, values)
	}
	if err != nil {
		l.stopper.end()
	}
	return err
}

func (c *conn) run(ctx context.Context, s *driver.Statement, v verb, values []driver.Value) error {
	l := c.link
	if v == verbUtility && len(values) == 0 {
		return c.runUtility(ctx, s)
	}
	st := c.known(s, values)
	if st == nil {
		var err error
		if st, err = c.prepare(s, values); err != nil {
			return err
		}
	}
	for _, name := range l.statements.gone {
		l.wire.forget(name)
	}
	alone := c.alone(s)
	before := c.control.prefix(&l.wire, s) + alone
	if l.pool.options.Unprepared {
		l.wire.parse("", s.SQL, st.params)
	}
	if err := l.wire.bind(st, values); err != nil {
		l.wire.drop()
		return err
	}
	if l.pool.options.Unprepared {
		l.wire.describe('P', "")
	}
	l.wire.execute()
	return c.await(ctx, s, st, before, alone)
}

// runUtility runs what has neither parameters nor a place in the cache.
func (c *conn) runUtility(ctx context.Context, s *driver.Statement) error {
	w := &c.link.wire
	alone := c.alone(s)
	before := c.control.prefix(w, s) + alone
	w.parse("", s.SQL, nil)
	w.bindNothing("")
	w.describe('P', "")
	w.execute()
	return c.await(ctx, s, &statement{key: s}, before, alone)
}

// alone makes a transaction that only reads around a statement that may write, on a connection for reading: the
// server then refuses to write.
func (c *conn) alone(s *driver.Statement) int {
	if c.access == driver.ReadWrite || c.control.open || s.Reads {
		return 0
	}
	c.link.wire.command(beginRead)
	return 1
}

// await sends what was gathered, and waits for the first row or the end of the statement.
func (c *conn) await(ctx context.Context, s *driver.Statement, st *statement, before, after int) error {
	l := c.link
	if after > 0 {
		l.wire.command("COMMIT")
	}
	l.wire.sync()
	l.statements.gone = l.statements.gone[:0]
	if err := c.sent(before); err != nil {
		return c.failed(s, err)
	}
	c.openRows(ctx, s, st, after)
	if _, err := c.rows.step(); err != nil {
		c.rows.isOpen = false
		return err
	}
	c.rows.ahead = true
	return nil
}

// failed ends a statement that did not succeed: the server gets ready for the next, and the transaction knows.
func (c *conn) failed(s *driver.Statement, err error) error {
	l := c.link
	r := c.failure(err)
	r.Referenced = r.Kind == fault.ForeignKey && refersBack(s.SQL, r.Table)
	if isCode(err, codesOutdated...) {
		if st := l.statements.get(s); st != nil {
			l.statements.drop(st)
		}
	}
	if l.dead != nil {
		return r
	}
	if e := l.wire.settle(); e != nil {
		lost := c.failure(e)
		if _, answered := errors.AsType[*pgconn.PgError](err); !answered {
			return lost
		}
		if c.control.open {
			c.control.lost = lost
		}
		return r // the server's answer holds, whatever happened after it
	}
	if c.control.open {
		c.control.refused(r)
	} else if l.wire.status != idle {
		l.undo()
	}
	return r
}

// Release gives the connection back. Rows still open are closed and a transaction still open is rolled back.
// Releasing it again does nothing until it has been handed out again.
func (c *conn) Release() {
	if !c.leased {
		return
	}
	if c.rows.isOpen {
		c.rows.Close() // a failure to end a query that nobody reads to its end has nobody to tell
	}
	if c.control.open {
		c.End(context.Background(), false)
	}
	c.leased = false
	c.link.release()
}
