package mysql_test

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
)

// endless would take minutes to give its first row.
var endless = &driver.Statement{Reads: true, SQL: `SELECT count(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b WHERE a.seq + b.seq = -1`}

// patience is how long a stopped statement may go on, on a busy machine.
const patience = 5 * time.Second

func TestADeadlineStopsASlowFirstRow(t *testing.T) {
	t.Parallel()
	for _, access := range []driver.Access{driver.ReadWrite, driver.ReadOnly} {
		c := acquire(t, open(t), access)
		before := connectionOf(t, c)
		for range 3 { // the connection works again each time
			ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
			start := time.Now()
			_, err := c.Exec(ctx, endless, nil)
			cancel()
			r := wantRefusal(t, "Exec past its deadline", err, fault.Timeout)
			if !errors.Is(err, context.DeadlineExceeded) || r.Outcome != driver.Refused {
				t.Errorf("Exec past its deadline: got %v with outcome %d, want the server's answer, as %v", err, r.Outcome, context.DeadlineExceeded)
			}
			if took := time.Since(start); took > patience {
				t.Errorf("Exec past its deadline of 30 ms took %v", took)
			}
		}
		if after := connectionOf(t, c); after != before {
			t.Errorf("connection %v became %v, want it kept", before, after)
		}
	}
}

// connectionOf is the number of a connection at the server.
func connectionOf(t testing.TB, c driver.Conn) any {
	t.Helper()
	return query(t, c, "SELECT connection_id()")[0][0]
}

