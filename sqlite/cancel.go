package sqlite

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// SQLite is stopped by sqlite3_interrupt, which the library calls when a channel closes that was given to the
// connection. Giving it one for every call costs a goroutine each time. So each connection keeps one channel,
// and one goroutine for the whole database looks every few milliseconds at the contexts of running calls and
// closes the channels of those that ended. It sleeps while nothing runs.

const (
	watchEvery = 3 * time.Millisecond
	watchIdle  = 100 // looks without a running call before the watcher goes to sleep
)

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

// look interrupts the call whose context has ended, and reports whether there is a call at all.
func (s *stopper) look() (running bool) {
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

// watcher looks at the stoppers of a database.
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
