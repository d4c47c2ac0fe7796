package postgres

import (
	"encoding/binary"
	"strconv"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// encodeList appends a list in the binary form of its array type, or as an array's literal where that type, or one of
// the values, has no binary form here.
func encodeList(out []byte, oid uint32, values []driver.Value) ([]byte, format, error) {
	if element := elementOf(oid); element != 0 {
		array, ok, err := encodeArray(out, element, values)
		if ok || err != nil {
			return array, asBinary, err
		}
	}
	out, err := appendArray(out, values)
	return out, asText, err
}

// encodeArray appends the binary form of an array of one dimension: its dimensions, whether it holds NULLs, the type
// of its elements, their number, the first index, then each behind its length.
func encodeArray(out []byte, element uint32, values []driver.Value) (array []byte, ok bool, err error) {
	start := len(out)
	if len(values) == 0 {
		out = append(out, 0, 0, 0, 0, 0, 0, 0, 0)
		return binary.BigEndian.AppendUint32(out, element), true, nil
	}
	out = append(out, 0, 0, 0, 1, 0, 0, 0, 0)
	out = binary.BigEndian.AppendUint32(out, element)
	out = binary.BigEndian.AppendUint32(out, uint32(len(values)))
	out = append(out, 0, 0, 0, 1)
	w := wire{out: out}
	for i := range values {
		f, err := w.param(element, &values[i])
		if err != nil {
			return nil, false, err
		}
		if values[i].Kind() == driver.Null {
			w.out[start+7] = 1
		} else if f == asText && !isText(element) {
			return out[:start], false, nil
		}
	}
	return w.out, true, nil
}

// appendArray writes an array's literal: {1,2,NULL}. A list within a list is one of several dimensions, or, where
// rows have arrays in a column, a text that is an array's literal itself.
func appendArray(out []byte, values []driver.Value) ([]byte, error) {
	out = append(out, '{')
	for i := range values {
		if i > 0 {
			out = append(out, ',')
		}
		var err error
		if out, err = appendElement(out, &values[i]); err != nil {
			return nil, err
		}
	}
	return append(out, '}'), nil
}

func appendElement(out []byte, v *driver.Value) ([]byte, error) {
	switch v.Kind() {
	case driver.Null:
		return append(out, "NULL"...), nil
	case driver.Bool:
		return strconv.AppendBool(out, v.Int() != 0), nil
	case driver.Int:
		return strconv.AppendInt(out, v.Int(), 10), nil
	case driver.Float:
		f, err := finite(v.Float())
		return strconv.AppendFloat(out, f, 'g', -1, 64), err
	case driver.Text:
		return appendElementText(out, v.Text()), checkText(v.Text())
	case driver.Bytes:
		return appendElementText(out, string(appendHex(nil, v.Bytes()))), nil
	case driver.Time:
		if !inYears(v.Int()) {
			return nil, errYear
		}
		return append(appendTime(append(out, '"'), v.Int()), '"'), nil
	case driver.UUID:
		return driver.AppendUUID(out, v.Text()), nil
	case driver.Decimal:
		return driver.AppendDecimal(out, v.Int(), v.Scale()), nil
	case driver.List:
		return appendArray(out, v.List())
	}
	return nil, refuse(fault.Invalid, "postgres: no such element of a list")
}

// appendElementText writes a text in double quotes, with a backslash before what would end it.
func appendElementText(out []byte, s string) []byte {
	out = append(out, '"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			out = append(out, '\\')
		}
		out = append(out, s[i])
	}
	return append(out, '"')
}
