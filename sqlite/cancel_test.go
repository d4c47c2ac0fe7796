package sqlite_test

import (
	"context"
	"errors"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlite"
)

// endless would take hours to give its first row.
var endless = &driver.Statement{Reads: true, SQL: `
	WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e12) SELECT count(*) FROM n`}

func TestADeadlineStopsASlowFirstRow(t *testing.T) {
	t.Parallel()
	for _, access := range []driver.Access{driver.ReadWrite, driver.ReadOnly} {
		c := acquire(t, onFile(t), access)
		for range 3 { // the connection works again each time
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			start := time.Now()
			_, err := c.Exec(ctx, endless, nil)
			cancel()
			wantRefusal(t, "Exec past its deadline", err, fault.Timeout)
			if !errors.Is(err, context.DeadlineExceeded) {
				t.Errorf("Exec past its deadline: got %v, want it to wrap %v", err, context.DeadlineExceeded)
			}
			if took := time.Since(start); took > 2*time.Second {
				t.Errorf("Exec past its deadline of 30 ms took %v", took)
			}
			if got := query(t, c, "SELECT 1"); len(got) != 1 {
				t.Errorf("SELECT 1 after an interrupt: got %v", got)
			}
		}
	}
}

func TestACancelBetweenRowsStopsTheNext(t *testing.T) {
	t.Parallel()
	c := acquire(t, inMemory(t), driver.ReadOnly)
	ctx, cancel := context.WithCancel(t.Context())
	s := &driver.Statement{Reads: true, SQL: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n`}
	rows, err := c.Query(ctx, s, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if ok, err := rows.Next(); !ok || err != nil || rows.Int(0) != int64(i+1) {
			t.Fatalf("row %d: got %t, %v", i, ok, err)
		}
	}
	cancel()
	for start := time.Now(); err == nil && time.Since(start) < 5*time.Second; {
		_, err = rows.Next()
	}
	wantRefusal(t, "Next after cancel", err, fault.Canceled)
	if _, again := rows.Next(); again != err {
		t.Errorf("Next after a failure: got %v, want the same failure %v", again, err)
	}
	if err := rows.Close(); err != nil {
		t.Errorf("Close after a failure that Next told: got %v, want nil", err)
	}
	exec(t, c, "SELECT 1")
}

func TestAnEndedContextStartsNothing(t *testing.T) {
	t.Parallel()
	db := inMemory(t)
	c := acquire(t, db, driver.ReadWrite)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Exec(ctx, &driver.Statement{SQL: "CREATE TABLE item (n)"}, nil)
	wantRefusal(t, "Exec", err, fault.Canceled)
	wantRefusal(t, "Begin", c.Begin(ctx, driver.Snapshot), fault.Canceled)
	_, err = db.Acquire(ctx, driver.ReadOnly)
	wantRefusal(t, "Acquire", err, fault.Canceled)
	if got := query(t, c, "SELECT * FROM sqlite_schema"); len(got) != 0 {
		t.Errorf("tables: got %v, want none", got)
	}
}

func TestAnInterruptedWriteLosesItsTransaction(t *testing.T) {
	t.Parallel()
	c := acquire(t, onFile(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INTEGER)")
	if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO item VALUES (1)")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	fill := &driver.Statement{SQL: `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1e9) INSERT INTO item SELECT i FROM n`}
	_, err := c.Exec(ctx, fill, nil)
	wantRefusal(t, "the interrupted insert", err, fault.Timeout)

	_, err = c.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item VALUES (2)"}, nil)
	wantRefusal(t, "an insert after it", err, fault.Timeout)
	wantRefusal(t, "the commit", c.End(t.Context(), true), fault.Timeout)
	exec(t, c, "INSERT INTO item VALUES (3)")
	if got := query(t, c, "SELECT n FROM item"); len(got) != 1 || got[0][0] != int64(3) {
		t.Errorf("rows: got %v, want 3 alone", got)
	}
}

// lockedByAnother returns a second database on a file whose write lock the first one holds.
func lockedByAnother(t *testing.T, wait time.Duration) (unlock func(), db *sqlite.Database) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "test.db")
	holder := acquire(t, openAt(t, sqlite.Options{Path: path}), driver.ReadWrite)
	exec(t, holder, "CREATE TABLE item (n INTEGER)")
	db = openAt(t, sqlite.Options{Path: path, BusyTimeout: wait})
	if err := holder.Begin(t.Context(), driver.Snapshot); err != nil {
		t.Fatal(err)
	}
	return func() {
		if err := holder.End(t.Context(), true); err != nil {
			t.Error(err)
		}
	}, db
}

func TestALockOfAnotherProcessIsWaitedFor(t *testing.T) {
	t.Parallel()
	unlock, db := lockedByAnother(t, 10*time.Second)
	var unlocked sync.WaitGroup
	unlocked.Go(func() {
		time.Sleep(100 * time.Millisecond)
		unlock()
	})
	exec(t, acquire(t, db, driver.ReadWrite), "INSERT INTO item VALUES (1)")
	unlocked.Wait()
}

func TestALockThatStaysIsUnavailable(t *testing.T) {
	t.Parallel()
	unlock, db := lockedByAnother(t, 50*time.Millisecond)
	defer unlock()
	w := acquire(t, db, driver.ReadWrite)
	start := time.Now()
	_, err := w.Exec(t.Context(), &driver.Statement{SQL: "INSERT INTO item VALUES (1)"}, nil)
	wantRefusal(t, "a write", err, fault.Unavailable)
	wantRefusal(t, "a transaction", w.Begin(t.Context(), driver.Snapshot), fault.Unavailable)
	if took := time.Since(start); took < 100*time.Millisecond || took > 5*time.Second {
		t.Errorf("two waits of 50 ms took %v", took)
	}
	if got := query(t, acquire(t, db, driver.ReadOnly), "SELECT * FROM item"); len(got) != 0 {
		t.Errorf("reading beside the lock: got %v", got)
	}
}

func TestAContextEndsTheWaitForALock(t *testing.T) {
	t.Parallel()
	unlock, db := lockedByAnother(t, time.Minute)
	defer unlock()
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
	defer cancel()
	w := acquire(t, db, driver.ReadWrite)
	start := time.Now()
	wantRefusal(t, "Begin", w.Begin(ctx, driver.Snapshot), fault.Timeout)
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("a deadline of 30 ms ended the wait after %v", took)
	}
}

func TestClosingLeavesNoGoroutine(t *testing.T) {
	db, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(t.TempDir(), "test.db")})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	if err := db.Ping(ctx); err != nil {
		t.Fatal(err)
	}
	if n := ours(); n == 0 {
		t.Fatal("an open database shows no goroutine, so this test would see none that stays")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); ours() > 0; time.Sleep(time.Millisecond) {
		if time.Since(start) > 5*time.Second {
			t.Fatalf("%d goroutines after Close, want 0", ours())
		}
	}
}

// ours counts the goroutines that databases run.
func ours() int {
	buf := make([]byte, 1<<20)
	n := 0
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(g, "watch.(*Watcher)") || strings.Contains(g, "sqlite.(*Conn).SetInterrupt") {
			n++
		}
	}
	return n
}
