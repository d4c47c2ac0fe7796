package mysql

import (
	sqldriver "database/sql/driver"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// cacheSize is how many statements a connection keeps prepared.
const cacheSize = 256

// statement is what a connection knows of a statement, in the ring of its cache.
type statement struct {
	key          *driver.Statement
	verb         string // the word that says what it does
	class        class
	returns      bool     // rows, or may
	compound     bool     // a semicolon stands in it, so that only the server knows whether it is one statement
	problem      error    // why it is not sent at all
	prepared     prepared // nil until it is needed
	sql          string   // what is prepared
	scales       []int    // of the decimals among its parameters, -1 for others; nil when there are none
	unpreparable bool     // the server takes it as text only
	newer, older *statement
}

// prepared is what this package asks of the library's statements.
type prepared interface {
	Exec(args []sqldriver.Value) (sqldriver.Result, error)
	Query(args []sqldriver.Value) (sqldriver.Rows, error)
	NumInput() int
	Close() error
}

// text reports whether a statement is sent as text, without being prepared. One of which nothing is known is, unless
// it has values, because only so its effect is told. What is prepared is one statement and no more.
func (st *statement) text(values int) bool {
	switch st.class {
	case defines:
		return !st.compound
	case savepoints:
		return true
	case others:
		return values == 0
	}
	return st.verb == "SHOW"
}

// class is what a statement does.
type class uint8

const (
	others class = iota // what only the server knows
	reads
	writes     // rows
	defines    // tables, users and the like: what commits by itself
	savepoints // within transactions
	controls   // transactions and the session
)

func (c class) changes() bool { return c == writes || c == defines }

// verbs are the words that statements begin with, but WITH and those with a meaning of their own in classOf. What a
// statement of MariaDB's procedural language does at the top is only known when it has run.
var verbs = map[string]class{
	"SELECT": reads, "VALUES": reads, "TABLE": reads, "SHOW": reads, "DESCRIBE": reads, "DESC": reads, "EXPLAIN": reads, "HELP": reads,
	"INSERT": writes, "UPDATE": writes, "DELETE": writes, "REPLACE": writes, "LOAD": writes, "IMPORT": defines,
	"CREATE": defines, "ALTER": defines, "DROP": defines, "RENAME": defines, "TRUNCATE": defines, "GRANT": defines, "REVOKE": defines,
	"OPTIMIZE": defines, "REPAIR": defines, "CHECK": defines, "FLUSH": defines, "INSTALL": defines, "UNINSTALL": defines, "CACHE": defines,
	"RESET": defines, "PURGE": defines, "CHANGE": defines, "STOP": defines, "BACKUP": defines, "CLONE": defines,
	"SAVEPOINT": savepoints, "RELEASE": savepoints,
	"BEGIN": controls, "START": controls, "COMMIT": controls, "XA": controls, "SET": controls, "USE": controls, "LOCK": controls,
	"UNLOCK": controls, "PREPARE": controls, "EXECUTE": controls, "DEALLOCATE": controls, "HANDLER": controls, "SHUTDOWN": controls,
	"RESTART": controls, "IF": controls, "CASE": controls, "LOOP": controls, "REPEAT": controls, "WHILE": controls, "FOR": controls,
	"DECLARE": controls, "END": controls,
}

// classify reads what the text does from its words. A comment that the server runs as code would hide what it is.
func (st *statement) classify() {
	list, executable := tokens(st.key.SQL)
	for len(list) > 0 && list[len(list)-1].is(";") {
		list = list[:len(list)-1]
	}
	for len(list) > 0 && list[0].is("(") {
		list = list[1:]
	}
	switch {
	case executable:
		st.problem = refuse(fault.Invalid, "mysql: a comment that the server would run: write what it says")
		return
	case len(list) == 0:
		st.problem = refuse(fault.Invalid, "mysql: a statement without text")
		return
	}
	st.verb = strings.ToUpper(list[0].text)
	st.class = classOf(st.verb, list)
	st.returns = st.class != writes
	for _, t := range list {
		st.returns = st.returns || t.is("RETURNING")
		st.compound = st.compound || t.is(";")
	}
	if st.compound && st.class != defines { // the body of a trigger has several
		st.problem = refuse(fault.Invalid, "mysql: several statements in one text")
	}
}

func classOf(verb string, list []token) class {
	second := token{}
	if len(list) > 1 {
		second = list[1]
	}
	switch {
	case verb == "WITH":
		return withClass(list)
	case verb == "ROLLBACK":
		for _, t := range list {
			if t.is("TO") {
				return savepoints
			}
		}
		return controls
	case verb == "SET" && second.is("STATEMENT"):
		return settingClass(list)
	case verb == "ANALYZE" && (second.is("TABLE") || second.is("LOCAL") || second.is("NO_WRITE_TO_BINLOG")):
		return defines
	case (verb == "CREATE" || verb == "DROP") && second.is("TEMPORARY"):
		return others
	}
	return verbs[verb]
}

// settingClass is the class of a statement with settings of its own, which stands behind FOR.
func settingClass(list []token) class {
	for i, t := range list {
		if t.is("FOR") && i+1 < len(list) {
			return classOf(strings.ToUpper(list[i+1].text), list[i+1:])
		}
	}
	return controls
}

// withClass finds the word after the list of common tables.
func withClass(list []token) class {
	depth := 0
	for _, t := range list {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth > 0:
		case t.is("SELECT"), t.is("VALUES"), t.is("TABLE"):
			return reads
		case t.is("UPDATE"), t.is("DELETE"), t.is("INSERT"), t.is("REPLACE"):
			return writes
		}
	}
	return reads
}

// cache holds the statements of one connection, the one used least recently first to go.
type cache struct {
	byKey map[*driver.Statement]*statement
	ring  statement // newer: the oldest one; older: the newest one
}

func newCache() *cache {
	c := &cache{byKey: make(map[*driver.Statement]*statement)}
	c.ring.newer, c.ring.older = &c.ring, &c.ring
	return c
}

// get returns what is known of s.
func (c *cache) get(s *driver.Statement) *statement {
	if newest := c.ring.older; newest.key == s {
		return newest
	}
	st := c.byKey[s]
	if st != nil {
		st.unlink()
	} else {
		st = &statement{key: s, sql: s.SQL}
		st.classify()
		if len(c.byKey) >= cacheSize {
			c.drop(c.ring.newer)
		}
		c.byKey[s] = st
	}
	st.newer, st.older = &c.ring, c.ring.older
	st.older.newer, c.ring.older = st, st
	return st
}

func (st *statement) unlink() { st.newer.older, st.older.newer = st.older, st.newer }

// drop forgets a statement.
func (c *cache) drop(st *statement) {
	st.unlink()
	delete(c.byKey, st.key)
	st.unprepare()
}

// keptParameters is how many parameters a statement has at most that stays prepared: the server keeps room for each.
const keptParameters = 4096

// trim gives up the prepared form of a statement that has run and has too many parameters to be kept.
func (st *statement) trim() {
	if st.prepared != nil && st.prepared.NumInput() > keptParameters {
		st.unprepare()
	}
}

// unprepare gives up the prepared form, at the server too, which does not answer to that.
func (st *statement) unprepare() {
	if st.prepared != nil {
		st.prepared.Close()
		st.prepared = nil
	}
}
