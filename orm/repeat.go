package orm

import (
	"context"
	"errors"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// What is done when a connection is lost, the same on every engine. Outside of a transaction a statement is sent
// again, once, on another connection, if nothing of it was done, or if it only reads and no row was handed out.
// Nothing else is ever repeated: a write whose answer was lost may be stored, which is the kind CommitUnknown. A
// transaction is gone with its connection, unless the connection was of no use from its beginning on.

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
	return refusal(m, err)
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

// renew gets another connection for a statement that failed and may be sent again. Without one the error stands.
func (l *lease) renew(ctx context.Context, s *driver.Statement, err error) bool {
	r, ok := errors.AsType[*driver.Refusal](err)
	switch {
	case !ok, r.Outcome == driver.Refused, ctx.Err() != nil, r.Kind == fault.Timeout, r.Kind == fault.Canceled:
		return false
	case l.tx != nil:
		return l.tx.renew(ctx, l)
	case r.Outcome == driver.Lost && !l.reads(s):
		return false
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
