package orm_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

// lossy is SQLite over a line that breaks where a test says. What was done before the break is done for real, and a
// connection that broke is of no more use.
type lossy struct {
	*sqlite.Database
	dialect  dialect.Dialect
	mu       sync.Mutex
	breaks   []breaking
	acquired int
	begun    []driver.Isolation
}

func (l *lossy) Dialect() dialect.Dialect { return l.dialect }

// breaking is one break of the line.
type breaking struct {
	at      string // "acquire", "begin", "end", or the beginning of a statement
	row     int    // at which call of Next a query breaks; 0 is before it
	done    bool   // the database still did what it was asked
	outcome driver.Outcome
	kind    fault.Kind // Unavailable when it is not said
	err     error
}

func (b breaking) refusal() error {
	r := &driver.Refusal{Kind: max(b.kind, fault.Other), Outcome: b.outcome, Err: b.err}
	if b.kind == fault.None {
		r.Kind = fault.Unavailable
	}
	if b.err == nil {
		r.Err = errors.New("the line broke")
	}
	return r
}

// next takes the break that comes next, if it is at this point.
func (l *lossy) next(at string) (breaking, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.breaks) == 0 || !strings.HasPrefix(at, l.breaks[0].at) {
		return breaking{}, false
	}
	b := l.breaks[0]
	l.breaks = l.breaks[1:]
	return b, true
}

// expect says which breaks come next, and fails the test if they have not come by its end.
func (l *lossy) expect(t *testing.T, breaks ...breaking) {
	t.Helper()
	l.breaks, l.acquired = breaks, 0
	t.Cleanup(func() {
		if len(l.breaks) > 0 {
			t.Errorf("%d breaks never came, the first at %q", len(l.breaks), l.breaks[0].at)
		}
	})
}

func (l *lossy) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	if b, now := l.next("acquire"); now {
		return nil, b.refusal()
	}
	c, err := l.Database.Acquire(ctx, access)
	if err != nil {
		return nil, err
	}
	l.mu.Lock()
	l.acquired++
	l.mu.Unlock()
	return &lossyConn{Conn: c, line: l}, nil
}

type lossyConn struct {
	driver.Conn
	line   *lossy
	broken bool
}

// breaks tells whether a call meets the end of the line, before or after it was done.
func (c *lossyConn) breaks(at string) (b breaking, now bool) {
	if c.broken {
		return breaking{outcome: driver.Unsent}, true
	}
	b, now = c.line.next(at)
	c.broken = now && b.row == 0 && b.outcome != driver.Refused
	return b, now
}

func (c *lossyConn) Exec(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	b, now := c.breaks(s.SQL)
	if !now {
		return c.Conn.Exec(ctx, s, values)
	}
	if b.done {
		if _, err := c.Conn.Exec(ctx, s, values); err != nil {
			return driver.Result{}, err
		}
	}
	return driver.Result{}, b.refusal()
}

func (c *lossyConn) Query(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Rows, error) {
	b, now := c.breaks(s.SQL)
	if now && b.row == 0 && !b.done {
		return nil, b.refusal()
	}
	rows, err := c.Conn.Query(ctx, s, values)
	if err != nil || !now {
		return rows, err
	}
	if b.row == 0 { // done, and not heard
		for more := true; more && err == nil; {
			more, err = rows.Next()
		}
		return nil, errors.Join(err, rows.Close(), b.refusal())
	}
	return &lossyRows{Rows: rows, conn: c, breaking: b}, nil
}

func (c *lossyConn) Begin(ctx context.Context, i driver.Isolation) error {
	if b, now := c.breaks("begin"); now {
		return b.refusal()
	}
	c.line.mu.Lock()
	c.line.begun = append(c.line.begun, i)
	c.line.mu.Unlock()
	return c.Conn.Begin(ctx, i)
}

func (c *lossyConn) End(ctx context.Context, commit bool) error {
	b, now := c.breaks("end")
	if !now {
		return c.Conn.End(ctx, commit)
	}
	return errors.Join(b.refusal(), c.Conn.End(ctx, commit && b.done))
}

// lossyRows are rows of which some arrive.
type lossyRows struct {
	driver.Rows
	conn *lossyConn
	breaking
}

func (r *lossyRows) Next() (bool, error) {
	r.row--
	if r.row <= 0 {
		r.conn.broken = true
		return false, r.refusal()
	}
	return r.Rows.Next()
}

// attempts is an observer that keeps how each statement went.
type attempts struct {
	mu  sync.Mutex
	all []attempt
}

type attempt struct {
	Verb string
	Kind fault.Kind
}

func (a *attempts) Observe(_ context.Context, e orm.Event) {
	a.mu.Lock()
	defer a.mu.Unlock()
	verb, _, _ := strings.Cut(e.Statement, " ")
	a.all = append(a.all, attempt{verb, fault.KindOf(e.Err)})
}

func (a *attempts) take() []attempt {
	a.mu.Lock()
	defer a.mu.Unlock()
	all := a.all
	a.all = nil
	return all
}

// openLossy opens a database with a parcel for each of n labels.
func openLossy(t *testing.T, n int) (*orm.DB, *lossy, *attempts) {
	t.Helper()
	return openLossyWith(t, n, sqlite.Dialect{})
}

func openLossyWith(t *testing.T, n int, d dialect.Dialect) (*orm.DB, *lossy, *attempts) {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	line, seen := &lossy{Database: engine, dialect: d}, new(attempts)
	db, err := orm.Open(line, cargo, orm.Options{Observer: seen})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := parcels.InsertAll(t.Context(), db, parcelsOf(n)); err != nil {
		t.Fatal(err)
	}
	seen.take()
	return db, line, seen
}
