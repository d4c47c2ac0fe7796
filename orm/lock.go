package orm

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// LockOption says what becomes of rows that another transaction has locked, where ForUpdate or ForShare asks for them. Without
// one the query waits for them.
type LockOption uint8

const (
	// SkipLocked leaves them out, as who takes jobs from a queue wants it.
	SkipLocked = LockOption(sqlast.SkipLocked)
	// NoWait refuses the query, with the kind Unavailable; the transaction goes on.
	NoWait = LockOption(sqlast.NoWait)
)

// ForUpdate keeps the rows that the query reads as they are until the transaction ends: others who want to change or lock
// them wait, or do what their options say. It is for transactions and sessions, and reads rows of one table:
//
//	job, err := Jobs.Where(orm.Eq(&j.Done, false)).OrderBy(orm.Asc(&j.ID)).ForUpdate(orm.SkipLocked).First(ctx, tx)
//
// What is loaded along (With) is not locked. In a transaction with the isolation Snapshot a row that was changed since it
// began is refused with the kind Serialization; ReadCommitted reads it as it is now. A session that holds the object already
// keeps what was read before: Refresh it there. A database may lock more rows than it gives back, such as those that a Limit
// leaves out where it has to sort. On SQLite a transaction that writes is alone, so that its rows are locked in any case, and
// there is nobody whose locks it would meet.
func (q Query[T]) ForUpdate(options ...LockOption) Query[T] {
	return Query[T]{q.model, q.steps.lock(false, options)}
}

// ForShare is ForUpdate that lets others lock the same rows so too, and change none of them.
func (q Query[T]) ForShare(options ...LockOption) Query[T] {
	return Query[T]{q.model, q.steps.lock(true, options)}
}

// ForUpdate keeps the rows that the selection reads as they are until the transaction ends; see Query.ForUpdate. The selection
// reads one table, without groups, aggregates, windows and Distinct.
func (s Selection[R]) ForUpdate(options ...LockOption) Selection[R] {
	return Selection[R]{s.row, s.parts.lock(false, options)}
}

// ForShare is ForUpdate that lets others lock the same rows so too, and change none of them.
func (s Selection[R]) ForShare(options ...LockOption) Selection[R] {
	return Selection[R]{s.row, s.parts.lock(true, options)}
}

// locking is what ForUpdate and ForShare ask for. The zero value locks nothing.
type locking struct {
	rows, share bool
	wait        LockOption
	wrong       bool // options that say two things, or none
}

func lockingOf(share bool, options []LockOption) locking {
	l := locking{rows: true, share: share}
	for _, o := range options {
		l.wrong = l.wrong || o != SkipLocked && o != NoWait || l.wait != 0 && l.wait != o
		l.wait = o
	}
	return l
}

// shape has four bits.
func (l locking) shape() byte { return flag(l.rows) | flag(l.share)<<1 | byte(l.wait)<<2 }

func (l locking) said() *sqlast.Lock {
	if !l.rows {
		return nil
	}
	return &sqlast.Lock{Share: l.share, Wait: sqlast.Wait(l.wait)}
}

// check refuses locks that nothing would hold.
func (l locking) check(m *mapper, r Reader) error {
	switch r.(type) {
	case *Tx, *Session, streamed, bulk:
		if l.rows && l.wrong {
			return m.invalid("ForUpdate and ForShare take one of SkipLocked and NoWait, or none")
		}
		return nil
	case *ReadTx:
		if l.rows {
			return &fault.Error{Kind: fault.ReadOnly, Model: m.name, Detail: "a transaction that only reads locks no rows; use the tx of db.Tx"}
		}
		return nil
	}
	if l.rows {
		return m.invalid("rows are locked until the transaction ends, and there is none; read them with the tx of db.Tx, or in a session")
	}
	return nil
}

// lockable refuses to lock what is no row.
func (a *asking) lockable() error {
	if !a.parts.lock.rows {
		return nil
	}
	computed := a.distinct || len(a.group) > 0 || len(a.having) > 0 || len(a.sets) > 0 || a.from == nil || a.from.source().derived != nil
	for _, item := range a.selectionParts.items {
		computed = computed || item.n.overRows()
	}
	if computed {
		return a.invalid("groups, aggregates, windows, Distinct, unions and queries in From are of no single row that could be locked; remove ForUpdate or ForShare")
	}
	return nil
}
