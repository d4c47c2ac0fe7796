package mysql

import (
	"context"
	"errors"
	"time"
)

const (
	killWithin  = 2 * time.Second  // for the server to take the order to stop
	stopWithin  = 10 * time.Second // for a server that has taken it to undo the statement
	abandonable = 30 * time.Second // for the order to end what a connection that was cut has left behind
)

// stop is a stop on its way.
type stop struct {
	cause  error
	ended  chan struct{} // closed when the call has ended
	done   chan struct{} // closed when nothing will be done to the connection any more
	killed bool          // the server took the order, which may have come after the call
	cut    bool          // the connection was cut
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
	if patience > 0 {
		timer := time.NewTimer(patience)
		defer timer.Stop()
		select {
		case <-s.ended:
			return
		case <-timer.C:
		}
	}
	s.cut = true
	l.cut()
	if !gentle {
		go l.abandon(o)
	}
}

// kill tells the server to stop the statement that l waits for. Sent says that the order may have gone out: what it
// meets is not known then, until the server has said that it was taken.
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
	killer, err := l.killer(dialing, o)
	if err != nil {
		return false, err
	}
	defer killer.close()
	select {
	case <-s.ended:
		return false, errEnded
	default:
	}
	killing, cancel := context.WithTimeout(context.Background(), killWithin)
	defer cancel()
	return true, killer.exec(killing, "KILL QUERY "+l.number)
}

// killer returns another connection to the server that l leads to.
func (l *link) killer(ctx context.Context, o Options) (*link, error) {
	const packet = 1 << 16 // the greatest; asking for it would be a round trip
	k, err := l.target.dial(ctx, o, packet)
	if err != nil {
		return nil, err
	}
	if k.host != l.host {
		k.close()
		return nil, errOther
	}
	return k, nil
}

// abandon ends what runs at the server for a connection that was cut. The server may see only much later that nobody
// waits for it any more.
func (l *link) abandon(o Options) {
	ctx, cancel := context.WithTimeout(context.Background(), abandonable)
	defer cancel()
	if killer, err := l.killer(ctx, o); err == nil {
		killer.exec(ctx, "KILL "+l.number) // which fails when there is nothing left to end
		killer.close()
	}
}

var (
	errOther = errors.New("mysql: another server answers under the same address")
	errEnded = errors.New("mysql: the statement has ended")
)
