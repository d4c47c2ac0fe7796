package main

import (
	"fmt"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/internal/programtest"
)

// wantNames wants the list to show users.
func wantNames(v *programtest.Visitor, want ...string) {
	v.T.Helper()
	var got []string
	for _, r := range listed(v.Get("/").WantStatus(200)) {
		got = append(got, r.Name)
	}
	if strings.Join(got, " ") != strings.Join(want, " ") {
		v.T.Errorf("the list shows %q, want %q", got, want)
	}
}

func TestAServerThatHangsCostsADeadline(t *testing.T) {
	t.Parallel()
	server, url, password := programtest.ThroughProxy(t)
	p := programtest.Start(t, t.TempDir(), url+"?statement_timeout=400ms&connect_timeout=400ms")
	v := p.Visit()
	add(v, "Ada", "ada@example.org").WantStatus(303)
	token := v.Token("/add")
	server.Freeze(true)
	for i := range 4 {
		began := time.Now()
		if i%2 == 0 {
			v.Get("/").WantAway()
		} else {
			v.Send("POST", "/add", "name=Lost&email=lost@example.org&_csrf="+token, "Content-Type", programtest.FormType).WantAway()
		}
		v.Get("/readyz").WantStatus(503)
		if took := time.Since(began); took > 15*time.Second {
			t.Errorf("a page and the question whether the program is ready took %v", took)
		}
	}
	server.Freeze(false)
	v.Recovers()
	wantNames(v, "Ada")
	add(v, "Bob", "bob@example.org").WantStatus(303)
	wantNames(v, "Ada", "Bob")
	p.End(syscall.SIGTERM)
	if p.Err != nil || strings.Contains(p.Log.String(), password) {
		t.Errorf("SIGTERM: got %v, want a graceful end, and a log without the password:\n%s", p.Err, p.Log.String())
	}
}

// A post whose answer is lost may be stored, and the visitor is told to look.
func TestAPostThatHangsIsPerhapsSaved(t *testing.T) {
	t.Parallel()
	server, url, _ := programtest.ThroughProxy(t)
	v := programtest.Start(t, t.TempDir(), url+"?statement_timeout=400ms&connect_timeout=400ms").Visit()
	add(v, "Ada", "ada@example.org").WantStatus(303)
	token := v.Token("/add")
	server.Freeze(true)
	v.Send("POST", "/add", "name=Bob&email=bob@example.org&_csrf="+token, "Content-Type", programtest.FormType).
		WantStatus(500).Want("Perhaps saved", "Look whether it is there")
	server.Freeze(false)
	v.Recovers()
	rows := listed(v.Get("/").WantStatus(200))
	if len(rows) < 1 || len(rows) > 2 || rows[0].Name != "Ada" {
		t.Errorf("the list shows %v, want Ada, and perhaps Bob", rows)
	}
	if again := add(v, "Bob", "bob@example.org"); len(rows) == 1 && again.Status != 303 || len(rows) == 2 && again.Status != 422 {
		t.Errorf("the same post again: got %d, with %d users before", again.Status, len(rows))
	}
}

// answers are what became of posts, by address.
type answers struct {
	mu                     sync.Mutex
	stored, refused, maybe map[string]bool
}

// post adds users, one after the other, until told to stop.
func (a *answers) post(v *programtest.Visitor, name string, stop <-chan struct{}) {
	token := v.Token("/add")
	for i := 0; ; i++ {
		select {
		case <-stop:
			return
		default:
		}
		email := fmt.Sprintf("%s-%d@example.org", name, i)
		p := v.Send("POST", "/add", "name=Person&email="+email+"&_csrf="+token, "Content-Type", programtest.FormType)
		a.mu.Lock()
		switch {
		case p.Status == 303:
			a.stored[email] = true
		case p.Status == 503:
			a.refused[email] = true
		case p.Status == 500 && strings.Contains(p.Body, "Perhaps saved"):
			a.maybe[email] = true
		default:
			p.WantStatus(303)
		}
		a.mu.Unlock()
	}
}

func TestNothingAnsweredIsLostWhenConnectionsAreCut(t *testing.T) {
	t.Parallel()
	server, url, _ := programtest.ThroughProxy(t)
	v := programtest.Start(t, t.TempDir(), url).Visit()
	a := &answers{stored: map[string]bool{}, refused: map[string]bool{}, maybe: map[string]bool{}}
	stop := make(chan struct{})
	var all sync.WaitGroup
	for i := range 4 {
		visitor := programtest.NewVisitor(t, v.URL)
		all.Go(func() { a.post(visitor, fmt.Sprint("writer", i), stop) })
	}
	for i := range 8 {
		time.Sleep(time.Duration(100+37*i) * time.Millisecond)
		server.Cut()
		time.Sleep(50 * time.Millisecond)
		server.Listen()
	}
	v.Recovers()
	close(stop)
	all.Wait()
	kept := map[string]bool{}
	for _, u := range stored(t, users.OpenURL(t, url)) {
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
