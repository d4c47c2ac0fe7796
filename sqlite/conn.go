package sqlite

import (
	"context"
	"math/rand/v2"
	"runtime"
	"time"

	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// conn is one connection. Between take and Release one goroutine uses it.
type conn struct {
	db         *Database
	raw        *sqlite.Conn
	home       *queue
	leased     bool
	access     driver.Access // of the present lease
	stopper    *stopper
	statements *cache
	rows       rows
	scratch    []byte // what rows.Bytes returns
	control    control
}

var _ driver.Conn = (*conn)(nil)

func newConn(d *Database, raw *sqlite.Conn) *conn {
	c := &conn{db: d, raw: raw, stopper: newStopper(), statements: newCache(raw), scratch: make([]byte, 512)}
	c.rows.conn = c
	raw.SetInterrupt(c.stopper.stop)
	d.watcher.Add(c.stopper)
	return c
}

func (c *conn) close() error {
	c.db.watcher.Remove(c.stopper)
	c.statements.clear()
	c.control.finalize()
	if err := closeRaw(c.raw); err != nil {
		return refusal(err)
	}
	return nil
}

// Query starts a statement that returns rows. The rows' first step sends it.
func (c *conn) Query(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Rows, error) {
	st, err := c.start(ctx, s, values)
	if err != nil {
		return nil, err
	}
	c.rows.open(ctx, st)
	return &c.rows, nil
}

// Exec runs a statement to its end; rows that it returns are passed over.
func (c *conn) Exec(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	st, err := c.start(ctx, s, values)
	if err != nil {
		return driver.Result{}, err
	}
	row, err := c.first(ctx, st.raw)
	for row && err == nil {
		row, err = st.raw.Step()
	}
	if err == nil {
		err = st.raw.Reset()
	}
	result := driver.Result{}
	if err == nil {
		result = c.result(st)
	}
	return result, c.finish(ctx, err)
}

// result tells what the statement that ended did. SQLite keeps the numbers of an earlier statement when one
// changes no rows by its nature, and the key of an earlier insert when an upsert updates.
func (c *conn) result(st *statement) driver.Result {
	if !st.effects.changes {
		return driver.Result{}
	}
	r := driver.Result{Rows: int64(c.raw.Changes())}
	if r.Rows == 1 && st.effects.inserts && !st.effects.updates {
		r.Key = c.raw.LastInsertRowID()
	}
	return r
}

// start checks, prepares and binds a statement, and puts it under the watch of ctx. After an error there is
// nothing to finish.
func (c *conn) start(ctx context.Context, s *driver.Statement, values []driver.Value) (*statement, error) {
	if c.rows.isOpen {
		return nil, refuse(fault.Invalid, "sqlite: the rows of an earlier query are still open on this connection")
	}
	if err := c.control.broken(); err != nil {
		return nil, err
	}
	if err := c.watch(ctx); err != nil {
		return nil, err
	}
	st, err := c.statement(ctx, s)
	if err == nil {
		err = bind(st.raw, values)
	}
	if err != nil {
		return nil, c.finish(ctx, err)
	}
	return st, nil
}

// statement returns the prepared form of s, provided that this lease may run it.
func (c *conn) statement(ctx context.Context, s *driver.Statement) (*statement, error) {
	st, err := c.statements.get(s)
	if err != nil && waits(err) {
		err = c.retry(ctx, err, func() (err error) {
			st, err = c.statements.get(s)
			return err
		})
	}
	switch {
	case err != nil:
		return nil, err
	case st.effects.controls:
		return nil, refuse(fault.Invalid, "sqlite: BEGIN, COMMIT and ROLLBACK are not statements here: use Begin and End")
	case st.effects.savepoints && !s.Savepoint:
		return nil, refuse(fault.Invalid, "sqlite: SAVEPOINT, RELEASE and ROLLBACK TO are not statements here: use a transaction")
	case st.effects.writes() && c.access == driver.ReadOnly:
		return nil, refuse(fault.ReadOnly, "sqlite: a statement that writes, on a connection for reading")
	}
	return st, nil
}

// first takes the first step of a statement, which waits for locks that other processes hold.
func (c *conn) first(ctx context.Context, st *sqlite.Stmt) (row bool, err error) {
	row, err = st.Step()
	if err != nil && waits(err) {
		return c.firstAgain(ctx, st, err)
	}
	return row, err
}

func (c *conn) firstAgain(ctx context.Context, st *sqlite.Stmt, err error) (row bool, _ error) {
	err = c.retry(ctx, err, func() (err error) {
		row, err = st.Step()
		return err
	})
	return row, err
}

// retry calls again while another process holds a lock and there is time left. err is the first failure.
func (c *conn) retry(ctx context.Context, err error, again func() error) error {
	until, delay := time.Now().Add(c.db.options.BusyTimeout), time.Millisecond
	for err != nil && waits(err) && pause(ctx, until, delay) {
		delay = min(delay*3/2, 40*time.Millisecond)
		err = again()
	}
	return err
}

// pause waits about as long as delay says, by a random part so that those who wait do not wait in step; false
// says that the time is over or that ctx ended.
func pause(ctx context.Context, until time.Time, delay time.Duration) bool {
	left := time.Until(until)
	if left <= 0 {
		return false
	}
	timer := time.NewTimer(min(left, delay/2+rand.N(delay)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// watch puts what follows under the watch of ctx, until finish.
func (c *conn) watch(ctx context.Context) error {
	if ctx.Done() == nil {
		return nil
	}
	if err := ctx.Err(); err != nil {
		return stopped(err)
	}
	c.stopper.begin(ctx)
	c.db.watcher.Wake()
	return nil
}

// finish ends the watch and says what err means. The statement is reset already.
func (c *conn) finish(ctx context.Context, err error) error {
	if ctx.Done() != nil {
		if stop := c.stopper.end(); stop != nil {
			c.raw.SetInterrupt(stop)
		}
	}
	if err == nil {
		return nil
	}
	err = c.explain(ctx, err)
	c.control.failed(c.raw, err)
	return err
}

// explain turns an error into a refusal. One that ctx caused is told as such.
func (c *conn) explain(ctx context.Context, err error) error {
	if r, ok := err.(*driver.Refusal); ok {
		return r
	}
	if cause := ctx.Err(); cause != nil && (sqlite.ErrCode(err).ToPrimary() == sqlite.ResultInterrupt || waits(err)) {
		return stopped(cause)
	}
	return refusal(err)
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
	switch {
	case c.access == driver.ReadWrite:
		c.db.writing.Store(false)
	case c.db.writing.Load():
		// A goroutine that comes back from a call of the system is put behind those that Go is about to run, and readers
		// that hand connections to each other are always about to run: the writer, which calls more, would hardly.
		runtime.Gosched()
	}
	c.home.put(c)
}
