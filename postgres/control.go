package postgres

import (
	"errors"
	"fmt"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// PostgreSQL gives up a whole transaction when it refuses one of its statements. A refused statement is to undo only
// itself, so there is a savepoint behind what was written last. One serves all reads up to the next write. Beginning,
// and moving the savepoint, are commands that travel before the next statement in the same round trip.
const (
	setOwn     = "SAVEPOINT rowan_statement"
	releaseOwn = "RELEASE SAVEPOINT rowan_statement"
	backToOwn  = "ROLLBACK TO SAVEPOINT rowan_statement"
)

// mark is where the savepoint stands.
type mark uint8

const (
	unset  mark = iota
	here        // nothing was written since
	behind      // something was written since
)

// control is the state of a connection's transaction.
type control struct {
	open   bool
	begin  string   // the command that begins it
	begun  bool     // the server has begun it
	kept   bool     // something in it has succeeded
	undone bool     // its first statement was refused: it begins anew
	failed bool     // the last statement was refused: it goes on from the savepoint
	own    mark     // the savepoint
	next   mark     // where it stands when the commands before the statement are done
	queue  []string // orm's savepoints, not sent yet
	nested bool     // orm has set savepoints
	lost   error    // why it is over although nobody ended it
}

// prefix writes the commands that the transaction needs before a statement, and returns their number.
func (t *control) prefix(w *wire, s *driver.Statement) int {
	if !t.open {
		return 0
	}
	n := 0
	command := func(needed bool, sql string) {
		if needed {
			w.command(sql)
			n++
		}
	}
	command(t.undone, "ROLLBACK")
	command(!t.begun, t.begin)
	command(t.failed, backToOwn)
	for _, sql := range t.queue {
		command(true, sql)
	}
	t.next = here
	switch {
	case t.own == here:
	case t.own == unset && !t.kept && len(t.queue) == 0 && !s.Reads:
		t.next = unset // a first statement that is refused leaves nothing to return to
	default:
		command(t.own == behind, releaseOwn)
		command(true, setOwn)
	}
	return n
}

// ready says that the commands before the statement are done.
func (t *control) ready() {
	if t.open {
		t.own, t.begun, t.failed, t.undone = t.next, true, false, false
		t.queue = t.queue[:0]
	}
}

// succeeded says that a statement is done.
func (t *control) succeeded(s *driver.Statement) {
	if t.open {
		t.kept = true
		if !s.Reads && t.own == here {
			t.own = behind
		}
	}
}

// refused says that the server has refused a statement, or a command before it.
func (t *control) refused(err error) {
	switch {
	case !t.open || t.lost != nil:
	case t.own == here && !t.failed:
		t.failed = true
	case !t.kept && t.own == unset:
		t.undone, t.begun = true, false
	default:
		t.lost = err
	}
}

// fresh reports that nothing of the transaction is on the server that could not begin anew elsewhere.
func (t *control) fresh() bool { return t.open && !t.kept && !t.nested && t.lost == nil }

// broken reports that the transaction is over although nobody ended it.
func (t *control) broken() error {
	if t.lost == nil {
		return nil
	}
	kind := fault.Other
	if r, ok := errors.AsType[*driver.Refusal](t.lost); ok {
		kind = r.Kind
	}
	return &driver.Refusal{Kind: kind, Err: fmt.Errorf("postgres: the transaction was given up before: %w", t.lost)}
}

// savepoint keeps a command of orm's until the next statement. The own savepoint must not stand before it: to move
// that would take orm's away.
func (t *control) savepoint(sql string) {
	if t.failed {
		t.queue = append(t.queue, backToOwn)
	}
	if t.own != unset {
		t.queue = append(t.queue, releaseOwn)
	}
	t.failed, t.own, t.nested = false, unset, true
	t.queue = append(t.queue, sql)
}
