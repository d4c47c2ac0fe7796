package conformance

import (
	"context"
	"errors"
	"sync"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func sessionRetries() []testCase {
	return []testCase{
		{"a session in whose way another got runs again, with nothing held", retrySerialization},
		{"a session runs again so many times and no more", retryBounded},
		{"another error does not run it again", retryOthers},
		{"a lost update runs it again only on request", retryStale},
		{"a session that is cancelled while it waits does not run again", retryCancelled},
		{"an object from outside is stored once, by the try that succeeds", retryOutside},
		{"read and write in many sessions at once loses no update", retryContended},
	}
}

// inTheWay is what a session gets when another transaction is in its way.
var inTheWay = fault.New(fault.Serialization, "conformance: on purpose")

func retrySerialization(t *trial) {
	db, _ := staged(t)
	var first *piece
	var before *orm.Session
	tries := 0
	within(t, db, func(context.Context, *orm.Session) {})
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		tries++
		lear := get(t, s, pieces, 1)
		t.same("a fresh session", s != before && lear != first && lear.Minutes == 0, true)
		before, first = s, lear
		lear.Minutes++
		troupes.Add(s, &troupe{Name: "new"})
		t.ok("Flush", s.Flush(ctx))
		if tries < 3 {
			return inTheWay
		}
		return nil
	}))
	t.same("tries", tries, 3)
	t.same("stored", get(t, db, pieces, 1).Minutes, int64(1))
	count(t, db, troupes, 3)
}

func retryBounded(t *trial) {
	db, _ := staged(t)
	for retries, want := range map[int]int{-1: 1, 1: 2, 3: 4} {
		tries := 0
		err := db.SessionWith(t.Context(), orm.SessionOptions{Retries: retries}, func(context.Context, *orm.Session) error {
			tries++
			return inTheWay
		})
		t.kind("the session", err, fault.Serialization)
		t.same("tries", tries, want)
	}
}

func retryOthers(t *trial) {
	db, _ := staged(t)
	for _, own := range []error{errors.New("own"), fault.New(fault.Unique, "own"), fault.New(fault.Stale, "own"), fault.New(fault.Unavailable, "own"), fault.New(fault.CommitUnknown, "own")} {
		tries := 0
		err := db.Session(t.Context(), func(context.Context, *orm.Session) error {
			tries++
			return own
		})
		t.same("the error", errors.Is(err, own), true)
		t.same("tries", tries, 1)
	}
}

func retryStale(t *trial) {
	db, _ := staged(t)
	tries := 0
	t.ok("Session", db.SessionWith(t.Context(), orm.SessionOptions{RetryStale: true}, func(_ context.Context, s *orm.Session) error {
		if tries++; tries < 2 {
			return fault.New(fault.Stale, "conformance: on purpose")
		}
		get(t, s, pieces, 1).Minutes++
		return nil
	}))
	t.same("tries", tries, 2)
	t.same("stored", get(t, db, pieces, 1).Minutes, int64(1))
}

func retryCancelled(t *trial) {
	db, _ := staged(t)
	ctx, cancel := context.WithCancel(t.Context())
	tries := 0
	err := db.Session(ctx, func(context.Context, *orm.Session) error {
		tries++
		cancel()
		return inTheWay
	})
	t.same("tries", tries, 1)
	if k := fault.KindOf(err); k != fault.Serialization && k != fault.Canceled {
		t.Errorf("got %v (kind %q), want the reason", err, k)
	}
}

func retryOutside(t *trial) {
	db, _ := staged(t)
	outside, tries := &troupe{Name: "outside"}, 0
	outside.Actors.Add(&actor{Name: "new"})
	t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		troupes.Add(s, outside)
		t.ok("Flush", s.Flush(ctx))
		if tries++; tries < 3 {
			return inTheWay
		}
		return nil
	}))
	count(t, db, troupes, 3)
	t.same("stored", get(t, db, troupes, outside.ID).Name, "outside")
	t.same("its actor", *manyOf(t, outside.Actors)[0].TroupeID, outside.ID)
	count(t, db, actors, 4)
}

func retryContended(t *trial) {
	db, _ := staged(t)
	var group sync.WaitGroup
	for i := range 8 {
		o := orm.SessionOptions{Isolation: []orm.Isolation{orm.Snapshot, orm.Serializable}[i%2], Retries: 10000}
		group.Go(func() {
			for range 10 {
				err := db.SessionWith(t.Context(), o, func(ctx context.Context, s *orm.Session) error {
					lear, err := pieces.Get(ctx, s, 1)
					if err == nil {
						lear.Minutes++
					}
					return err
				})
				if err != nil {
					t.Errorf("Session: %v", err)
				}
			}
		})
	}
	group.Wait()
	t.same("the sum", get(t, db, pieces, 1).Minutes, int64(80))
}
