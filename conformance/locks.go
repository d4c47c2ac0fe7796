package conformance

import (
	"context"
	"slices"
	"sync"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func locks() theme {
	return theme{"locks", []testCase{
		{"workers take each job once", lockQueue},
		{"what is read for update is written back without a lost sum", lockSums},
		{"NoWait is refused where another holds the row", lockNoWait},
		{"shared locks let others read", lockShared},
		{"locks that nothing would hold are refused", lockRefused},
	}}
}

var committed = orm.TxOptions{Isolation: orm.ReadCommitted}

func lockQueue(t *trial) {
	db, c := t.tables(things), things.C
	for range 24 {
		insert(t, db, things, &thing{Name: "job"})
	}
	var mu sync.Mutex
	var taken []int64
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for {
				var job *thing
				err := db.TxWith(t.Context(), committed, func(ctx context.Context, tx *orm.Tx) (err error) {
					if job, err = things.Where(orm.Eq(&c.Size, 0)).OrderBy(orm.Asc(&c.ID)).ForUpdate(orm.SkipLocked).First(ctx, tx); err == nil {
						job.Size++
						err = things.Update(ctx, tx, job, &c.Size)
					}
					return err
				})
				switch fault.KindOf(err) {
				case fault.None:
					mu.Lock()
					taken = append(taken, job.ID)
					mu.Unlock()
				case fault.Serialization:
				case fault.NotFound:
					return // the others have what is left
				default:
					t.Errorf("a worker: %v", err)
					return
				}
			}
		})
	}
	wg.Wait()
	slices.Sort(taken)
	t.same("jobs that were taken", taken, ids(t, db, things.Where(orm.Eq(&c.Size, 1))))
	t.same("how many", len(taken), 24)
}

func lockSums(t *trial) {
	db, c := t.tables(things), things.C
	insert(t, db, things, &thing{Name: "sum"})
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 5 {
				err := inTx(t.Context(), db, func(ctx context.Context, tx *orm.Tx) error {
					one, err := things.Where(orm.Eq(&c.ID, 1)).ForUpdate().One(ctx, tx)
					if err != nil {
						return err
					}
					one.Size++
					return things.Update(ctx, tx, one)
				})
				if err != nil {
					t.Errorf("a writer: %v", err)
				}
			}
		})
	}
	wg.Wait()
	t.same("the sum", get(t, db, things, 1).Size, int64(20))
}

// beside runs a second transaction while a first one is open, which waits for it a while.
func (t *trial) beside(db *orm.DB, first, second func(ctx context.Context, tx *orm.Tx) error) (err error) {
	t.Helper()
	done := make(chan error, 1)
	t.ok("the first transaction", db.TxWith(t.Context(), committed, func(ctx context.Context, tx *orm.Tx) error {
		if err := first(ctx, tx); err != nil {
			return err
		}
		go func() { done <- db.TxWith(t.Context(), committed, second) }()
		select {
		case err = <-done:
			done <- err
		case <-time.After(300 * time.Millisecond): // it waits for this one to end
		}
		return nil
	}))
	return <-done
}

func lockNoWait(t *trial) {
	rec := &recorder{}
	db, c := t.observed(rec, things), things.C
	insert(t, db, things, &thing{Name: "a"}, &thing{Name: "b"})
	first := func(ctx context.Context, tx *orm.Tx) error {
		_, err := things.Where(orm.Eq(&c.ID, 1)).ForUpdate().One(ctx, tx)
		return err
	}
	refused := false
	err := t.beside(db, first, func(ctx context.Context, tx *orm.Tx) error {
		rec.take()
		_, err := things.Where(orm.Eq(&c.ID, 1)).ForUpdate(orm.NoWait).One(ctx, tx)
		if refused = err != nil; refused {
			t.kind("NoWait", err, fault.Unavailable)
		}
		_, err = things.Where(orm.Eq(&c.ID, 2)).ForUpdate(orm.NoWait).One(ctx, tx)
		return err
	})
	t.ok("the transaction after a refusal", err)
	t.same("whether NoWait is refused", refused, t.engine.LocksRows)
	row := new(struct{ ID int64 })
	q := orm.Select(row, orm.As(&row.ID, orm.Col(&c.ID))).From(things).OrderBy(orm.Asc(&c.ID))
	for what, locked := range map[string]orm.Selection[struct{ ID int64 }]{
		"for update": q.ForUpdate(), "for share": q.ForShare(), "no wait": q.ForShare(orm.NoWait), "skip locked": q.Limit(1).ForUpdate(orm.SkipLocked),
	} {
		t.ok("TxWith", db.TxWith(t.Context(), committed, func(ctx context.Context, tx *orm.Tx) error {
			rec.sends(t, what, func() error {
				_, err := locked.All(ctx, tx)
				return err
			})
			return nil
		}))
	}
}

