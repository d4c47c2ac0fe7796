package postgres_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/ormtest"
	"github.com/rowankit/rowan/postgres"
)

// itemsOf are statements that insert items.
func itemsOf(ids ...int64) []driver.Queued {
	list := make([]driver.Queued, len(ids))
	for i, id := range ids {
		list[i] = driver.Queued{Statement: insertItem, Values: []driver.Value{driver.IntValue(id)}}
	}
	return list
}

// textsOf are statements without values, each with a text of its own.
func textsOf(texts ...string) []driver.Queued {
	list := make([]driver.Queued, len(texts))
	for i, sql := range texts {
		list[i] = driver.Queued{Statement: &driver.Statement{SQL: sql}}
	}
	return list
}

func sendTogether(t testing.TB, c driver.Conn, list []driver.Queued) (int, error) {
	t.Helper()
	return c.(driver.Pipeline).Send(t.Context(), list)
}

func wantSent(t testing.TB, c driver.Conn, list []driver.Queued) {
	t.Helper()
	if at, err := sendTogether(t, c, list); err != nil {
		t.Fatalf("Send: %v at %d", err, at)
	}
}

// wantFailed fails the test unless a list is refused at a place, for a reason.
func wantFailed(t testing.TB, what string, c driver.Conn, list []driver.Queued, at int, want fault.Kind) *driver.Refusal {
	t.Helper()
	failed, err := sendTogether(t, c, list)
	r := wantRefusal(t, what, err, want)
	if failed != at {
		t.Errorf("%s: got the place %d, want %d", what, failed, at)
	}
	return r
}

// ownDatabase are the options of an empty database of the test's own.
func ownDatabase(t testing.TB) postgres.Options {
	t.Helper()
	return optionsOf(t, ormtest.Server(t, "ROWAN_TEST_POSTGRES"))
}

// modes are the ways in which a connection runs statements.
var modes = map[string]func(*postgres.Options){
	"prepared":   func(*postgres.Options) {},
	"unprepared": func(o *postgres.Options) { o.Unprepared = true },
}

func TestStatementsSentTogetherTakeOneRoundTrip(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, p := proxied(t, mode)
			c := acquire(t, db, driver.ReadWrite)
			exec(t, c, makeItems)
			insert(t, c, 0)
			want, many := []int64{0}, make([]string, 10)
			for i := range many {
				many[i] = fmt.Sprintf("INSERT INTO item (id) VALUES (%d)", 100+i)
				want = append(want, int64(100+i))
			}
			for _, e := range []struct {
				what string
				want int
				do   func()
			}{
				{"none", 0, func() { wantSent(t, c, nil) }},
				{"ten of one text", 1, func() { wantSent(t, c, itemsOf(1, 2, 3, 4, 5, 6, 7, 8, 9, 10)) }},
				{"ten that the connection does not know", 2, func() { wantSent(t, c, textsOf(many...)) }},
				{"ten in a transaction", 2, func() { begin(t, c); wantSent(t, c, itemsOf(11, 12, 13, 14, 15, 16, 17, 18, 19, 20)); end(t, c, true) }},
				{"ten behind a write", 3, func() { begin(t, c); insert(t, c, 21); wantSent(t, c, itemsOf(22, 23)); end(t, c, true) }},
			} {
				if got := p.trips(e.do); got != e.want {
					t.Errorf("%s: got %d round trips, want %d", e.what, got, e.want)
				}
			}
			got := ids(t, c)
			if len(got) != 34 || !cmp.Equal(got[24:], want[1:]) {
				t.Errorf("got the rows %v", got)
			}
		})
	}
}

// The best of several rounds counts: beside other tests one round may wait for the processor as long as for the network.
func TestWhatIsSentTogetherIsFasterOverASlowNetwork(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	insert(t, c, 0)
	p.slow.Store(int64(20 * time.Millisecond))
	begin(t, c)
	together, apart := time.Hour, time.Hour
	for round := range int64(5) {
		first := 1 + 20*round
		started := time.Now()
		wantSent(t, c, itemsOf(first, first+1, first+2, first+3, first+4, first+5, first+6, first+7, first+8, first+9))
		together = min(together, time.Since(started))
		started = time.Now()
		for id := range int64(10) {
			insert(t, c, first+10+id)
		}
		apart = min(apart, time.Since(started))
	}
	if together*3 > apart {
		t.Errorf("ten statements took %v together and %v one by one", together, apart)
	}
	end(t, c, true)
}

