//go:build hard

package postgres_test

import (
	"context"
	"errors"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/postgres"
)

// entry is a row of the tests that pull the rug. Nothing keeps the same number from being stored twice.
type entry struct {
	ID     int64
	Number int64
	Part   int64
}

var entries = orm.Define[entry]()

func ormAt(t testing.TB, o postgres.Options) *orm.DB {
	t.Helper()
	engine, err := postgres.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("postgres.Open: %v", err)
	}
	db, err := orm.Open(engine, orm.Models(entries), orm.Options{})
	if err != nil {
		t.Fatalf("orm.Open: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	return db
}

// ledger is what programs were told about what they wrote: by number, how many rows there have to be at least and may
// be at most.
type ledger struct {
	mu     sync.Mutex
	told   map[int64][2]int64
	kinds  map[fault.Kind]int
	number atomic.Int64
}

// writes are the ways in which a number is written, each with the rows that it makes.
var writes = []struct {
	rows int64
	do   func(ctx context.Context, db *orm.DB, number int64) error
}{
	{1, func(ctx context.Context, db *orm.DB, number int64) error {
		return entries.Insert(ctx, db, &entry{Number: number})
	}},
	{3, func(ctx context.Context, db *orm.DB, number int64) error {
		return entries.InsertAll(ctx, db, []*entry{{Number: number}, {Number: number, Part: 1}, {Number: number, Part: 2}})
	}},
	{2, func(ctx context.Context, db *orm.DB, number int64) error {
		return db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := entries.Insert(ctx, tx, &entry{Number: number}); err != nil {
				return err
			}
			if _, err := entries.Count(ctx, tx); err != nil {
				return err
			}
			return entries.Insert(ctx, tx, &entry{Number: number, Part: 1})
		})
	}},
}

