package sqlite

import (
	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// cacheSize is how many prepared statements a connection keeps.
const cacheSize = 256

// statement is a prepared statement in the ring of its cache.
type statement struct {
	key          *driver.Statement
	raw          *sqlite.Stmt
	names        []string // of the columns, once asked for
	effects      effects
	newer, older *statement
}

// effects is what a statement does, as SQLite itself says while it compiles it.
type effects struct {
	inserts, updates bool // rows, by the statement itself
	changes          bool // rows in any way, by the statement itself
	defines          bool // tables, indexes and the like
	controls         bool // transactions
	savepoints       bool // within them
}

func (e effects) writes() bool { return e.changes || e.defines }

// own returns the effects as they count: what a definition writes into SQLite's own tables are no rows.
func (e effects) own() effects {
	if e.defines {
		e.inserts, e.updates, e.changes = false, false, false
	}
	return e
}

// Authorize notes an action. What triggers and foreign keys add is not the statement's own.
func (e *effects) Authorize(a sqlite.Action) sqlite.AuthResult {
	own := a.Accessor() == ""
	switch a.Type() {
	case sqlite.OpSelect, sqlite.OpRead, sqlite.OpFunction, sqlite.OpRecursive, sqlite.OpPragma:
	case sqlite.OpSavepoint:
		e.savepoints = true
	case sqlite.OpTransaction:
		e.controls = true
	case sqlite.OpInsert:
		e.inserts, e.changes = e.inserts || own, true
	case sqlite.OpUpdate:
		e.updates, e.changes = e.updates || own, true
	case sqlite.OpDelete:
		e.changes = true
	default:
		e.defines = true
	}
	return sqlite.AuthResultOK
}

// cache holds the prepared statements of one connection, the one used least recently first to go.
type cache struct {
	raw   *sqlite.Conn
	byKey map[*driver.Statement]*statement
	ring  statement // newer: the oldest one; older: the newest one
	seen  effects   // of the statement being prepared
}

func newCache(raw *sqlite.Conn) *cache {
	c := &cache{raw: raw, byKey: make(map[*driver.Statement]*statement)}
	c.ring.newer, c.ring.older = &c.ring, &c.ring
	return c
}

// get returns the prepared form of s, which holds the values of its last run.
func (c *cache) get(s *driver.Statement) (*statement, error) {
	if newest := c.ring.older; newest.key == s {
		return newest, nil
	}
	if st := c.byKey[s]; st != nil {
		st.unlink()
		c.link(st)
		return st, nil
	}
	st, err := c.prepare(s)
	if err != nil {
		return nil, err
	}
	if len(c.byKey) >= cacheSize {
		c.drop(c.ring.newer)
	}
	c.byKey[s] = st
	c.link(st)
	return st, nil
}

// prepare compiles one statement. The library's own cache is not used: it never forgets. SQLITE_PREPARE_PERSISTENT,
// which it would pass, made no difference that could be measured.
func (c *cache) prepare(s *driver.Statement) (*statement, error) {
	if _, ok := newScanner(s.SQL).next(); !ok {
		return nil, refuse(fault.Invalid, "sqlite: a statement without text")
	}
	c.seen = effects{}
	raw, rest, err := c.raw.PrepareTransient(s.SQL)
	if err != nil {
		return nil, err
	}
	if _, more := newScanner(s.SQL[len(s.SQL)-rest:]).next(); more {
		raw.Finalize()
		return nil, refuse(fault.Invalid, "sqlite: several statements in one text")
	}
	return &statement{key: s, raw: raw, effects: c.seen.own()}, nil
}

func (c *cache) link(st *statement) {
	st.newer, st.older = &c.ring, c.ring.older
	st.older.newer, c.ring.older = st, st
}

func (st *statement) unlink() { st.newer.older, st.older.newer = st.older, st.newer }

func (c *cache) drop(st *statement) {
	st.unlink()
	delete(c.byKey, st.key)
	st.raw.Finalize() // reports the last run's error, which its run has told
}

func (c *cache) clear() {
	for c.ring.newer != &c.ring {
		c.drop(c.ring.newer)
	}
}