func TestARefusedStatementUndoesAllThatWereSentWithIt(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := ownDatabase(t)
			mode(&o)
			c := acquire(t, openAt(t, o), driver.ReadWrite)
			exec(t, c, makeItems)
			insert(t, c, 1)
			savepoint := func(sql string) {
				t.Helper()
				if _, err := c.Exec(t.Context(), &driver.Statement{SQL: sql, Savepoint: true}, nil); err != nil {
					t.Fatal(err)
				}
			}
			steps := map[string]func(){
				"nothing":      func() {},
				"a read":       func() { query(t, c, "SELECT 1") },
				"a refusal":    func() { insertAgain(t, c, 1) },
				"its own like": func() { wantFailed(t, "before", c, itemsOf(50, 1), 1, fault.Unique) },
				"a typo": func() {
					wantFailed(t, "typo", c, append(itemsOf(51), textsOf("SELECT nonsense", "INSERT INTO item (id) VALUES (52)")...), 1, fault.SchemaMismatch)
				},
				"a savepoint": func() { savepoint("SAVEPOINT rowan") },
				"one undone": func() {
					savepoint("SAVEPOINT rowan")
					savepoint("ROLLBACK TO SAVEPOINT rowan")
					savepoint("RELEASE SAVEPOINT rowan")
				},
				"a good one": func() {
					wantSent(t, c, textsOf("UPDATE item SET name = 'x'", "UPDATE item SET name = 'y' WHERE id = 1"))
				},
				"a bad value": func() {
					wantFailed(t, "value", c, append(itemsOf(53), driver.Queued{Statement: insertItem, Values: []driver.Value{driver.FloatValue(1e300)}}), 1, fault.Invalid)
				},
				"too few values": func() {
					wantFailed(t, "values", c, append(itemsOf(54), driver.Queued{Statement: insertItem}), 1, fault.Invalid)
				},
			}
			want, next := []int64{1}, int64(1000)
			for a, first := range steps {
				for b, second := range steps {
					begin(t, c)
					first()
					list := append(itemsOf(next, next+1), itemsOf(1, next+2)...)
					wantFailed(t, a+" then "+b, c, list, 2, fault.Unique)
					if list[0].Result.Rows != 1 || list[1].Result.Rows != 1 {
						t.Errorf("%s then %s: got the results %v", a, b, list)
					}
					wantIDs(t, c, want...)
					second()
					wantSent(t, c, itemsOf(next, next+1))
					wantFailed(t, a+" then "+b+" at last", c, itemsOf(next+2, next), 1, fault.Unique)
					end(t, c, true)
					want, next = append(want, next, next+1), next+2
					if got := ids(t, c); !cmp.Equal(got, want) {
						t.Fatalf("after %s and %s: got %v, want %v", a, b, got, want)
					}
				}
			}
			if wantFailed(t, "outside of a transaction", c, itemsOf(2, 3, 1, 4), 2, fault.Unique); !cmp.Equal(ids(t, c), want) {
				t.Errorf("outside of a transaction something of a refused list holds: %v", ids(t, c))
			}
		})
	}
}

