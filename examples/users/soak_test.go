//go:build hard

package main

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/ormtest"
)

// dial opens a bare connection to a site.
func dial(site string) (net.Conn, error) { return net.Dial("tcp", strings.TrimPrefix(site, "http://")) }

// stream posts a form whose length is not announced.
func (v *visitor) stream(path string, body io.Reader) (page, error) {
	req, err := http.NewRequest("POST", v.url+path, struct{ io.Reader }{body})
	if err != nil {
		return page{}, err
	}
	req.Header.Set("Content-Type", formType)
	res, err := v.client.Do(req)
	if err != nil {
		return page{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return page{v.t, "POST " + path, res.StatusCode, res.Header, string(text)}, err
}

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
	p := start(t, t.TempDir(), url)
	v := p.visit()
	s := &soak{t: t, until: time.Now().Add(soakTime)}
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() { s.read(newVisitor(t, v.url)) })
	}
	for i := range 2 {
		all.Go(func() { s.write(newVisitor(t, v.url), i) })
	}
	time.Sleep(soakTime / 3)
	early := memory(t, p.cmd.Process.Pid)
	all.Wait()
	late := memory(t, p.cmd.Process.Pid)
	t.Logf("%d reads, %d writes; %d MB after %v, %d MB after %v", s.reads.Load(), s.writes.Load(), early>>20, soakTime/3, late>>20, soakTime)
	if late > early+early/2+32<<20 {
		t.Errorf("memory went from %d MB to %d MB", early>>20, late>>20)
	}
	if s.reads.Load() < 1000 || s.writes.Load() < 500 {
		t.Errorf("got %d reads and %d writes in %v, too few to show anything", s.reads.Load(), s.writes.Load(), soakTime)
	}
	p.end(syscall.SIGTERM)
	if p.err != nil {
		t.Errorf("SIGTERM: got %v, want a graceful end", p.err)
	}
	db := openURL(t, url)
	wantSound(t, db)
	if got := len(stored(t, db)); got != int(s.writes.Load()) {
		t.Errorf("got %d users, want the %d that were answered", got, s.writes.Load())
	}
}

// read looks at all sorts of pages.
func (s *soak) read(v *visitor) {
	for i := 0; time.Now().Before(s.until); i++ {
		for _, c := range []struct {
			path   string
			status int
		}{{"/", 200}, {fmt.Sprintf("/?page=%d", 1+i%5), 0}, {"/add", 200}, {"/nothing", 404}, {"/readyz", 200}, {"/?page=x", 404}} {
			p, err := v.try("GET", c.path, "")
			switch {
			case err != nil:
				s.t.Errorf("GET %s: %v", c.path, err)
				return
			case p.status >= 500, c.status != 0 && p.status != c.status:
				s.t.Errorf("GET %s: got status %d, want %d; body:\n%s", c.path, p.status, c.status, p.body)
				return
			}
			s.reads.Add(1)
		}
	}
}

// write adds users, and tries each twice.
func (s *soak) write(v *visitor, number int) {
	form, err := v.try("GET", "/add", "")
	if err != nil {
		s.t.Error(err)
		return
	}
	token := tokenOf(s.t, form)
	for i := 0; time.Now().Before(s.until); i++ {
		body := url.Values{"name": {"Person"}, "email": {fmt.Sprintf("w%d-%d@example.org", number, i)}, "_csrf": {token}}.Encode()
		for _, want := range []int{303, 422} {
			p, err := v.try("POST", "/add", body, "Content-Type", formType)
			if err != nil || p.status != want {
				s.t.Errorf("post %d of writer %d: got status %d, %v; want %d", i, number, p.status, err, want)
				return
			}
		}
		s.writes.Add(1)
	}
}
