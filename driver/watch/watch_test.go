package watch_test

import (
	"sync/atomic"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver/watch"
)

// call runs until it is looked at so often.
type call struct {
	looks atomic.Int64
	until int64
	seen  chan struct{} // closed then
}

func newCall(until int64) *call { return &call{until: until, seen: make(chan struct{})} }

func (c *call) Look(time.Time) bool {
	n := c.looks.Add(1)
	if n == c.until {
		close(c.seen)
	}
	return n < c.until
}

func await(t *testing.T, what string, done <-chan struct{}) {
	t.Helper()
	select {
	case <-done:
	case <-time.After(10 * time.Second):
		t.Fatalf("%s: nothing has happened for 10 s", what)
	}
}

func TestCallsAreLookedAtFromWakeOn(t *testing.T) {
	t.Parallel()
	w := watch.New()
	defer w.Stop()
	a, b := newCall(3), newCall(5)
	w.Add(a)
	w.Add(b)
	time.Sleep(30 * time.Millisecond)
	if a.looks.Load() != 0 {
		t.Errorf("looked %d times before anybody called Wake", a.looks.Load())
	}
	w.Wake()
	await(t, "the first call", a.seen)
	await(t, "the second call", b.seen)
}

func TestTheWatcherSleepsWhileNothingRunsAndWakesAgain(t *testing.T) {
	t.Parallel()
	w := watch.New()
	defer w.Stop()
	c := newCall(1)
	w.Add(c)
	w.Wake()
	await(t, "the call", c.seen)
	before := int64(-1)
	for deadline := time.Now().Add(20 * time.Second); c.looks.Load() != before; time.Sleep(200 * time.Millisecond) {
		if before = c.looks.Load(); time.Now().After(deadline) {
			t.Fatal("the watcher goes on looking although nothing runs")
		}
	}
	again := newCall(2)
	w.Add(again)
	w.Wake()
	await(t, "a call after the sleep", again.seen)
}

func TestARemovedCallIsNotLookedAt(t *testing.T) {
	t.Parallel()
	w := watch.New()
	defer w.Stop()
	gone, stays := newCall(1<<40), newCall(1<<40)
	w.Add(gone)
	w.Add(stays)
	w.Wake()
	w.Remove(gone)
	looks, others := gone.looks.Load(), stays.looks.Load()
	for deadline := time.Now().Add(10 * time.Second); stays.looks.Load() < others+5; time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("the call that stays is not looked at")
		}
	}
	if got := gone.looks.Load(); got != looks {
		t.Errorf("looked %d times more at a call that was removed", got-looks)
	}
}

func TestStopEndsTheWatch(t *testing.T) {
	t.Parallel()
	w, c := watch.New(), newCall(1<<40)
	w.Add(c)
	w.Wake()
	w.Stop()
	w.Stop()
	looks := c.looks.Load()
	w.Wake()
	time.Sleep(30 * time.Millisecond)
	if got := c.looks.Load(); got != looks {
		t.Errorf("looked %d times more after Stop", got-looks)
	}
}
