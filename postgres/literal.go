package postgres

import (
	"fmt"
	"math"
	"strconv"
	"time"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlast"
)

// Literal appends a constant of a definition, of a type that sqlast.Literal names. A backslash in a
// text is one (standard_conforming_strings is on for every connection).
func (Dialect) Literal(dst []byte, value any) ([]byte, error) {
	switch v := value.(type) {
	case nil:
		return append(dst, "NULL"...), nil
	case bool:
		return append(dst, choose(v, "TRUE", "FALSE")...), nil
	case int64:
		if v == math.MinInt64 { // its digits alone are no bigint
			return append(dst, "'-9223372036854775808'::bigint"...), nil
		}
		return strconv.AppendInt(dst, v, 10), nil
	case float64:
		f, err := finite(v)
		if err != nil {
			return nil, invalid(err)
		}
		dst = strconv.AppendFloat(append(dst, '\''), f, 'g', -1, 64)
		return append(dst, "'::double precision"...), nil
	case string:
		if err := checkText(v); err != nil {
			return nil, invalid(err)
		}
		return dialect.AppendQuoted(dst, '\'', v), nil
	case []byte:
		return append(appendHex(append(dst, '\''), v), "'::bytea"...), nil
	case [16]byte:
		return append(driver.AppendUUID(append(dst, '\''), string(v[:])), "'::uuid"...), nil
	case sqlast.Decimal:
		return append(driver.AppendDecimal(append(dst, '\''), v.Unscaled, v.Scale), "'::numeric"...), nil
	case []any:
		return arrayLiteral(dst, v)
	case time.Time:
		if y := v.UTC().Year(); y < 0 || y > 9999 {
			return nil, fault.Wrap(fault.OutOfRange, errYear)
		}
		return append(appendTime(append(dst, '\''), v.UnixMicro()), "'::timestamptz"...), nil
	}
	return nil, fault.New(fault.Invalid, fmt.Sprintf("postgres: no literal of type %T", value))
}

// arrayLiteral writes an array without its type, which its place gives it.
func arrayLiteral(dst []byte, elements []any) ([]byte, error) {
	values, err := driver.ValuesOf(elements)
	if err != nil {
		return nil, err
	}
	array, err := appendArray(nil, values)
	if err != nil {
		return nil, err
	}
	return dialect.AppendQuoted(dst, '\'', string(array)), nil
}

func invalid(err error) error { return fault.Wrap(fault.Invalid, err) }
