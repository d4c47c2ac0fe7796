//go:build hard

package postgres_test

import (
	"context"
	"fmt"
	"net"
	"os"
	osexec "os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/postgres"
)

// server is a PostgreSQL of a test's own, which it may stop, freeze and kill.
type server struct {
	t      testing.TB
	folder string
	port   int
}

// program finds one of PostgreSQL's own programs.
func program(t testing.TB, name string) string {
	t.Helper()
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/" + name)
	if folder := os.Getenv("ROWAN_POSTGRES_BIN"); folder != "" {
		found = []string{filepath.Join(folder, name)}
	} else if path, err := osexec.LookPath(name); err == nil {
		found = []string{path}
	}
	if len(found) == 0 {
		missing(t, name)
	}
	return found[len(found)-1]
}

// as runs a program as a user that PostgreSQL accepts.
func as(t testing.TB, folder string, command ...string) {
	t.Helper()
	if os.Getuid() == 0 {
		if out, err := osexec.Command("chown", "-R", "postgres", folder).CombinedOutput(); err != nil {
			t.Fatalf("chown: %v: %s", err, out)
		}
		command = append([]string{"runuser", "-u", "postgres", "--"}, command...)
	}
	c := osexec.Command(command[0], command[1:]...)
	c.Dir = folder
	log, err := os.CreateTemp("", "as")
	if err != nil {
		t.Fatal(err)
	}
	defer os.Remove(log.Name())
	c.Stdout, c.Stderr = log, log // a file: what the program leaves running may keep it open
	if err := c.Run(); err != nil {
		text, _ := os.ReadFile(log.Name())
		t.Fatalf("%v: %v\n%s", command, err, text)
	}
}

// newServer starts an empty server; standby makes it a copy of another that follows it.
func newServer(t testing.TB, standbyOf *server) *server {
	t.Helper()
	folder, err := os.MkdirTemp("", "rowan-server")
	if err != nil {
		t.Fatal(err)
	}
	s := &server{t: t, folder: folder, port: freePort(t)}
	t.Cleanup(func() {
		s.signal(syscall.SIGCONT)
		s.stop("immediate")
		os.RemoveAll(folder)
	})
	if standbyOf == nil {
		as(t, folder, program(t, "initdb"), "-D", s.data(), "-U", "postgres", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync")
	} else {
		as(t, folder, program(t, "pg_basebackup"), "-D", s.data(), "-h", "127.0.0.1", "-p", strconv.Itoa(standbyOf.port), "-U", "postgres", "-R", "-c", "fast", "--no-sync")
	}
	s.start()
	return s
}

func (s *server) data() string { return filepath.Join(s.folder, "data") }

func (s *server) address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

func (s *server) start() {
	s.t.Helper()
	options := fmt.Sprintf("-c port=%d -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off -c max_connections=50", s.port)
	as(s.t, s.folder, program(s.t, "pg_ctl"), "-D", s.data(), "-l", filepath.Join(s.folder, "log"), "-o", options, "-w", "-t", "60", "start")
}

// stop stops the server: fast ends connections in an orderly way, immediate as a crash does.
func (s *server) stop(mode string) {
	if s.pid() != 0 {
		as(s.t, s.folder, program(s.t, "pg_ctl"), "-D", s.data(), "-m", mode, "-w", "-t", "60", "stop")
	}
}

func (s *server) promote() {
	s.t.Helper()
	as(s.t, s.folder, program(s.t, "pg_ctl"), "-D", s.data(), "-w", "promote")
}

// pid is the number of the server's first process; 0 while it does not run.
func (s *server) pid() int {
	text, err := os.ReadFile(filepath.Join(s.data(), "postmaster.pid"))
	if err != nil {
		return 0
	}
	line, _, _ := strings.Cut(string(text), "\n")
	n, _ := strconv.Atoi(line)
	return n
}

// signal sends a signal to all processes of the server, the first one first.
func (s *server) signal(sig syscall.Signal) {
	pid := s.pid()
	if pid == 0 {
		return
	}
	all := []int{pid}
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		_, rest, _ := strings.Cut(string(text), ") ") // behind the name
		fields := strings.Fields(rest)
		child, _ := strconv.Atoi(filepath.Base(filepath.Dir(path)))
		if len(fields) > 1 && fields[1] == strconv.Itoa(pid) && !slices.Contains(all, child) {
			all = append(all, child)
		}
	}
	for _, p := range all {
		syscall.Kill(p, sig)
	}
}

// options are those of a program that uses the servers.
func optionsAt(servers ...*server) postgres.Options {
	o := postgres.Options{Database: "postgres", User: "postgres", SSLMode: "disable", PoolSize: 6, StatementTimeout: 3 * time.Second, ConnectTimeout: 2 * time.Second}
	for _, s := range servers {
		o.Hosts = append(o.Hosts, s.address())
	}
	return o
}

// eventually tries until something succeeds.
func eventually(t testing.TB, what string, do func(ctx context.Context) error) {
	t.Helper()
	until := time.Now().Add(60 * time.Second)
	for {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := do(ctx)
		cancel()
		if err == nil {
			return
		}
		if time.Now().After(until) {
			t.Fatalf("%s: still %v", what, err)
		}
		time.Sleep(20 * time.Millisecond)
	}
}
