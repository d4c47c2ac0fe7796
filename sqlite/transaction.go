package sqlite

import (
	"context"
	"fmt"

	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// control is the state of a connection's transaction.
type control struct {
	open bool
	lost error // why the database rolled it back by itself; nil while it goes on
	// The statements stay prepared outside of the cache, so that nothing can push them out.
	begin, beginRead, commit, rollback *sqlite.Stmt
}

// broken reports that the transaction is over although nobody ended it: what follows would be outside of it.
func (t *control) broken() error {
	if t.lost == nil {
		return nil
	}
	kind := fault.Other
	if r, ok := t.lost.(*driver.Refusal); ok {
		kind = r.Kind
	}
	return &driver.Refusal{Kind: kind, Err: fmt.Errorf("sqlite: the transaction was rolled back before: %w", t.lost)}
}

// failed looks whether a failed statement took the transaction with it, as interrupted writes and full disks do.
func (t *control) failed(raw *sqlite.Conn, err error) {
	if t.open && t.lost == nil && raw.AutocommitEnabled() {
		t.lost = err
	}
}

// run takes the one step of a control statement, prepared at first use.
func (t *control) run(c *conn, ctx context.Context, st **sqlite.Stmt, sql string) error {
	if *st == nil {
		s, _, err := c.raw.PrepareTransient(sql)
		if err != nil {
			return err
		}
		*st = s
	}
	if _, err := c.first(ctx, *st); err != nil {
		return err
	}
	return (*st).Reset()
}

func (t *control) finalize() {
	for _, st := range []*sqlite.Stmt{t.begin, t.beginRead, t.commit, t.rollback} {
		if st != nil {
			st.Finalize()
		}
	}
}

// Begin starts a transaction. One that writes takes the write lock at once, waiting for other processes, so that all
// of them run one after the other whatever the isolation.
func (c *conn) Begin(ctx context.Context, _ driver.Isolation) error {
	if c.control.open || c.rows.isOpen {
		return refuse(fault.Invalid, "sqlite: a transaction begins within another, or with rows open")
	}
	if err := c.watch(ctx); err != nil {
		return err
	}
	var err error
	if c.access == driver.ReadOnly {
		err = c.control.run(c, ctx, &c.control.beginRead, "BEGIN")
	} else {
		err = c.control.run(c, ctx, &c.control.begin, "BEGIN IMMEDIATE")
	}
	err = c.finish(ctx, err)
	c.control.open = err == nil
	return err
}

// End commits or rolls back. A context that has ended makes a commit a rollback; a commit on its way is not
// stopped, so its outcome is always known.
func (c *conn) End(ctx context.Context, commit bool) error {
	if !c.control.open {
		return refuse(fault.Invalid, "sqlite: no transaction is open")
	}
	if c.rows.isOpen {
		c.rows.Close()
	}
	err := c.control.broken()
	if commit && err == nil {
		err = c.commit(ctx)
	} else if !commit {
		err = nil
	}
	if !c.raw.AutocommitEnabled() {
		if e := c.control.run(c, context.Background(), &c.control.rollback, "ROLLBACK"); e != nil && err == nil {
			err = refusal(e)
		}
	}
	c.control.open, c.control.lost = false, nil
	return err
}

func (c *conn) commit(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return stopped(err)
	}
	if err := c.control.run(c, ctx, &c.control.commit, "COMMIT"); err != nil {
		return c.explain(ctx, err)
	}
	return nil
}
