package mysql_test

import (
	"context"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
)

// openSmall opens a database whose pool has so many connections.
func openSmall(t testing.TB, size int) *mysql.Database {
	t.Helper()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	o.PoolSize = size
	return openWith(t, o)
}

func TestWaitersAreServedInOrder(t *testing.T) {
	t.Parallel()
	db := openSmall(t, 1)
	first, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var order []int
	var all sync.WaitGroup
	for i := range 20 {
		waits := mysql.Waiting(db)
		all.Go(func() {
			c, err := db.Acquire(t.Context(), driver.Access(i%2))
			if err != nil {
				t.Error(err)
				return
			}
			mu.Lock()
			order = append(order, i)
			mu.Unlock()
			c.Release()
		})
		for mysql.Waiting(db) == waits { // until it waits in the queue
			time.Sleep(time.Millisecond)
		}
	}
	first.Release()
	all.Wait()
	if len(order) != 20 || !slices.IsSorted(order) {
		t.Errorf("order of 20 who waited: got %v", order)
	}
}

func TestGivingUpATurnLosesNoConnection(t *testing.T) {
	t.Parallel()
	db := openSmall(t, 2)
	var all sync.WaitGroup
	var served, refused atomic.Int64
	for i := range 8 {
		all.Go(func() {
			for range 200 {
				ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*20*time.Microsecond)
				if c, err := db.Acquire(ctx, driver.ReadWrite); err == nil {
					served.Add(1)
					time.Sleep(20 * time.Microsecond)
					c.Release()
				} else if refused.Add(1); fault.KindOf(err) != fault.Timeout {
					t.Errorf("Acquire: got %v", err)
				}
				cancel()
			}
		})
	}
	all.Wait()
	if served.Load() == 0 || refused.Load() == 0 {
		t.Logf("served %d, refused %d: not both outcomes were seen", served.Load(), refused.Load())
	}
	for range 2 {
		exec(t, acquire(t, db, driver.ReadWrite), "SELECT 1")
	}
}

func TestCloseWaitsForConnectionsInUse(t *testing.T) {
	t.Parallel()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	o.PoolSize = 1
	db, err := mysql.Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	w, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	waiting := make(chan error)
	go func() {
		_, err := db.Acquire(context.Background(), driver.ReadWrite)
		waiting <- err
	}()
	closed := make(chan error)
	go func() { closed <- db.Close() }()
	wantRefusal(t, "Acquire while closing", <-waiting, fault.Unavailable)
	exec(t, w, "CREATE TABLE item (n INT)")
	select {
	case err := <-closed:
		t.Fatalf("Close returned %v with a connection in use", err)
	default:
	}
	w.Release()
	if err := <-closed; err != nil {
		t.Fatalf("Close: %v", err)
	}
	_, err = db.Acquire(t.Context(), driver.ReadOnly)
	wantRefusal(t, "Acquire after Close", err, fault.Unavailable)
	wantRefusal(t, "Ping after Close", db.Ping(t.Context()), fault.Unavailable)
	if err := db.Close(); err != nil {
		t.Errorf("Close again: got %v, want nil", err)
	}
}

func TestAConnectionIsUsedAgainAndNotForEver(t *testing.T) {
	t.Parallel()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	same := openWith(t, o)
	o.MaxLifetime = time.Nanosecond
	other := openWith(t, o)
	for db, want := range map[*mysql.Database]int{same: 1, other: 3} {
		seen := map[any]bool{}
		for range 3 {
			c, err := db.Acquire(t.Context(), driver.ReadWrite)
			if err != nil {
				t.Fatal(err)
			}
			seen[connectionOf(t, c)] = true
			c.Release()
		}
		if len(seen) != want {
			t.Errorf("three leases one after the other: got %d connections, want %d", len(seen), want)
		}
	}
}

func TestIdleConnectionsAreClosedAfterAWhile(t *testing.T) {
	t.Parallel()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	o.MaxIdleTime = 50 * time.Millisecond
	db := openWith(t, o)
	for range 3 {
		c := acquire(t, db, driver.ReadOnly)
		exec(t, c, "SELECT 1")
		c.Release()
	}
	for start := time.Now(); mysql.Connections(db) > 0; time.Sleep(10 * time.Millisecond) {
		if time.Since(start) > patience {
			t.Fatalf("%d connections are open, want none", mysql.Connections(db))
		}
	}
	exec(t, acquire(t, db, driver.ReadOnly), "SELECT 1")
}

func TestAfterALossOlderConnectionsHaveToAnswer(t *testing.T) {
	t.Parallel()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	o.PoolSize = 4
	db, killer := openWith(t, o), acquire(t, openWith(t, o), driver.ReadWrite)
	var all []driver.Conn
	for range 4 {
		c, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, c)
		defer c.Release()
	}
	for _, c := range all {
		exec(t, killer, "KILL ?", driver.IntValue(connectionOf(t, c).(int64)))
	}
	r := wantRefusal(t, "a write on a connection that was killed", tryExec(all[0], "CREATE TABLE item (n INT)"), fault.Unavailable)
	if r.Outcome == driver.Refused {
		t.Errorf("got outcome %d of %v, want that the connection was lost", r.Outcome, r)
	}
	for _, c := range all {
		c.Release()
	}
	for range 8 {
		c, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			t.Fatalf("Acquire: %v", err)
		}
		exec(t, c, "SELECT 1")
		c.Release()
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	good := fresh(t, "ROWAN_TEST_MYSQL")
	good.ConnectTimeout = 500 * time.Millisecond
	silent := listen(t)
	for what, v := range map[string]struct {
		change func(o *mysql.Options)
		want   fault.Kind
	}{
		"a wrong password":              {func(o *mysql.Options) { o.Password = "secret that nobody reads" }, fault.Denied},
		"a wrong user":                  {func(o *mysql.Options) { o.User = "nobody" }, fault.Denied},
		"a wrong database":              {func(o *mysql.Options) { o.Database = "no_such_database" }, fault.Unavailable},
		"a host that is not there":      {func(o *mysql.Options) { o.Host = "127.0.0.1:1" }, fault.Unavailable},
		"a socket that is not there":    {func(o *mysql.Options) { o.Socket = "/no/such/socket" }, fault.Unavailable},
		"a host that does not answer":   {func(o *mysql.Options) { o.Host = silent }, fault.Unavailable},
		"a name that nobody knows":      {func(o *mysql.Options) { o.Host = "no-such-host.invalid" }, fault.Unavailable},
		"a host in brackets, no server": {func(o *mysql.Options) { o.Host = "[::1]:1" }, fault.Unavailable},
	} {
		o := good
		v.change(&o)
		start := time.Now()
		db, err := mysql.Open(t.Context(), o)
		if err == nil {
			db.Close()
		}
		r := wantRefusal(t, what, err, v.want)
		if r.Outcome != driver.Unsent {
			t.Errorf("%s: got outcome %d, want that nothing was sent", what, r.Outcome)
		}
		if text := err.Error(); containsAny(text, good.Password, o.Password) {
			t.Errorf("%s: %q holds the password", what, text)
		}
		if took := time.Since(start); took > patience {
			t.Errorf("%s: told after %v", what, took)
		}
	}
}
