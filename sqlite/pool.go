package sqlite

import (
	"context"
	"slices"
	"sync"

	"github.com/rowankit/rowan/fault"
)

// queue hands out a fixed set of connections, to those who wait in the order in which they came: a connection
// that comes back goes to the first of them, so that nobody who comes later gets ahead.
type queue struct {
	mu      sync.Mutex
	all     []*conn
	idle    []*conn // the one used last is handed out first: its caches are warm
	waiting []chan *conn
	closed  bool
	back    chan struct{} // closed when all connections are back after closed
}

func newQueue(all ...*conn) *queue {
	q := &queue{all: all, idle: slices.Clone(all), back: make(chan struct{})}
	for _, c := range all {
		c.home = q
	}
	return q
}

var errClosed = refuse(fault.Unavailable, "sqlite: the database is closed")

func (q *queue) take(ctx context.Context) (*conn, error) {
	if err := ctx.Err(); err != nil {
		return nil, stopped(err)
	}
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		return nil, errClosed
	}
	if n := len(q.idle); n > 0 {
		c := q.idle[n-1]
		q.idle = q.idle[:n-1]
		q.mu.Unlock()
		return c, nil
	}
	turn := make(chan *conn, 1)
	q.waiting = append(q.waiting, turn)
	q.mu.Unlock()
	return q.wait(ctx, turn)
}

// wait waits for a turn. A nil connection says that the queue has closed.
func (q *queue) wait(ctx context.Context, turn chan *conn) (*conn, error) {
	select {
	case c := <-turn:
		if c == nil {
			return nil, errClosed
		}
		return c, nil
	case <-ctx.Done():
		q.leave(turn)
		return nil, stopped(ctx.Err())
	}
}

// leave gives up a turn, and hands on the connection that it may have brought meanwhile.
func (q *queue) leave(turn chan *conn) {
	q.mu.Lock()
	i := slices.Index(q.waiting, turn)
	if i >= 0 {
		q.waiting = slices.Delete(q.waiting, i, i+1)
	}
	q.mu.Unlock()
	if i < 0 {
		if c := <-turn; c != nil {
			q.put(c)
		}
	}
}

func (q *queue) put(c *conn) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.waiting) > 0 {
		turn := q.waiting[0]
		q.waiting[0] = nil
		q.waiting = q.waiting[1:]
		turn <- c
		return
	}
	q.idle = append(q.idle, c)
	if q.closed && len(q.idle) == len(q.all) {
		close(q.back)
	}
}

// close sends those who wait away, waits for the connections in use, and closes all.
func (q *queue) close() error {
	q.mu.Lock()
	if q.closed {
		q.mu.Unlock()
		<-q.back
		return nil
	}
	q.closed = true
	for _, turn := range q.waiting {
		turn <- nil
	}
	q.waiting = nil
	if len(q.idle) == len(q.all) {
		close(q.back)
	}
	q.mu.Unlock()
	<-q.back
	var first error
	for _, c := range q.all {
		if err := c.close(); err != nil && first == nil {
			first = err
		}
	}
	return first
}
