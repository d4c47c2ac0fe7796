package main

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

// program is the users program in a process of its own.
type program struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  chan string   // where it listens, once
	addr string        // the same without http://, once visit has returned
	done chan struct{} // closed when it has ended
	log  strings.Builder
	err  error // how it ended; it and log are complete once done is closed
}

// start starts the program in a folder on a database, perhaps by a command that limits it, and does not wait.
// The test ends it.
func start(t *testing.T, folder, db string, wrap ...string) *program {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append(wrap[:len(wrap):len(wrap)], self, "-addr", "127.0.0.1:0", "-db", db)
	p := &program{t: t, cmd: exec.Command(args[0], args[1:]...), url: make(chan string, 1), done: make(chan struct{})}
	p.cmd.Dir = folder
	p.cmd.Env = append(environment(), asProgram+"=1")
	stderr, err := p.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go p.follow(stderr)
	t.Cleanup(p.kill)
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
func (p *program) follow(stderr io.Reader) {
	for lines := bufio.NewScanner(stderr); lines.Scan(); {
		p.log.WriteString(lines.Text() + "\n")
		var line struct{ Msg, URL string }
		if json.Unmarshal(lines.Bytes(), &line) == nil && line.Msg == "listening" {
			p.url <- line.URL
		}
	}
	p.err = p.cmd.Wait()
	close(p.done)
}

// visit waits until the program listens, and returns a visitor of it.
func (p *program) visit() *visitor {
	p.t.Helper()
	select {
	case url := <-p.url:
		p.addr = strings.TrimPrefix(url, "http://")
		return newVisitor(p.t, url)
	case <-p.done:
	case <-time.After(30 * time.Second):
		p.kill()
	}
	p.t.Fatalf("the program does not listen: %v; it said:\n%s", p.err, p.log.String())
	return nil
}

// end sends a signal and waits until the program is gone.
func (p *program) end(signal os.Signal) {
	if err := p.cmd.Process.Signal(signal); err != nil && !errors.Is(err, os.ErrProcessDone) {
		p.t.Errorf("sending %v: %v", signal, err)
	}
	<-p.done
}

func (p *program) kill() { p.end(syscall.SIGKILL) }

// aboutFiles skips a test that is about SQLite's files where the tests run on a server.
func aboutFiles(t *testing.T) {
	t.Helper()
	if os.Getenv("ROWAN_TEST_URL") != "" {
		t.Skip("this is about SQLite, whatever ROWAN_TEST_URL names")
	}
}

// fileURL is the URL of a database file.
func fileURL(path string) string { return "sqlite:///" + filepath.ToSlash(path) }
