package postgres_test

import (
	"fmt"
	"net"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
)

// pooled starts a pgbouncer before the server that shares its connections out by transaction, and returns its address.
func pooled(t testing.TB) string {
	t.Helper()
	server := optionsOf(t, adminURL(t))
	program, err := osexec.LookPath("pgbouncer")
	if err != nil {
		if program, err = osexec.LookPath("/usr/sbin/pgbouncer"); err != nil {
			missing(t, "pgbouncer")
		}
	}
	folder, err := os.MkdirTemp("", "pgbouncer")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(folder) })
	host, port, err := net.SplitHostPort(server.Hosts[0])
	if err != nil {
		t.Fatal(err)
	}
	own := freePort(t)
	write(t, filepath.Join(folder, "users"), fmt.Sprintf("%q %q\n", server.User, server.Password))
	write(t, filepath.Join(folder, "ini"), fmt.Sprintf(`[databases]
* = host=%s port=%s user=%s password=%s
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = %d
unix_socket_dir =
auth_type = trust
auth_file = %s
pool_mode = transaction
default_pool_size = 2
max_client_conn = 500
server_idle_timeout = 2
log_connections = 0
log_disconnections = 0
`, host, port, server.User, server.Password, own, filepath.Join(folder, "users")))
	startAs(t, folder, program, filepath.Join(folder, "ini"))
	address := net.JoinHostPort("127.0.0.1", strconv.Itoa(own))
	for until := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		if n, err := net.Dial("tcp", address); err == nil {
			n.Close()
			return address
		} else if time.Now().After(until) {
			t.Fatalf("pgbouncer does not listen: %v", err)
		}
	}
}

// missing skips a test that needs a program, or fails it where nothing is to be skipped.
func missing(t testing.TB, program string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed, and with CI=true nothing is skipped", program)
	}
	t.Skipf("%s is not installed", program)
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
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

// startAs starts a server program until the test ends. None of them runs as root: it becomes the user postgres then.
func startAs(t testing.TB, folder, program string, args ...string) *osexec.Cmd {
	t.Helper()
	if os.Getuid() == 0 {
		args = append([]string{"-u", "postgres", "--", program}, args...)
		program = "runuser"
		if out, err := osexec.Command("chown", "-R", "postgres", folder).CombinedOutput(); err != nil {
			t.Fatalf("chown: %v: %s", err, out)
		}
	}
	c := osexec.Command(program, args...)
	log, err := os.Create(filepath.Join(folder, "log"))
	if err != nil {
		t.Fatal(err)
	}
	c.Stdout, c.Stderr = log, log
	if err := c.Start(); err != nil {
		t.Fatalf("%s: %v", program, err)
	}
	t.Cleanup(func() {
		c.Process.Signal(syscall.SIGTERM)
		done := make(chan struct{})
		go func() {
			c.Wait()
			close(done)
		}()
		select {
		case <-done:
		case <-time.After(10 * time.Second):
			c.Process.Kill()
			<-done
		}
		log.Close()
		if t.Failed() {
			text, _ := os.ReadFile(log.Name())
			t.Logf("%s said:\n%.4000s", program, text)
		}
	})
	return c
}

func TestUnpreparedStatementsTakeOneRoundTripAndLeaveNothing(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, func(o *postgres.Options) { o.Unprepared = true })
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	for n, want := range []int{2, 1, 1} {
		if got := p.trips(func() { insert(t, c, int64(n)) }); got != want {
			t.Errorf("insert %d: got %d round trips, want %d", n, got, want)
		}
	}
	if got := query(t, c, "SELECT count(*) FROM pg_prepared_statements WHERE name <> ''")[0][0]; got != int64(0) {
		t.Errorf("got %v prepared statements, want none", got)
	}
	exec(t, c, "ALTER TABLE item ALTER COLUMN id TYPE integer")
	insert(t, c, 7)
	wantIDs(t, c, 0, 1, 2, 7)
}

// Many clients on two connections of the server get in each other's way where anything is left on one.
func TestManyClientsShareTheServersConnections(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES"))
	o.Hosts, o.Unprepared, o.PoolSize = []string{pooled(t)}, true, 8
	db := openAt(t, o)
	exec(t, acquireOnce(t, db), makeItems)
	errs := make(chan error, 8)
	for client := range int64(8) {
		go func() { errs <- shareOne(t, db, client) }()
	}
	for range 8 {
		if err := <-errs; err != nil {
			t.Error(err)
		}
	}
	if got := query(t, acquireOnce(t, db), "SELECT count(*) FROM item"); got[0][0] != int64(8*20) {
		t.Errorf("got %v rows, want 160", got)
	}
}

func acquireOnce(t testing.TB, db *postgres.Database) driver.Conn {
	return acquire(t, db, driver.ReadWrite)
}

func shareOne(t *testing.T, db *postgres.Database, client int64) error {
	for n := range int64(20) {
		c, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			return err
		}
		err = shareTransaction(t, c, client*100+n)
		c.Release()
		if err != nil {
			return err
		}
	}
	return nil
}

func shareTransaction(t *testing.T, c driver.Conn, id int64) error {
	if err := c.Begin(t.Context(), driver.ReadCommitted); err != nil {
		return err
	}
	values := []driver.Value{driver.IntValue(id)}
	if _, err := c.Exec(t.Context(), insertItem, values); err != nil {
		return err
	}
	if _, err := c.Exec(t.Context(), insertItem, values); fault.KindOf(err) != fault.Unique {
		return fmt.Errorf("a second insert: %v", err)
	}
	if _, err := c.Exec(t.Context(), countItems, nil); err != nil {
		return err
	}
	return c.End(t.Context(), true)
}
