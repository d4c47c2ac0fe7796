package sqlite

import (
	"bytes"
	"encoding/hex"
	"fmt"
	"strconv"
	"time"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Literal appends a constant of a definition, in the form in which a column holds it.
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
			return nil, invalid(err)
		}
		return appendFloat(dst, f), nil
	case string:
		if err := checkText(v); err != nil {
			return nil, invalid(err)
		}
		return dialect.AppendQuoted(dst, '\'', v), nil
	case []byte:
		dst = hex.AppendEncode(append(dst, 'X', '\''), v)
		return append(dst, '\''), nil
	case time.Time:
		var text [timeLength]byte
		if y := v.UTC().Year(); y < 0 || y > 9999 || !formatTime(&text, v.UnixMicro()) {
			return nil, fault.Wrap(fault.OutOfRange, errYear)
		}
		return dialect.AppendQuoted(dst, '\'', string(text[:])), nil
	case [16]byte:
		return dialect.AppendQuoted(dst, '\'', uuidText(string(v[:]))), nil
	case sqlast.Decimal:
		return strconv.AppendInt(dst, v.Unscaled, 10), nil
	case []any:
		return arrayLiteral(dst, v)
	}
	return nil, fault.New(fault.Invalid, fmt.Sprintf("sqlite: no literal of type %T", value))
}

// arrayLiteral writes an array as the text that a column holds.
func arrayLiteral(dst []byte, elements []any) ([]byte, error) {
	list, err := driver.ValuesOf(elements)
	if err != nil {
		return nil, err
	}
	text, err := packList(list)
	if err != nil {
		return nil, invalid(err)
	}
	return dialect.AppendQuoted(dst, '\'', text), nil
}

func invalid(err error) error { return fault.Wrap(fault.Invalid, err) }

// appendFloat writes a finite number with all its digits, and so that SQLite takes it for a REAL.
func appendFloat(dst []byte, f float64) []byte {
	start := len(dst)
	dst = strconv.AppendFloat(dst, f, 'g', -1, 64)
	if !bytes.ContainsAny(dst[start:], ".e") {
		dst = append(dst, '.', '0')
	}
	return dst
}
