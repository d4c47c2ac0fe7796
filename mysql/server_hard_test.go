//go:build hard

package mysql_test

import (
	"context"
	"fmt"
	"net"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/mysql"
)

// ownServer is a MariaDB of a test's own, which it may stop, freeze and kill.
type ownServer struct {
	t       testing.TB
	folder  string
	port    int
	process *osexec.Cmd
	ended   chan struct{}
}

// program finds one of the server's programs.
func program(t testing.TB, variable, name string) string {
	t.Helper()
	if path := os.Getenv(variable); path != "" {
		return path
	}
	for _, folder := range append(filepath.SplitList(os.Getenv("PATH")), "/usr/sbin", "/usr/bin") {
		if path := filepath.Join(folder, name); isFile(path) {
			return path
		}
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and with CI=true nothing is skipped", name)
	}
	t.Skipf("%s is not installed", name)
	return ""
}

func isFile(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.IsDir()
}

// newServer starts an empty server with one database, "test", for the user r with the password secret.
func newServer(t testing.TB) *ownServer {
	t.Helper()
	folder, err := os.MkdirTemp("", "rowan-server")
	if err != nil {
		t.Fatal(err)
	}
	s := &ownServer{t: t, folder: folder}
	t.Cleanup(func() {
		s.signal(syscall.SIGCONT)
		s.kill(syscall.SIGKILL)
		os.RemoveAll(folder)
	})
	// A server that starts removes the temporary tables that it finds, so each has a folder of its own for them.
	if err := os.Mkdir(folder+"/tmp", 0o755); err != nil {
		t.Fatal(err)
	}
	if os.Getuid() == 0 {
		if out, err := osexec.Command("chown", "-R", account(), folder).CombinedOutput(); err != nil {
			t.Fatalf("chown: %v: %s", err, out)
		}
	}
	install := append([]string{"--no-defaults", "--datadir=" + folder + "/data", "--tmpdir=" + folder + "/tmp", "--auth-root-authentication-method=normal", "--skip-test-db"}, asAccount()...)
	if out, err := osexec.Command(program(t, "ROWAN_MARIADB_INSTALL_DB", "mariadb-install-db"), install...).CombinedOutput(); err != nil {
		t.Fatalf("mariadb-install-db: %v: %s", err, out)
	}
	users := "CREATE DATABASE IF NOT EXISTS test;\nCREATE OR REPLACE USER r@'127.0.0.1' IDENTIFIED BY 'secret';\nGRANT ALL ON *.* TO r@'127.0.0.1';\n"
	if err := os.WriteFile(filepath.Join(folder, "users.sql"), []byte(users), 0o644); err != nil {
		t.Fatal(err)
	}
	s.port = freePort(t)
	s.start()
	return s
}

// account is who runs servers in place of root.
func account() string {
	if name := os.Getenv("ROWAN_MARIADB_USER"); name != "" {
		return name
	}
	return "mysql"
}

func asAccount() []string {
	if os.Getuid() != 0 {
		return nil
	}
	return []string{"--user=" + account()}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().(*net.TCPAddr).Port
}

func (s *ownServer) address() string { return net.JoinHostPort("127.0.0.1", strconv.Itoa(s.port)) }

// start starts the server and waits until it answers. What was committed survives its death.
func (s *ownServer) start() {
	s.t.Helper()
	arguments := append([]string{
		"--no-defaults", "--datadir=" + s.folder + "/data", "--tmpdir=" + s.folder + "/tmp", "--socket=" + s.folder + "/socket", "--pid-file=" + s.folder + "/pid",
		"--bind-address=127.0.0.1", fmt.Sprintf("--port=%d", s.port), "--init-file=" + s.folder + "/users.sql", "--log-error=" + s.folder + "/log",
		"--innodb-buffer-pool-size=32M", "--innodb-flush-log-at-trx-commit=2", "--skip-name-resolve",
	}, asAccount()...)
	s.process = osexec.Command(program(s.t, "ROWAN_MARIADBD", "mariadbd"), arguments...)
	s.process.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := s.process.Start(); err != nil {
		s.t.Fatal(err)
	}
	ended, process := make(chan struct{}), s.process
	s.ended = ended
	go func() {
		process.Wait()
		close(ended)
	}()
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		db, err := mysql.Open(context.Background(), s.options())
		if err == nil {
			db.Close()
			return
		}
		select {
		case <-ended:
		default:
			if time.Since(start) < time.Minute {
				continue
			}
		}
		log, _ := os.ReadFile(s.folder + "/log")
		s.t.Fatalf("the server does not start: %v\n%s", err, log)
	}
}

// signal sends the server a signal.
func (s *ownServer) signal(sig syscall.Signal) {
	if s.process != nil {
		s.process.Process.Signal(sig)
	}
}

// kill ends the server by a signal and waits until it is gone.
func (s *ownServer) kill(sig syscall.Signal) {
	if s.process != nil {
		s.signal(sig)
		<-s.ended
	}
}

// options are those of a program that uses the server.
func (s *ownServer) options() mysql.Options {
	return mysql.Options{
		Host: s.address(), User: "r", Password: "secret", Database: "test", PoolSize: 6,
		ConnectTimeout: 2 * time.Second, StatementTimeout: 3 * time.Second,
	}
}

// eventually tries until something succeeds.
func eventually(t testing.TB, what string, do func(ctx context.Context) error) {
	t.Helper()
	for start := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		err := do(ctx)
		cancel()
		if err == nil {
			return
		}
		if time.Since(start) > time.Minute {
			t.Fatalf("%s: still %v", what, err)
		}
	}
}
