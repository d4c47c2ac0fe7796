// Package watch looks after calls that wait for a database, for engines whose libraries do not, or would start a
// goroutine for every call: one goroutine for a whole pool looks every few milliseconds at what runs, and sleeps while
// nothing does. It imports the standard library alone.
package watch

import (
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

const (
	every = 3 * time.Millisecond
	idle  = 100 // looks without a running call before the watcher goes to sleep
)

// Call is what a Watcher looks at, one for each connection. Watchers compare calls, so they are pointers.
type Call interface {
	// Look stops the call whose time is over, without waiting, and reports whether one is running at all.
	Look(now time.Time) (running bool)
}

// Watcher looks at calls from a goroutine of its own, which lives until Stop. It is made by New and safe for concurrent
// use.
type Watcher struct {
	awake atomic.Bool
	wakes chan struct{}
	quit  chan struct{}
	done  chan struct{}

	mu    sync.Mutex
	calls []Call
}

// New starts a watcher that has nothing to look at.
func New() *Watcher {
	w := &Watcher{wakes: make(chan struct{}, 1), quit: make(chan struct{}), done: make(chan struct{})}
	go w.run()
	return w
}

// Add takes a connection's calls into the watch.
func (w *Watcher) Add(c Call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = append(w.calls, c)
}

// Remove takes them out again. They are not looked at any more when it returns.
func (w *Watcher) Remove(c Call) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.calls = slices.DeleteFunc(w.calls, func(x Call) bool { return x == c })
}

// Wake makes sure that the watcher looks: to be called when a call runs, that is when its Look would say so. It costs
// one atomic read while the watcher is awake.
func (w *Watcher) Wake() {
	if w.awake.Load() {
		return
	}
	select {
	case w.wakes <- struct{}{}:
	default:
	}
}

// Stop ends the watcher and waits until its goroutine is gone. Stopping it again does nothing.
func (w *Watcher) Stop() {
	w.mu.Lock()
	select {
	case <-w.quit:
	default:
		close(w.quit)
	}
	w.mu.Unlock()
	<-w.done
}

func (w *Watcher) run() {
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
func (w *Watcher) watch() bool {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for unused := 0; ; {
		select {
		case <-tick.C:
		case <-w.quit:
			return false
		}
		if unused++; w.look() {
			unused = 0
		}
		if unused > idle {
			w.awake.Store(false)
			if !w.look() {
				return true
			}
			w.awake.Store(true)
			unused = 0
		}
	}
}

func (w *Watcher) look() (running bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	now := time.Now()
	for _, c := range w.calls {
		running = c.Look(now) || running
	}
	return running
}