func TestACancelBetweenRowsStopsTheNext(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadOnly)
	ctx, cancel := context.WithCancel(t.Context())
	rows, err := c.Query(ctx, &driver.Statement{Reads: true, SQL: "SELECT seq FROM seq_1_to_1000000000"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 10 {
		if ok, err := rows.Next(); !ok || err != nil || rows.Int(0) != int64(i+1) {
			t.Fatalf("row %d: got %t, %v", i, ok, err)
		}
	}
	cancel()
	for start := time.Now(); err == nil && time.Since(start) < patience; {
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

func TestRowsThatAreLeftAreNotReadToTheirEnd(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT)")
	begin(t, c, driver.Snapshot)
	exec(t, c, "INSERT INTO item VALUES (1)")
	for range 3 {
		rows, err := c.Query(t.Context(), &driver.Statement{Reads: true, SQL: "SELECT seq FROM seq_1_to_10000000000"}, nil)
		if err != nil {
			t.Fatal(err)
		}
		if ok, err := rows.Next(); !ok || err != nil {
			t.Fatalf("Next: %t, %v", ok, err)
		}
		start := time.Now()
		if err := rows.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
		if took := time.Since(start); took > patience {
			t.Errorf("Close took %v", took)
		}
	}
	exec(t, c, "INSERT INTO item VALUES (2)") // the transaction goes on
	if err := c.End(t.Context(), true); err != nil {
		t.Fatalf("End: %v", err)
	}
	if got := query(t, c, "SELECT count(*) FROM item")[0][0]; got != int64(2) {
		t.Errorf("rows: got %v, want 2", got)
	}
}

func TestARowThatIsGivenBackByAWriteIsWrittenAlsoWhenItIsLeft(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n INT, s CHAR(200))")
	rows, err := c.Query(t.Context(), &driver.Statement{SQL: "INSERT INTO item SELECT seq, seq FROM seq_1_to_100000 RETURNING n, s"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := rows.Close(); err != nil {
		t.Fatalf("Close: %v", err)
	}
	if got := query(t, c, "SELECT count(*) FROM item")[0][0]; got != int64(100000) {
		t.Errorf("rows: got %v, want 100000", got)
	}
}

func TestAnEndedContextStartsNothing(t *testing.T) {
	t.Parallel()
	db := open(t)
	c := acquire(t, db, driver.ReadWrite)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := c.Exec(ctx, &driver.Statement{SQL: "CREATE TABLE item (n INT)"}, nil)
	wantRefusal(t, "Exec", err, fault.Canceled)
	wantRefusal(t, "Begin", c.Begin(ctx, driver.Snapshot), fault.Canceled)
	_, err = db.Acquire(ctx, driver.ReadOnly)
	wantRefusal(t, "Acquire", err, fault.Canceled)
	if got := query(t, c, "SHOW TABLES"); len(got) != 0 {
		t.Errorf("tables: got %v, want none", got)
	}
}

func TestAStoppedWriteHasDoneNothing(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n BIGINT PRIMARY KEY)")
	fill := &driver.Statement{SQL: "INSERT INTO item SELECT seq FROM seq_1_to_100000000"}
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	_, err := c.Exec(ctx, fill, nil)
	r := wantRefusal(t, "the stopped insert", err, fault.Timeout)
	if r.Outcome != driver.Refused {
		t.Errorf("got outcome %d, want that the server has undone it", r.Outcome)
	}
	if got := query(t, c, "SELECT count(*) FROM item")[0][0]; got != int64(0) {
		t.Errorf("rows: got %v, want none", got)
	}
}

func TestAStoppedWriteLosesItsTransaction(t *testing.T) {
	t.Parallel()
	c := acquire(t, open(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (n BIGINT)")
	begin(t, c, driver.Snapshot)
	exec(t, c, "INSERT INTO item VALUES (1)")
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err := c.Exec(ctx, &driver.Statement{SQL: "INSERT INTO item SELECT seq FROM seq_1_to_100000000"}, nil)
	wantRefusal(t, "the stopped insert", err, fault.Timeout)
	wantRefusal(t, "an insert after it", tryExec(c, "INSERT INTO item VALUES (2)"), fault.Timeout)
	wantRefusal(t, "the commit", c.End(t.Context(), true), fault.Timeout)
	exec(t, c, "INSERT INTO item VALUES (3)")
	if got := query(t, c, "SELECT n FROM item"); len(got) != 1 || got[0][0] != int64(3) {
		t.Errorf("rows: got %v, want 3 alone", got)
	}
}

func TestAContextEndsTheWaitForALock(t *testing.T) {
	t.Parallel()
	db := open(t)
	holder, c := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadWrite)
	exec(t, holder, "CREATE TABLE item (n INT PRIMARY KEY)")
	exec(t, holder, "INSERT INTO item VALUES (1)")
	begin(t, holder, driver.Snapshot)
	exec(t, holder, "UPDATE item SET n = 2")
	for _, sql := range []string{"UPDATE item SET n = 3", "DROP TABLE item"} {
		ctx, cancel := context.WithTimeout(t.Context(), 30*time.Millisecond)
		start := time.Now()
		_, err := c.Exec(ctx, &driver.Statement{SQL: sql}, nil)
		cancel()
		wantRefusal(t, sql, err, fault.Timeout)
		if took := time.Since(start); took > patience {
			t.Errorf("%s: a deadline of 30 ms ended the wait after %v", sql, took)
		}
	}
}

func TestTheStatementTimeoutNeedsNoDeadline(t *testing.T) {
	t.Parallel()
	o := fresh(t, "ROWAN_TEST_MYSQL")
	o.StatementTimeout = 200 * time.Millisecond
	c := acquire(t, openWith(t, o), driver.ReadOnly)
	_, err := c.Exec(context.Background(), endless, nil)
	wantRefusal(t, "Exec", err, fault.Timeout)

	// A program that takes its time between rows is not stopped.
	rows, err := c.Query(context.Background(), &driver.Statement{Reads: true, SQL: "SELECT seq, repeat('x', 1000) FROM seq_1_to_2000"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	n := 0
	for ok, err := rows.Next(); ok || err != nil; ok, err = rows.Next() {
		if err != nil {
			t.Fatalf("Next, row %d: %v", n, err)
		}
		if n++; n%500 == 0 {
			time.Sleep(300 * time.Millisecond)
		}
	}
	if n != 2000 {
		t.Errorf("got %d rows, want 2000", n)
	}
}

func TestClosingLeavesNoGoroutine(t *testing.T) {
	db, err := mysql.Open(t.Context(), fresh(t, "ROWAN_TEST_MYSQL"))
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Ping(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := ours(); n == 0 {
		t.Fatal("an open database shows no goroutine, so this test would see none that stays")
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for start := time.Now(); ours() > 0; time.Sleep(time.Millisecond) {
		if time.Since(start) > patience {
			t.Fatalf("%d goroutines after Close, want 0", ours())
		}
	}
}

// ours counts the goroutines that databases run; this test is alone, so no other one's are among them.
func ours() int {
	buf := make([]byte, 1<<20)
	n := 0
	for _, g := range strings.Split(string(buf[:runtime.Stack(buf, true)]), "\n\n") {
		if strings.Contains(g, "watch.(*Watcher)") || strings.Contains(g, "mysql.(*mysqlConn)") {
			n++
		}
	}
	return n
}
