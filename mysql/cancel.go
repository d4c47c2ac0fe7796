package mysql

import (
	"context"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rowankit/rowan/driver/watch"
)

// The library stops waiting when a context ends, and the server goes on with the statement. So no context reaches
// the library. One goroutine for the whole database looks every few milliseconds at the calls that run. One whose
// context has ended, or that has waited for too long, is stopped at the server, which answers on the connection
// that nothing was done. Only when no answer comes is the connection cut, and then nobody knows.

var _ watch.Call = (*stopper)(nil)

// stopper stops what its connection runs.
type stopper struct {
	conn  *conn
	moves atomic.Uint64 // odd while the connection waits for the server
	fired atomic.Bool

	mu      sync.Mutex
	running bool
	ctx     context.Context
	limit   time.Duration // for one wait; not above 0 has none
	late    error         // why the call is stopped when the limit has passed
	gentle  bool
	seen    uint64    // moves, at the watcher's last look
	since   time.Time // when the watcher first saw them
	stop    *stop
}

// begin puts a call that waits for the server under the watch of a context and a limit. A gentle watch leaves the
// server a moment to answer, and does not tell it to stop.
func (s *stopper) begin(ctx context.Context, limit time.Duration, late error, gentle bool) {
	s.mu.Lock()
	s.running, s.ctx, s.limit, s.late, s.gentle, s.stop = true, ctx, limit, late, gentle, nil
	s.mu.Unlock()
	s.fired.Store(false)
	s.moves.Add(1 + s.moves.Load()&1)
	s.conn.db.watcher.Wake()
}

// rest says that the call does not wait for the server, and work that it does again.
func (s *stopper) rest() { s.moves.Add(1) }

func (s *stopper) work() { s.moves.Add(1) }

// hurry gives the running call a new limit.
func (s *stopper) hurry(limit time.Duration, late error) {
	s.mu.Lock()
	s.limit, s.late = limit, late
	s.mu.Unlock()
}

// end takes the call out of the watch, and returns the stop that it met, which is over then; nil when it met none.
func (s *stopper) end() *stop {
	s.mu.Lock()
	s.running, s.ctx = false, nil
	stop := s.stop
	s.mu.Unlock()
	if stop != nil {
		close(stop.ended)
		<-stop.done
	}
	return stop
}

// cause is why the running call is being stopped; nil when it is not.
func (s *stopper) cause() error {
	if !s.fired.Load() {
		return nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stop.cause
}

// Look stops the call whose time is over, and reports whether there is a call at all.
func (s *stopper) Look(now time.Time) (running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.running || s.stop != nil {
		return s.running
	}
	if moves := s.moves.Load(); moves != s.seen {
		s.seen, s.since = moves, now
	}
	cause := s.ctx.Err()
	if cause == nil && s.limit > 0 && s.seen&1 == 1 && now.Sub(s.since) > s.limit {
		cause = s.late
	}
	if cause != nil {
		s.stop = &stop{cause: cause, ended: make(chan struct{}), done: make(chan struct{})}
		s.fired.Store(true)
		go s.stop.run(s.conn.link, s.conn.db.options, s.gentle)
	}
	return true
}
