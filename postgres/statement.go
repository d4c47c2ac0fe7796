package postgres

import (
	"encoding/binary"
	"strconv"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// cacheSize is how many statements a connection keeps, prepared or described.
const cacheSize = 256

// statement is what a connection knows of a statement, in the ring of its cache.
type statement struct {
	key          *driver.Statement
	name         string // under which the server has it; empty when it is not prepared
	params       []uint32
	columns      []column
	formats      []byte // of the results, as Bind says them
	names        []string
	kinds        []driver.Kind // of the values, when the types of its parameters are those of its first values
	newer, older *statement
}

// column is a column of a result.
type column struct {
	name string
	oid  uint32
	kind driver.Kind
	text bool // comes as text
	free bool // is a numeric of any size: a sum of whole numbers, which is one itself
}

// describeColumns takes a description of results over. Of a prepared statement it does not say in which form they
// come: that is then chosen here.
func (st *statement) describeColumns(m *pgproto3.RowDescription, asTold bool) {
	st.columns, st.names = make([]column, len(m.Fields)), nil
	st.formats = binary.BigEndian.AppendUint16(nil, uint16(len(m.Fields)))
	for i, f := range m.Fields {
		c := column{name: string(f.Name), oid: f.DataTypeOID, kind: kindOfType(f.DataTypeOID)}
		c.free = c.kind == driver.Decimal && f.TypeModifier == -1
		if c.text = !isBinary(f.DataTypeOID); asTold {
			c.text = f.Format == 0
		}
		st.formats = binary.BigEndian.AppendUint16(st.formats, choose[uint16](c.text, 0, 1))
		st.columns[i] = c
	}
}

// columnNames lists the columns' names, made once.
func (st *statement) columnNames() []string {
	if st.names == nil {
		st.names = make([]string, len(st.columns))
		for i := range st.columns {
			st.names[i] = st.columns[i].name
		}
	}
	return st.names
}

// cache holds the statements of one connection, the one used least recently first to go.
type cache struct {
	byKey map[*driver.Statement]*statement
	ring  statement // newer: the oldest one; older: the newest one
	count uint64    // of names given
	gone  []string  // names that the server is to forget
}

func newCache() *cache {
	c := &cache{byKey: make(map[*driver.Statement]*statement)}
	c.ring.newer, c.ring.older = &c.ring, &c.ring
	return c
}

// get returns what is known of s, or nil.
func (c *cache) get(s *driver.Statement) *statement {
	if newest := c.ring.older; newest.key == s {
		return newest
	}
	st := c.byKey[s]
	if st != nil {
		st.unlink()
		c.link(st)
	}
	return st
}

// add keeps what was found out about a statement.
func (c *cache) add(st *statement) {
	if len(c.byKey) >= cacheSize {
		c.drop(c.ring.newer)
	}
	c.byKey[st.key] = st
	c.link(st)
}

func (c *cache) link(st *statement) {
	st.newer, st.older = &c.ring, c.ring.older
	st.older.newer, c.ring.older = st, st
}

func (st *statement) unlink() { st.newer.older, st.older.newer = st.older, st.newer }

// drop forgets a statement; the server is told with the next one.
func (c *cache) drop(st *statement) {
	if c.byKey[st.key] != st {
		return
	}
	st.unlink()
	delete(c.byKey, st.key)
	c.forget(st)
}

// forget makes the server forget a prepared statement.
func (c *cache) forget(st *statement) {
	if st.name != "" {
		c.gone = append(c.gone, st.name)
	}
}

// name returns a name that no statement of the connection has had.
func (c *cache) name() string {
	c.count++
	return "rowan_" + strconv.FormatUint(c.count, 10)
}

// admit refuses what is no statement here.
func (c *conn) admit(s *driver.Statement) (verb, error) {
	v := verbOf(s.SQL)
	switch {
	case v == verbNone:
		return v, refuse(fault.Invalid, "postgres: a statement without text")
	case v == verbControl:
		return v, refuse(fault.Invalid, "postgres: BEGIN, COMMIT and ROLLBACK are not statements here: use Begin and End")
	case v == verbSavepoint && (!s.Savepoint || !c.control.open):
		return v, refuse(fault.Invalid, "postgres: SAVEPOINT, RELEASE and ROLLBACK TO are not statements here: use a transaction")
	case v == verbSetting:
		return v, refuse(fault.Unsupported, "postgres: SET, RESET, LISTEN and the like would change a connection that others use next: write SET LOCAL in a transaction, or ALTER ROLE ... SET")
	case v == verbCopy:
		return v, refuse(fault.Unsupported, "postgres: COPY is no statement here")
	}
	return v, nil
}

func choose[T any](when bool, yes, no T) T {
	if when {
		return yes
	}
	return no
}
