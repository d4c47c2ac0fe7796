package main

import (
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// notAvailable wants the page that says to try again in a moment, soon, and nothing of what lies behind it.
func (p page) notAvailable() {
	p.t.Helper()
	p.wantStatus(503).want("Not available just now", "try again").wantNot("postgres", "mysql", "127.0.0.1", "connection", "refused")
	if p.header.Get("Retry-After") == "" {
		p.t.Errorf("%s: got no Retry-After, want one", p.what)
	}
}

// recovers waits until the program says by itself that it can work again.
func (v *visitor) recovers() {
	v.t.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if v.get("/readyz").status == 200 {
			return
		}
	}
	v.t.Fatal("the server is back for 20 s, and the program is not ready")
}

// wantNames wants the list to show users.
func (v *visitor) wantNames(want ...string) {
	v.t.Helper()
	var got []string
	for _, r := range v.get("/").wantStatus(200).rows() {
		got = append(got, r.Name)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		v.t.Errorf("the list shows %q, want %q", got, want)
	}
}

func TestAServerThatIsGoneCostsPagesAndNotTheProgram(t *testing.T) {
	t.Parallel()
	server, url, password := throughProxy(t)
	p := start(t, t.TempDir(), url)
	v := p.visit()
	v.add("Ada", "ada@example.org").wantStatus(303)
	want := []string{"Ada"}
	for _, name := range []string{"Bob", "Eve"} {
		token := v.token()
		server.cut()
		for range 3 {
			v.get("/").notAvailable()
			v.send("POST", "/add", "name=Lost&email=lost@example.org&_csrf="+token, "Content-Type", formType).notAvailable()
			v.get("/readyz").wantStatus(503).want("not ready")
			v.get("/healthz").wantStatus(200)
			v.get("/add").wantStatus(200)
		}
		server.listen()
		v.recovers()
		v.add(name, name+"@example.org").wantStatus(303)
		want = append(want, name)
		v.wantNames(want...)
	}
	p.end(syscall.SIGTERM)
	if p.err != nil || strings.Contains(p.log.String(), password) {
		t.Errorf("SIGTERM: got %v, want a graceful end, and a log without the password:\n%s", p.err, p.log.String())
	}
	if !strings.Contains(p.log.String(), "not ready") {
		t.Errorf("got the log\n%s\nwant it to say why the program was not ready", p.log.String())
	}
}

func TestAServerThatHangsCostsADeadline(t *testing.T) {
	t.Parallel()
	server, url, password := throughProxy(t)
	p := start(t, t.TempDir(), url+"?statement_timeout=400ms&connect_timeout=400ms")
	v := p.visit()
	v.add("Ada", "ada@example.org").wantStatus(303)
	token := v.token()
	server.freeze(true)
	for i := range 4 {
		began := time.Now()
		if i%2 == 0 {
			v.get("/").notAvailable()
		} else {
			v.send("POST", "/add", "name=Lost&email=lost@example.org&_csrf="+token, "Content-Type", formType).notAvailable()
		}
		v.get("/readyz").wantStatus(503)
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("a page and the question whether the program is ready took %v", took)
		}
	}
	server.freeze(false)
	v.recovers()
	v.wantNames("Ada")
	v.add("Bob", "bob@example.org").wantStatus(303)
	v.wantNames("Ada", "Bob")
	p.end(syscall.SIGTERM)
	if p.err != nil || strings.Contains(p.log.String(), password) {
		t.Errorf("SIGTERM: got %v, want a graceful end, and a log without the password:\n%s", p.err, p.log.String())
	}
}

// A post whose answer is lost may be stored, and the visitor is told to look.
func TestAPostThatHangsIsPerhapsSaved(t *testing.T) {
	t.Parallel()
	server, url, _ := throughProxy(t)
	v := start(t, t.TempDir(), url+"?statement_timeout=400ms&connect_timeout=400ms").visit()
	v.add("Ada", "ada@example.org").wantStatus(303)
	token := v.token()
	server.freeze(true)
	v.send("POST", "/add", "name=Bob&email=bob@example.org&_csrf="+token, "Content-Type", formType).
		wantStatus(500).want("Perhaps saved", "Look whether it is there")
	server.freeze(false)
	v.recovers()
	rows := v.get("/").wantStatus(200).rows()
	if len(rows) < 1 || len(rows) > 2 || rows[0].Name != "Ada" {
		t.Errorf("the list shows %v, want Ada, and perhaps Bob", rows)
	}
	if again := v.add("Bob", "bob@example.org"); len(rows) == 1 && again.status != 303 || len(rows) == 2 && again.status != 422 {
		t.Errorf("the same post again: got %d, with %d users before", again.status, len(rows))
	}
}

// answers are what became of posts, by address.
type answers struct {
	mu                     sync.Mutex
	stored, refused, maybe map[string]bool
}

// post adds users, one after the other, until told to stop.
func (a *answers) post(v *visitor, name string, stop <-chan struct{}) {
	token := v.token()
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		email := fmt.Sprintf("%s-%d@example.org", name, i)
		p := v.send("POST", "/add", "name=Person&email="+email+"&_csrf="+token, "Content-Type", formType)
		a.mu.Lock()
		switch {
		case p.status == 303:
			a.stored[email] = true
		case p.status == 503:
			a.refused[email] = true
		case p.status == 500 && strings.Contains(p.body, "Perhaps saved"):
			a.maybe[email] = true
		default:
			p.wantStatus(303)
		}
		a.mu.Unlock()
	}
}

func TestNothingAnsweredIsLostWhenConnectionsAreCut(t *testing.T) {
	t.Parallel()
	server, url, _ := throughProxy(t)
	v := start(t, t.TempDir(), url).visit()
	a := &answers{stored: map[string]bool{}, refused: map[string]bool{}, maybe: map[string]bool{}}
	stop := make(chan struct{})
	var all sync.WaitGroup
	for i := range 4 {
		visitor := newVisitor(t, v.url)
		all.Go(func() { a.post(visitor, fmt.Sprint("writer", i), stop) })
	}
	for i := range 8 {
		time.Sleep(time.Duration(100+37*i) * time.Millisecond)
		server.cut()
		time.Sleep(50 * time.Millisecond)
		server.listen()
	}
	v.recovers()
	close(stop)
	all.Wait()
	kept := map[string]bool{}
	for _, u := range stored(t, openURL(t, url)) {
		kept[u.Email] = true
	}
	for email := range a.stored {
		if !kept[email] {
			t.Errorf("%s was answered as stored, and is lost", email)
		}
	}
	for email := range a.refused {
		if kept[email] {
			t.Errorf("%s was answered as not stored, and is there", email)
		}
	}
	t.Logf("%d posts stored, %d refused, %d perhaps saved, %d users kept", len(a.stored), len(a.refused), len(a.maybe), len(kept))
	if len(a.stored) < 20 || len(a.refused) == 0 {
		t.Errorf("got %d posts stored and %d refused, too few to show anything", len(a.stored), len(a.refused))
	}
}
