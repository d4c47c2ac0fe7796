package orm

import (
	"context"
	"errors"
	"slices"
	"sync/atomic"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// Tx is a transaction for direct reads and writes. It is for one goroutine, and only inside of the function
// that DB.Tx runs.
type Tx struct{ t transaction }

// ReadTx is a transaction that only reads: all its statements see the database at one moment. It is for one
// goroutine, and only inside of the function that DB.ReadTx or Replica.ReadTx runs.
type ReadTx struct{ t transaction }

// Isolation says how far a transaction is kept apart from those that run at the same time. The zero value is
// Snapshot. An engine may keep more away than is asked: on SQLite transactions that write run one after the other.
type Isolation uint8

// The isolations.
const (
	// Snapshot shows the database as it was when the transaction began. A change to a row that another transaction
	// has changed since is refused with the kind Serialization, so that reading and then writing loses no update.
	Snapshot = Isolation(driver.Snapshot)
	// ReadCommitted shows each statement what is committed when it begins. Two statements may see different rows,
	// and a value that was read may be old by the time it is written back.
	ReadCommitted = Isolation(driver.ReadCommitted)
	// Serializable leaves the database as if transactions had run one after the other, or refuses one of them with
	// the kind Serialization.
	Serializable = Isolation(driver.Serializable)
)

// TxOptions are the choices of a transaction. The zero value is what DB.Tx has.
type TxOptions struct {
	Isolation Isolation
}

// Tx runs a function in a transaction with the isolation Snapshot: it commits when the function returns nil and rolls
// back when it returns an error or panics. The function's context is marked, so that using db with it instead of tx is
// an error instead of a deadlock. An error of the commit is returned; of the kind CommitUnknown when nobody knows.
//
// An error of the kind Serialization, of a statement or of the commit, says that another transaction got in the way
// and that nothing is stored: run the whole transaction again, reading included (see the example of TxWith).
func (db *DB) Tx(ctx context.Context, do func(ctx context.Context, tx *Tx) error) error {
	return db.TxWith(ctx, TxOptions{}, do)
}

// TxWith is Tx with options.
func (db *DB) TxWith(ctx context.Context, o TxOptions, do func(ctx context.Context, tx *Tx) error) error {
	if o.Isolation > Serializable {
		return fault.New(fault.Invalid, "orm: TxOptions has an isolation that is none; write orm.Snapshot, orm.ReadCommitted or orm.Serializable")
	}
	tx := &Tx{transaction{origin: &db.home, isolation: driver.Isolation(o.Isolation)}}
	return tx.t.run(ctx, func(ctx context.Context) error { return do(ctx, tx) })
}

// ReadTx runs a function in a transaction that only reads, as Tx does.
func (db *DB) ReadTx(ctx context.Context, do func(ctx context.Context, tx *ReadTx) error) error {
	return db.home.readTx(ctx, do)
}

func (o *origin) readTx(ctx context.Context, do func(ctx context.Context, tx *ReadTx) error) error {
	tx := &ReadTx{transaction{origin: o, access: driver.ReadOnly}}
	return tx.t.run(ctx, func(ctx context.Context) error { return do(ctx, tx) })
}

type transaction struct {
	origin    *origin
	access    driver.Access
	isolation driver.Isolation
	conn      driver.Conn // nil before it starts, and when it could not be started again
	answered  bool        // the database has answered a statement of it
	lost      error       // how its connection was lost; nil while it goes on
	busy      atomic.Bool // a statement runs, or a stream is open
	done      atomic.Bool
	undo      []func() // what takes back in objects what is rolled back
}

func (t *transaction) run(ctx context.Context, do func(context.Context) error) error {
	if err := t.origin.within(ctx); err != nil {
		return err
	}
	err := t.start(ctx)
	if err != nil && outcomeOf(err) == driver.Unsent && ctx.Err() == nil {
		err = t.start(ctx)
	}
	if err != nil {
		return err
	}
	defer t.release() // rolls back what is still open, also when do panics
	defer t.done.Store(true)
	stored := false
	defer func() {
		if !stored {
			t.takeBack()
		}
	}()
	err = do(context.WithValue(ctx, transactionKey{t.origin}, t))
	switch {
	case err == nil && t.busy.Load():
		err = t.inUse()
	case err == nil && t.lost != nil:
		err = t.gone()
	case err == nil:
		err = t.commit(ctx)
		stored = err == nil || fault.KindOf(err) == fault.CommitUnknown
		return err
	}
	if t.lost != nil {
		return err // the database has rolled back by itself
	}
	// The function's error is what the caller needs; a failed rollback is told beside it.
	return both(err, refusal(nil, t.conn.End(context.WithoutCancel(ctx), false)))
}

// takeBack makes objects what they were before the transaction, last changed first.
func (t *transaction) takeBack() {
	for _, undo := range slices.Backward(t.undo) {
		undo()
	}
	t.undo = nil
}

// start begins on a connection of its own.
func (t *transaction) start(ctx context.Context) error {
	conn, err := t.origin.acquire(ctx, t.access)
	if err != nil {
		return err
	}
	if err := conn.Begin(ctx, t.isolation); err != nil {
		conn.Release()
		return refusal(nil, err)
	}
	t.conn = conn
	return nil
}

func (t *transaction) release() {
	if t.conn != nil {
		t.conn.Release()
		t.conn = nil
	}
}

// commit stores what was written. What nobody knows about one that only read is of no concern.
func (t *transaction) commit(ctx context.Context) error {
	err := t.conn.End(ctx, true)
	if err != nil && outcomeOf(err) == driver.Lost && t.access == driver.ReadWrite {
		return unknown(nil, err)
	}
	return refusal(nil, err)
}

// both is the first error, with the second beside it when there is one.
func both(first, second error) error {
	switch {
	case second == nil:
		return first
	case first == nil:
		return second
	}
	return errors.Join(first, second)
}

func (t *transaction) begin(ctx context.Context) (lease, error) {
	switch {
	case t.origin == nil || t.done.Load():
		return lease{}, fault.New(fault.Invalid, "orm: the transaction is over; use it only inside of the function it was given to")
	case ctx.Err() != nil:
		return lease{}, ctx.Err()
	case t.lost != nil:
		return lease{}, t.gone()
	case !t.busy.CompareAndSwap(false, true):
		return lease{}, t.inUse()
	}
	return lease{db: t.origin.db, origin: t.origin, conn: t.conn, access: t.access, tx: t}, nil
}

func (t *transaction) inUse() error {
	return fault.New(fault.Invalid, "orm: the transaction is in use: a stream of its is open, or another goroutine uses it")
}

func (t *transaction) gone() error {
	return &fault.Error{Kind: fault.Unavailable, Detail: "orm: the transaction was lost with its connection, and nothing of it is stored", Err: t.lost}
}

func (tx *Tx) database() *DB { return tx.t.origin.db }

func (tx *ReadTx) database() *DB { return tx.t.origin.db }

func (tx *Tx) begin(ctx context.Context, _ driver.Access) (lease, error) { return tx.t.begin(ctx) }

func (tx *ReadTx) begin(ctx context.Context, _ driver.Access) (lease, error) { return tx.t.begin(ctx) }

var (
	savepoint  = &driver.Statement{SQL: "SAVEPOINT rowan", Savepoint: true}
	release    = &driver.Statement{SQL: "RELEASE SAVEPOINT rowan", Savepoint: true}
	rollbackTo = &driver.Statement{SQL: "ROLLBACK TO SAVEPOINT rowan", Savepoint: true}
)

func (tx *Tx) atomically(ctx context.Context, do func(context.Context, *lease) error) error {
	return tx.t.atomically(ctx, do)
}

// atomically runs several statements as one inside of the transaction: all of them hold, or none.
func (t *transaction) atomically(ctx context.Context, do func(context.Context, *lease) error) (err error) {
	l, err := t.begin(ctx)
	if err != nil {
		return err
	}
	defer l.end()
	if err := l.control(ctx, savepoint); err != nil {
		return err
	}
	kept := false
	defer func() { // also when do panics
		if !kept {
			err = both(err, l.undo(ctx))
		}
	}()
	if err := do(ctx, &l); err != nil {
		return err
	}
	kept = true
	return l.control(ctx, release)
}

// undone runs statements inside of the transaction of which nothing is to stay, not even their locks.
func (l *lease) undone(ctx context.Context, do func() error) error {
	if err := l.control(ctx, savepoint); err != nil {
		return err
	}
	return both(do(), l.undo(ctx))
}

// undo goes back to the savepoint, unless the database has gone further back by itself.
func (l *lease) undo(ctx context.Context) error {
	if l.tx.lost != nil {
		return nil
	}
	ctx = context.WithoutCancel(ctx)
	if err := l.control(ctx, rollbackTo); err != nil {
		return err
	}
	return l.control(ctx, release)
}