func TestRowsOfStatementsSentTogetherAreHandedOn(t *testing.T) {
	t.Parallel()
	for name, mode := range modes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o := ownDatabase(t)
			mode(&o)
			c := acquire(t, openAt(t, o), driver.ReadWrite)
			exec(t, c, makeItems)
			got := make([][]any, 4)
			take := func(i, most int) func(driver.Rows) {
				return func(rows driver.Rows) {
					for got[i] = nil; len(got[i]) < most; {
						more, err := rows.Next()
						if err != nil || !more {
							return
						}
						got[i] = append(got[i], anyRow(rows)...)
					}
				}
			}
			list := textsOf("INSERT INTO item SELECT generate_series(1, 3) RETURNING id", "SELECT id, name FROM item ORDER BY id", "DELETE FROM item RETURNING id", "UPDATE item SET name = 'x'")
			for i, most := range []int{9, 1, 0} {
				list[i].Take = take(i, most)
			}
			wantSent(t, c, list)
			if diff := cmp.Diff([][]any{{int64(1), int64(2), int64(3)}, {int64(1), ""}, nil, nil}, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
			var counts []int64
			for _, q := range list {
				counts = append(counts, q.Result.Rows)
			}
			if diff := cmp.Diff([]int64{3, 0, 3, 0}, counts); diff != "" {
				t.Errorf("the results (-want +got):\n%s", diff)
			}
			list[0].Take = func(driver.Rows) {
				_, err := c.Query(t.Context(), countItems, nil)
				wantRefusal(t, "the connection meanwhile", err, fault.Invalid)
			}
			wantSent(t, c, list)
			kinds := &driver.Statement{SQL: "SELECT $1", Reads: true}
			list = []driver.Queued{
				{Statement: kinds, Values: []driver.Value{driver.IntValue(7)}, Take: take(0, 9)},
				{Statement: kinds, Values: []driver.Value{driver.FloatValue(0.5)}, Take: take(1, 9)},
				{Statement: kinds, Values: []driver.Value{driver.BoolValue(true)}, Take: take(2, 9)},
				{Statement: kinds, Values: []driver.Value{driver.IntValue(8)}, Take: take(3, 9)},
			}
			for range 2 {
				wantSent(t, c, list)
				if diff := cmp.Diff([][]any{{int64(7)}, {0.5}, {true}, {int64(8)}}, got); diff != "" {
					t.Errorf("values of all kinds for one text (-want +got):\n%s", diff)
				}
			}
		})
	}
}

// 50 MB go to the server while 50 MB come back: neither side may wait for the other to listen.
func TestMuchIsSentTogetherWhileMuchComesBack(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	echo := &driver.Statement{SQL: "SELECT $1::bytea", Reads: true}
	b := make([]byte, 1<<20)
	list, back := make([]driver.Queued, 50), 0
	for i := range list {
		list[i] = driver.Queued{Statement: echo, Values: []driver.Value{driver.BytesValue(&b)}, Take: func(rows driver.Rows) {
			for more, err := rows.Next(); more && err == nil; more, err = rows.Next() {
				back += len(rows.Bytes(0))
			}
		}}
	}
	within(t, time.Minute, "Send", func() { wantSent(t, c, list) })
	if back != 50<<20 {
		t.Errorf("got %d bytes back, want 50 MB", back)
	}
	list = append(list, textsOf("SELECT 1 / 0")...)
	list = append(list, list[:50]...)
	within(t, time.Minute, "a refusal", func() { wantFailed(t, "a refusal in the middle", c, list, 50, fault.Invalid) })
	query(t, c, "SELECT 1")
}

func TestAContextThatEndsStopsAllThatWereSentTogether(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, makeItems)
	pid := query(t, c, ownPID)[0][0]
	list := append(append(itemsOf(1), driver.Queued{Statement: sleep}), itemsOf(2)...)
	for _, inside := range []bool{false, true} {
		if inside {
			begin(t, c)
			insert(t, c, 3)
		}
		within(t, 5*time.Second, "Send", func() {
			at, err := c.(driver.Pipeline).Send(deadline(t, 100*time.Millisecond), list)
			if r := wantRefusal(t, "Send", err, fault.Timeout); at != 1 || r.Outcome != driver.Refused {
				t.Errorf("got the place %d and the outcome %d, want 1 and that the server refused", at, r.Outcome)
			}
		})
		if inside {
			end(t, c, true)
			wantIDs(t, c, 3)
		} else {
			wantIDs(t, c)
		}
	}
	if got := query(t, c, ownPID)[0][0]; got != pid {
		t.Errorf("got the connection %v, want %v as before", got, pid)
	}
	_, err := c.(driver.Pipeline).Send(deadline(t, 0), list)
	wantRefusal(t, "a context that has ended", err, fault.Timeout)
}

