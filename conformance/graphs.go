package conformance

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func graphs() theme {
	return theme{"graphs", []testCase{
		{"random changes through sessions end in the rows that they end in in Go", graphsRandom},
		{"a session that is refused at any statement leaves rows and objects as they were", graphsRefused},
		{"a session that loses its connection at any statement leaves rows and objects as they were", graphsLost},
		{"a session that another transaction gets in the way of at any statement is done again", graphsOvertaken},
	}}
}

// graphSeed draws from a seed, which a failure prints.
func (t *trial) graphSeed(do func(r *rand.Rand)) {
	seed := rand.Uint64()
	failed := t.Failed()
	do(rand.New(rand.NewPCG(seed, 0)))
	if t.Failed() && !failed {
		t.Logf("the changes were drawn with rand.New(rand.NewPCG(%d, 0))", seed)
	}
}

// storehouse opens a database on an engine that may fail.
func (t *trial) storehouse() (*orm.DB, *stumbling) {
	t.Helper()
	engine := &stumbling{Engine: t.engine.Open(t)}
	db := t.openOn(engine, orm.Models(storehouse...), orm.Options{})
	t.ok("CreateTables", db.CreateTables(t.Context()))
	return db, engine
}

// sweep removes all rows.
func sweep(t *trial, db *orm.DB) {
	t.Helper()
	for _, k := range []graphKind{twigKind, ribbonKind, lidKind, stickerKind, jarKind, crateKind} {
		t.ok("Delete", graphModels[k].clear(t.Context(), db))
	}
}

// session does so many random steps, drawn anew from a seed at each run, in one session. It returns what became of it,
// and how the run ended that ran last; base is as it was.
func (g *graphRun) session(db *orm.DB, seed uint64, steps int, end error) (last *graphRun, err error) {
	err = db.Session(g.Context(), func(ctx context.Context, s *orm.Session) error {
		last = &graphRun{trial: g.trial, r: rand.New(rand.NewPCG(seed, 0)), want: g.want.clone(), ids: maps.Clone(g.ids), log: append(g.log[:len(g.log):len(g.log)], "session")}
		last.begin(ctx, s)
		if err := last.steps(steps); err != nil {
			return err
		}
		return end
	})
	return last, err
}

// took makes what a run that was committed has done the graph to go on with.
func (g *graphRun) took(db *orm.DB, last *graphRun) {
	last.log = append(last.log, "commit")
	last.flushed()
	last.stored(db, last.want, last.held)
	g.want, g.ids, g.log = last.want, last.ids, last.log
}

// undone is a session that was rolled back.
func (g *graphRun) undone(db *orm.DB, last *graphRun) {
	last.log = append(last.log, "rollback")
	last.stored(db, g.want, nil)
	last.asLeft()
	g.log, g.want.last = last.log, last.want.last
}

func graphsRandom(t *trial) {
	db, _ := t.storehouse()
	for range graphSeeds {
		t.graphSeed(func(r *rand.Rand) {
			g := &graphRun{trial: t, want: newGraph(), ids: map[int]int64{}}
			for range 3 {
				if end := errGraphUndone; r.IntN(4) > 0 {
					end = nil
					last, err := g.session(db, r.Uint64(), 5+r.IntN(25), end)
					if err != nil && !t.Failed() {
						last.wrong("Session: got the error %v", err)
					}
					if !t.Failed() {
						g.took(db, last)
					}
				} else {
					last, err := g.session(db, r.Uint64(), 5+r.IntN(25), end)
					if !errors.Is(err, end) && !t.Failed() {
						last.wrong("Session: got the error %v, want the function's own", err)
					}
					if !t.Failed() {
						g.undone(db, last)
					}
				}
				if t.Failed() {
					return
				}
			}
			sweep(t, db)
		})
		if t.Failed() {
			return
		}
	}
}

func graphsRefused(t *trial) {
	graphsFailing(t, refused, func(err error) bool { return fault.KindOf(err) == fault.Other })
}

func graphsLost(t *trial) {
	graphsFailing(t, lost, func(err error) bool {
		k := fault.KindOf(err)
		return k == fault.Unavailable || k == fault.CommitUnknown
	})
}

// graphsFailing lets a session fail at its first statement, at its second, and so on until it needs no more.
func graphsFailing(t *trial, how stumble, expected func(error) bool) {
	db, engine := t.storehouse()
	for range graphFailingSeeds {
		t.graphSeed(func(r *rand.Rand) {
			g := &graphRun{trial: t, want: newGraph(), ids: map[int]int64{}}
			first, err := g.session(db, r.Uint64(), 25, nil)
			t.ok("Session", err)
			g.took(db, first)
			seed, steps := r.Uint64(), 4+r.IntN(12)
			for k := 1; !t.Failed(); k++ {
				engine.failAt(k, how)
				last, err := g.session(db, seed, steps, nil)
				failed := engine.failed()
				engine.failAt(0, how)
				if !failed {
					t.ok("Session", err)
					g.took(db, last)
					break
				}
				if last == nil { // the begin failed
					last = &graphRun{trial: t, want: g.want.clone()}
				}
				last.did("%s at the statement %d: %v", how, k, err)
				if !t.Failed() && !expected(err) {
					last.wrong("Session: got the error %v (kind %q), want that of the statement %d", err, fault.KindOf(err), k)
				}
				last.stored(db, g.want, nil)
				if fault.KindOf(err) != fault.CommitUnknown {
					last.asLeft()
				}
			}
			sweep(t, db)
		})
		if t.Failed() {
			return
		}
	}
}

// graphsOvertaken goes on from each session to the next, which another transaction gets in the way of one statement later.
func graphsOvertaken(t *trial) {
	db, engine := t.storehouse()
	for range graphFailingSeeds {
		t.graphSeed(func(r *rand.Rand) {
			g := &graphRun{trial: t, want: newGraph(), ids: map[int]int64{}}
			for k := 1; k <= 30 && !t.Failed(); k++ {
				engine.failAt(k, overtook)
				last, err := g.session(db, r.Uint64(), 4+r.IntN(12), nil)
				engine.failAt(0, overtook)
				if err != nil && !t.Failed() {
					last.wrong("Session: got the error %v, want it to run again", err)
				}
				if !t.Failed() {
					g.took(db, last)
					g.log = []string{fmt.Sprint(k, " sessions before")}
				}
			}
			sweep(t, db)
		})
		if t.Failed() {
			return
		}
	}
}
