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

// describe prepares a statement with the types of its parameters, as far as they are given.
func (c *conn) describe(s *driver.Statement, types []uint32) (*statement, error) {
	l := c.link
	st := &statement{key: s}
	if !l.pool.options.Unprepared {
		st.name = l.statements.name()
	}
	before := c.control.prefix(&l.wire, s)
	l.wire.parse(st.name, s.SQL, types)
	l.wire.describe('S', st.name)
	l.wire.sync()
	err := c.sent(before)
	for err == nil {
		var m pgproto3.BackendMessage
		if m, err = l.wire.receive(); err != nil {
			break
		}
		switch m := m.(type) {
		case *pgproto3.ParameterDescription:
			st.params = slices.Clone(m.ParameterOIDs)
		case *pgproto3.RowDescription:
			st.describeColumns(m, false)
		case *pgproto3.ReadyForQuery:
			return st, nil
		case *pgproto3.ErrorResponse:
			err = told(m)
		case *pgproto3.ParseComplete, *pgproto3.NoData:
		default:
			err = unexpected(m)
		}
	}
	return nil, c.failed(s, err)
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
