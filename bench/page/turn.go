package page

import (
	"context"
	"errors"
	"sync"
	"time"
)

// usage is what was seen of a program in one turn.
type usage struct {
	requests float64         // a second
	times    []time.Duration // of each request
	cpu      time.Duration   // of the program, for one request
	memory   footprint       // of the program, at most
}

// turn has all connections do the job's visit, and repeat it until the turn is over. Nothing is kept from one turn to the next: a site
// closes connections that wait for long.
func (o Options) turn(ctx context.Context, s *site, j *job) (u usage, err error) {
	clients := make([]*client, o.Connections)
	failed := make([]error, o.Connections)
	root := s.cmd.Process.Pid
	_, before, err := tree(root)
	if err != nil {
		return u, err
	}
	watched := s.watchMemory(root)
	began := time.Now()
	var all sync.WaitGroup
	for i := range clients {
		c := newClient(s.addr)
		clients[i] = c
		all.Go(func() {
			for first := true; failed[i] == nil && ctx.Err() == nil && (first || time.Since(began) < o.Turn); first = false {
				failed[i] = j.visit(ctx, s, c)
			}
			failed[i] = errors.Join(failed[i], c.close())
		})
	}
	all.Wait()
	took := time.Since(began)
	_, after, err := tree(root)
	if err := errors.Join(append(failed, err, ctx.Err())...); err != nil {
		watched()
		return u, err
	}
	if u.memory, err = watched(); err != nil {
		return u, err
	}
	for _, c := range clients {
		u.times = append(u.times, c.times...)
	}
	u.requests = float64(len(u.times)) / took.Seconds()
	u.cpu = (after - before) / time.Duration(len(u.times))
	return u, nil
}

// watchMemory looks at a program's memory every quarter of a second, until the function that it returns is called, which
// tells the most that was seen.
func (s *site) watchMemory(root int) func() (footprint, error) {
	stop, done := make(chan struct{}), make(chan struct{})
	var most footprint
	var failed error
	go func() {
		defer close(done)
		for last := false; ; {
			pids, _, err := tree(root)
			if err == nil {
				var now footprint
				now, err = memory(pids)
				most.raise(now)
			}
			failed = errors.Join(failed, err)
			if last || failed != nil {
				return
			}
			select {
			case <-stop:
				last = true
			case <-time.After(250 * time.Millisecond):
			}
		}
	}()
	return func() (footprint, error) {
		close(stop)
		<-done
		return most, failed
	}
}
