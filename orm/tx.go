package orm

import (
	"context"
	"errors"
	"sync/atomic"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// Tx is a transaction for direct reads and writes. It is for one goroutine, and only inside of the function
// that DB.Tx runs.
type Tx struct{ t transaction }

// ReadTx is a transaction that only reads: all its statements see the database at one moment. It is for one
// goroutine, and only inside of the function that DB.ReadTx runs.
type ReadTx struct{ t transaction }

type transaction struct {
	db   *DB
	conn driver.Conn
	busy atomic.Bool // a statement runs, or a stream is open
	done atomic.Bool
}

// transactionKey marks the context that a transaction's function gets.
type transactionKey struct{ db *DB }

// Tx runs a function in a transaction: it commits when the function returns nil and rolls back when it
// returns an error or panics. The function's context is marked, so that using db with it instead of tx is an
// error instead of a deadlock. An error of the commit is returned; of the kind CommitUnknown when nobody knows.
func (db *DB) Tx(ctx context.Context, do func(ctx context.Context, tx *Tx) error) error {
	tx := &Tx{}
	return db.transact(ctx, driver.ReadWrite, driver.Snapshot, &tx.t, func(ctx context.Context) error { return do(ctx, tx) })
}

// ReadTx runs a function in a transaction that only reads, as Tx does.
func (db *DB) ReadTx(ctx context.Context, do func(ctx context.Context, tx *ReadTx) error) error {
	tx := &ReadTx{}
	return db.transact(ctx, driver.ReadOnly, driver.Snapshot, &tx.t, func(ctx context.Context) error { return do(ctx, tx) })
}

func (db *DB) transact(ctx context.Context, access driver.Access, isolation driver.Isolation, t *transaction, do func(context.Context) error) (err error) {
	l, err := db.begin(ctx, access)
	if err != nil {
		return err
	}
	defer l.conn.Release() // rolls back what is still open, also when do panics
	if err := l.conn.Begin(ctx, isolation); err != nil {
		return refusal(nil, err)
	}
	t.db, t.conn = db, l.conn
	defer t.done.Store(true)
	if err := do(context.WithValue(ctx, transactionKey{db}, t)); err != nil {
		// The function's error is what the caller needs; a failed rollback is told beside it.
		return both(err, refusal(nil, l.conn.End(context.WithoutCancel(ctx), false)))
	}
	if t.busy.Load() {
		return both(t.inUse(), refusal(nil, l.conn.End(context.WithoutCancel(ctx), false)))
	}
	return refusal(nil, l.conn.End(ctx, true))
}

// both is the first error, with the second beside it when there is one.
func both(first, second error) error {
	if second == nil {
		return first
	}
	return errors.Join(first, second)
}

func (t *transaction) begin(ctx context.Context) (lease, error) {
	switch {
	case t.db == nil || t.done.Load():
		return lease{}, fault.New(fault.Invalid, "orm: the transaction is over; use it only inside of the function it was given to")
	case ctx.Err() != nil:
		return lease{}, ctx.Err()
	case !t.busy.CompareAndSwap(false, true):
		return lease{}, t.inUse()
	}
	return lease{db: t.db, conn: t.conn, tx: t}, nil
}

func (t *transaction) inUse() error {
	return fault.New(fault.Invalid, "orm: the transaction is in use: a stream of its is open, or another goroutine uses it")
}

func (tx *Tx) database() *DB { return tx.t.db }

func (tx *ReadTx) database() *DB { return tx.t.db }

func (tx *Tx) begin(ctx context.Context, _ driver.Access) (lease, error) { return tx.t.begin(ctx) }

func (tx *ReadTx) begin(ctx context.Context, _ driver.Access) (lease, error) { return tx.t.begin(ctx) }

var (
	savepoint  = &driver.Statement{SQL: "SAVEPOINT rowan", Savepoint: true}
	release    = &driver.Statement{SQL: "RELEASE SAVEPOINT rowan", Savepoint: true}
	rollbackTo = &driver.Statement{SQL: "ROLLBACK TO SAVEPOINT rowan", Savepoint: true}
)

// atomically runs several statements as one inside of the transaction: all of them hold, or none.
func (tx *Tx) atomically(ctx context.Context, do func(context.Context, lease) error) (err error) {
	l, err := tx.begin(ctx, driver.ReadWrite)
	if err != nil {
		return err
	}
	defer l.end()
	if _, err := l.conn.Exec(ctx, savepoint, nil); err != nil {
		return refusal(nil, err)
	}
	kept := false
	defer func() { // also when do panics
		if !kept {
			err = both(err, tx.undo(context.WithoutCancel(ctx)))
		}
	}()
	if err := do(ctx, l); err != nil {
		return err
	}
	kept = true
	_, err = l.conn.Exec(ctx, release, nil)
	return refusal(nil, err)
}

func (tx *Tx) undo(ctx context.Context) error {
	for _, s := range []*driver.Statement{rollbackTo, release} {
		if _, err := tx.t.conn.Exec(ctx, s, nil); err != nil {
			return refusal(nil, err)
		}
	}
	return nil
}
