package mysql

import (
	sqldriver "database/sql/driver"
	"encoding/hex"
	"fmt"
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// bind appends the values of a statement in the library's types.
func bind(dst []sqldriver.Value, n int, values []driver.Value) ([]sqldriver.Value, error) {
	if n != len(values) {
		return dst, refuse(fault.Invalid, fmt.Sprintf("mysql: %d values for a statement with %d parameters", len(values), n))
	}
	for i := range values {
		v, err := bound(&values[i])
		if err != nil {
			return dst, err
		}
		dst = append(dst, v)
	}
	return dst, nil
}

func bound(v *driver.Value) (sqldriver.Value, error) {
	switch v.Kind() {
	case driver.Bool, driver.Int:
		return v.Int(), nil
	case driver.Float:
		return finite(v.Float())
	case driver.Text:
		return v.Text(), checkText(v.Text())
	case driver.Bytes:
		if b := v.Bytes(); b != nil {
			return b, nil
		}
		return []byte{}, nil // the library takes nil for NULL
	case driver.Time:
		text, ok := formatTime(make([]byte, 0, timeLength), v.Int())
		if !ok {
			return nil, errYear
		}
		return text, nil
	case driver.UUID:
		return v.Text(), nil
	case driver.Decimal:
		return driver.AppendDecimal(nil, v.Int(), v.Scale()), nil
	case driver.List:
		return packList(v.List())
	}
	return nil, nil
}

var (
	errFinite = refuse(fault.Invalid, "mysql: NaN and infinities are not stored")
	errText   = refuse(fault.Invalid, "mysql: a text holds NUL or is not valid UTF-8")
	errYear   = refuse(fault.OutOfRange, "mysql: a time lies outside of the years 1 to 9999")
)

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

// packList writes a list as the JSON array that a packed In reads and that an array column holds: bytes and UUIDs
// as hexadecimal digits, decimals as texts, times as RFC 3339 has them, everything else as what it is. A list of lists is
// the columns of a table, and written row by row.
func packList(values []driver.Value) ([]byte, error) {
	if len(values) > 0 && values[0].Kind() == driver.List {
		return packTable(values)
	}
	return packArray(values)
}

// packTable writes columns as an array of rows, in which an array is a text: what its column holds.
func packTable(columns []driver.Value) (out []byte, err error) {
	lists := make([][]driver.Value, len(columns))
	for i := range columns {
		lists[i] = columns[i].List()
		if columns[i].Kind() != driver.List || len(lists[i]) != len(lists[0]) {
			return nil, refuse(fault.Invalid, "mysql: a list within a list")
		}
	}
	out = append(make([]byte, 0, 16+len(lists[0])*(2+12*len(lists))), '[')
	for row := range lists[0] {
		if row > 0 {
			out = append(out, ',')
		}
		out = append(out, '[')
		for i := range lists {
			if i > 0 {
				out = append(out, ',')
			}
			if out, err = packCell(out, &lists[i][row]); err != nil {
				return nil, err
			}
		}
		out = append(out, ']')
	}
	return append(out, ']'), nil
}

func packCell(out []byte, v *driver.Value) ([]byte, error) {
	if v.Kind() != driver.List {
		return packValue(out, v)
	}
	text, err := packArray(v.List())
	return driver.AppendJSONText(out, string(text)), err
}

func packArray(values []driver.Value) ([]byte, error) {
	out := append(make([]byte, 0, 16+12*len(values)), '[')
	for i := range values {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = packValue(out, &values[i]); err != nil {
			return nil, err
		}
	}
	return append(out, ']'), nil
}

func packValue(out []byte, v *driver.Value) ([]byte, error) {
	switch v.Kind() {
	case driver.Null:
		return append(out, "null"...), nil
	case driver.Bool:
		return strconv.AppendBool(out, v.Int() != 0), nil
	case driver.Int:
		return strconv.AppendInt(out, v.Int(), 10), nil
	case driver.Float:
		f, err := finite(v.Float())
		return strconv.AppendFloat(out, f, 'g', -1, 64), err
	case driver.Text:
		return driver.AppendJSONText(out, v.Text()), checkText(v.Text())
	case driver.Bytes:
		out = hex.AppendEncode(append(out, '"'), v.Bytes())
		return append(out, '"'), nil
	case driver.UUID:
		out = hex.AppendEncode(append(out, '"'), []byte(v.Text()))
		return append(out, '"'), nil
	case driver.Decimal:
		out = driver.AppendDecimal(append(out, '"'), v.Int(), v.Scale())
		return append(out, '"'), nil
	case driver.Time:
		out, ok := formatTime(append(out, '"'), v.Int())
		if !ok {
			return nil, errYear
		}
		out[len(out)-timeLength+len("2006-01-02")] = 'T'
		return append(out, 'Z', '"'), nil
	}
	return nil, refuse(fault.Invalid, "mysql: a list within a list")
}
