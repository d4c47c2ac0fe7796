package conformance

import (
	"context"
	"errors"
	"sync"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// stumbling is an engine that fails at one statement, counted from when it is told to. A begin and a commit count as
// statements too. It fails only once.
type stumbling struct {
	orm.Engine
	mu   sync.Mutex
	left int // the statement that fails, from here; 0 for none
	how  stumble
}

// stumble is how a statement fails.
type stumble int

const (
	refused  stumble = iota // the database refuses it
	overtook                // another transaction got in the way, so that the whole may be done again
	lost                    // the connection is lost on the way
)

func (h stumble) String() string {
	return [...]string{"refused", "got in the way of", "lost"}[h]
}

// failAt makes the k-th statement from here fail.
func (e *stumbling) failAt(k int, how stumble) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.left, e.how = k, how
}

// failed tells whether the statement has come and failed.
func (e *stumbling) failed() bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.left == 0
}

// next tells how a statement is to fail; nil for not at all.
func (e *stumbling) next() error {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.left == 0 {
		return nil
	}
	if e.left--; e.left > 0 {
		return nil
	}
	r := &driver.Refusal{Kind: fault.Other, Err: errors.New("refused on purpose")}
	switch e.how {
	case overtook:
		r.Kind = fault.Serialization
	case lost:
		r.Kind, r.Outcome = fault.Unavailable, driver.Lost
	}
	return r
}

func (e *stumbling) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	c, err := e.Engine.Acquire(ctx, access)
	e.mu.Lock()
	defer e.mu.Unlock()
	if err != nil || e.left == 0 { // engines make tables by connections of their own only
		return c, err
	}
	s := stumblingConn{Conn: c, engine: e}
	if _, can := c.(driver.Pipeline); can {
		return &stumblingPipeline{s}, nil
	}
	return &s, nil
}

type stumblingConn struct {
	driver.Conn
	engine *stumbling
	open   bool  // a transaction is
	over   error // what every further statement is told: of a transaction that is to be done again, or of a connection
}

// step is what becomes of a statement before it is sent: an error, or nil.
func (c *stumblingConn) step(ctx context.Context) error {
	if c.over != nil {
		return c.over
	}
	err := c.engine.next()
	if err == nil || c.engine.how == refused {
		return err
	}
	c.over = err
	if c.engine.how == lost {
		c.over = &driver.Refusal{Kind: fault.Unavailable, Outcome: driver.Unsent, Err: errors.New("the connection was lost before")}
	}
	if !c.open {
		return err
	}
	c.open = false
	return errors.Join(err, c.Conn.End(context.WithoutCancel(ctx), false))
}

func (c *stumblingConn) Exec(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	if err := c.step(ctx); err != nil {
		return driver.Result{}, err
	}
	return c.Conn.Exec(ctx, s, values)
}

func (c *stumblingConn) Query(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Rows, error) {
	if err := c.step(ctx); err != nil {
		return nil, err
	}
	return c.Conn.Query(ctx, s, values)
}

func (c *stumblingConn) Begin(ctx context.Context, i driver.Isolation) error {
	if err := c.step(ctx); err != nil {
		return err
	}
	err := c.Conn.Begin(ctx, i)
	c.open = err == nil
	return err
}

func (c *stumblingConn) End(ctx context.Context, commit bool) error {
	var err error
	if commit {
		err = c.step(ctx)
	}
	if !c.open {
		return err
	}
	c.open = false
	return errors.Join(err, c.Conn.End(ctx, commit && err == nil))
}

// stumblingPipeline is a connection that sends many statements at once, of which one fails.
type stumblingPipeline struct{ stumblingConn }

var _ driver.Pipeline = (*stumblingPipeline)(nil)

func (c *stumblingPipeline) Send(ctx context.Context, list []driver.Queued) (failed int, err error) {
	for i := range list {
		if err := c.step(ctx); err != nil {
			return i, err
		}
	}
	return c.Conn.(driver.Pipeline).Send(ctx, list)
}
