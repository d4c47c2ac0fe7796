package programtest

import (
	"net"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/ormtest"
)

// Proxy stands between a program and its database server, and can do to it what happens to servers.
type Proxy struct {
	t      *testing.T
	addr   string // where the program connects
	server string

	mu       sync.Mutex
	listener net.Listener
	open     map[net.Conn]bool
	flows    *sync.Cond
	frozen   bool
}

// ThroughProxy returns the URL of a database of the test's own that is reached through a Proxy, and the password in it.
// Without a server to stand before, it skips the test.
func ThroughProxy(t *testing.T) (p *Proxy, url, password string) {
	t.Helper()
	if os.Getenv("ROWAN_TEST_URL") == "" {
		t.Skip("this is about a server; ROWAN_TEST_URL names none")
	}
	scheme, rest, _ := strings.Cut(ormtest.URL(t), "://")
	account, rest, ok := strings.Cut(rest, "@")
	place, rest, _ := strings.Cut(rest, "/")
	if _, password, _ = strings.Cut(account, ":"); !ok || password == "" {
		t.Fatal("the URL of the server has no password")
	}
	p = &Proxy{t: t, addr: "127.0.0.1:0", server: place, open: map[net.Conn]bool{}}
	p.flows = sync.NewCond(&p.mu)
	p.Listen()
	t.Cleanup(p.Cut)
	return p, scheme + "://" + account + "@" + p.addr + "/" + rest, password
}

// listen takes connections, as a server does that has been started.
func (p *Proxy) Listen() {
	p.t.Helper()
	listener, err := net.Listen("tcp", p.addr)
	if err != nil {
		p.t.Fatal(err)
	}
	p.listener, p.addr = listener, listener.Addr().String()
	go func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			go p.serve(client)
		}
	}()
}

func (p *Proxy) serve(client net.Conn) {
	server, err := net.Dial("tcp", p.server)
	if err != nil {
		p.t.Errorf("the Proxy does not reach the server: %v", err)
		client.Close()
		return
	}
	p.mu.Lock()
	p.open[client], p.open[server] = true, true
	p.mu.Unlock()
	go p.flow(client, server)
	p.flow(server, client)
}

func (p *Proxy) flow(from, to net.Conn) {
	defer from.Close()
	defer to.Close()
	for buffer := make([]byte, 16<<10); ; {
		n, err := from.Read(buffer)
		if err != nil {
			return
		}
		p.mu.Lock()
		for p.frozen && p.open[from] {
			p.flows.Wait()
		}
		p.mu.Unlock()
		if _, err := to.Write(buffer[:n]); err != nil {
			return
		}
	}
}

// cut ends all connections and takes no more, as a server does that has died.
func (p *Proxy) Cut() {
	p.listener.Close()
	p.mu.Lock()
	for conn := range p.open {
		conn.Close()
	}
	clear(p.open)
	p.mu.Unlock()
	p.flows.Broadcast()
}

// freeze keeps the connections and lets nothing through, until freeze(false).
func (p *Proxy) Freeze(frozen bool) {
	p.mu.Lock()
	p.frozen = frozen
	p.mu.Unlock()
	p.flows.Broadcast()
}