func TestTheStatementTimeoutIsThatOfEachStatementSentTogether(t *testing.T) {
	t.Parallel()
	o := optionsOf(t, adminURL(t))
	o.StatementTimeout = 600 * time.Millisecond
	c := acquire(t, openAt(t, o), driver.ReadOnly)
	short := &driver.Statement{SQL: "SELECT pg_sleep(0.25)", Reads: true}
	wantSent(t, c, []driver.Queued{{Statement: short}, {Statement: short}, {Statement: short}, {Statement: short}})
	within(t, 5*time.Second, "sleep", func() {
		_, err := c.(driver.Pipeline).Send(context.Background(), []driver.Queued{{Statement: short}, {Statement: sleep}})
		wantRefusal(t, "sleep", err, fault.Timeout)
	})
}

func TestStatementsSentTogetherOutliveAnAlteredTable(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c, other := acquire(t, db, driver.ReadWrite), acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	all := &driver.Statement{SQL: "SELECT * FROM item", Reads: true}
	returned := &driver.Statement{SQL: "INSERT INTO item (id) VALUES ($1) RETURNING *"}
	list := func(id int64) []driver.Queued {
		return []driver.Queued{{Statement: all}, {Statement: returned, Values: []driver.Value{driver.IntValue(id)}}}
	}
	wantSent(t, c, list(1))
	exec(t, other, "ALTER TABLE item ADD COLUMN size integer")
	wantSent(t, c, list(2))
	exec(t, other, "ALTER TABLE item ALTER COLUMN size TYPE text")
	begin(t, c)
	insert(t, c, 3)
	wantSent(t, c, list(4))
	end(t, c, true)
	wantIDs(t, c, 1, 2, 3, 4)
}

func TestWhatIsNoStatementOfRowsIsNotSentTogether(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	for _, sql := range []string{"", "COMMIT", "SAVEPOINT a", "SET timezone = 'UTC'", "CREATE TABLE other (id bigint)", "COPY item FROM stdin"} {
		failed, err := sendTogether(t, c, append(itemsOf(1), textsOf(sql)...))
		if k := fault.KindOf(err); failed != 1 || k != fault.Invalid && k != fault.Unsupported {
			t.Errorf("%q: got %v at %d", sql, err, failed)
		}
	}
	wantIDs(t, c)
	reader := acquire(t, db, driver.ReadOnly)
	wantFailed(t, "a write on a connection for reading", reader, append([]driver.Queued{{Statement: countItems}}, itemsOf(1)...), 1, fault.ReadOnly)
	wantSent(t, reader, []driver.Queued{{Statement: countItems}, {Statement: countItems}})
	reader.Release()
	wantFailed(t, "a connection that was given back", reader, itemsOf(1), 0, fault.Invalid)
	wantIDs(t, c)
}

