package sqlite_test

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlite"
)

func TestWaitersAreServedInOrder(t *testing.T) {
	db := inMemory(t)
	first, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var order []int
		var all sync.WaitGroup
		for i := range 20 {
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
			synctest.Wait() // until it waits in the queue
		}
		first.Release()
		all.Wait()
		if len(order) != 20 || !slices.IsSorted(order) {
			t.Errorf("order of 20 who waited: got %v", order)
		}
	})
}

func TestGivingUpATurnLosesNoConnection(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	var all sync.WaitGroup
	var served atomic.Int64
	for range 8 {
		all.Go(func() {
			for range 200 {
				ctx, cancel := context.WithTimeout(t.Context(), 50*time.Microsecond)
				if c, err := db.Acquire(ctx, driver.ReadWrite); err == nil {
					served.Add(1)
					time.Sleep(20 * time.Microsecond)
					c.Release()
				} else if fault.KindOf(err) != fault.Timeout {
					t.Errorf("Acquire: got %v", err)
				}
				cancel()
			}
		})
	}
	all.Wait()
	if served.Load() == 0 || served.Load() == 1600 {
		t.Logf("served %d of 1600: not both outcomes were seen", served.Load())
	}
	exec(t, acquire(t, db, driver.ReadWrite), "SELECT 1")
}

func TestCloseWaitsForConnectionsInUse(t *testing.T) {
	t.Parallel()
	db, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "test.db"), Readers: 2})
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
	exec(t, w, "CREATE TABLE item (n INTEGER)")
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
	if err := db.Close(); err != nil {
		t.Errorf("Close again: got %v, want nil", err)
	}
}

func TestReadersSeeTheLastCommitWhileSomebodyWrites(t *testing.T) {
	t.Parallel()
	db := onFile(t)
	w := acquire(t, db, driver.ReadWrite)
	exec(t, w, "CREATE TABLE item (n INTEGER)")
	if err := w.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	exec(t, w, "INSERT INTO item VALUES (1)")
	r := acquire(t, db, driver.ReadOnly)
	if err := r.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	if got := query(t, r, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("before the commit: got %v, want none", got)
	}
	if err := w.End(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := query(t, r, "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("in a transaction that began before the commit: got %v, want none", got)
	}
	if err := r.End(t.Context(), true); err != nil {
		t.Fatal(err)
	}
	if got := query(t, r, "SELECT * FROM item"); len(got) != 1 {
		t.Errorf("after the commit: got %v, want one row", got)
	}
}

func TestOpenSaysWhatIsWrong(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, []byte("this is text, and long enough to be taken for a database header by its size alone, which is 100"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what string
		o    sqlite.Options
		want fault.Kind
	}{
		{"a file that is no database", sqlite.Options{Path: file}, fault.Other},
		{"a folder that is a file", sqlite.Options{Path: filepath.Join(file, "x", "test.db")}, fault.Unavailable},
		{"a path that is a folder", sqlite.Options{Path: dir}, fault.Unavailable},
		{"a missing file for reading", sqlite.Options{Path: filepath.Join(dir, "none.db"), ReadOnly: true}, fault.Unavailable},
	} {
		db, err := sqlite.Open(t.Context(), c.o)
		if err == nil {
			db.Close()
		}
		wantRefusal(t, "opening "+c.what, err, c.want)
	}
	if _, err := os.Stat(filepath.Join(dir, "none.db")); err == nil {
		t.Error("opening a missing file for reading made it")
	}
}

func TestAPathIsTakenAsItIs(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a folder", "ü?mode=memory&x=%41#.db")
	exec(t, acquire(t, openAt(t, sqlite.Options{Path: path}), driver.ReadWrite), "CREATE TABLE item (n)")
	if _, err := os.Stat(path); err != nil {
		t.Errorf("Stat: %v", err)
	}
}

func TestReadOnly(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "test.db")
	w := openAt(t, sqlite.Options{Path: path})
	c := acquire(t, w, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n)")
	exec(t, c, "INSERT INTO item VALUES (1)")
	db := openAt(t, sqlite.Options{Path: path, ReadOnly: true})
	_, err := db.Acquire(t.Context(), driver.ReadWrite)
	wantRefusal(t, "Acquire(ReadWrite)", err, fault.ReadOnly)
	if got := query(t, acquire(t, db, driver.ReadOnly), "SELECT n FROM item"); len(got) != 1 {
		t.Errorf("rows: got %v, want one", got)
	}
}

