package orm

import (
	"encoding/json"
	"fmt"
	"math"
	"reflect"
	"strconv"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/canon"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
)

// scanPlan says, column by column, how a row becomes an object.
type scanPlan struct {
	steps []scanStep
	m     *mapper
}

// clear makes the fields zero that a row is about to fill: reading leaves those alone that are NULL.
func (p *scanPlan) clear(obj layout.Pointer) {
	for i := range p.steps {
		c := p.steps[i].column
		reflect.ValueOf(obj.Field(c.offset).Interface(c.pointer.Elem())).Elem().SetZero()
	}
}

// scanStep reads one column of the result into one field.
type scanStep struct {
	kind   layout.Kind
	slow   bool // nullable, of the program's own type, or narrower than what the database gives
	offset uintptr
	column *column
}

func newScanPlan(m *mapper, columns []*column) scanPlan {
	p := scanPlan{m: m, steps: make([]scanStep, len(columns))}
	for i, c := range columns {
		p.steps[i] = newScanStep(c)
	}
	return p
}

func newScanStep(c *column) scanStep {
	s := scanStep{kind: c.value.Kind, offset: c.offset, column: c}
	s.slow = c.nullable || c.computed || c.typ.Kind == schema.Micros || c.deferred != nil
	switch s.kind {
	case layout.Bool, layout.Int64, layout.Float64, layout.String, layout.Time, layout.UUID:
	default:
		s.slow = true
	}
	return s
}

// scanner turns rows into objects. It holds the memory that their texts share.
type scanner struct {
	plan    *scanPlan
	rows    driver.Row
	trusted bool
	number  int // of the current row, from 1
	texts   arena
}

// row reads the current row into the object at obj, whose memory is zero.
func (s *scanner) row(obj layout.Pointer) error {
	s.number++
	for i := range s.plan.steps {
		step := &s.plan.steps[i]
		if !s.trusted {
			if problem := s.mistrust(i, step.column); problem != "" {
				return s.malformed(step.column, i, problem, nil)
			}
		}
		if step.slow {
			if err := s.slow(i, step.column, obj); err != nil {
				return err
			}
			continue
		}
		at := obj.Field(step.offset)
		switch step.kind {
		case layout.Int64:
			*layout.At[int64](at, 0) = s.rows.Int(i)
		case layout.Float64:
			*layout.At[float64](at, 0) = s.rows.Float(i)
		case layout.String:
			*layout.At[string](at, 0) = s.texts.text(s.rows.Bytes(i))
		case layout.Bool:
			*layout.At[bool](at, 0) = s.rows.Int(i) != 0
		case layout.Time:
			micros, ok := s.rows.Time(i)
			if !ok {
				return s.malformed(step.column, i, "is no time", nil)
			}
			*layout.At[time.Time](at, 0) = time.UnixMicro(micros).UTC()
		case layout.UUID:
			u, ok := parseUUID(s.rows.Bytes(i))
			if !ok {
				return s.malformed(step.column, i, "is no UUID", nil)
			}
			*layout.At[[16]byte](at, 0) = u
		}
	}
	return nil
}

// slow reads a column that may be NULL, is of the program's own type, or is narrower than the database's.
func (s *scanner) slow(i int, c *column, obj layout.Pointer) error {
	if c.deferred != nil {
		c.deferred.state(obj).known = wasRead
	}
	if c.value.Kind == layout.Own {
		return s.own(i, c, obj)
	}
	at := obj.Field(c.offset)
	if c.nullable {
		if s.rows.Kind(i) == driver.Null {
			return nil // the field's memory is zero: nil, or not valid
		}
		if c.value.Nullable == layout.ByPointer {
			at = newElem(c.value)
			obj.Set(c.offset, at)
		} else {
			*layout.At[bool](obj, c.offset+c.value.Valid) = true
		}
	}
	if c.value.Kind == layout.Any {
		if err := json.Unmarshal(s.rows.Bytes(i), at.Interface(c.value.Elem)); err != nil {
			return s.malformed(c, i, "cannot be read", err)
		}
		return nil
	}
	if problem := s.elem(i, c, at); problem != "" {
		return s.malformed(c, i, problem, nil)
	}
	return nil
}

