package orm

import (
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// keyIsZero tells whether the object leaves its generated key to the database.
func (m *mapper) keyIsZero(obj layout.Pointer) bool { return m.keyNumber(obj) == 0 }

// keyNumber is the object's generated key. One above what a database holds is refused when it is written.
func (m *mapper) keyNumber(obj layout.Pointer) int64 {
	p := obj.Field(m.generated.offset)
	if m.generated.value.Kind == layout.Uint64 {
		return int64(*layout.At[uint64](p, 0))
	}
	v, _ := scalarValue(m.generated.value.Kind, p) // no other integer can fail
	return v.Int()
}

// setKey gives the object its generated key.
func (m *mapper) setKey(obj layout.Pointer, key int64) error {
	c := m.generated
	if problem := integer(c.value.Kind, obj.Field(c.offset), key); problem != "" {
		return fault.Refuse(m.name, fault.Violation{Field: c.field, Kind: fault.OutOfRange, Code: "out_of_range", Message: problem})
	}
	return nil
}
