package main

import (
	"strings"
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
