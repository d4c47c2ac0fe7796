package mysql

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"io"
	"time"

	library "github.com/go-sql-driver/mysql"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// conn is one connection. Between take and Release one goroutine uses it.
type conn struct {
	db         *Database
	home       *pool
	link       *link
	leased     bool
	access     driver.Access // of the present lease
	protected  bool          // the server refuses writes outside of a transaction
	defining   bool          // tables are being made
	broken     bool          // of no use any more
	sent       bool          // something of the present statement may have reached the server
	losses     uint64        // of the pool, when the connection was last known to work
	born       time.Time
	life       time.Duration // 0 has no end
	idleSince  time.Time
	stopper    stopper
	statements *cache
	rows       rows
	control    control
	args       []sqldriver.Value
}

var _ driver.Conn = (*conn)(nil)

func newConn(d *Database, l *link) *conn {
	c := &conn{db: d, link: l, born: time.Now(), life: lifetime(d.options), statements: newCache()}
	c.stopper.conn, c.rows.conn = c, c
	d.watcher.Add(&c.stopper)
	return c
}

func (c *conn) expired(now time.Time) bool { return c.life > 0 && now.Sub(c.born) > c.life }

func (c *conn) close() {
	c.db.watcher.Remove(&c.stopper)
	if c.broken {
		c.link.cut()
	}
	c.link.close()
}

// Query starts a statement that returns rows.
func (c *conn) Query(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Rows, error) {
	st, err := c.start(ctx, s)
	if err != nil {
		return nil, err
	}
	var raw sqldriver.Rows
	if err = c.ready(st, values); err == nil {
		c.sent = true
		if st.prepared != nil {
			raw, err = st.prepared.Query(c.args)
		} else {
			raw, err = c.link.raw.QueryContext(context.Background(), s.SQL, nil)
		}
	}
	if err = c.forget(st, err); err != nil {
		return nil, c.finish(err)
	}
	c.stopper.rest()
	c.rows.open(st, raw)
	return &c.rows, nil
}

// Exec runs a statement to its end; rows that it returns are passed over.
func (c *conn) Exec(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	st, err := c.start(ctx, s)
	if err != nil {
		return driver.Result{}, err
	}
	var result driver.Result
	if err = c.ready(st, values); err == nil {
		c.sent = true
		result, err = c.run(st)
	}
	if err = c.forget(st, err); err != nil {
		return driver.Result{}, c.finish(err)
	}
	st.trim()
	return result, c.finish(nil)
}

// run sends a statement and waits for its end. The library's Exec waits for ever when the server leaves out the
// description of the columns that it has sent before, so what returns rows is queried.
func (c *conn) run(st *statement) (driver.Result, error) {
	var raw sqldriver.Result
	var err error
	switch {
	case st.prepared != nil && st.returns:
		return c.pass(st)
	case st.prepared != nil:
		raw, err = st.prepared.Exec(c.args)
	default:
		raw, err = c.link.raw.ExecContext(context.Background(), st.key.SQL, nil)
	}
	if err != nil || st.class != writes && st.class != others {
		return driver.Result{}, err
	}
	r := driver.Result{}
	r.Rows, _ = raw.RowsAffected() // the library's results do not fail
	if r.Rows == 1 {
		r.Key, _ = raw.LastInsertId()
	}
	return r, nil
}

// pass runs a prepared statement that returns rows, and passes over them. What writes returns a row for each.
func (c *conn) pass(st *statement) (driver.Result, error) {
	rows, err := st.prepared.Query(c.args)
	if err != nil {
		return driver.Result{}, err
	}
	values, r := make([]sqldriver.Value, len(rows.Columns())), driver.Result{}
	for err = rows.Next(values); err == nil; err = rows.Next(values) {
		if st.class == writes {
			r.Rows++
		}
	}
	if e := rows.Close(); errors.Is(err, io.EOF) {
		err = e
	}
	return r, err
}

// start checks whether the lease may run a statement, and puts what follows under watch until finish. After an
// error there is nothing to finish.
func (c *conn) start(ctx context.Context, s *driver.Statement) (*statement, error) {
	switch {
	case !c.leased:
		return nil, errReleased
	case c.rows.isOpen:
		return nil, refuse(fault.Invalid, "mysql: the rows of an earlier query are still open on this connection")
	}
	if err := c.control.broken(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, stopped(err)
	}
	st := c.statements.get(s)
	if err := c.allows(st); err != nil {
		return nil, err
	}
	c.watch(ctx, false)
	return st, nil
}

var errReleased = refuse(fault.Invalid, "mysql: the connection was released; it may be somebody else's by now")

// allows says whether this lease may run a statement.
func (c *conn) allows(st *statement) error {
	switch {
	case st.problem != nil:
		return st.problem
	case st.class == controls:
		return refuse(fault.Invalid, "mysql: "+st.verb+" is not a statement here: transactions are begun and ended with Begin and End, and the session's settings are Rowan's")
	case st.class == savepoints && !st.key.Savepoint:
		return refuse(fault.Invalid, "mysql: SAVEPOINT, RELEASE and ROLLBACK TO are not statements here: use a transaction")
	case st.class.changes() && c.access == driver.ReadOnly:
		return refuse(fault.ReadOnly, "mysql: a statement that writes, on a connection for reading")
	case st.class == defines && c.control.open && !c.defining:
		return refuse(fault.Unsupported, "mysql: "+st.verb+" would commit the transaction; run it outside of one")
	}
	return nil
}

// watch puts what follows under the watch of ctx and the statement timeout.
func (c *conn) watch(ctx context.Context, gentle bool) {
	c.sent = false
	c.stopper.begin(ctx, c.db.options.StatementTimeout, errLate, gentle)
}