// A writer beside readers who never pause gets its share.
func TestReadersDoNotStarveTheWriter(t *testing.T) {
	db := onFile(t)
	w := acquire(t, db, driver.ReadWrite)
	exec(t, w, "CREATE TABLE item (id INTEGER PRIMARY KEY, n INTEGER, s TEXT)")
	exec(t, w, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2000) INSERT INTO item SELECT i, i, 'abc' FROM n")
	w.Release()

	writes, reads := fairness(t, db, 8, time.Second)
	t.Logf("beside 8 readers in one second: %d writes, %d reads of 2000 rows", writes, reads)
	if writes < 100 {
		t.Errorf("%d writes in one second beside 8 readers, want at least 100", writes)
	}
	if reads < 8 {
		t.Errorf("%d reads in one second beside a writer, want at least 8", reads)
	}
}

// A reader that is done lets others run before the next reader while somebody writes: the writer may be among them.
func TestReadersLetOthersRunBesideAWriter(t *testing.T) {
	db := onFile(t)
	w := acquire(t, db, driver.ReadWrite)
	exec(t, w, "CREATE TABLE item (id INTEGER PRIMARY KEY, n INTEGER, s TEXT)")
	list := &driver.Statement{SQL: "SELECT id, n, s FROM item", Reads: true}
	readAll(t, db, list)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(1))

	var ran atomic.Bool
	go ran.Store(true)
	reads := 0
	for ; !ran.Load() && reads < 1000; reads++ {
		readAll(t, db, list)
	}
	if reads > 3 { // one, unless Go looks after something else
		t.Errorf("another goroutine ran after %d reads, want 1", reads)
	}
}

// fairness runs one writer beside readers and counts what each did.
func fairness(t *testing.T, db *sqlite.Database, readers int, d time.Duration) (writes, reads int64) {
	ctx, cancel := context.WithCancel(t.Context())
	var all sync.WaitGroup
	var n atomic.Int64
	list := &driver.Statement{SQL: "SELECT id, n, s FROM item", Reads: true}
	for range readers {
		all.Go(func() {
			for ctx.Err() == nil {
				readAll(t, db, list)
				n.Add(1)
			}
		})
	}
	insert := &driver.Statement{SQL: "INSERT INTO item (n, s) VALUES (?, ?)"}
	for start := time.Now(); time.Since(start) < d; writes++ {
		c, err := db.Acquire(t.Context(), driver.ReadWrite)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := c.Exec(t.Context(), insert, []driver.Value{driver.IntValue(writes), driver.TextValue("abc")}); err != nil {
			t.Fatal(err)
		}
		c.Release()
	}
	cancel()
	all.Wait()
	return writes, n.Load()
}

func readAll(t *testing.T, db *sqlite.Database, s *driver.Statement) {
	c, err := db.Acquire(context.Background(), driver.ReadOnly)
	if err != nil {
		t.Error(err)
		return
	}
	defer c.Release()
	rows, err := c.Query(context.Background(), s, nil)
	if err != nil {
		t.Error(err)
		return
	}
	defer rows.Close()
	for ok, err := rows.Next(); ok; ok, err = rows.Next() {
		if err != nil {
			t.Error(err)
			return
		}
		_, _, _ = rows.Int(0), rows.Int(1), rows.Bytes(2)
	}
}
