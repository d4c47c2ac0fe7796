package postgres

import (
	"context"
	"sync"
	"time"

	"github.com/rowankit/rowan/driver/watch"
	"github.com/rowankit/rowan/fault"
)

// pgx would start a goroutine for every call that has a context. Here one goroutine for the whole pool looks every
// few milliseconds at the contexts of running calls, and at how long they have been waiting for the server. It
// sleeps while nothing runs.

const (
	// grace is how long a server has to react to being asked to cancel, before its connection is given up.
	grace = time.Second
	// cleanup bounds the wait for what undoes or drains: giving the connection up does the same.
	cleanup = 3 * time.Second
)

var _ watch.Call = (*stopper)(nil)

// stopper stops what its connection runs when a context ends, or when the server does not answer for too long.
type stopper struct {
	stream *stream
	cancel func(context.Context) error // asks the server to cancel
	lost   func(error)                 // gives the connection up

	mu    sync.Mutex
	ctx   context.Context // of the running call; nil between calls
	began int64           // when it began, as told by ticks
	limit time.Duration   // how long it may wait; 0 is for ever
	cause error           // why it was stopped
	asked chan error      // gets how the request went, once the server has it
}

func newStopper(s *stream, cancel func(context.Context) error, lost func(error)) *stopper {
	return &stopper{stream: s, cancel: cancel, lost: lost}
}

// begin puts a call under watch.
func (s *stopper) begin(ctx context.Context, limit time.Duration) {
	s.mu.Lock()
	s.ctx, s.began, s.limit = ctx, ticks(), max(limit, 0)
	s.mu.Unlock()
}

// stopped says why the running call was stopped; nil while it was not.
func (s *stopper) stopped() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.cause
}

// end takes the call out of the watch. A request to cancel that is on its way is waited for: it would hit the
// next statement. So may one that failed on its way: the connection is then not used again.
func (s *stopper) end() {
	s.mu.Lock()
	asked := s.asked
	s.ctx, s.cause, s.asked = nil, nil, nil
	s.mu.Unlock()
	if asked != nil {
		if err := <-asked; err != nil {
			s.lost(err)
			return
		}
		s.stream.SetDeadline(time.Time{})
	}
}

var errSilent = refuse(fault.Timeout, "postgres: the server did not answer within the statement timeout")

// Look stops the call whose context has ended or that waits for too long, and reports whether there is a call.
func (s *stopper) Look(_ time.Time) (running bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.ctx == nil {
		return false
	}
	if s.cause != nil {
		return true
	}
	if err := s.ctx.Err(); err != nil {
		s.stop(err)
	} else if s.limit > 0 && s.stream.waits(s.began) > s.limit {
		s.stop(errSilent)
	}
	return true
}

var errInterrupted = refuse(fault.Canceled, "postgres: the rest of the rows was not wanted")

// interrupt stops the running call.
func (s *stopper) interrupt() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cause == nil {
		s.stop(errInterrupted)
	}
}

// stop asks the server to cancel, and ends the wait for it after a while. It is called with the mutex held.
func (s *stopper) stop(cause error) {
	asked := make(chan error, 1)
	s.cause, s.asked = cause, asked
	s.stream.SetDeadline(time.Now().Add(grace))
	go func() {
		ctx, done := context.WithTimeout(context.Background(), grace)
		defer done()
		asked <- s.cancel(ctx)
	}()
}