func TestADeferredConstraintRefusesWhatWasSentTogetherAtItsEnd(t *testing.T) {
	t.Parallel()
	c := acquire(t, fresh(t), driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (id bigint, CONSTRAINT once UNIQUE (id) DEFERRABLE INITIALLY DEFERRED)")
	if r := wantFailed(t, "Send", c, itemsOf(1, 1), 2, fault.Unique); r.Constraint != "once" {
		t.Errorf("got the constraint %q, want once", r.Constraint)
	}
	wantIDs(t, c)
}

func TestAPanicWithinWhatIsSentTogetherGivesTheConnectionUp(t *testing.T) {
	t.Parallel()
	db := fresh(t)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	list := append(textsOf("SELECT 1"), itemsOf(1)...)
	list[0].Take = func(driver.Rows) { panic("taken") }
	begin(t, c)
	func() {
		defer func() {
			if recover() == nil {
				t.Error("the panic is gone")
			}
		}()
		sendTogether(t, c, list)
	}()
	if err := c.End(t.Context(), true); err == nil {
		t.Error("what was broken off is committed")
	}
	c.Release()
	wantIDs(t, acquire(t, db, driver.ReadWrite))
}

func TestALossWithinWhatIsSentTogetherIsTold(t *testing.T) {
	t.Parallel()
	o := ownDatabase(t)
	look := acquire(t, openAt(t, o), driver.ReadWrite)
	exec(t, look, makeItems)
	p := newProxy(t, o.Hosts[0])
	o.Hosts = []string{p.address()}
	db, stored := openAt(t, o), 0
	for _, inside := range []bool{false, true} {
		for bytes := int64(0); bytes < 400; bytes += 15 {
			c := acquire(t, db, driver.ReadWrite)
			if _, err := c.Exec(t.Context(), insertItem, nil); err == nil { // prepares it
				t.Fatal("an item without an id")
			}
			if inside {
				begin(t, c)
				insert(t, c, 1_000_000) // is kept: it cannot begin anew
			}
			first := int64(stored + 1)
			list := itemsOf(first, first+1, first+2)
			p.left.Store(bytes)
			at, err := sendTogether(t, c, list)
			p.left.Store(-1)
			what := fmt.Sprintf("inside %v, cut after %d bytes", inside, bytes)
			if err == nil {
				if inside {
					end(t, c, false)
				} else {
					stored += 3
				}
				c.Release()
				continue
			}
			if r := wantRefusal(t, what, err, fault.Unavailable); r.Outcome != driver.Lost || at > 3 {
				t.Errorf("%s: got the outcome %d at %d, want a loss", what, r.Outcome, at)
			}
			if inside {
				if err := c.End(t.Context(), true); err == nil {
					t.Errorf("%s: the commit of a transaction that was lost: no error", what)
				}
			}
			c.Release()
			found := len(ids(t, look))
			if found != stored && (inside || found != stored+3) {
				t.Fatalf("%s: got %d rows after %d, want all of what was sent together or nothing, and nothing of a transaction", what, found, stored)
			}
			stored = found
		}
	}
}

func TestWhatIsSentTogetherAtTheBeginningOfATransactionOutlivesItsConnection(t *testing.T) {
	t.Parallel()
	db, p := proxied(t, nil)
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, makeItems)
	begin(t, c)
	p.cut()
	rows := 0
	list := append(itemsOf(1, 2), textsOf("SELECT id FROM item")...)
	list[2].Take = func(r driver.Rows) {
		rows = 0
		for more, err := r.Next(); more && err == nil; more, err = r.Next() {
			rows++
		}
	}
	wantSent(t, c, list)
	end(t, c, true)
	if wantIDs(t, c, 1, 2); rows != 2 {
		t.Errorf("got %d rows, want 2", rows)
	}
	begin(t, c)
	insert(t, c, 3)
	p.cut()
	_, err := sendTogether(t, c, itemsOf(4))
	wantRefusal(t, "a list in a transaction that was lost", err, fault.Unavailable)
	_, err = sendTogether(t, c, itemsOf(4))
	if !errors.As(err, new(*driver.Refusal)) || !strings.Contains(err.Error(), "given up before") {
		t.Errorf("afterwards: got %v", err)
	}
	if err := c.End(t.Context(), true); err == nil {
		t.Error("the commit: no error")
	}
}

func TestStatementsAreSentTogetherThroughPgbouncer(t *testing.T) {
	t.Parallel()
	o := ownDatabase(t)
	o.Hosts, o.Unprepared = []string{pooled(t)}, true
	c := acquire(t, openAt(t, o), driver.ReadWrite)
	exec(t, c, makeItems)
	for round := range int64(3) {
		wantSent(t, c, append(itemsOf(10*round, 10*round+1), textsOf("SELECT * FROM item")...))
		wantFailed(t, "by themselves", c, itemsOf(500, 0), 1, fault.Unique)
		begin(t, c)
		wantSent(t, c, itemsOf(10*round+2, 10*round+3))
		wantFailed(t, "in a transaction", c, itemsOf(500, 0, 501), 1, fault.Unique)
		end(t, c, true)
	}
	wantIDs(t, c, 0, 1, 2, 3, 10, 11, 12, 13, 20, 21, 22, 23)
}
