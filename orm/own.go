package orm

import (
	"database/sql"
	"reflect"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/canon"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// own reads a column through the Scan method of the field's type. A nil pointer or an invalid sql.Null
// stands for NULL; a type that is neither gets nil.
func (s *scanner) own(i int, c *column, obj layout.Pointer) error {
	null := s.rows.Kind(i) == driver.Null
	at := obj.Field(c.offset)
	switch {
	case null && c.value.Nullable != layout.NotNull:
		return nil
	case c.value.Nullable == layout.ByPointer:
		elem := reflect.New(c.value.Elem)
		at, _ = layout.Data(elem.Interface())
		obj.Set(c.offset, at)
	case c.value.Nullable == layout.ByValid:
		*layout.At[bool](obj, c.offset+c.value.Valid) = true
	}
	v, ok := s.any(i, c)
	if !ok {
		return s.malformed(c, i, "is no "+c.typ.Kind.String(), nil)
	}
	if err := at.Interface(c.value.Elem).(sql.Scanner).Scan(v); err != nil {
		return s.malformed(c, i, "cannot be read", err)
	}
	return nil
}

// any returns a value as database/sql would give it to Scan.
func (s *scanner) any(i int, c *column) (any, bool) {
	if s.rows.Kind(i) == driver.Null {
		return nil, true
	}
	switch k := c.typ.Kind; {
	case k == schema.Bool:
		return s.rows.Int(i) != 0, true
	case k.Integer():
		return s.rows.Int(i), true
	case k.Float():
		return s.rows.Float(i), true
	case k == schema.Bytes:
		return append([]byte{}, s.rows.Bytes(i)...), true
	case k == schema.Text:
		return string(s.rows.Bytes(i)), true
	case k == schema.NoKind:
		return s.asIs(i), true
	case k == schema.JSON:
		text, err := canonical(s.rows.Bytes(i), canon.Anything)
		return text, err == nil
	case k == schema.UUID:
		u, ok := parseUUID(s.rows.Bytes(i))
		return driver.UUIDValue(u).Any(), ok
	case k == schema.Decimal && s.rows.Kind(i) == driver.Int:
		return driver.DecimalValue(s.rows.Int(i), uint8(c.typ.Scale)).Any(), true
	case k == schema.Decimal:
		return string(s.rows.Bytes(i)), true
	}
	micros, ok := s.instant(i, c)
	return time.UnixMicro(micros).UTC(), ok
}

// asIs returns a value of a column whose kind nobody told.
func (s *scanner) asIs(i int) any {
	switch s.rows.Kind(i) {
	case driver.Int, driver.Bool:
		return s.rows.Int(i)
	case driver.Float:
		return s.rows.Float(i)
	case driver.Bytes:
		return append([]byte{}, s.rows.Bytes(i)...)
	case driver.UUID:
		if u, ok := parseUUID(s.rows.Bytes(i)); ok {
			return driver.UUIDValue(u).Any()
		}
	case driver.Time:
		if micros, ok := s.rows.Time(i); ok {
			return time.UnixMicro(micros).UTC()
		}
	}
	return string(s.rows.Bytes(i))
}
