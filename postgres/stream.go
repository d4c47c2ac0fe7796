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
	waiting atomic.Int64 // since when, as told by ticks; 0 while nobody waits
}

var start = time.Now()

// ticks counts nanoseconds, from 1, on a clock that nobody sets.
func ticks() int64 { return int64(time.Since(start)) + 1 }

func (s *stream) Read(b []byte) (int, error) {
	s.waiting.Store(ticks())
	n, err := s.Conn.Read(b)
	s.waiting.Store(0)
	return n, err
}

func (s *stream) Write(b []byte) (int, error) {
	s.waiting.Store(ticks())
	n, err := s.Conn.Write(b)
	s.waiting.Store(0)
	return n, err
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
