//go:build hard

package mysql_test

import (
	"context"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/orm"
)

// mark is a row of the tests that pull the rug. Nothing in the table keeps the same number from being stored twice.
type mark struct{ ID, Number, Part int64 }

var marks = orm.Define[mark]()

func marked(t testing.TB, o mysql.Options) *orm.DB {
	t.Helper()
	engine, err := mysql.Open(t.Context(), o)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	db, err := orm.Open(engine, orm.Models(marks), orm.Options{})
	if err != nil {
		t.Fatalf("orm.Open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	return db
}

// answers are what the program was told of its writes: by number, how many rows each made, and whether that is sure.
type answers struct {
	mu    sync.Mutex
	next  int64
	rows  map[int64]int64
	sure  map[int64]bool
	kinds map[fault.Kind]int
}

func newAnswers() *answers {
	return &answers{rows: map[int64]int64{}, sure: map[int64]bool{}, kinds: map[fault.Kind]int{}}
}

// write stores the next number in one of three ways: alone, with others, or in a transaction of two statements with
// a read between them.
func (a *answers) write(ctx context.Context, db *orm.DB) error {
	a.mu.Lock()
	a.next++
	n := a.next
	a.mu.Unlock()
	var err error
	rows := 1 + n%3
	switch rows {
	case 1:
		err = marks.Insert(ctx, db, &mark{Number: n})
	case 2:
		err = db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
			if err := marks.Insert(ctx, tx, &mark{Number: n}); err != nil {
				return err
			}
			if _, err := marks.Count(ctx, tx); err != nil {
				return err
			}
			return marks.Insert(ctx, tx, &mark{Number: n, Part: 1})
		})
	default:
		err = marks.InsertAll(ctx, db, []*mark{{Number: n}, {Number: n, Part: 1}, {Number: n, Part: 2}})
	}
	kind := fault.KindOf(err)
	if kind != fault.None && kind != fault.CommitUnknown {
		rows = 0
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rows[n], a.sure[n] = rows, kind != fault.CommitUnknown
	a.kinds[kind]++
	return err
}

// during writes from several goroutines while something happens, a moment before, and until writing works again.
func (a *answers) during(t testing.TB, db *orm.DB, happens func()) {
	t.Helper()
	stop := make(chan struct{})
	var writers sync.WaitGroup
	for range 4 {
		writers.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				err := a.write(context.Background(), db)
				switch fault.KindOf(err) {
				case fault.None:
				case fault.Unavailable, fault.CommitUnknown, fault.Timeout, fault.Serialization:
					time.Sleep(5 * time.Millisecond)
				default:
					t.Errorf("a write: %v", err)
				}
			}
		})
	}
	time.Sleep(300 * time.Millisecond)
	happens()
	eventually(t, "a write afterwards", func(ctx context.Context) error { return a.write(ctx, db) })
	time.Sleep(300 * time.Millisecond)
	close(stop)
	writers.Wait()
}

// check compares what is stored with what the program was told.
func (a *answers) check(t testing.TB, db *orm.DB) {
	t.Helper()
	var stored []*mark
	eventually(t, "reading", func(ctx context.Context) (err error) {
		stored, err = marks.All(ctx, db)
		return err
	})
	rows, seen := map[int64]int64{}, map[[2]int64]bool{}
	for _, m := range stored {
		rows[m.Number]++
		if seen[[2]int64{m.Number, m.Part}] {
			t.Errorf("part %d of number %d is stored twice", m.Part, m.Number)
		}
		seen[[2]int64{m.Number, m.Part}] = true
	}
	for n, want := range a.rows {
		if got := rows[n]; got != want && (a.sure[n] || got != 0) {
			t.Errorf("number %d has %d rows; the program was told %d, and that this is sure: %t", n, got, want, a.sure[n])
		}
	}
	t.Logf("%d rows; answers by kind: %v", len(stored), a.kinds)
	if a.kinds[fault.None] < 50 {
		t.Errorf("only %d writes were answered: too few to tell", a.kinds[fault.None])
	}
}

func TestWhatWasAnsweredIsStoredOnceWhateverHappensToTheServer(t *testing.T) {
	t.Parallel()
	for what, happens := range map[string]func(s *ownServer){
		"shut down and started": func(s *ownServer) { s.kill(syscall.SIGTERM); s.start() },
		"killed and started":    func(s *ownServer) { s.kill(syscall.SIGKILL); s.start() },
		"frozen": func(s *ownServer) {
			s.signal(syscall.SIGSTOP)
			time.Sleep(9 * time.Second) // longer than the statement timeout and the attempt to stop the statement
			s.signal(syscall.SIGCONT)
		},
		"frozen for moments": func(s *ownServer) {
			for range 10 {
				s.signal(syscall.SIGSTOP)
				time.Sleep(300 * time.Millisecond)
				s.signal(syscall.SIGCONT)
				time.Sleep(100 * time.Millisecond)
			}
		},
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			s := newServer(t)
			db, a := marked(t, s.options()), newAnswers()
			for range 3 {
				a.during(t, db, func() { happens(s) })
			}
			a.check(t, db)
		})
	}
}

