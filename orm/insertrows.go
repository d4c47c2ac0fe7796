package orm

import (
	"math/bits"
	"reflect"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/sqlast"
)

// fewRows is how many rows one INSERT carries where the dialect does not say.
const fewRows = 64

// largeStatement is how many bytes of text and the like a statement with many rows carries at most, beside its last
// row: servers refuse what is too large for them.
const largeStatement = 4 << 20

// rows writes the objects at some places with lists of values, as many in a statement as the database likes. What comes
// back is given to take, which is told whose it is.
func (b *batch) rows(l *lease, list []int, take func([]int, []layout.Pointer) error) (err error) {
	s := newScratch()
	defer s.free()
	can, width := b.table.db.capabilities, max(len(b.write), 1)
	most := max(min(orInt(can.InsertRows, fewRows), can.Parameters/width), 1)
	ready, size := 0, 0 // rows whose values are made, and their bytes
	for len(list) > 0 {
		for ready < min(most, len(list)) && size < largeStatement {
			from := len(s.values)
			if s.values, err = b.appendRow(s.values, list[ready]); err != nil {
				return err
			}
			ready, size = ready+1, size+payload(s.values[from:])
		}
		n := 1 << (bits.Len(uint(ready)) - 1) // few sizes make few statements
		p, err := b.plan(s, n, false)
		if err != nil {
			return err
		}
		rest := s.values[n*len(b.write):]
		s.values = s.values[:n*len(b.write)]
		if err := b.send(l, s, p, list[:n], take); err != nil {
			return err
		}
		s.values = s.values[:copy(s.values[:cap(s.values)], rest)]
		list, ready, size = list[n:], ready-n, payload(s.values)
	}
	return nil
}

// payload is how much values weigh beyond what each of them does.
func payload(values []driver.Value) (n int) {
	for i := range values {
		n += weight(&values[i])
	}
	return n
}

func weight(v *driver.Value) int {
	switch v.Kind() {
	case driver.Text:
		return len(v.Text())
	case driver.Bytes:
		return len(v.Bytes())
	case driver.List:
		return payload(v.List()) + 8*len(v.List())
	}
	return 0
}

func orInt(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

// plan finds or makes the statement for n rows, or for any number of them when they are packed.
func (b *batch) plan(s *scratch, n int, packed bool) (*plan, error) {
	t := b.table
	sh := s.start(t, b.base, shapeInsertMany)
	sh.number(n)
	sh.byte(flag(b.ignore != nil)<<2 | flag(packed)<<1 | flag(b.keyAt >= 0))
	if b.ignore != nil { // a table of pairs may have several uniques
		sh.number(len(b.ignore.Columns))
		for _, name := range b.ignore.Columns {
			sh.number(t.m.columnNamed(name).place)
		}
	}
	for _, c := range b.back {
		sh.number(c.place)
	}
	s.key = sh.key
	return t.plan(s.key, func() (draft, error) {
		insert := sqlast.Insert{
			Into: t.m.table.Name, Columns: columnNames(b.write), Rows: n, Packed: packed, Conflict: b.ignore, Returning: columnNames(b.back),
		}
		if packed {
			insert.Types = columnTypes(b.write)
		}
		return draft{statement: insert, back: b.back}, nil
	})
}

// send runs the statement that writes the objects at some places: now or later, unless something comes back, which may be
// what the next rows refer to.
func (b *batch) send(l *lease, s *scratch, p *plan, list []int, take func([]int, []layout.Pointer) error) error {
	m, a := b.table.m, attempt{table: b.table, columns: b.write}
	refused := func(at answer) error {
		a.values = at.values
		return m.exhausted(a.explain(b.ctx, at.lease, at.err))
	}
	if len(b.back) == 0 {
		return l.later(b.ctx, m, &p.statement, s.values, func(at answer) error {
			if at.err != nil {
				return refused(at)
			}
			return nil
		})
	}
	var found []layout.Pointer
	err := l.rows(b.ctx, b.table, p, s.values, func(rows driver.Rows) (err error) {
		found, err = b.table.read(p, rows, len(list))
		return err
	})
	if err != nil {
		return refused(answer{lease: l, values: s.values, err: err})
	}
	if err := b.table.counted(len(found), len(list)); err != nil {
		return err
	}
	return take(list, found)
}

// read reads as many as n rows into objects of their own.
func (t *table) read(p *plan, rows driver.Rows, n int) (found []layout.Pointer, err error) {
	slab := reflect.MakeSlice(reflect.SliceOf(t.m.typ), n, n)
	sc := scanner{plan: &p.back, rows: rows, trusted: t.trusted.Load()}
	for len(found) < n {
		more, err := rows.Next()
		if err != nil || !more {
			return found, err
		}
		obj, _ := layout.Data(slab.Index(len(found)).Addr().Interface())
		if err := sc.row(obj); err != nil {
			return nil, err
		}
		found = append(found, obj)
	}
	_, err = rows.Next()
	return found, err
}

// match gives the objects at some places what came back for each, recognized by its key: databases promise no order.
func (b *batch) match(list []int, found []layout.Pointer) error {
	m := b.table.m
	places := make(map[string]int, len(list))
	var values []driver.Value
	var key []byte
	for _, i := range list {
		values, _ = m.keyOf(values[:0], b.objs[i]) // it was written
		if b.keyAt >= 0 {
			values[0] = driver.IntValue(b.keys[i])
		}
		key = appendIdentity(key[:0], values)
		places[string(key)] = i
	}
	for _, row := range found {
		var err error
		if values, err = m.keyOf(values[:0], row); err != nil {
			return err
		}
		key = appendIdentity(key[:0], values)
		i, ok := places[string(key)]
		if !ok {
			return &fault.Error{Kind: fault.Other, Model: m.name, Detail: "the database answered with a row of the key " + keyText(values) + ", which was not written; a trigger may have changed it"}
		}
		delete(places, string(key))
		m.copyColumns(b.objs[i], row, b.back[len(m.key):])
	}
	return nil
}
