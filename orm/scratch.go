package orm

import (
	"sync"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// scratchPool keeps the memory in which shapes are written and values travel.
var scratchPool = sync.Pool{New: func() any {
	return &scratch{key: make([]byte, 0, 128), values: make([]driver.Value, 0, fewValues)}
}}

// scratch is the memory of one statement on its way to the database.
type scratch struct {
	key    []byte
	values []driver.Value
}

func newScratch() *scratch { return scratchPool.Get().(*scratch) }

// A scratch begins with room for few values and keeps room for no more than many: all of it is cleared after
// every statement, and a read by key should not pay for a large insert before it.
const (
	fewValues  = 8
	manyValues = 64
)

// free gives the memory back, without holding on to the values.
func (s *scratch) free() {
	if cap(s.values) > manyValues {
		s.values = make([]driver.Value, 0, fewValues)
	}
	clear(s.values[:cap(s.values)])
	s.key, s.values = s.key[:0], s.values[:0]
	scratchPool.Put(s)
}

// start returns a shaper that writes into the scratch.
func (s *scratch) start(t *table, base layout.Pointer, kind byte) shaper {
	return shaper{scope: scope{m: t.m, base: base}, packed: t.db.capabilities.PackedFrom, key: append(s.key[:0], kind), limits: t.db.restricted}
}
