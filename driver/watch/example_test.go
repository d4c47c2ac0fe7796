package watch_test

import (
	"context"
	"fmt"
	"sync"
	"time"

	"github.com/rowankit/rowan/driver/watch"
)

// query is a call that is stopped when its context ends.
type query struct {
	mu   sync.Mutex
	ctx  context.Context // of the running call; nil between calls
	stop func()
}

func (q *query) Look(time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.ctx != nil && q.ctx.Err() != nil {
		q.ctx = nil
		q.stop()
	}
	return q.ctx != nil
}

func Example() {
	w := watch.New()
	defer w.Stop()
	stopped := make(chan struct{})
	ctx, cancel := context.WithCancel(context.Background())
	q := &query{ctx: ctx, stop: func() { close(stopped) }}
	w.Add(q)
	w.Wake()
	cancel()
	<-stopped
	fmt.Println(context.Cause(ctx))
	// Output:
	// context canceled
}
