package mysql

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// control is the state of a connection's transaction.
type control struct {
	open bool
	lost *driver.Refusal // why it cannot go on; nil while it can
}

// broken reports that the transaction is over although nobody ended it: what follows would be outside of it.
func (t *control) broken() error {
	if t.lost == nil {
		return nil
	}
	return &driver.Refusal{Kind: t.lost.Kind, Outcome: driver.Refused, Err: fmt.Errorf("mysql: the transaction was undone before: %w", t.lost)}
}

// failed notes whether a failed statement took its transaction with it. A deadlock and a snapshot that is out of
// date do, and so does a connection that broke. After a statement that was stopped nothing more is wanted of it.
func (t *control) failed(r *driver.Refusal, broken, rollback bool) {
	if !t.open || t.lost != nil {
		return
	}
	switch r.Kind {
	case fault.Serialization, fault.Timeout, fault.Canceled:
		t.lost = r
	case fault.Unavailable:
		if broken || rollback {
			t.lost = r
		}
	default:
		if broken {
			t.lost = r
		}
	}
}

// Begin starts a transaction. A Snapshot is REPEATABLE READ with innodb_snapshot_isolation, or SERIALIZABLE where
// the server has no such thing.
func (c *conn) Begin(ctx context.Context, isolation driver.Isolation) error {
	switch {
	case !c.leased:
		return errReleased
	case c.control.open || c.rows.isOpen:
		return refuse(fault.Invalid, "mysql: a transaction begins within another, or with rows open")
	}
	if err := ctx.Err(); err != nil {
		return stopped(err)
	}
	c.watch(ctx, false)
	err := c.finish(c.link.exec(context.Background(), c.begin(isolation)))
	c.control.open = err == nil
	return err
}

// begin writes the statements that start a transaction; the server takes both at once.
func (c *conn) begin(isolation driver.Isolation) string {
	level, start := "REPEATABLE READ", "START TRANSACTION READ WRITE"
	switch {
	case c.access == driver.ReadOnly:
		start = "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY"
	case isolation == driver.ReadCommitted:
		level = "READ COMMITTED"
	case isolation == driver.Serializable, !c.db.server.snapshot:
		level = "SERIALIZABLE"
	}
	return "SET TRANSACTION ISOLATION LEVEL " + level + "; " + start
}

// End commits or rolls back. A context that has ended makes a commit a rollback; a commit on its way is not
// stopped, so that its outcome is known unless the server does not answer.
func (c *conn) End(ctx context.Context, commit bool) error {
	if !c.control.open {
		return refuse(fault.Invalid, "mysql: no transaction is open")
	}
	if c.rows.isOpen {
		c.rows.Close()
	}
	err := c.control.broken()
	if err == nil && commit {
		if cause := ctx.Err(); cause != nil {
			err = stopped(cause)
		}
	}
	if err == nil && commit {
		err = c.commit(ctx)
	} else if e := c.rollback(); !commit {
		err = e
	}
	c.control = control{}
	return err
}

func (c *conn) commit(ctx context.Context) error {
	c.watch(ctx, true)
	c.sent = true
	err := c.finish(c.link.exec(context.Background(), "COMMIT"))
	if r, ok := err.(*driver.Refusal); ok && r.Outcome == driver.Lost {
		return &driver.Refusal{Kind: fault.CommitUnknown, Outcome: driver.Lost, Err: r}
	}
	if err != nil && !c.broken {
		c.rollback()
	}
	return err
}

// rollback undoes the transaction. The server does so by itself when the connection is gone.
func (c *conn) rollback() error {
	if c.broken {
		return nil
	}
	c.stopper.begin(context.Background(), c.db.options.ConnectTimeout, errSilent, true)
	if err := c.finish(c.link.exec(context.Background(), "ROLLBACK")); err != nil {
		c.broken = true // which undoes it as well
	}
	return nil
}
