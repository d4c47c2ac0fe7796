package postgres

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

var isolations = map[driver.Isolation]string{
	driver.Snapshot:      "BEGIN ISOLATION LEVEL REPEATABLE READ",
	driver.ReadCommitted: "BEGIN ISOLATION LEVEL READ COMMITTED",
	driver.Serializable:  "BEGIN ISOLATION LEVEL SERIALIZABLE",
}

const beginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"

// Begin starts a transaction: the server hears of it with the first statement.
func (c *conn) Begin(ctx context.Context, isolation driver.Isolation) error {
	sql, known := isolations[isolation]
	switch {
	case !c.leased:
		return errReleased
	case c.control.open || c.rows.isOpen:
		return refuse(fault.Invalid, "postgres: a transaction begins within another, or with rows open")
	case !known:
		return refuse(fault.Invalid, fmt.Sprintf("postgres: no isolation %d", isolation))
	case ctx.Err() != nil:
		return stopped(ctx.Err())
	}
	if c.access == driver.ReadOnly {
		sql = beginRead
	}
	c.control = control{open: true, begin: sql, queue: c.control.queue[:0]}
	return nil
}

// End commits or rolls back. A context that has ended makes a commit a rollback; one that ends while the commit is
// on its way makes the server give it up or be done with it, so that its outcome is known unless the server is lost.
func (c *conn) End(ctx context.Context, commit bool) error {
	if !c.control.open {
		return refuse(fault.Invalid, "postgres: no transaction is open")
	}
	if c.rows.isOpen {
		c.rows.Close() // its error has nobody to be told to; what it broke is told by broken
	}
	err := c.control.broken()
	if commit && err == nil {
		if cause := ctx.Err(); cause != nil {
			err = stopped(cause)
		} else {
			err = c.commit(ctx)
		}
	} else if !commit {
		err = nil
	}
	c.rollback()
	c.control = control{queue: c.control.queue[:0]}
	return err
}

// commit sends what is left and COMMIT. A transaction of which the server knows nothing is over by itself.
func (c *conn) commit(ctx context.Context) error {
	t, l := &c.control, c.link
	if !t.begun {
		return nil // all its statements were refused, if there were any: rollback ends it
	}
	l.stopper.begin(ctx, l.pool.options.StatementTimeout)
	defer l.stopper.end()
	l.pool.watcher.Wake()
	n := 0
	if t.failed {
		l.wire.command(backToOwn)
		n++
	}
	for _, sql := range t.queue {
		l.wire.command(sql)
		n++
	}
	l.wire.command("COMMIT")
	l.wire.sync()
	err := l.wire.flush()
	if err == nil {
		err = l.wire.commands(n)
	}
	if err == nil {
		err = l.committed()
	}
	return c.commitFailure(err)
}

// committed waits for the answer to COMMIT, which is ROLLBACK when the transaction had failed before. What happens to
// the connection after that answer takes nothing back.
func (l *link) committed() error {
	done := false
	for {
		m, err := l.wire.receive()
		if e, refused := m.(*pgproto3.ErrorResponse); refused {
			err = told(e)
		}
		if err != nil && done {
			l.lost(err)
			return nil
		}
		if err != nil {
			return err
		}
		switch m := m.(type) {
		case *pgproto3.CommandComplete:
			done = string(m.CommandTag) == "COMMIT"
		case *pgproto3.ReadyForQuery:
			if !done {
				return refuse(fault.Other, "postgres: the server has rolled the transaction back instead of committing it")
			}
			return nil
		}
	}
}

// commitFailure says what an error of a commit means. An answer of the server means that nothing was stored.
func (c *conn) commitFailure(err error) error {
	if err == nil {
		return nil
	}
	if own, ok := err.(*driver.Refusal); ok {
		return own
	}
	_, answered := errors.AsType[*pgconn.PgError](err)
	r := c.failure(err)
	answered = answered && r.Outcome != driver.Lost // a proxy that speaks for a server it has lost
	switch {
	case !answered && c.access == driver.ReadOnly:
		return nil // there was nothing to store
	case !answered:
		r.Kind = fault.CommitUnknown
		return r
	}
	if c.link.dead == nil {
		if err := c.link.wire.settle(); err != nil {
			c.link.lost(err)
		}
	}
	r.Outcome = driver.Refused
	return r
}

// rollback undoes what the server has begun. When that fails the connection is given up, which does the same.
func (c *conn) rollback() {
	if c.link.dead == nil && c.link.wire.status != idle {
		c.link.undo()
	}
}

// undo rolls back whatever the server has open.
func (l *link) undo() {
	l.stopper.begin(context.Background(), cleanup)
	defer l.stopper.end()
	l.pool.watcher.Wake()
	l.wire.drop()
	l.wire.command("ROLLBACK")
	l.wire.sync()
	err := l.wire.flush()
	if err == nil {
		err = l.wire.settle()
	}
	if err != nil || l.wire.status != idle {
		l.lost(errors.Join(errNotUndone, err))
	}
}

var errNotUndone = refuse(fault.Unavailable, "postgres: the server does not roll back")
