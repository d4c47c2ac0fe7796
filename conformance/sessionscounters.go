package conformance

import (
	"context"
	"sync"

	"github.com/rowankit/rowan/orm"
)

func sessionCounters() []testCase {
	return []testCase{
		{"80 increments at once end as 80, by an expression of the server", counterIncrement},
		{"80 increments at once end as 80, by a version column", counterVersion},
		{"an increment is added on the server, to what is there", counterExpression},
	}
}

// ballot counts, in a row that says how often it was written.
type ballot struct {
	ID      int64
	Name    string
	N       int64
	Rate    float64
	Version int64
}

func (c *ballot) Define(t *orm.Table[ballot]) { t.Version(&c.Version) }

// tally counts without saying.
type tally struct {
	ID int64
	N  int64
}

var (
	ballots = orm.Define[ballot]()
	tallies = orm.Define[tally]()
)

// eighty runs a session 80 times, 8 at once.
func eighty(t *trial, db *orm.DB, o orm.SessionOptions, do func(ctx context.Context, s *orm.Session) error) {
	t.Helper()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 10 {
				if err := db.SessionWith(t.Context(), o, do); err != nil {
					t.Errorf("Session: %v", err)
					return
				}
			}
		})
	}
	group.Wait()
}

func counterIncrement(t *trial) {
	for _, i := range []orm.Isolation{orm.Snapshot, orm.ReadCommitted} {
		db := t.tables(tallies)
		insert(t, db, tallies, &tally{})
		list := all(t, db, tallies)
		id := list[len(list)-1].ID
		eighty(t, db, orm.SessionOptions{Isolation: i, Retries: 10000}, func(ctx context.Context, s *orm.Session) error {
			_, err := tallies.Where(orm.Eq(&tallies.C.ID, id)).Update(ctx, s.Bulk(), orm.Increment(&tallies.C.N, 1))
			return err
		})
		t.same("the sum", get(t, db, tallies, id).N, int64(80))
	}
}

func counterVersion(t *trial) {
	for _, i := range []orm.Isolation{orm.ReadCommitted, orm.Snapshot} {
		db := t.tables(ballots)
		insert(t, db, ballots, &ballot{Name: "n"})
		list := all(t, db, ballots)
		id := list[len(list)-1].ID
		eighty(t, db, orm.SessionOptions{Isolation: i, RetryStale: true, Retries: 10000}, func(ctx context.Context, s *orm.Session) error {
			c, err := ballots.Get(ctx, s, id)
			if err == nil {
				c.N++
			}
			return err
		})
		c := get(t, db, ballots, id)
		t.same("the sum", []int64{c.N, c.Version}, []int64{80, 81})
	}
}

func counterExpression(t *trial) {
	db, ctx, c := t.tables(ballots), t.Context(), ballots.C
	insert(t, db, ballots, &ballot{N: 5, Rate: 0.5}, &ballot{N: -5})
	within(t, db, func(ctx context.Context, s *orm.Session) {
		held := get(t, s, ballots, 1)
		held.N = 7
		n, err := ballots.Every().Update(ctx, s.Bulk(), orm.Increment(&c.N, -2), orm.Increment(&c.Rate, 0.25), orm.Set(&c.Name, "set"))
		t.ok("Update", err)
		t.same("rows", n, int64(2))
		again := get(t, s, ballots, 1)
		t.same("what is held", []any{again == held, held.N, held.Rate, held.Name}, []any{true, int64(5), 0.75, "set"})
		held.N++
	})
	one, two := get(t, db, ballots, 1), get(t, db, ballots, 2)
	t.same("stored", []any{one.N, two.N, two.Rate, two.Name}, []any{int64(6), int64(-7), 0.25, "set"})
	_, err := ballots.Where(orm.Eq(&c.ID, 2)).Update(ctx, db, orm.Increment(&c.N, 10))
	t.ok("Update of the database", err)
	t.same("stored", get(t, db, ballots, 2).N, int64(3))
}