func lockShared(t *trial) {
	db, c := t.tables(things), things.C
	insert(t, db, things, &thing{Name: "a"})
	read := func(ctx context.Context, tx *orm.Tx) error {
		_, err := things.Where(orm.Eq(&c.ID, 1)).ForShare(orm.NoWait).All(ctx, tx)
		return err
	}
	t.ok("the second reader", t.beside(db, read, read))
	t.ok("a session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		one, err := things.Where(orm.Eq(&c.ID, 1)).ForUpdate().One(ctx, s)
		if err == nil {
			one.Size = 7
		}
		return err
	}))
	t.same("what the session wrote", get(t, db, things, 1).Size, int64(7))
}

func lockRefused(t *trial) {
	db, rec := yard(t)
	ctx, p := t.Context(), bales.C
	_, err := bales.Query().ForUpdate().All(ctx, db)
	t.kind("outside of a transaction", err, fault.Invalid)
	row := new(struct{ N int64 })
	q := orm.Select(row, orm.As(&row.N, orm.Col(&p.Weight))).From(bales)
	_, err = q.ForShare().All(ctx, db)
	t.kind("a selection outside of a transaction", err, fault.Invalid)
	t.ok("ReadTx", db.ReadTx(ctx, func(ctx context.Context, tx *orm.ReadTx) error {
		_, err := bales.Query().ForShare().All(ctx, tx)
		t.kind("in a transaction that reads", err, fault.ReadOnly)
		return nil
	}))
	t.ok("Tx", db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		_, err := bales.Query().ForUpdate().Count(ctx, tx)
		t.kind("Count", err, fault.Invalid)
		_, err = bales.Query().ForUpdate().Exists(ctx, tx)
		t.kind("Exists", err, fault.Invalid)
		_, err = bales.Join(&p.Hangar).ForUpdate().All(ctx, tx)
		t.kind("Join", err, fault.Invalid)
		_, err = orm.Children(ctx, tx, bales.Query().ForUpdate(), &p.Hangar, []*hangar{{ID: 1}})
		t.kind("Children", err, fault.Invalid)
		_, err = bales.Query().ForUpdate(orm.SkipLocked, orm.NoWait).All(ctx, tx)
		t.kind("both options", err, fault.Invalid)
		_, err = bales.Every().ForUpdate().Delete(ctx, tx)
		t.kind("Delete", err, fault.Invalid)
		for what, s := range map[string]orm.Selection[struct{ N int64 }]{
			"Distinct": q.Distinct(), "GroupBy": q.GroupBy(&p.Weight), "an aggregate": orm.Select(row, orm.As(&row.N, orm.Count())).From(bales),
			"a window": orm.Select(row, orm.As(&row.N, orm.RowNumber(orm.Window{}))).From(bales),
		} {
			_, err = s.ForUpdate().All(ctx, tx)
			t.kind(what, err, fault.Invalid)
		}
		other := bales.As("other")
		within := orm.Select(row, orm.As(&row.N, orm.Col(&other.C.Weight))).From(other).ForUpdate()
		_, err = bales.Where(orm.InQuery(orm.Col(&p.Weight), within, &row.N)).All(ctx, tx)
		t.kind("within another query", err, fault.Invalid)
		return nil
	}))
	if sent := rec.take(); len(sent) > 0 {
		t.Errorf("sent %v, want nothing", sent)
	}
}
