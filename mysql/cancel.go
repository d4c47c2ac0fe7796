package mysql

import (
	"context"
	"errors"
	"slices"
	"sync"
	"sync/atomic"
	"time"
)

// The library stops waiting when a context ends, and the server goes on with the statement. So no context reaches
// the library. One goroutine for the whole database looks every few milliseconds at the calls that run. One whose
// context has ended, or that has waited for too long, is stopped at the server, which answers on the connection
// that nothing was done. Only when no answer comes is the connection cut, and then nobody knows.

const (
	watchEvery = 3 * time.Millisecond
	watchIdle  = 100              // looks without a running call before the watcher goes to sleep
	killWithin = 2 * time.Second  // for the server to take the order to stop
	stopWithin = 10 * time.Second // for a server that has taken it to undo the statement
)

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

// stop is a stop on its way.
type stop struct {
	cause  error
	ended  chan struct{} // closed when the call has ended
	done   chan struct{} // closed when nothing will be done to the connection any more
	killed bool          // the server took the order, which may have come after the call
	cut    bool          // the connection was cut
}

// begin puts a call that waits for the server under the watch of a context and a limit. A gentle watch leaves the
// server a moment to answer, and does not tell it to stop.
func (s *stopper) begin(ctx context.Context, limit time.Duration, late error, gentle bool) {
	s.mu.Lock()
	s.running, s.ctx, s.limit, s.late, s.gentle, s.stop = true, ctx, limit, late, gentle, nil
	s.mu.Unlock()
	s.fired.Store(false)
	s.moves.Add(1 + s.moves.Load()&1)
	s.conn.db.watcher.wake()
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

// look stops the call whose time is over, and reports whether there is a call at all.
func (s *stopper) look(now time.Time) (running bool) {
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

// run stops a call at the server, and cuts the connection when no answer comes.
func (s *stop) run(l *link, o Options, gentle bool) {
	defer close(s.done)
	patience := killWithin
	if !gentle {
		started := time.Now()
		sent, err := s.kill(l, o)
		switch {
		case sent && err == nil:
			s.killed, patience = true, stopWithin
		case sent:
			patience = 0 // the order may still come to pass, at a later statement
		default:
			patience -= time.Since(started)
		}
	}
	timer := time.NewTimer(patience)
	defer timer.Stop()
	if patience > 0 {
		select {
		case <-s.ended:
			return
		case <-timer.C:
		}
	}
	s.cut = true
	l.cut()
}

// kill tells the server, over a connection of its own, to stop the statement that l waits for. Sent says that the
// order may have gone out: what it meets is not known then, until the server has said that it was taken.
func (s *stop) kill(l *link, o Options) (sent bool, err error) {
	dialing, stopDialing := context.WithTimeout(context.Background(), killWithin)
	defer stopDialing()
	go func() {
		select {
		case <-s.ended: // the call that is to be stopped
			stopDialing()
		case <-dialing.Done():
		}
	}()
	killer, err := l.target.dial(dialing, o, killPacket)
	if err != nil {
		return false, err
	}
	defer killer.close()
	if killer.host != l.host {
		return false, errOther
	}
	select {
	case <-s.ended:
		return false, errEnded
	default:
	}
	killing, cancel := context.WithTimeout(context.Background(), killWithin)
	defer cancel()
	return true, killer.exec(killing, "KILL QUERY "+l.number)
}

// killPacket is the greatest packet of the connection that kills.
const killPacket = 1 << 16

var (
	errOther = errors.New("mysql: another server answers under the same address")
	errEnded = errors.New("mysql: the statement has ended")
)

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
	now := time.Now()
	for _, s := range w.list {
		running = s.look(now) || running
	}
	return running
}
