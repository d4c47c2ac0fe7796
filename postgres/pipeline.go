package postgres

import (
	"context"
	"slices"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// A pipeline is the messages of many statements, one behind the other, with one Sync at the end. The server passes over
// all that follows what it refuses, and outside of a transaction it makes them one
// (https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-PIPELINING). Within a transaction one
// savepoint stands before all of them, so that all of them are undone together.

var _ driver.Pipeline = (*conn)(nil)

// Send runs statements with one round trip, and one more where the connection does not know them yet.
func (c *conn) Send(ctx context.Context, list []driver.Queued) (failed int, err error) {
	if err := c.usable(ctx); err != nil || len(list) == 0 {
		return 0, err
	}
	for i := range list {
		v, err := c.admit(list[i].Statement)
		if err == nil && v != verbRows {
			err = refuse(fault.Invalid, "postgres: statements that are sent together read or write rows; this one does something else")
		}
		if err != nil {
			return i, err
		}
	}
	fresh := c.control.fresh()
	failed, err = c.sendAll(ctx, list)
	if fresh && c.gone(err) && ctx.Err() == nil {
		if err = c.replace(ctx); err == nil {
			failed, err = c.sendAll(ctx, list)
		}
	}
	return failed, c.over(err)
}

// sendAll runs statements under the watch of ctx. Those that were prepared before the tables were altered are prepared
// anew.
func (c *conn) sendAll(ctx context.Context, list []driver.Queued) (failed int, err error) {
	l := c.link
	if l.dead != nil {
		return 0, &driver.Refusal{Kind: fault.Unavailable, Outcome: driver.Unsent, Err: l.dead}
	}
	l.stopper.begin(ctx, l.pool.options.StatementTimeout)
	defer l.stopper.end()
	l.pool.watcher.Wake()
	known := slices.ContainsFunc(list, func(q driver.Queued) bool { return l.statements.get(q.Statement) != nil })
	if failed, err = c.runAll(ctx, list); known && l.dead == nil && isCode(err, codesOutdated...) {
		for i := range list {
			if st := l.statements.get(list[i].Statement); st != nil {
				l.statements.drop(st)
			}
		}
		failed, err = c.runAll(ctx, list)
	}
	return failed, err
}

func (c *conn) runAll(ctx context.Context, list []driver.Queued) (failed int, err error) {
	l := c.link
	w, gone := &l.wire, len(l.statements.gone) // what goes from here on may be one of the list's
	known, failed, err := c.prepareAll(list)
	if err != nil {
		return failed, err
	}
	for _, name := range l.statements.gone[:gone] {
		w.forget(name)
	}
	lead := leading(list)
	alone := c.alone(lead)
	before := c.control.prefix(w, lead) + alone
	for i := range list {
		if l.pool.options.Unprepared {
			w.parse("", list[i].Statement.SQL, known[i].params)
		}
		if err := w.bind(known[i], list[i].Values); err != nil {
			w.drop()
			return i, err
		}
		if l.pool.options.Unprepared {
			w.describe('P', "")
		}
		w.execute()
		w.hasten()
	}
	if alone > 0 {
		w.command("COMMIT")
	}
	w.sync()
	l.statements.gone = slices.Delete(l.statements.gone, 0, gone)
	sent := w.flushBeside()
	defer sent()
	return c.awaitAll(ctx, list, known, before, alone)
}

// leading is a statement of the list that stands for all of them: one that writes, if there is one.
func leading(list []driver.Queued) *driver.Statement {
	for i := range list {
		if !list[i].Statement.Reads {
			return list[i].Statement
		}
	}
	return list[0].Statement
}

// awaitAll waits for the answers.
func (c *conn) awaitAll(ctx context.Context, list []driver.Queued, known []*statement, before, after int) (failed int, err error) {
	l := c.link
	if err := l.wire.commands(before); err != nil {
		return 0, c.failed(list[0].Statement, err)
	}
	c.control.ready()
	whole := false
	defer func() {
		if c.rows = (rows{}); !whole { // a Take has panicked
			l.close()
		}
	}()
	for i := range list {
		if err := c.awaitOne(ctx, &list[i], known[i]); err != nil {
			whole = true
			return i, c.failed(list[i].Statement, err)
		}
	}
	whole = true
	if err = l.wire.commands(after); err == nil {
		err = l.wire.conclude()
	}
	last := leading(list)
	if err != nil {
		return len(list), c.failed(last, err)
	}
	c.control.succeeded(last)
	return 0, nil
}

// awaitOne waits for the answer to one statement, and hands its rows on.
func (c *conn) awaitOne(ctx context.Context, q *driver.Queued, st *statement) error {
	c.openRows(ctx, q.Statement, st, 0)
	t := turn{rows: &c.rows}
	if q.Take != nil {
		q.Take(&t)
	}
	for t.err == nil && !t.ended {
		t.Next()
	}
	q.Result = driver.Result{Rows: t.changed}
	return t.err
}

// turn is the rows of one of many statements.
type turn struct {
	*rows
	err error
}

var _ driver.Rows = (*turn)(nil)

// Next goes to the next row.
func (t *turn) Next() (bool, error) {
	for t.err == nil && !t.ended {
		m, err := t.conn.link.wire.receive()
		if err != nil {
			t.err = err
			break
		}
		switch m := m.(type) {
		case *pgproto3.DataRow:
			t.values = m.Values
			return true, nil
		case *pgproto3.BindComplete, *pgproto3.ParseComplete, *pgproto3.NoData:
		case *pgproto3.RowDescription:
			t.st.describeColumns(m, true)
		case *pgproto3.CommandComplete:
			t.changed, t.ended = changedRows(m.CommandTag), true
		case *pgproto3.EmptyQueryResponse:
			t.ended = true
		case *pgproto3.ErrorResponse:
			t.err = told(m)
		default:
			t.err = unexpected(m)
		}
	}
	return false, t.err
}

// Close does nothing: the connection reads the rest.
func (t *turn) Close() error { return nil }
