package postgres

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// bind writes the message that gives every parameter of a statement its value, in binary form where the type of the
// parameter has one that fits the value, and as text otherwise.
func (w *wire) bind(st *statement, values []driver.Value) error {
	if len(st.params) != len(values) {
		return refuse(fault.Invalid, fmt.Sprintf("postgres: %d values for a statement with %d parameters", len(values), len(st.params)))
	}
	at := w.message('B')
	w.text("")
	w.text(st.name)
	w.int16(len(values))
	formats := len(w.out)
	for range values {
		w.int16(0)
	}
	w.int16(len(values))
	for i := range values {
		format, err := w.param(st.params[i], &values[i])
		if err != nil {
			return err
		}
		w.out[formats+2*i+1] = byte(format)
	}
	if st.formats == nil {
		w.int16(0)
	} else {
		w.out = append(w.out, st.formats...)
	}
	w.end(at)
	return nil
}

// format is the form in which a value travels.
type format byte

const (
	asText format = iota
	asBinary
)

// param writes one value behind its length.
func (w *wire) param(oid uint32, v *driver.Value) (format, error) {
	if v.Kind() == driver.Null {
		w.out = append(w.out, 255, 255, 255, 255)
		return asText, nil
	}
	at := len(w.out)
	out, f, err := encode(append(w.out, 0, 0, 0, 0), oid, v)
	if err != nil {
		return f, err
	}
	w.out = out
	if len(out) > maxMessage {
		return f, refuse(fault.TooLong, "postgres: the values of a statement are more than 1 GB in all")
	}
	binary.BigEndian.PutUint32(out[at:], uint32(len(out)-at-4))
	return f, nil
}

// maxMessage is how long a message may be for the server (PQ_LARGE_MESSAGE_LIMIT), and well below where its length would
// no longer fit into the four bytes that tell it.
const maxMessage = 1<<30 - 2

// encode appends a value that is not NULL.
func encode(out []byte, oid uint32, v *driver.Value) ([]byte, format, error) {
	switch v.Kind() {
	case driver.Bool:
		if oid == typeBool {
			return append(out, byte(v.Int())), asBinary, nil
		}
		return strconv.AppendBool(out, v.Int() != 0), asText, nil
	case driver.Int:
		return encodeInt(out, oid, v.Int())
	case driver.Float:
		return encodeFloat(out, oid, v.Float())
	case driver.Text:
		return append(out, v.Text()...), asText, checkText(v.Text())
	case driver.Bytes:
		return append(out, v.Bytes()...), choose(isText(oid) || oid == typeJSONB, asText, asBinary), nil
	case driver.Time:
		return encodeTime(out, oid, v.Int())
	case driver.UUID:
		if oid == typeUUID || oid == typeBytea {
			return append(out, v.Text()...), asBinary, nil
		}
		return driver.AppendUUID(out, v.Text()), asText, nil
	case driver.Decimal:
		return driver.AppendDecimal(out, v.Int(), v.Scale()), asText, nil
	case driver.List:
		return encodeList(out, oid, v.List())
	}
	return nil, asText, refuse(fault.Invalid, fmt.Sprintf("postgres: no value of kind %d", v.Kind()))
}

var (
	errFinite = refuse(fault.Invalid, "postgres: NaN and infinities are not stored")
	errText   = refuse(fault.Invalid, "postgres: a text holds NUL or is not valid UTF-8")
	errYear   = refuse(fault.OutOfRange, "postgres: a time lies outside of the years 0 to 9999")
)

// outOfRange says that a number does not fit the type of its parameter.
func outOfRange(n any, kind string) error {
	return refuse(fault.OutOfRange, fmt.Sprintf("postgres: the number %v is out of the range of %s", n, kind))
}

func encodeInt(out []byte, oid uint32, n int64) ([]byte, format, error) {
	switch oid {
	case typeInt8:
		return binary.BigEndian.AppendUint64(out, uint64(n)), asBinary, nil
	case typeInt4:
		if n != int64(int32(n)) {
			return out, asBinary, outOfRange(n, "integer")
		}
		return binary.BigEndian.AppendUint32(out, uint32(n)), asBinary, nil
	case typeInt2:
		if n != int64(int16(n)) {
			return out, asBinary, outOfRange(n, "smallint")
		}
		return binary.BigEndian.AppendUint16(out, uint16(n)), asBinary, nil
	}
	return strconv.AppendInt(out, n, 10), asText, nil
}

func encodeFloat(out []byte, oid uint32, f float64) ([]byte, format, error) {
	f, err := finite(f)
	if err != nil {
		return out, asBinary, err
	}
	switch oid {
	case typeFloat8:
		return binary.BigEndian.AppendUint64(out, math.Float64bits(f)), asBinary, nil
	case typeFloat4:
		if math.IsInf(float64(float32(f)), 0) {
			return out, asBinary, outOfRange(f, "real")
		}
		return binary.BigEndian.AppendUint32(out, math.Float32bits(float32(f))), asBinary, nil
	}
	return strconv.AppendFloat(out, f, 'g', -1, 64), asText, nil
}

func encodeTime(out []byte, oid uint32, micros int64) ([]byte, format, error) {
	if !inYears(micros) {
		return out, asBinary, errYear
	}
	if oid == typeTimestamptz || oid == typeTimestamp {
		return binary.BigEndian.AppendUint64(out, uint64(micros-epoch)), asBinary, nil
	}
	return appendTime(out, micros), asText, nil
}

// finite returns f, and 0 for -0.0, which databases do not tell apart alike.
func finite(f float64) (float64, error) {
	if math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, errFinite
	}
	return f + 0, nil
}

func checkText(s string) error {
	if strings.IndexByte(s, 0) >= 0 || !utf8.ValidString(s) {
		return errText
	}
	return nil
}

// appendHex writes bytes as PostgreSQL reads them: \x00ff.
func appendHex(out, b []byte) []byte { return hex.AppendEncode(append(out, '\\', 'x'), b) }
