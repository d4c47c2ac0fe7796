package sqlite

import (
	"context"
	"sync"
	"time"

	"github.com/rowankit/rowan/driver/watch"
)

// SQLite is stopped by sqlite3_interrupt, which the library calls when a channel closes that was given to the
// connection. Giving it one for every call costs a goroutine each time. So each connection keeps one channel,
// and one goroutine for the whole database looks every few milliseconds at the contexts of running calls and
// closes the channels of those that ended. It sleeps while nothing runs.

var _ watch.Call = (*stopper)(nil)

// stopper stops what its connection runs when a context ends.
type stopper struct {
	mu    sync.Mutex
	ctx   context.Context // of the running call; nil between calls
	stop  chan struct{}   // closed to interrupt the connection
	fired bool
}

func newStopper() *stopper { return &stopper{stop: make(chan struct{})} }

// begin puts a call under the watch of its context.
func (s *stopper) begin(ctx context.Context) {
	s.mu.Lock()
	s.ctx = ctx
	s.mu.Unlock()
}

// end takes the call out of the watch. When it was interrupted, end returns the new channel that the
// connection needs before it can run anything again, else nil.
func (s *stopper) end() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ctx = nil
	if !s.fired {
		return nil
	}
	s.fired = false
	s.stop = make(chan struct{})
	return s.stop
}

// Look interrupts the call whose context has ended, and reports whether there is a call at all.
func (s *stopper) Look(_ time.Time) (running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil {
		return false
	}
	if !s.fired && s.ctx.Err() != nil {
		s.fired = true
		close(s.stop)
	}
	return true
}
