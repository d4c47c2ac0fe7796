package postgres

import (
	"encoding/binary"
	"math"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/driver"
)

// The values of a row lie in the buffer of the connection, each in the form of its type. What they are told as is
// worked out when they are asked for.

// Kind is the kind of the value.
func (r *rows) Kind(column int) driver.Kind {
	b, c := r.values[column], &r.st.columns[column]
	if b == nil {
		return driver.Null
	}
	if c.free {
		if _, err := strconv.ParseInt(string(b), 10, 64); err == nil {
			return driver.Int
		}
	}
	return c.kind
}

// Int returns a whole number. Of other kinds it is the whole part, the microseconds of a time, or 0 and 1.
func (r *rows) Int(column int) int64 {
	b, c := r.values[column], &r.st.columns[column]
	if c.text || len(b) == 0 {
		return wholePart(b)
	}
	switch c.kind {
	case driver.Int, driver.Bool:
		return binaryInt(c.oid, b)
	case driver.Float:
		return int64(binaryFloat(b))
	case driver.Time:
		micros, _ := binaryTime(c.oid, b)
		return micros
	}
	return wholePart(b)
}

// binaryInt reads a whole number of any width.
func binaryInt(oid uint32, b []byte) int64 {
	switch len(b) {
	case 8:
		return int64(binary.BigEndian.Uint64(b))
	case 4:
		n := binary.BigEndian.Uint32(b)
		return choose(oid == typeOID, int64(n), int64(int32(n)))
	case 2:
		return int64(int16(binary.BigEndian.Uint16(b)))
	case 1:
		return int64(b[0])
	}
	return 0
}

// Float returns a floating-point number, and other numbers as one.
func (r *rows) Float(column int) float64 {
	b, c := r.values[column], &r.st.columns[column]
	switch {
	case c.text:
	case c.kind == driver.Float:
		return binaryFloat(b)
	case c.kind == driver.Int, c.kind == driver.Bool:
		return float64(r.Int(column))
	}
	f, _ := strconv.ParseFloat(string(b), 64) // what is no number is 0, and out of range is infinite
	return f
}

// Bytes returns a text or bytes; an array as JSON, and what is neither in words.
func (r *rows) Bytes(column int) []byte {
	b, c := r.values[column], &r.st.columns[column]
	if c.text || b == nil || isText(c.oid) || c.kind == driver.Bytes || c.kind == driver.UUID {
		return b
	}
	l := r.conn.link
	l.scratch = l.scratch[:0]
	switch c.kind {
	case driver.Bool:
		l.scratch = strconv.AppendBool(l.scratch, r.Int(column) != 0)
	case driver.Int:
		l.scratch = strconv.AppendInt(l.scratch, r.Int(column), 10)
	case driver.Float:
		l.scratch = appendFloat(l.scratch, c.oid, binaryFloat(b))
	case driver.Time:
		if micros, ok := binaryTime(c.oid, b); ok {
			l.scratch = appendRFC3339(l.scratch, micros)
		} else {
			l.scratch = append(l.scratch, "infinity"...)
		}
	default:
		l.scratch = appendJSONArray(l.scratch, b)
	}
	return l.scratch
}

// Time returns an instant of the years 0 to 9999; one without a zone is taken as UTC.
func (r *rows) Time(column int) (micros int64, ok bool) {
	b, c := r.values[column], &r.st.columns[column]
	if c.text || isText(c.oid) {
		micros, ok = parseTime(string(b))
	} else {
		micros, ok = binaryTime(c.oid, b)
	}
	return micros, ok && inYears(micros)
}

// binaryTime reads microseconds, or days, since 2000. The infinities are no times.
func binaryTime(oid uint32, b []byte) (micros int64, ok bool) {
	switch {
	case (oid == typeTimestamptz || oid == typeTimestamp) && len(b) == 8:
		n := int64(binary.BigEndian.Uint64(b))
		if n == math.MaxInt64 || n == math.MinInt64 || n > math.MaxInt64-epoch {
			return 0, false
		}
		return n + epoch, true
	case oid == typeDate && len(b) == 4:
		const tenThousandYears = 3_652_500
		n := int64(int32(binary.BigEndian.Uint32(b)))
		if n < -tenThousandYears || n > tenThousandYears {
			return 0, false
		}
		return n*86_400_000_000 + epoch, true
	}
	return 0, false
}

func binaryFloat(b []byte) float64 {
	switch len(b) {
	case 8:
		return math.Float64frombits(binary.BigEndian.Uint64(b))
	case 4:
		return float64(math.Float32frombits(binary.BigEndian.Uint32(b)))
	}
	return 0
}

// appendFloat writes the shortest number that reads back as the same.
func appendFloat(out []byte, oid uint32, f float64) []byte {
	return strconv.AppendFloat(out, f, 'g', -1, choose(oid == typeFloat4, 32, 64))
}

// wholePart reads the digits with which a number begins.
func wholePart(b []byte) int64 {
	whole, _, _ := strings.Cut(string(b), ".")
	n, _ := strconv.ParseInt(whole, 10, 64) // what is no number is 0
	return n
}
