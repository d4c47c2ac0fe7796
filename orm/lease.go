package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// origin is where connections come from: the database's own pool, or that of its replicas.
type origin struct {
	db   *DB
	pool driver.Pool
}

// transactionKey marks the context that a transaction's function gets, for the origin of its connection.
type transactionKey struct{ *origin }

// begin acquires a connection for a statement.
func (o *origin) begin(ctx context.Context, access driver.Access) (lease, error) {
	if err := o.within(ctx); err != nil {
		return lease{}, err
	}
	conn, err := o.acquire(ctx, access)
	if err != nil {
		return lease{}, err
	}
	return lease{db: o.db, origin: o, conn: conn, access: access}, nil
}

// within refuses what a transaction's function asks of the origin of its own connection: it would wait for the
// transaction that waits for it.
func (o *origin) within(ctx context.Context) error {
	if tx, ok := ctx.Value(transactionKey{o}).(*transaction); ok && !tx.done.Load() {
		return fault.New(fault.Invalid, "orm: the database is used inside of its own transaction; use the tx that the function was given")
	}
	return nil
}

func (o *origin) acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	conn, err := o.pool.Acquire(ctx, access)
	if err != nil {
		return nil, refusal(nil, err)
	}
	return conn, nil
}

// lease is a connection for one statement or a few.
type lease struct {
	db     *DB
	origin *origin
	conn   driver.Conn // nil when it was lost and no other was to be had
	access driver.Access
	tx     *transaction    // nil outside of a transaction
	wrote  func(m *mapper) // told of what was written, nil for nobody
	again  again

	pipeline *pipeline // nil while every statement is sent at once
}

func (l *lease) end() {
	switch {
	case l.tx != nil:
		l.tx.busy.Store(false)
	case l.conn != nil:
		l.conn.Release()
	}
}

// exec runs a statement to its end. One of which nothing was done is sent again, as repeat.go says.
func (l *lease) exec(ctx context.Context, m *mapper, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	if err := l.settle(ctx); err != nil {
		return driver.Result{}, err
	}
	result, err := l.execOnce(ctx, m, s, values)
	for err != nil && l.renew(ctx, s, err) {
		result, err = l.execOnce(ctx, m, s, values)
	}
	return result, err
}

func (l *lease) execOnce(ctx context.Context, m *mapper, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	started := l.db.now()
	result, err := l.conn.Exec(ctx, s, values)
	err = l.answer(m, s, err)
	if l.wrote != nil && !s.Reads {
		l.wrote(m)
	}
	if l.db.observer != nil {
		l.db.observe(ctx, m, s, values, result.Rows, started, err)
	}
	return result, err
}

// control runs a statement about a savepoint, of which no observer is told.
func (l *lease) control(ctx context.Context, s *driver.Statement) error {
	if err := l.settle(ctx); err != nil {
		return err
	}
	_, err := l.conn.Exec(ctx, s, nil)
	for err = l.answer(nil, s, err); err != nil && l.renew(ctx, s, err); err = l.answer(nil, s, err) {
		_, err = l.conn.Exec(ctx, s, nil)
	}
	return err
}
