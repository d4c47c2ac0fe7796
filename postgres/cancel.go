package postgres

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/rowankit/rowan/fault"
)

// pgx would start a goroutine for every call that has a context. Here one goroutine for the whole pool looks every
// few milliseconds at the contexts of running calls, and at how long they have been waiting for the server. It
// sleeps while nothing runs.

const (
	watchEvery = 3 * time.Millisecond
	watchIdle  = 100 // looks without a running call before the watcher goes to sleep
	// grace is how long a server has to react to being asked to cancel, before its connection is given up.
	grace = time.Second
	// cleanup bounds the wait for what undoes or drains: giving the connection up does the same.
	cleanup = 3 * time.Second
)

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

// look stops the call whose context has ended or that waits for too long, and reports whether there is a call.
func (s *stopper) look() (running bool) {
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

// watcher looks at the stoppers of a pool.
type watcher struct {
	awake atomic.Bool
	wakes chan struct{}
	quit  chan struct{}
	done  chan struct{}

	mu   sync.Mutex
	list []*stopper
}

func newWatcher() *watcher {
	w := &watcher{wakes: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	go w.run()
	return w
}

// add takes a connection's stopper into the watch.
func (w *watcher) add(s *stopper) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = append(w.list, s)
}

// remove takes it out again.
func (w *watcher) remove(s *stopper) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.list = slices.DeleteFunc(w.list, func(x *stopper) bool { return x == s })
}

// wake makes sure that the watcher looks; it is called after a stopper's begin.
func (w *watcher) wake() {
	if w.awake.Load() {
		return
	}
	select {
	case w.wakes <- struct{}{}:
	default:
	}
}

// stop ends the watcher and waits until its goroutine is gone.
func (w *watcher) stop() {
	w.mu.Lock()
	select {
	case <-w.quit:
	default:
		close(w.quit)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *watcher) run() {
	defer close(w.done)
	for {
		select {
		case <-w.wakes:
		case <-w.quit:
			return
		}
		w.awake.Store(true)
		if !w.watch() {
			return
		}
	}
}

// watch looks until nothing has run for a while; false says that the watcher is to end. A call that begins
// while it falls asleep either sees that it sleeps, and wakes it, or is seen by its last look.
func (w *watcher) watch() bool {
	tick := time.NewTicker(watchEvery)
	defer tick.Stop()
	for idle := 0; ; {
		select {
		case <-tick.C:
		case <-w.quit:
			return false
		}
		if idle++; w.look() {
			idle = 0
		}
		if idle > watchIdle {
			w.awake.Store(false)
			if !w.look() {
				return true
			}
			w.awake.Store(true)
			idle = 0
		}
	}
}

func (w *watcher) look() (running bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for _, s := range w.list {
		running = s.look() || running
	}
	return running
}
