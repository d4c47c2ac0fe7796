package programtest

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Process is the program in a process of its own.
type Process struct {
	T    *testing.T
	Cmd  *exec.Cmd
	Addr string          // where it listens, without http://, once Visit has returned
	Done chan struct{}   // closed when it has ended
	Log  strings.Builder // what it said; complete once Done is closed
	Err  error           // how it ended; known once Done is closed

	url chan string // where it listens, once
}

// Start starts the program in a folder on a database, perhaps by a command that limits it, and does not wait.
// The test ends it.
func Start(t *testing.T, folder, db string, wrap ...string) *Process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append(wrap[:len(wrap):len(wrap)], self, "-addr", "127.0.0.1:0", "-db", db)
	p := &Process{T: t, Cmd: exec.Command(args[0], args[1:]...), url: make(chan string, 1), Done: make(chan struct{})}
	p.Cmd.Dir = folder
	p.Cmd.Env = append(environment(), asProgram+"=1")
	stderr, err := p.Cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.Cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.follow(stderr)
	t.Cleanup(p.Kill)
	return p
}

// environment is that of the test without what the program reads from it.
func environment() []string {
	var all []string
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "ADDR", "DATABASE_URL", "SECRET_KEY", "ROWAN_ENV":
		default:
			all = append(all, v)
		}
	}
	return all
}

// follow reads the log until the program ends.
func (p *Process) follow(stderr io.Reader) {
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		p.Log.WriteString(lines.Text() + "\n")
		var line struct{ Msg, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
			p.url <- line.URL
		}
	}
	p.Err = p.Cmd.Wait()
	close(p.Done)
}

// Visit waits until the program listens, and returns a visitor of it.
func (p *Process) Visit() *Visitor {
	p.T.Helper()
	select {
	case url := <-p.url:
		p.Addr = strings.TrimPrefix(url, "http://")
		return NewVisitor(p.T, url)
	case <-p.Done:
	case <-time.After(30 * time.Second):
		p.Kill()
	}
	p.T.Fatalf("the program does not listen: %v; it said:\n%s", p.Err, p.Log.String())
	return nil
}

// End sends a signal and waits until the program is gone.
func (p *Process) End(signal os.Signal) {
	if err := p.Cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.T.Errorf("sending %v: %v", signal, err)
	}
	<-p.Done
}

// Kill ends the program at once.
func (p *Process) Kill() { p.End(syscall.SIGKILL) }

// WantRefusal waits until the program has given up, and wants its last words to begin with its name and say why.
func (p *Process) WantRefusal(name string, parts ...string) {
	p.T.Helper()
	select {
	case <-p.Done:
	case url := <-p.url:
		p.T.Errorf("the program started and listens on %s, want it to refuse", url)
		return
	case <-time.After(30 * time.Second):
		p.T.Error("the program neither started nor refused for 30 s")
		return
	}
	said := p.Log.String()
	if p.Cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(said, name+": ") || strings.Contains(said, "goroutine ") {
		p.T.Errorf("got exit code %d and %q, want 1 and a sentence of the program", p.Cmd.ProcessState.ExitCode(), said)
	}
	for _, part := range parts {
		if !strings.Contains(said, part) {
			p.T.Errorf("the program said %q, want it to contain %q", said, part)
		}
	}
}

// FileURL is the URL of a database file.
func FileURL(path string) string { return "sqlite:///" + filepath.ToSlash(path) }
