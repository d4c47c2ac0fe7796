package mysql

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// pool hands out connections to one server or to several that hold the same, to those who wait in the order in
// which they came: what comes back goes to the first of them, so that nobody who comes later gets ahead.
type pool struct {
	db      *Database
	targets []target

	mu      sync.Mutex
	next    int     // of the targets
	open    int     // connections, and those being made
	idle    []*conn // the one used last is handed out first: its caches are warm
	waiting []chan turn
	losses  uint64 // how many connections were found broken
	closed  bool
	back    chan struct{} // closed when all are back after closed
	sweeper *time.Timer   // closes what was idle for too long
}

// turn is what those who wait get: a connection, or with nil the right to make one.
type turn struct {
	conn   *conn
	closed bool
}

func newPool(d *Database, targets []target) *pool {
	return &pool{db: d, targets: targets, back: make(chan struct{})}
}

var errClosed = refuse(fault.Unavailable, "mysql: the database is closed")

// take returns a connection that was not found broken. One that is older than the last loss has answered first.
func (p *pool) take(ctx context.Context, access driver.Access) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, stopped(err)
	}
	for {
		c, doubted, err := p.turn(ctx, access)
		if err != nil {
			return nil, err
		}
		if c == nil {
			if c, err = p.connect(ctx); err != nil {
				return nil, err
			}
		} else if !c.fresh(ctx, doubted) {
			p.put(c) // drops it
			continue
		}
		c.leased, c.access = true, access
		return c, nil
	}
}

// turn waits for an idle connection, or with nil for the right to make one.
func (p *pool) turn(ctx context.Context, access driver.Access) (c *conn, doubted bool, err error) {
	p.mu.Lock()
	if p.closed {
		p.mu.Unlock()
		return nil, false, errClosed
	}
	if c := p.pick(access); c != nil {
		doubted = c.losses != p.losses
		c.losses = p.losses
		p.mu.Unlock()
		return c, doubted, nil
	}
	if p.open < p.db.options.PoolSize {
		p.open++
		p.mu.Unlock()
		return nil, false, nil
	}
	mine := make(chan turn, 1)
	p.waiting = append(p.waiting, mine)
	p.mu.Unlock()
	return p.wait(ctx, mine)
}

// pick takes the idle connection that was used last, before others one that is in the state that the access needs.
func (p *pool) pick(access driver.Access) *conn {
	n := len(p.idle)
	if n == 0 {
		return nil
	}
	best := n - 1
	for i := n - 1; i >= 0; i-- {
		if p.idle[i].protected == (access == driver.ReadOnly) {
			best = i
			break
		}
	}
	c := p.idle[best]
	p.idle = slices.Delete(p.idle, best, best+1)
	return c
}

func (p *pool) wait(ctx context.Context, mine chan turn) (*conn, bool, error) {
	select {
	case t := <-mine:
		if t.closed {
			return nil, false, errClosed
		}
		if t.conn == nil {
			return nil, false, nil
		}
		p.mu.Lock()
		doubted := t.conn.losses != p.losses
		t.conn.losses = p.losses
		p.mu.Unlock()
		return t.conn, doubted, nil
	case <-ctx.Done():
		p.leave(mine)
		return nil, false, stopped(ctx.Err())
	}
}

// leave gives up a turn, and hands on what it may have brought meanwhile.
func (p *pool) leave(mine chan turn) {
	p.mu.Lock()
	i := slices.Index(p.waiting, mine)
	if i >= 0 {
		p.waiting = slices.Delete(p.waiting, i, i+1)
	}
	p.mu.Unlock()
	if i >= 0 {
		return
	}
	switch t := <-mine; {
	case t.closed:
	case t.conn != nil:
		p.put(t.conn)
	default:
		p.giveUp()
	}
}

// connect makes a connection to the first target that answers, beginning with the one whose turn it is.
func (p *pool) connect(ctx context.Context) (*conn, error) {
	p.mu.Lock()
	first, losses := p.next, p.losses
	p.next = (p.next + 1) % len(p.targets)
	p.mu.Unlock()
	var failure error
	for i := range p.targets {
		c, err := p.db.connect(ctx, p.targets[(first+i)%len(p.targets)])
		if err == nil {
			c.home, c.losses = p, losses
			return c, nil
		}
		if failure = err; ctx.Err() != nil {
			break
		}
	}
	p.giveUp()
	return nil, failure
}

// giveUp passes on the right to make a connection.
func (p *pool) giveUp() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.free()
}

// free is giveUp under the mutex.
func (p *pool) free() {
	if len(p.waiting) > 0 && !p.closed {
		p.hand(turn{})
		return
	}
	p.open--
	p.drained()
}

// hand gives something to the first of those who wait.
func (p *pool) hand(t turn) {
	first := p.waiting[0]
	p.waiting[0] = nil
	p.waiting = p.waiting[1:]
	first <- t
}

// put takes a connection back. One that is broken, too old, or no longer wanted is closed.
func (p *pool) put(c *conn) {
	p.mu.Lock()
	if c.broken {
		p.losses++
	}
	if !c.broken && !p.closed && !c.expired(time.Now()) {
		defer p.mu.Unlock()
		if len(p.waiting) > 0 {
			p.hand(turn{conn: c})
			return
		}
		c.idleSince = time.Now()
		p.idle = append(p.idle, c)
		p.sweepLater()
		return
	}
	p.free()
	p.mu.Unlock()
	c.close()
}

// sweepLater makes sure that idle connections are looked at again. The mutex is held.
func (p *pool) sweepLater() {
	if d := p.db.options.MaxIdleTime; d > 0 && p.sweeper == nil {
		p.sweeper = time.AfterFunc(d/2+time.Second, p.sweep)
	}
}

func (p *pool) sweep() {
	p.mu.Lock()
	p.sweeper = nil
	now := time.Now()
	var old []*conn
	p.idle = slices.DeleteFunc(p.idle, func(c *conn) bool {
		tooOld := c.expired(now) || now.Sub(c.idleSince) > p.db.options.MaxIdleTime
		if tooOld {
			old = append(old, c)
		}
		return tooOld
	})
	p.open -= len(old)
	p.drained()
	if len(p.idle) > 0 && !p.closed {
		p.sweepLater()
	}
	p.mu.Unlock()
	for _, c := range old {
		c.close()
	}
}

// drained tells close when the last connection is back. The mutex is held.
func (p *pool) drained() {
	if p.closed && p.open == 0 {
		select {
		case <-p.back:
		default:
			close(p.back)
		}
	}
}

// ping asks for a sign of life, on a connection of the pool.
func (p *pool) ping(ctx context.Context) error {
	c, err := p.take(ctx, driver.ReadOnly)
	if err != nil {
		return err
	}
	defer c.Release()
	return c.ping(ctx)
}

// close sends those who wait away, waits for the connections in use, and closes all.
func (p *pool) close() {
	p.mu.Lock()
	idle := p.idle
	if !p.closed {
		p.closed = true
		for _, w := range p.waiting {
			w <- turn{closed: true}
		}
		p.waiting = nil
		p.idle = nil
		p.open -= len(idle)
		p.drained()
		if p.sweeper != nil {
			p.sweeper.Stop()
		}
	}
	p.mu.Unlock()
	for _, c := range idle {
		c.close()
	}
	<-p.back
}

// lifetime spreads the ends of connections that were made at once.
func lifetime(o Options) time.Duration {
	if o.MaxLifetime <= 0 {
		return 0
	}
	return o.MaxLifetime - rand.N(o.MaxLifetime/10+1)
}
