package postgres_test

import (
	"bytes"
	"net"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
)

// proxy stands between a test and the server: it counts round trips, and does to connections what networks do.
type proxy struct {
	listener net.Listener
	server   string

	mu    sync.Mutex
	pairs []*pair

	turns  atomic.Int64 // how often the client waited for the server
	frozen atomic.Bool  // nothing gets through, either way
	deaf   atomic.Bool  // what the server says is lost
	ending atomic.Pointer[ending]
	delay  atomic.Int64 // nanoseconds until a new connection gets through
	slow   atomic.Int64 // nanoseconds that what the client says takes, each time that it speaks
	left   atomic.Int64 // bytes of the server that still get through before everything is cut; less than 0 for all
}

// ending is what a connection ends with, in place of the ReadyForQuery that follows an answer.
type ending struct {
	after string // what the server says of the statement, "COMMIT"
	code  string // of the FATAL error
}

// pair is both ends of a connection.
type pair struct {
	client, server net.Conn
	asked          atomic.Bool // the client spoke last
	void           atomic.Bool // what is said gets lost, and nobody is told
}

// proxied opens a database of the test's own behind a proxy.
func proxied(t testing.TB, change func(*postgres.Options)) (*postgres.Database, *proxy) {
	t.Helper()
	o := optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES"))
	p := newProxy(t, o.Hosts[0])
	o.Hosts = []string{p.address()}
	if change != nil {
		change(&o)
	}
	return openAt(t, o), p
}

func newProxy(t testing.TB, server string) *proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{listener: l, server: server}
	p.left.Store(-1)
	t.Cleanup(func() {
		l.Close()
		p.frozen.Store(false)
		p.cut()
	})
	go p.serve()
	return p
}

func (p *proxy) address() string { return p.listener.Addr().String() }

func (p *proxy) serve() {
	for {
		client, err := p.listener.Accept()
		if err != nil {
			return
		}
		go p.connect(client)
	}
}

func (p *proxy) connect(client net.Conn) {
	time.Sleep(time.Duration(p.delay.Load()))
	p.thawed()
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		client.Close()
		return
	}
	one := &pair{client: client, server: server}
	p.mu.Lock()
	p.pairs = append(p.pairs, one)
	p.mu.Unlock()
	go p.copy(one, server, client, p.fromClient)
	p.copy(one, client, server, p.fromServer)
}

// copy takes what one side says to the other, as far as pass lets it.
func (p *proxy) copy(one *pair, to, from net.Conn, pass func(*pair, []byte) []byte) {
	defer one.close()
	buffer := make([]byte, 16<<10)
	for {
		n, err := from.Read(buffer)
		p.thawed()
		if n > 0 && !one.void.Load() {
			if _, err := to.Write(pass(one, buffer[:n])); err != nil {
				return
			}
		}
		if err != nil {
			return
		}
	}
}

func (p *proxy) fromClient(one *pair, b []byte) []byte {
	if !one.asked.Swap(true) {
		p.turns.Add(1)
		time.Sleep(time.Duration(p.slow.Load()))
	}
	return b
}

func (p *proxy) fromServer(one *pair, b []byte) []byte {
	one.asked.Store(false)
	if p.deaf.Load() {
		return nil
	}
	if e := p.ending.Load(); e != nil && bytes.Contains(b, append([]byte(e.after), 0)) {
		p.ending.Store(nil)
		ready := bytes.LastIndex(b, []byte{'Z', 0, 0, 0, 5})
		last := &pgproto3.ErrorResponse{Severity: "FATAL", SeverityUnlocalized: "FATAL", Code: e.code, Message: "it ends here"}
		told, _ := last.Encode(append([]byte(nil), b[:ready]...)) // it has nothing that cannot be encoded
		one.client.Write(told)
		one.close() // the others go on
		return nil
	}
	left := p.left.Load()
	if left < 0 {
		return b
	}
	if int64(len(b)) < left {
		p.left.Add(-int64(len(b)))
		return b
	}
	one.client.Write(b[:left])
	p.cut()
	return nil
}

// thawed waits while nothing gets through.
func (p *proxy) thawed() {
	for p.frozen.Load() {
		time.Sleep(time.Millisecond)
	}
}

// swallow makes all connections that there are lead nowhere, as a firewall does that has forgotten them.
func (p *proxy) swallow() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.pairs {
		one.void.Store(true)
	}
}

// cut ends all connections; new ones may come.
func (p *proxy) cut() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, one := range p.pairs {
		one.close()
	}
	p.pairs = nil
	p.left.Store(-1)
}

func (one *pair) close() {
	one.client.Close()
	one.server.Close()
}

// trips runs something and returns how many round trips it took.
func (p *proxy) trips(do func()) int {
	before := p.turns.Load()
	do()
	return int(p.turns.Load() - before)
}