func TestWhatWasAnsweredIsStoredOnceWhenTheNetworkBreaks(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	p := newProxy(t, s.address())
	o := s.options()
	o.Host = p.listener.Addr().String()
	db, a := marked(t, o), newAnswers()
	a.during(t, db, func() {
		for round := range 200 {
			switch round % 4 {
			case 0:
				p.cut()
			case 1:
				p.left.Store(int64(7 * round)) // in the middle of an answer
			case 2:
				p.deaf.Store(true) // answers are lost, and then the connections
				time.Sleep(20 * time.Millisecond)
				p.cut()
				p.deaf.Store(false)
			case 3:
				p.frozen.Store(true)
				time.Sleep(50 * time.Millisecond)
				p.frozen.Store(false)
			}
			time.Sleep(30 * time.Millisecond)
		}
		p.left.Store(-1)
	})
	a.check(t, db)
}

func TestReadingGoesOnWhenResultsAreCut(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	p := newProxy(t, s.address())
	o := s.options()
	o.Host = p.listener.Addr().String()
	db := marked(t, o)
	var many []*mark
	for i := range int64(3000) {
		many = append(many, &mark{Number: i})
	}
	if err := marks.InsertAll(t.Context(), db, many); err != nil {
		t.Fatal(err)
	}
	whole, cut := 0, 0
	for round := range 60 {
		p.left.Store(int64(round * 1500))
		list, err := marks.All(t.Context(), db)
		p.left.Store(-1)
		switch {
		case err == nil && len(list) == len(many):
			whole++
		case err == nil:
			t.Fatalf("round %d: got %d objects and no error, want %d", round, len(list), len(many))
		case fault.KindOf(err) == fault.Unavailable:
			cut++
		default:
			t.Errorf("round %d: %v", round, err)
		}
		for i, m := range list {
			if m.Number != int64(i) {
				t.Fatalf("round %d: object %d is number %d", round, i, m.Number)
			}
		}
	}
	t.Logf("%d whole, %d cut after the first row", whole, cut)
	if whole == 0 || cut == 0 {
		t.Errorf("%d results were whole and %d cut, want some of both", whole, cut)
	}
}

func TestAStoppedStatementStopsAtTheServerAlsoUnderLoad(t *testing.T) {
	t.Parallel()
	s := newServer(t)
	db := openWith(t, s.options())
	var all sync.WaitGroup
	var lost atomic.Int64
	for range 6 {
		all.Go(func() {
			for range 30 {
				c, err := db.Acquire(t.Context(), driver.ReadOnly)
				if err != nil {
					t.Errorf("Acquire: %v", err)
					return
				}
				ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
				_, err = c.Exec(ctx, endless, nil)
				cancel()
				r := wantRefusal(t, "Exec", err, fault.Timeout)
				if r.Outcome == driver.Lost {
					lost.Add(1) // a server that is too busy to take the order in time
				} else if err := tryExec(c, "DO sleep(0.002)"); err != nil { // an order that comes late meets no other statement
					t.Errorf("the next statement: %v", err)
				}
				c.Release()
			}
		})
	}
	all.Wait()
	t.Logf("%d of 180 statements were cut off", lost.Load())
	c := acquire(t, db, driver.ReadOnly)
	for start := time.Now(); ; time.Sleep(100 * time.Millisecond) {
		got := query(t, c, "SELECT count(*) FROM information_schema.processlist WHERE info LIKE '%seq_1_to%' AND id <> connection_id()")[0][0]
		if got == int64(0) {
			break
		}
		if time.Since(start) > 20*time.Second {
			t.Fatalf("%v statements still run at the server, want none", got)
		}
	}
}

func TestManyWritersGetTheKeysOfTheirRows(t *testing.T) {
	t.Parallel()
	db := marked(t, newServer(t).options())
	var writers sync.WaitGroup
	for w := range int64(8) {
		writers.Go(func() {
			for round := range int64(20) {
				var list []*mark
				for i := range int64(150) {
					list = append(list, &mark{Number: w*1_000_000 + round*1000 + i, Part: w})
				}
				if err := marks.InsertAll(t.Context(), db, list); err != nil {
					t.Errorf("InsertAll: %v", err)
					return
				}
				for _, m := range list {
					if got, err := marks.Get(t.Context(), db, m.ID); err != nil || *got != *m {
						t.Errorf("the row of key %d: got %+v, %v, want %+v", m.ID, got, err, m)
						return
					}
				}
			}
		})
	}
	writers.Wait()
	if n, err := marks.Count(t.Context(), db); n != 8*20*150 || err != nil {
		t.Errorf("got %d rows, %v, want %d", n, err, 8*20*150)
	}
}
