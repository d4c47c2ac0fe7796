package orm

import (
	"context"
	"errors"
	"math/rand/v2"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// What is done when a connection is lost, the same on every engine. Outside of a transaction a statement is sent
// again, once, on another connection, if nothing of it was done, or if it only reads and no row was handed out.
// Nothing else is ever repeated: a write whose answer was lost may be stored, which is the kind CommitUnknown. A
// transaction is gone with its connection, unless the connection was of no use from its beginning on.
//
// And a call outside of a transaction does not fail because another one got in its way: what is refused as
// Serialization, a statement or the transaction that Rowan opened for the call, holds nothing, and is sent again.

// again counts what was sent again.
type again struct {
	lost    bool // a connection, once
	refused int  // because another transaction got in the way
	most    int  // how often that may be; 0 is mostRefused
	stale   bool // a lost update is repeated too
}

// mostRefused is how often a call is refused as Serialization before that is its answer.
const mostRefused = 12

// wait tells whether a call that another got in the way of may be sent again, after a short while of random length, so
// that those who wait do not meet again.
func (a *again) wait(ctx context.Context, err error) bool {
	most := a.most
	if most == 0 {
		most = mostRefused
	}
	if a.refused >= most || !a.repeats(err) {
		return false
	}
	a.refused++
	timer := time.NewTimer(rand.N(time.Millisecond << min(a.refused, 6)))
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}

// repeats tells an error after which nothing is stored, and the same call may do better.
func (a *again) repeats(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Serialization || a.stale && k == fault.Stale
}

// outcomeOf tells what became of a statement that failed.
func outcomeOf(err error) driver.Outcome {
	if r, ok := errors.AsType[*driver.Refusal](err); ok {
		return r.Outcome
	}
	return driver.Refused
}

// answer translates what became of a statement, and notes it in the transaction.
func (l *lease) answer(m *mapper, s *driver.Statement, err error) error {
	if l.tx != nil {
		l.tx.note(err)
	}
	if err != nil && l.tx == nil && outcomeOf(err) == driver.Lost && !l.reads(s) {
		return unknown(m, err)
	}
	return l.db.refusal(m, err)
}

// unknown says that a write may be stored or not.
func unknown(m *mapper, err error) error {
	f := &fault.Error{Kind: fault.CommitUnknown, Detail: "the connection was lost before the database answered", Err: err}
	if m != nil {
		f.Model = m.name
	}
	return f
}

// reads tells whether a statement can only have read.
func (l *lease) reads(s *driver.Statement) bool { return s.Reads || l.access == driver.ReadOnly }

// renew makes ready for a statement that failed to be sent again, on another connection if its own was lost, and tells
// whether it may be. Without another connection the error stands.
func (l *lease) renew(ctx context.Context, s *driver.Statement, err error) bool {
	r, ok := errors.AsType[*driver.Refusal](err)
	switch {
	case !ok, ctx.Err() != nil, r.Kind == fault.Timeout, r.Kind == fault.Canceled:
		return false
	case r.Outcome == driver.Refused:
		return l.tx == nil && l.again.wait(ctx, err)
	case l.again.lost, r.Outcome == driver.Lost && (l.tx != nil || !l.reads(s)):
		return false
	}
	l.again.lost = true
	if l.tx != nil {
		return l.tx.renew(ctx, l)
	}
	l.conn.Release()
	l.conn, err = l.origin.acquire(ctx, l.access)
	return err == nil
}

// note keeps whether the database has answered the transaction, and whether that is gone with its connection.
func (t *transaction) note(err error) {
	if outcomeOf(err) == driver.Refused {
		t.answered = true
	} else if t.lost == nil {
		t.lost = err
	}
}

// renew begins the transaction anew, once, when its first statement found that the connection was of no use: the engine
// may have sent both together.
func (t *transaction) renew(ctx context.Context, l *lease) bool {
	if t.answered || outcomeOf(t.lost) != driver.Unsent {
		return false
	}
	t.answered = true
	t.release()
	if err := t.start(ctx); err != nil {
		return false
	}
	t.lost, l.conn = nil, t.conn
	return true
}