// write writes one number and notes what was told about it.
func (l *ledger) write(ctx context.Context, db *orm.DB) error {
	n := l.number.Add(1)
	w := writes[n%int64(len(writes))]
	err := w.do(ctx, db, n)
	bounds := [2]int64{0, 0}
	switch fault.KindOf(err) {
	case fault.None:
		bounds = [2]int64{w.rows, w.rows}
	case fault.CommitUnknown:
		bounds = [2]int64{0, w.rows}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.told[n] = bounds
	l.kinds[fault.KindOf(err)]++
	return err
}

// run writes from several goroutines while something happens, and for a moment before and after.
func (l *ledger) run(t testing.TB, db *orm.DB, happens func()) {
	t.Helper()
	stop, group := make(chan struct{}), sync.WaitGroup{}
	for range 4 {
		group.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if err := l.write(context.Background(), db); err != nil {
					if fault.KindOf(err) == fault.Other || fault.KindOf(err) == fault.Invalid {
						t.Errorf("a write: %v", err)
					}
					time.Sleep(5 * time.Millisecond)
				}
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	happens()
	eventually(t, "a write afterwards", func(ctx context.Context) error { return l.write(ctx, db) })
	time.Sleep(300 * time.Millisecond)
	close(stop)
	group.Wait()
}

// check compares what is stored with what was told.
func (l *ledger) check(t testing.TB, db *orm.DB) {
	t.Helper()
	var list []*entry
	eventually(t, "reading", func(ctx context.Context) (err error) {
		list, err = entries.All(ctx, db)
		return err
	})
	stored := map[int64]int64{}
	parts := map[[2]int64]bool{}
	for _, e := range list {
		stored[e.Number]++
		if at := [2]int64{e.Number, e.Part}; parts[at] {
			t.Errorf("part %d of %d is stored twice", e.Part, e.Number)
		} else {
			parts[at] = true
		}
	}
	for n, bounds := range l.told {
		if got := stored[n]; got != bounds[0] && got != bounds[1] {
			t.Errorf("number %d: got %d rows, want %d or %d by what was told", n, got, bounds[0], bounds[1])
		}
	}
	t.Logf("%d rows; told: %v", len(list), l.kinds)
	if l.kinds[fault.None] < 20 {
		t.Errorf("only %d writes succeeded: too few to tell", l.kinds[fault.None])
	}
}

func newLedger() *ledger { return &ledger{told: map[int64][2]int64{}, kinds: map[fault.Kind]int{}} }

func TestWhatWasAnsweredIsStoredOnceWhateverHappensToTheServer(t *testing.T) {
	t.Parallel()
	for what, happens := range map[string]func(s *server){
		"restarted in an orderly way": func(s *server) { s.stop("fast"); s.start() },
		"crashed":                     func(s *server) { s.stop("immediate"); s.start() },
		"frozen": func(s *server) {
			s.signal(syscall.SIGSTOP)
			time.Sleep(8 * time.Second) // longer than the statement timeout
			s.signal(syscall.SIGCONT)
		},
		"frozen for a moment": func(s *server) {
			for range 5 {
				s.signal(syscall.SIGSTOP)
				time.Sleep(300 * time.Millisecond)
				s.signal(syscall.SIGCONT)
				time.Sleep(100 * time.Millisecond)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := newServer(t, nil)
			db, l := ormAt(t, optionsAt(s)), newLedger()
			for range 2 {
				l.run(t, db, func() { happens(s) })
			}
			l.check(t, db)
		})
	}
}

func TestWhatWasAnsweredIsStoredOnceWhenTheNetworkBreaks(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	p := newProxy(t, s.address())
	o := optionsAt(s)
	o.Hosts = []string{p.address()}
	db, l := ormAt(t, o), newLedger()
	l.run(t, db, func() {
		for round := range 40 {
			switch round % 4 {
			case 0:
				p.cut()
			case 1:
				p.left.Store(int64(50 * round)) // in the middle of an answer
			case 2:
				p.deaf.Store(true) // answers are lost, then the connections
				time.Sleep(20 * time.Millisecond)
				p.cut()
				p.deaf.Store(false)
			case 3:
				p.frozen.Store(true)
				time.Sleep(100 * time.Millisecond)
				p.frozen.Store(false)
			}
			time.Sleep(50 * time.Millisecond)
		}
	})
	l.check(t, db)
}

func TestTheProgramFollowsAFailover(t *testing.T) {
	t.Parallel()
	for what, e := range map[string]struct {
		fail func(t *testing.T, first *server)
	}{
		"the first is stopped": {func(_ *testing.T, first *server) { first.stop("fast") }},
		"the first is frozen":  {func(_ *testing.T, first *server) { first.signal(syscall.SIGSTOP) }},
		"the first becomes read only": {func(t *testing.T, first *server) {
			c := acquire(t, openAt(t, optionsAt(first)), driver.ReadWrite)
			exec(t, c, "ALTER SYSTEM SET default_transaction_read_only = on")
			exec(t, c, "SELECT pg_reload_conf()")
		}},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			first := newServer(t, nil)
			o := optionsAt(first)
			setUp := acquire(t, openAt(t, o), driver.ReadWrite)
			exec(t, setUp, "ALTER SYSTEM SET synchronous_standby_names = '*'") // what is answered is on both
			exec(t, setUp, "ALTER SYSTEM SET synchronous_commit = remote_apply")
			second := newServer(t, first)
			exec(t, setUp, "SELECT pg_reload_conf()")
			setUp.Release()
			o = optionsAt(first, second)
			o.TargetSessionAttrs = "read-write"
			db, l := ormAt(t, o), newLedger()
			l.run(t, db, func() {
				e.fail(t, first)
				time.Sleep(500 * time.Millisecond)
				second.promote()
				c := acquire(t, openAt(t, optionsAt(second)), driver.ReadWrite)
				exec(t, c, "ALTER SYSTEM RESET synchronous_standby_names")
				exec(t, c, "SELECT pg_reload_conf()")
			})
			l.check(t, db)
			l.checkAt(t, second)
		})
	}
}

// checkAt compares with what one server holds.
func (l *ledger) checkAt(t *testing.T, s *server) {
	t.Helper()
	l.check(t, ormAt(t, optionsAt(s)))
}

