package postgres

import (
	"slices"

	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
)

// prepare finds out what a statement takes and returns, and keeps it prepared where that is wanted. It takes a round
// trip.
//
// A parameter about which the text says nothing ("SELECT ?") is a text to PostgreSQL. Where the values are none, the
// statement is prepared once more, with the types of the values, and left as it was if that makes no sense.
func (c *conn) prepare(s *driver.Statement, values []driver.Value) (*statement, error) {
	st, err := c.describe(s, nil)
	if types := typesOfValues(st, values, err); types != nil {
		if typed, e := c.describe(s, types); e == nil {
			if st != nil {
				c.link.statements.forget(st)
			}
			st, err = typed, nil
			st.kinds = kindsOf(values)
		} else if c.link.dead != nil || err != nil {
			return nil, e
		}
	}
	if err == nil {
		c.link.statements.add(st)
	}
	return st, err
}

// typesOfValues returns the types of the values where the statement leaves them open; nil when it leaves none open.
func typesOfValues(st *statement, values []driver.Value, err error) []uint32 {
	open := isCode(err, codeIndeterminate)
	if err != nil && !open || err == nil && len(st.params) != len(values) {
		return nil
	}
	types, found := make([]uint32, len(values)), false
	for i := range values {
		if open || st.params[i] == typeText {
			types[i] = typeOfValue[values[i].Kind()]
			found = found || types[i] != 0
		}
	}
	if !found {
		return nil
	}
	return types
}

var typeOfValue = map[driver.Kind]uint32{
	driver.Bool: typeBool, driver.Int: typeInt8, driver.Float: typeFloat8, driver.Bytes: typeBytea,
	driver.Time: typeTimestamptz, driver.UUID: typeUUID, driver.Decimal: typeNumeric,
}

func kindsOf(values []driver.Value) []driver.Kind {
	kinds := make([]driver.Kind, len(values))
	for i := range values {
		kinds[i] = values[i].Kind()
	}
	return kinds
}

// takes reports whether the values are of the kinds that the statement was prepared for, where that mattered.
func (st *statement) takes(values []driver.Value) bool {
	for i, k := range st.kinds {
		if i < len(values) && values[i].Kind() != k && values[i].Kind() != driver.Null {
			return false
		}
	}
	return true
}

// known is what the connection knows of a statement, if its values are of the kinds that it was prepared for; nil otherwise.
func (c *conn) known(s *driver.Statement, values []driver.Value) *statement {
	st := c.link.statements.get(s)
	if st != nil && !st.takes(values) {
		c.link.statements.drop(st)
		return nil
	}
	return st
}

// prepareAll is what the connection knows of the statements, or finds out: in one round trip, unless one is refused or the
// types of its values matter. Failed is the place of the statement that an error is about.
func (c *conn) prepareAll(list []driver.Queued) (known []*statement, failed int, err error) {
	cache := c.link.statements
	known = make([]*statement, len(list))
	var missing []int
	for i := range list {
		known[i] = c.known(list[i].Statement, list[i].Values)
		if known[i] == nil && !slices.ContainsFunc(missing, func(at int) bool { return list[at].Statement == list[i].Statement }) {
			missing = append(missing, i)
		}
	}
	if len(missing) > 1 {
		found := make([]*statement, len(missing))
		for j, i := range missing {
			found[j] = c.unknown(list[i].Statement)
		}
		err := c.describeAll(found, nil)
		if c.link.dead != nil {
			return nil, 0, err
		}
		for j, st := range found {
			if err == nil && typesOfValues(st, list[missing[j]].Values, nil) == nil {
				cache.add(st)
			} else {
				cache.forget(st)
			}
		}
	}
	for i := range list {
		if known[i] == nil {
			known[i] = c.known(list[i].Statement, list[i].Values)
		}
		if known[i] == nil {
			if known[i], err = c.prepare(list[i].Statement, list[i].Values); err != nil {
				return nil, i, err
			}
		}
	}
	return known, 0, nil
}

// unknown is a statement under a name of its own.
func (c *conn) unknown(s *driver.Statement) *statement {
	st := &statement{key: s}
	if !c.link.pool.options.Unprepared {
		st.name = c.link.statements.name()
	}
	return st
}

// describe prepares a statement with the types of its parameters, as far as they are given.
func (c *conn) describe(s *driver.Statement, types []uint32) (*statement, error) {
	st := c.unknown(s)
	if err := c.describeAll([]*statement{st}, types); err != nil {
		return nil, err
	}
	return st, nil
}

// describeAll prepares statements in one round trip.
func (c *conn) describeAll(list []*statement, types []uint32) error {
	w := &c.link.wire
	before := c.control.prefix(w, list[0].key)
	for _, st := range list {
		w.parse(st.name, st.key.SQL, types)
		w.describe('S', st.name)
	}
	w.sync()
	sent := w.flushBeside()
	defer sent()
	err := w.commands(before)
	if err == nil {
		c.control.ready()
	}
	for at := 0; err == nil; {
		var m pgproto3.BackendMessage
		if m, err = w.receive(); err != nil {
			break
		}
		switch m := m.(type) {
		case *pgproto3.ParseComplete:
		case *pgproto3.ParameterDescription:
			list[at].params = slices.Clone(m.ParameterOIDs)
		case *pgproto3.RowDescription:
			list[at].describeColumns(m, false)
			at++
		case *pgproto3.NoData:
			at++
		case *pgproto3.ReadyForQuery:
			return nil
		case *pgproto3.ErrorResponse:
			err = told(m)
		default:
			err = unexpected(m)
		}
	}
	return c.failed(list[0].key, err)
}

// sent sends what was gathered, and waits for the commands before the statement.
func (c *conn) sent(before int) error {
	if err := c.link.wire.flush(); err != nil {
		return err
	}
	if err := c.link.wire.commands(before); err != nil {
		return err
	}
	c.control.ready()
	return nil
}