// elem reads a present value to where it lies; a problem completes "User.Age ...".
func (s *scanner) elem(i int, c *column, at layout.Pointer) string {
	switch c.value.Kind {
	case layout.Bool:
		*layout.At[bool](at, 0) = s.rows.Int(i) != 0
	case layout.Float32:
		f := s.rows.Float(i)
		if math.Abs(f) > math.MaxFloat32 {
			return tooFar
		}
		*layout.At[float32](at, 0) = float32(f)
	case layout.Float64:
		f := s.rows.Float(i)
		if math.IsInf(f, 0) {
			return tooFar
		}
		*layout.At[float64](at, 0) = f
	case layout.String:
		*layout.At[string](at, 0) = s.texts.text(s.rows.Bytes(i))
	case layout.Bytes:
		*layout.At[[]byte](at, 0) = append([]byte{}, s.rows.Bytes(i)...)
	case layout.Time:
		micros, ok := s.instant(i, c)
		if !ok && c.computed {
			return tooFar
		} else if !ok {
			return "is no time"
		}
		*layout.At[time.Time](at, 0) = time.UnixMicro(micros).UTC()
	case layout.UUID:
		u, ok := parseUUID(s.rows.Bytes(i))
		if !ok {
			return "is no UUID"
		}
		*layout.At[[16]byte](at, 0) = u
	case layout.Raw:
		raw, err := canonical(s.rows.Bytes(i), canon.Anything)
		if err != nil {
			return err.Error()
		}
		*layout.At[json.RawMessage](at, 0) = raw
	case layout.Array:
		return s.array(s.rows.Bytes(i), c.value, at)
	default:
		return integer(c.value.Kind, at, s.rows.Int(i))
	}
	return ""
}

func (s *scanner) instant(i int, c *column) (int64, bool) {
	if c.typ.Kind == schema.Micros {
		return s.rows.Int(i), true
	}
	return s.rows.Time(i)
}

// integer stores a whole number in a field of its width.
func integer(k layout.Kind, at layout.Pointer, n int64) string {
	low, high := kinds[k].Range()
	if n < low || n > high {
		return tooFar
	}
	switch k {
	case layout.Int8:
		*layout.At[int8](at, 0) = int8(n)
	case layout.Int16:
		*layout.At[int16](at, 0) = int16(n)
	case layout.Int32:
		*layout.At[int32](at, 0) = int32(n)
	case layout.Int64:
		*layout.At[int64](at, 0) = n
	case layout.Uint8:
		*layout.At[uint8](at, 0) = uint8(n)
	case layout.Uint16:
		*layout.At[uint16](at, 0) = uint16(n)
	case layout.Uint32:
		*layout.At[uint32](at, 0) = uint32(n)
	case layout.Uint64:
		*layout.At[uint64](at, 0) = uint64(n)
	}
	return ""
}

// mistrust tells what is wrong with a value of a table that was not compared with the model, or "".
func (s *scanner) mistrust(i int, c *column) string {
	k := s.rows.Kind(i)
	switch {
	case c.computed && c.typ.Kind.Integer() && (k == driver.Float || k == driver.Decimal):
		return tooFar
	case k == driver.Null && !c.nullable && c.computed && c.typ.Kind == schema.Time: // beyond the years that there are
		return tooFar
	case k == driver.Null && !c.nullable:
		return "is NULL"
	case k == driver.Null, c.typ.Kind == schema.NoKind, storable(k, c.typ.Kind):
		return ""
	}
	return "is stored as another type than " + c.typ.Kind.String()
}

// tooFar is the problem of a number that its field cannot hold.
const tooFar = "is out of range"

// storable tells whether an engine may give a value of kind v for a column of kind k: some come as what the engine
// keeps them in (see driver.Row).
func storable(v driver.Kind, k schema.Kind) bool {
	switch {
	case fits(v, k):
		return true
	case v == driver.Int:
		return k == schema.Bool || k == schema.Decimal
	case v == driver.Text:
		return k == schema.Time || k == schema.UUID || k == schema.Decimal || k == schema.Array
	case v == driver.Bytes:
		return k == schema.UUID
	case v == driver.Decimal:
		return k.Float() // an average
	}
	return false
}

// malformed names the row and field that hold what the model excludes. Nobody's input is to blame, so the
// error has no violation that a form could show.
func (s *scanner) malformed(c *column, i int, problem string, cause error) error {
	stored := string(s.rows.Bytes(i))
	if len(stored) > 80 {
		stored = stored[:80] + "..."
	}
	kind := fault.SchemaMismatch
	if c.computed && problem == tooFar {
		kind = fault.OutOfRange
	}
	return &fault.Error{
		Kind: kind, Model: s.plan.m.name, Err: cause,
		Detail: fmt.Sprintf("%s %s: the row %s holds %q", c.field, problem, s.rowText(), stored),
	}
}

// rowText names the current row by its key, or by its number where the result has no key.
func (s *scanner) rowText() string {
	text := ""
	for i := range s.plan.steps {
		c := s.plan.steps[i].column
		for _, k := range s.plan.m.key {
			if k != c {
				continue
			}
			if text != "" {
				text += ", "
			}
			if u, ok := parseUUID(s.rows.Bytes(i)); ok && c.typ.Kind == schema.UUID {
				text += c.name + " = " + keyText([]driver.Value{driver.UUIDValue(u)})
			} else if c.typ.Kind.Integer() {
				text += c.name + " = " + strconv.FormatInt(s.rows.Int(i), 10)
			} else {
				text += c.name + " = " + strconv.Quote(string(s.rows.Bytes(i)))
			}
		}
	}
	if text == "" {
		return "number " + strconv.Itoa(s.number)
	}
	return text
}