func TestAServerThatIsRestartedBetweenStatementsIsNotNoticed(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	db, ctx := ormAt(t, optionsAt(s)), t.Context()
	for round := range int64(3) {
		if err := entries.Insert(ctx, db, &entry{Number: round}); err != nil {
			t.Fatalf("round %d: Insert: %v", round, err)
		}
		for _, mode := range []string{"fast", "immediate"} {
			s.stop(mode)
			s.start()
			if _, err := entries.Count(ctx, db); err != nil {
				t.Errorf("round %d, %s: Count: %v", round, mode, err)
			}
			s.stop(mode)
			s.start()
			err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error { return entries.Insert(ctx, tx, &entry{Number: -round}) })
			if err != nil {
				t.Errorf("round %d, %s: Tx: %v", round, mode, err)
			}
		}
	}
}

func TestARestartWithinATransactionIsToldAndNothingOfItIsStored(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	db, ctx := ormAt(t, optionsAt(s)), t.Context()
	for _, mode := range []string{"fast", "immediate"} {
		err := db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := entries.Insert(ctx, tx, &entry{Number: 1}); err != nil {
				return err
			}
			s.stop(mode)
			s.start()
			return entries.Insert(ctx, tx, &entry{Number: 2})
		})
		if fault.KindOf(err) != fault.Unavailable {
			t.Errorf("%s: got %v, want that it is not available", mode, err)
		}
		err = db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := entries.Insert(ctx, tx, &entry{Number: 3}); err != nil {
				return err
			}
			s.stop(mode)
			s.start()
			return nil
		})
		if k := fault.KindOf(err); k != fault.CommitUnknown && k != fault.Unavailable {
			t.Errorf("%s: at commit: got %v", mode, err)
		}
		if n, err := entries.Count(ctx, db); n != 0 || err != nil {
			t.Errorf("%s: got %d rows, %v, want none", mode, n, err)
		}
	}
}

func TestACutResultIsReadAgainOrTold(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	p := newProxy(t, s.address())
	o := optionsAt(s)
	o.Hosts = []string{p.address()}
	db, ctx := ormAt(t, o), t.Context()
	list := make([]*entry, 20000)
	for i := range list {
		list[i] = &entry{Number: int64(i)}
	}
	if err := entries.InsertAll(ctx, db, list); err != nil {
		t.Fatal(err)
	}
	for _, bytes := range []int64{0, 10, 100, 5000, 100_000} {
		p.left.Store(bytes)
		all, err := entries.All(ctx, db)
		if err == nil && len(all) != len(list) || err != nil && fault.KindOf(err) != fault.Unavailable {
			t.Errorf("cut after %d bytes: got %d rows, %v", bytes, len(all), err)
		}
		p.left.Store(bytes)
		n := 0
		for _, err = range entries.Query().Stream(ctx, db) {
			if err == nil {
				n++
			}
		}
		if err == nil && n != len(list) || err != nil && fault.KindOf(err) != fault.Unavailable {
			t.Errorf("stream cut after %d bytes: got %d rows, %v", bytes, n, err)
		}
	}
	p.left.Store(-1)
	if n, err := entries.Count(ctx, db); n != int64(len(list)) || err != nil {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestPingSaysNoWhileTheServerIsDownOrFrozen(t *testing.T) {
	t.Parallel()
	s := newServer(t, nil)
	db := ormAt(t, optionsAt(s))
	ping := func() error { return db.Ping(deadline(t, 500*time.Millisecond)) }
	s.stop("fast")
	if err := ping(); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("down: got %v", err)
	}
	s.start()
	eventually(t, "up again", func(context.Context) error { return ping() })
	s.signal(syscall.SIGSTOP)
	within(t, 3*time.Second, "frozen", func() {
		if k := fault.KindOf(ping()); k != fault.Timeout && k != fault.Unavailable {
			t.Errorf("frozen: got the kind %q", k)
		}
	})
	s.signal(syscall.SIGCONT)
	eventually(t, "thawed", func(context.Context) error { return ping() })
	if err := errors.Join(ping(), ping()); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}
