package postgres

import (
	"encoding/binary"
	"math"
	"strconv"

	"github.com/rowankit/rowan/driver"
)

// arrayReader turns the binary form of an array into JSON text.
type arrayReader struct {
	out     []byte
	element uint32
	rest    []byte // of the array, from the next element on
	failed  bool
}

// appendJSONArray writes an array as JSON: numbers in their shortest form, times as RFC 3339 in UTC with microseconds,
// bytes as PostgreSQL's hexadecimal text. What is no array is null.
func appendJSONArray(out, b []byte) []byte {
	r := arrayReader{out: out, rest: b}
	dimensions := make([]int, 0, 1)
	count := r.number()
	r.number() // whether there are NULLs
	r.element = uint32(r.number())
	for range min(count, 6) {
		n := r.number()
		r.number() // the first index
		r.failed = r.failed || n < 1
		dimensions = append(dimensions, n)
	}
	if len(dimensions) == 0 {
		return append(out, "[]"...)
	}
	if !r.failed {
		r.list(dimensions)
	}
	if r.failed {
		return append(out, "null"...)
	}
	return r.out
}

// number reads an integer of four bytes.
func (r *arrayReader) number() int {
	if len(r.rest) < 4 {
		r.failed = true
		return 0
	}
	n := int32(binary.BigEndian.Uint32(r.rest))
	r.rest = r.rest[4:]
	return int(n)
}

func (r *arrayReader) list(dimensions []int) {
	r.out = append(r.out, '[')
	for i := 0; i < dimensions[0] && !r.failed; i++ {
		if i > 0 {
			r.out = append(r.out, ',')
		}
		if len(dimensions) > 1 {
			r.list(dimensions[1:])
		} else {
			r.value()
		}
	}
	r.out = append(r.out, ']')
}

func (r *arrayReader) value() {
	n := r.number()
	switch {
	case n == -1:
		r.out = append(r.out, "null"...)
		return
	case n < 0 || n > len(r.rest):
		r.failed = true
		return
	}
	one := rows{values: [][]byte{r.rest[:n]}, st: &statement{columns: []column{{oid: r.element, kind: kindOfType(r.element)}}}}
	r.rest = r.rest[n:]
	r.scalar(&one)
}

func (r *arrayReader) scalar(one *rows) {
	b := one.values[0]
	switch kind := kindOfType(r.element); kind {
	case driver.Bool, driver.Int, driver.Float, driver.Time, driver.UUID, driver.Bytes:
		r.plain(kind, one)
	default:
		r.out = driver.AppendJSONText(r.out, b)
	}
}

func (r *arrayReader) plain(kind driver.Kind, one *rows) {
	b := one.values[0]
	switch kind {
	case driver.Bool:
		r.out = append(r.out, choose(one.Int(0) != 0, "true", "false")...)
	case driver.Int:
		r.out = strconv.AppendInt(r.out, one.Int(0), 10)
	case driver.Float:
		f := binaryFloat(b)
		if math.IsNaN(f) || math.IsInf(f, 0) {
			r.out = append(r.out, "null"...)
			return
		}
		r.out = appendFloat(r.out, r.element, f)
	case driver.Time:
		micros, ok := one.Time(0)
		if !ok {
			r.out = append(r.out, "null"...)
			return
		}
		r.out = append(appendRFC3339(append(r.out, '"'), micros), '"')
	case driver.UUID:
		if len(b) != 16 {
			r.failed = true
			return
		}
		r.out = append(driver.AppendUUID(append(r.out, '"'), string(b)), '"')
	default:
		r.out = driver.AppendJSONText(r.out, appendHex(nil, b))
	}
}
