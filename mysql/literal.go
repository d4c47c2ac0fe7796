package mysql

import (
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Literal appends a constant of a definition, in the form in which a column holds it. The server keeps the text of
// definitions and reads it again in whatever mode it is in then. What could mean something else there, quotes,
// backslashes and control characters, is written in hexadecimal digits.
func (Dialect) Literal(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(dst, "NULL"...), nil
	case bool:
		if v {
			return append(dst, '1'), nil
		}
		return append(dst, '0'), nil
	case int64:
		return strconv.AppendInt(dst, v, 10), nil
	case float64:
		f, err := finite(v)
		if err != nil {
			return nil, fault.Wrap(fault.Invalid, err)
		}
		return strconv.AppendFloat(dst, f, 'e', -1, 64), nil // without an exponent it would be a decimal
	case string:
		if err := checkText(v); err != nil {
			return nil, fault.Wrap(fault.Invalid, err)
		}
		return appendText(dst, v), nil
	case []byte:
		return appendHex(dst, v), nil
	case time.Time:
		text, ok := formatTime(append(dst, '\''), v.UnixMicro())
		if y := v.UTC().Year(); !ok || y < 1 || y > 9999 {
			return nil, fault.Wrap(fault.OutOfRange, errYear)
		}
		return append(text, '\''), nil
	case [16]byte:
		return appendHex(dst, v[:]), nil
	case sqlast.Decimal:
		return driver.AppendDecimal(dst, v.Unscaled, v.Scale), nil
	case []any:
		return arrayLiteral(dst, v)
	}
	return nil, fault.New(fault.Invalid, fmt.Sprintf("mysql: no literal of type %T", value))
}

// arrayLiteral writes an array as the text that a column holds.
func arrayLiteral(dst []byte, elements []any) ([]byte, error) {
	list, err := driver.ValuesOf(elements)
	if err != nil {
		return nil, err
	}
	text, err := packList(list)
	if err != nil {
		return nil, fault.Wrap(fault.KindOf(err), err)
	}
	return appendText(dst, string(text)), nil
}

func appendText(dst []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c == '\'' || c == '\\' || c < ' ' || c >= 0x7f {
			dst = appendHex(append(dst, "convert("...), []byte(s))
			return append(dst, " using utf8mb4)"...)
		}
	}
	return dialect.AppendQuoted(dst, '\'', s)
}

func appendHex(dst, b []byte) []byte {
	dst = hex.AppendEncode(append(dst, "unhex('"...), b)
	return append(dst, "')"...)
}
