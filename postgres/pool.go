package postgres

import (
	"context"
	"sync/atomic"

	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/driver/watch"
	"github.com/rowankit/rowan/fault"
)

// pool is pgx's pool, which opens, ages and closes connections, with what the contract of driver.Pool demands beyond
// it: after a loss no older connection is handed out again.
type pool struct {
	options    Options
	pgx        *pgxpool.Pool
	watcher    *watch.Watcher
	generation atomic.Uint64 // counts losses: connections of an earlier one are in doubt
}

func newPool(ctx context.Context, o Options) (*pool, error) {
	p := &pool{options: o, watcher: watch.New()}
	config, err := p.config()
	if err == nil {
		p.pgx, err = pgxpool.NewWithConfig(ctx, config)
	}
	if err != nil {
		p.watcher.Stop()
		return nil, err
	}
	return p, nil
}

// acquire hands out a connection.
func (p *pool) acquire(ctx context.Context, access driver.Access) (*conn, error) {
	l, err := p.living(ctx)
	if err != nil {
		return nil, err
	}
	l.conn = conn{link: l, pool: p, leased: true, access: access}
	return &l.conn, nil
}

// living takes a connection that was alive a moment ago: what the server said meanwhile is looked at, which costs no
// round trip.
func (p *pool) living(ctx context.Context) (*link, error) {
	for {
		if err := ctx.Err(); err != nil {
			return nil, stopped(err)
		}
		l, err := p.take(ctx)
		if err != nil || l.alive(ctx) {
			return l, err
		}
		l.release()
	}
}

// take takes a connection from pgx's pool.
func (p *pool) take(ctx context.Context) (*link, error) {
	lease, err := p.pgx.Acquire(ctx)
	if err != nil {
		return nil, cannotConnect(ctx, err)
	}
	l := linkOf(lease.Conn())
	l.lease = lease
	return l, nil
}

// alive looks whether the server has closed the connection, or said something that nobody asked for.
func (l *link) alive(ctx context.Context) bool {
	if l.dead != nil {
		return false
	}
	switch l.wire.net.peek() {
	case silent:
		return true
	case said:
		if err := l.check(ctx); err == nil {
			return true
		}
	default:
		l.lost(errHungUp)
	}
	return false
}

var errHungUp = refuse(fault.Unavailable, "postgres: the server has closed the connection")

// check sends nothing but a Sync and waits for the answer.
func (l *link) check(ctx context.Context) error {
	l.stopper.begin(ctx, l.pool.options.ConnectTimeout)
	defer l.stopper.end()
	l.pool.watcher.Wake()
	l.wire.sync()
	err := l.wire.flush()
	for err == nil {
		var ready bool
		if ready, err = l.wire.skim(); ready {
			return nil
		}
	}
	l.lost(err)
	return err
}

// release gives the connection back to pgx's pool, which throws it away when it is closed.
func (l *link) release() {
	lease := l.lease
	l.lease = nil
	lease.Release()
}

// doubt throws away all connections that are as old as one that was lost, unless that has been done since.
func (p *pool) doubt(born uint64) {
	if p.generation.CompareAndSwap(born, born+1) {
		p.pgx.Reset()
	}
}

var pingStatement = &driver.Statement{SQL: "SELECT 1", Reads: true}

func (p *pool) ping(ctx context.Context) error {
	c, err := p.acquire(ctx, driver.ReadOnly)
	if err != nil {
		return err
	}
	defer c.Release()
	_, err = c.Exec(ctx, pingStatement, nil)
	return err
}

// close waits for connections in use, and closes all.
func (p *pool) close() {
	p.pgx.Close()
	p.watcher.Stop()
}
