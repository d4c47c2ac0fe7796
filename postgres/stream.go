package postgres

import (
	"crypto/tls"
	"net"
	"sync/atomic"
	"time"
)

// stream is a connection to a server that knows since when somebody waits for it, so that a watcher can tell a
// server that does not answer from a program that takes its time.
type stream struct {
	net.Conn
	reading, writing atomic.Int64 // since when somebody waits, as told by ticks; 0 while nobody does
}

var start = time.Now()

// ticks counts nanoseconds, from 1, on a clock that nobody sets.
func ticks() int64 { return int64(time.Since(start)) + 1 }

func (s *stream) Read(b []byte) (int, error) {
	s.reading.Store(ticks())
	n, err := s.Conn.Read(b)
	s.reading.Store(0)
	return n, err
}

func (s *stream) Write(b []byte) (int, error) {
	s.writing.Store(ticks())
	n, err := s.Conn.Write(b)
	s.writing.Store(0)
	return n, err
}

// waits is how long somebody has been waiting on the connection since a moment. pgx may leave a goroutine behind that
// reads ahead from then on, so that a wait may have begun long before.
func (s *stream) waits(from int64) time.Duration {
	longest := int64(0)
	for _, since := range []int64{s.reading.Load(), s.writing.Load()} {
		if since != 0 {
			longest = max(longest, ticks()-max(since, from))
		}
	}
	return time.Duration(longest)
}

// heard is what is to be heard on a connection on which nothing was asked.
type heard uint8

const (
	silent heard = iota
	said         // a message, or the end behind one
	hungUp       // the other side has closed
)

// socket is the connection as the operating system has it, below TLS.
func (s *stream) socket() net.Conn {
	if t, ok := s.Conn.(*tls.Conn); ok {
		return t.NetConn()
	}
	return s.Conn
}

// past is a deadline that ends all waiting.
var past = time.Unix(1, 0)
