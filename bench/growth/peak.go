package growth

import (
	"context"
	"math"
	"runtime"
	"runtime/debug"
	"runtime/metrics"
	"sync"
	"time"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

// eager is how much garbage there may be, in percent of what is in use, while the highest use is looked for.
const eager = 10

// looks is how often an operation is looked at: the collector may be late, and so is not what counts.
const looks = 3

// highest is the most that Go's heap had in use while the operation ran, above what was there before: the least of a few
// runs.
func (l *line) highest(ctx context.Context, e contender.Engine) (uint64, error) {
	defer debug.SetGCPercent(debug.SetGCPercent(eager))
	least := uint64(math.MaxUint64)
	for range looks {
		if err := l.prepare(ctx, e); err != nil {
			return 0, err
		}
		watch := &heapWatch{}
		if err := l.operation.run(ctx, l.db, l.rows, watch); err != nil {
			return 0, err
		}
		least = min(least, watch.most)
	}
	return least, nil
}

var _ workload.Clock = (*heapWatch)(nil)

// heapWatch is a watch that looks at the heap all the time while it runs.
type heapWatch struct {
	before, most uint64
	stop         chan struct{}
	looking      sync.WaitGroup
}

func (w *heapWatch) Start() {
	runtime.GC()
	w.before, w.stop = heapInUse(), make(chan struct{})
	w.looking.Go(func() {
		tick := time.NewTicker(200 * time.Microsecond)
		defer tick.Stop()
		for {
			select {
			case <-tick.C:
				w.look()
			case <-w.stop:
				return
			}
		}
	})
}

func (w *heapWatch) Stop() {
	close(w.stop)
	w.looking.Wait()
	w.look()
}

func (w *heapWatch) look() {
	if now := heapInUse(); now > w.before {
		w.most = max(w.most, now-w.before)
	}
}

// heapInUse is what objects take, with those that nobody has found to be garbage yet.
func heapInUse() uint64 {
	sample := []metrics.Sample{{Name: "/memory/classes/heap/objects:bytes"}}
	metrics.Read(sample)
	return sample[0].Value.Uint64()
}
