//go:build hard

package main

import (
	"fmt"
	"net"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/ormtest"
)

// dial opens a bare connection to a site.
func dial(site string) (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(site, "http://")) }

// soak is a minute of readers and writers.
type soak struct {
	t      *testing.T
	until  time.Time
	reads  atomic.Int64
	writes atomic.Int64
}

const soakTime = 60 * time.Second

func TestSoak(t *testing.T) {
	url := ormtest.URL(t)
	p := programtest.Start(t, t.TempDir(), url)
	v := p.Visit()
	s := &soak{t: t, until: time.Now().Add(soakTime)}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { s.read(programtest.NewVisitor(t, v.URL)) })
	}
	for i := range 2 {
		all.Go(func() { s.write(programtest.NewVisitor(t, v.URL), i) })
	}
	time.Sleep(soakTime / 3)
	early := memory(t, p.Cmd.Process.Pid)
	all.Wait()
	late := memory(t, p.Cmd.Process.Pid)
	t.Logf("%d reads, %d writes; %d MB after %v, %d MB after %v", s.reads.Load(), s.writes.Load(), early>>20, soakTime/3, late>>20, soakTime)
	if late > early+early/2+32<<20 {
		t.Errorf("memory went from %d MB to %d MB", early>>20, late>>20)
	}
	if s.reads.Load() < 1000 || s.writes.Load() < 500 {
		t.Errorf("got %d reads and %d writes in %v, too few to show anything", s.reads.Load(), s.writes.Load(), soakTime)
	}
	p.End(syscall.SIGTERM)
	if p.Err != nil {
		t.Errorf("SIGTERM: got %v, want a graceful end", p.Err)
	}
	db := users.OpenURL(t, url)
	wantSound(t, db)
	if got := len(stored(t, db)); got != int(s.writes.Load()) {
		t.Errorf("got %d users, want the %d that were answered", got, s.writes.Load())
	}
}

// read looks at all sorts of pages.
func (s *soak) read(v *programtest.Visitor) {
	for i := 0; time.Now().Before(s.until); i++ {
		for _, c := range []struct {
			path   string
			status int
		}{{"/", 200}, {fmt.Sprintf("/?page=%d", 1+i%5), 0}, {"/add", 200}, {"/nothing", 404}, {"/readyz", 200}, {"/?page=x", 404}} {
			p, err := v.Try("GET", c.path, "")
			switch {
			case err != nil:
				s.t.Errorf("GET %s: %v", c.path, err)
				return
			case p.Status >= 500, c.status != 0 && p.Status != c.status:
				s.t.Errorf("GET %s: got status %d, want %d; body:\n%s", c.path, p.Status, c.status, p.Body)
				return
			}
			s.reads.Add(1)
		}
	}
}

// write adds users, and tries each twice.
func (s *soak) write(v *programtest.Visitor, number int) {
	form, err := v.Try("GET", "/add", "")
	if err != nil {
		s.t.Error(err)
		return
	}
	token := form.Token()
	for i := 0; time.Now().Before(s.until); i++ {
		body := url.Values{"name": {"Person"}, "email": {fmt.Sprintf("w%d-%d@example.org", number, i)}, "_csrf": {token}}.Encode()
		for _, want := range []int{303, 422} {
			p, err := v.Try("POST", "/add", body, "Content-Type", programtest.FormType)
			if err != nil || p.Status != want {
				s.t.Errorf("post %d of writer %d: got status %d, %v; want %d", i, number, p.Status, err, want)
				return
			}
		}
		s.writes.Add(1)
	}
}
