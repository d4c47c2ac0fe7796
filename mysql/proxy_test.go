package mysql_test

import (
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rowankit/rowan/mysql"
)

// proxy stands between a program and its server, counts their round trips, and breaks their connections on demand.
type proxy struct {
	listener net.Listener
	server   string

	trips  atomic.Int64 // answers of the server
	frozen atomic.Bool  // nothing gets through
	deaf   atomic.Bool  // nothing of the server gets through, and is lost
	left   atomic.Int64 // bytes of the server that still get through before all is cut; less than 0 has no end

	mu   sync.Mutex
	open []net.Conn
}

// newProxy stands before a server until the test ends.
func newProxy(t testing.TB, server string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: server}
	p.left.Store(-1)
	go p.serve()
	t.Cleanup(func() {
		l.Close()
		p.frozen.Store(false)
		p.cut()
	})
	return p
}

// proxied opens a database of the test's own with a proxy before it.
func proxied(t testing.TB, change func(o *mysql.Options)) (*mysql.Database, *proxy) {
	t.Helper()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	p := newProxy(t, o.Host)
	o.Host = p.listener.Addr().String()
	if change != nil {
		change(&o)
	}
	return openWith(t, o), p
}

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.join(client)
	}
}

// join connects both sides. A message of the client that the server answers is a round trip.
func (p *proxy) join(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		client.Close()
		return
	}
	p.mu.Lock()
	p.open = append(p.open, client, server)
	p.mu.Unlock()
	var asked atomic.Bool
	go pass(client, server, func(b []byte) []byte {
		p.wait()
		asked.Store(true)
		return b
	})
	pass(server, client, func(b []byte) []byte {
		p.wait()
		if asked.Swap(false) {
			p.trips.Add(1)
		}
		return p.answer(client, b)
	})
}

// pass copies what one side says to the other, as it is after change.
func pass(from, to net.Conn, change func([]byte) []byte) {
	defer from.Close()
	defer to.Close()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		if b := change(buffer[:n]); len(b) > 0 {
			if _, err := to.Write(b); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

// answer is what gets through of the server's.
func (p *proxy) answer(client net.Conn, b []byte) []byte {
	left := p.left.Load()
	switch {
	case p.deaf.Load():
		return nil
	case left < 0:
		return b
	case int64(len(b)) <= left:
		p.left.Add(-int64(len(b)))
		return b
	}
	client.Write(b[:left])
	p.left.Store(-1)
	p.cut()
	return nil
}

func (p *proxy) wait() {
	for p.frozen.Load() {
		time.Sleep(time.Millisecond)
	}
}

// cut ends all connections. New ones may come.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range p.open {
		c.Close()
	}
	p.open = nil
}

// count returns how many round trips something takes.
func (p *proxy) count(do func()) int64 {
	before := p.trips.Load()
	do()
	return p.trips.Load() - before
}