// errLate is why a statement is stopped that kept its caller waiting for too long.
var errLate = fmt.Errorf("the statement timeout has passed: %w", context.DeadlineExceeded)

// ready brings the session into the state that the statement needs, prepares it and converts its values.
func (c *conn) ready(st *statement, values []driver.Value) error {
	if err := c.protect(st); err != nil {
		return err
	}
	if st.text(len(values)) {
		if len(values) > 0 {
			return refuse(fault.Invalid, fmt.Sprintf("mysql: %d values for %s, which takes none", len(values), st.verb))
		}
		return nil
	}
	if st.casts(values) {
		st.unprepare()
	}
	if err := c.prepare(st); err != nil {
		return err
	}
	if st.prepared == nil {
		if len(values) > 0 {
			return refuse(fault.Unsupported, "mysql: the server takes no values in "+st.verb)
		}
		return nil
	}
	var err error
	c.args, err = bind(c.args[:0], st.prepared.NumInput(), values)
	return err
}

// protect makes the server refuse writes on a lease for reading. What orm built and knows to read needs no such
// protection, so that it costs no round trip.
func (c *conn) protect(st *statement) error {
	wanted := c.access == driver.ReadOnly
	if wanted == c.protected || st.key.Reads || c.control.open {
		return nil
	}
	sql := "SET SESSION TRANSACTION READ WRITE"
	if wanted {
		sql = "SET SESSION TRANSACTION READ ONLY"
	}
	if err := c.link.exec(context.Background(), sql); err != nil {
		return err
	}
	c.protected = wanted
	return nil
}

// prepare makes sure that a statement is prepared; one that the server does not prepare is sent as text.
func (c *conn) prepare(st *statement) error {
	if st.prepared != nil || st.unpreparable {
		return nil
	}
	stmt, err := c.link.raw.Prepare(st.sql)
	if number(err) == errUnpreparable {
		st.unpreparable = true
		return nil
	}
	if err != nil {
		return err
	}
	usable, ok := stmt.(prepared)
	if !ok {
		return errors.New("mysql: the library's statements lack what is needed")
	}
	st.prepared = usable
	return nil
}

// forget lets the values go, which may be large, and the prepared form of a statement that has failed halfway: one
// whose values were sent in part, or that the server has forgotten.
func (c *conn) forget(st *statement, err error) error {
	clear(c.args)
	c.args = c.args[:0]
	if errors.Is(err, library.ErrPktTooLarge) || number(err) == errUnknownStatement {
		st.unprepare()
	} else if err != nil {
		st.trim()
	}
	return err
}

// finish ends the watch and says what err means.
func (c *conn) finish(err error) error {
	stop := c.stopper.end()
	if stop != nil && stop.cut {
		c.broken = true
	}
	if err == nil {
		if stop != nil && stop.killed {
			c.settle()
		}
		return nil
	}
	if number(err) == errInterrupted && stop != nil && stop.cause == errLeft {
		return nil
	}
	r := c.explain(err, stop)
	if stop != nil && stop.killed && !c.broken && number(err) != errInterrupted {
		c.settle()
	}
	c.control.failed(r, c.broken, c.db.server.rollback)
	return r
}

// explain turns an error into a refusal. One that a stop caused is told as such.
func (c *conn) explain(err error, stop *stop) *driver.Refusal {
	if n := number(err); n == errInterrupted && stop != nil {
		return stopped(stop.cause)
	} else if endsConnection(n) {
		c.broken = true
	}
	if !lost(err) {
		return refusal(err, c.db.server.maria)
	}
	c.broken = true
	r := &driver.Refusal{Kind: fault.Unavailable, Err: fmt.Errorf("mysql: the connection is lost: %w", err)}
	if stop != nil {
		r = stopped(stop.cause)
	}
	r.Outcome = driver.Lost
	if !c.sent || errors.Is(err, sqldriver.ErrBadConn) {
		r.Outcome = driver.Unsent
	}
	return r
}

// settle waits until an order to stop, which came after its statement had ended, has met something.
func (c *conn) settle() {
	for range 3 {
		c.stopper.begin(context.Background(), killWithin, errSilent, true)
		err := c.link.exec(context.Background(), "DO 0")
		if stop := c.stopper.end(); stop != nil {
			break
		}
		if err == nil {
			return
		}
		if number(err) != errInterrupted {
			break
		}
	}
	c.broken = true
}

// fresh reports whether an idle connection is still of use. One that is doubted has to answer.
func (c *conn) fresh(ctx context.Context, doubted bool) bool {
	if c.link.raw.ResetSession(ctx) != nil {
		c.broken = true
	}
	if !c.broken && doubted {
		c.broken = c.ping(ctx) != nil
	}
	return !c.broken
}

// ping waits for the server's sign of life.
func (c *conn) ping(ctx context.Context) error {
	c.sent = false
	c.stopper.begin(ctx, c.db.options.ConnectTimeout, errSilent, true)
	return c.finish(c.link.raw.Ping(context.Background()))
}

var errSilent = fmt.Errorf("the server does not answer: %w", context.DeadlineExceeded)

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
	if c.defining {
		c.broken = true // the session has a setting that nobody else may meet
	}
	c.leased, c.defining = false, false
	c.home.put(c)
}

// lost reports whether an error says that the connection is of no use: everything that is neither the server's
// answer nor this package's or the library's refusal to send.
func lost(err error) bool {
	if _, ok := errors.AsType[*library.MySQLError](err); ok {
		return false
	}
	if _, ok := errors.AsType[*driver.Refusal](err); ok {
		return false
	}
	return !errors.Is(err, library.ErrPktTooLarge) && !errors.Is(err, io.EOF)
}
