package page

import (
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/bench/page/content"
)

// served is a site of this process itself, which a handler answers.
func served(t *testing.T, h http.HandlerFunc) *site {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	me, err := os.FindProcess(os.Getpid())
	if err != nil {
		t.Fatal(err)
	}
	return &site{addr: strings.TrimPrefix(server.URL, "http://"), cmd: &exec.Cmd{Process: me}}
}

// withRows answers with so many rows.
func withRows(n int) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, strings.Repeat("<tr><td>", n)) }
}

func TestTurnTellsWhatAProgramUses(t *testing.T) {
	t.Parallel()
	o := Options{Turn: 50 * time.Millisecond, Connections: 3}
	u, err := o.turn(t.Context(), served(t, withRows(content.DatasetCount)), &list)
	if err != nil {
		t.Fatal(err)
	}
	if u.requests <= 0 || len(u.times) < 3 || u.memory.anonymous < 1<<20 || u.memory.all < u.memory.anonymous {
		t.Errorf("got %v requests/s, %d times, %+v", u.requests, len(u.times), u.memory)
	}
}

func TestTurnRefusesWrongAnswers(t *testing.T) {
	t.Parallel()
	o := Options{Turn: time.Millisecond, Connections: 2}
	for what, h := range map[string]http.HandlerFunc{
		"a row is missing": withRows(content.DatasetCount - 1),
		"another status":   func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(500) },
	} {
		for _, j := range []*job{&list, &form} {
			if _, err := o.turn(t.Context(), served(t, h), j); err == nil {
				t.Errorf("%s, %s: passed", what, j.title)
			}
		}
	}
}

func TestClientConnectsAgainAndKeepsCookies(t *testing.T) {
	t.Parallel()
	s := served(t, func(w http.ResponseWriter, r *http.Request) {
		if c, err := r.Cookie("a"); err == nil {
			io.WriteString(w, c.Value)
		}
		http.SetCookie(w, &http.Cookie{Name: "a", Value: "b"})
		w.Header().Set("Connection", "close")
	})
	c := newClient(s.addr)
	for _, want := range []string{"", "b"} {
		if got, err := c.get(t.Context(), "/", 200); err != nil || string(got) != want {
			t.Errorf("got %q, %v, want %q", got, err, want)
		}
	}
}

func TestTreeHasThisProcessAndItsChildren(t *testing.T) {
	t.Parallel()
	child := exec.Command("sleep", "60")
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := errors.Join(child.Process.Kill()); err != nil {
			t.Error(err)
		}
		child.Wait() // says that it was killed
	}()
	pids, cpu, err := tree(os.Getpid())
	if err != nil || cpu < 0 {
		t.Fatal(cpu, err)
	}
	found := 0
	for _, pid := range pids {
		if pid == os.Getpid() || pid == child.Process.Pid {
			found++
		}
	}
	if found != 2 {
		t.Errorf("got %v, want %d and %d among them", pids, os.Getpid(), child.Process.Pid)
	}
}

func TestTable(t *testing.T) {
	t.Parallel()
	entrant := func(name string, requests float64) *entrant {
		u := usage{requests: requests, cpu: 1500 * time.Microsecond, memory: footprint{30 << 20, 10 << 20}}
		for i := range 100 {
			u.times = append(u.times, time.Duration(i+1)*time.Millisecond)
		}
		return &entrant{name: name, rounds: []usage{u, u}}
	}
	var b strings.Builder
	tab := table{title: "T", options: Options{Rounds: 2, Turn: time.Second, Connections: 4}}
	tab.entrants = append(tab.entrants, entrant("Rowan", 400), entrant(byHand, 200))
	if err := tab.write(&b); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"**T**\n\n|  | requests/s | p50 | p99 | CPU/request | memory | requests/s to Go by hand |\n",
		"| Rowan | 400 | 50.00 ms | 99.00 ms | 1.50 ms | 30 MB (10 MB) | 2.00 (2.00 to 2.00) |\n",
		"\n2 rounds of 1s by turns, 4 connections. ",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("want %q in\n%s", want, b.String())
		}
	}
}
