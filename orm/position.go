package orm

import (
	"encoding/binary"
	"math"

	"github.com/rowankit/rowan/driver"
)

// position is a place in an order: beside a row, which need not be there any more.
type position struct {
	values    []driver.Value // that the row has in the terms of the order
	backward  bool           // the rows before it are meant
	inclusive bool           // and the row itself
}

// opposite is the same place, looked at from the other side.
func (p position) opposite() position {
	return position{values: p.values, backward: !p.backward, inclusive: !p.inclusive}
}

// append writes a position: two flags, then each value behind its kind.
func (p position) append(dst []byte) []byte {
	dst = append(dst, flag(p.backward)|flag(p.inclusive)<<1)
	for _, v := range p.values {
		dst = appendPlaced(dst, v)
	}
	return dst
}

func appendPlaced(dst []byte, v driver.Value) []byte {
	dst = append(dst, byte(v.Kind()))
	switch v.Kind() {
	case driver.Bool:
		return append(dst, byte(v.Int()))
	case driver.Int, driver.Time:
		return binary.AppendVarint(dst, v.Int())
	case driver.Decimal:
		return binary.AppendVarint(append(dst, byte(v.Scale())), v.Int())
	case driver.Float:
		return binary.BigEndian.AppendUint64(dst, math.Float64bits(v.Float()))
	case driver.UUID:
		return append(dst, v.Text()...)
	case driver.Text:
		return append(binary.AppendUvarint(dst, uint64(len(v.Text()))), v.Text()...)
	case driver.Bytes:
		return append(binary.AppendUvarint(dst, uint64(len(v.Bytes()))), v.Bytes()...)
	}
	return dst
}

// parsePosition reads what position.append wrote; false for anything else.
func parsePosition(src []byte) (p position, ok bool) {
	if len(src) == 0 || src[0] > 3 {
		return p, false
	}
	p.backward, p.inclusive = src[0]&1 != 0, src[0]&2 != 0
	for src = src[1:]; len(src) > 0; {
		var v driver.Value
		if v, src, ok = cutPlaced(src); !ok {
			return position{}, false
		}
		p.values = append(p.values, v)
	}
	return p, true
}

// cutPlaced reads the first value.
func cutPlaced(src []byte) (v driver.Value, rest []byte, ok bool) {
	kind, src := driver.Kind(src[0]), src[1:]
	switch kind {
	case driver.Null:
		return v, src, true
	case driver.Bool:
		if len(src) < 1 || src[0] > 1 {
			return v, nil, false
		}
		return driver.BoolValue(src[0] == 1), src[1:], true
	case driver.Int, driver.Time:
		n, size := binary.Varint(src)
		if size <= 0 {
			return v, nil, false
		}
		if kind == driver.Time {
			return driver.TimeValue(n), src[size:], true
		}
		return driver.IntValue(n), src[size:], true
	case driver.Decimal:
		if len(src) == 0 {
			return v, nil, false
		}
		n, size := binary.Varint(src[1:])
		if size <= 0 {
			return v, nil, false
		}
		return driver.DecimalValue(n, src[0]), src[1+size:], true
	case driver.Float:
		if len(src) < 8 {
			return v, nil, false
		}
		return driver.FloatValue(math.Float64frombits(binary.BigEndian.Uint64(src))), src[8:], true
	case driver.UUID:
		if len(src) < 16 {
			return v, nil, false
		}
		return driver.UUIDValue([16]byte(src)), src[16:], true
	case driver.Text, driver.Bytes:
		n, size := binary.Uvarint(src)
		if size <= 0 || n > uint64(len(src)-size) {
			return v, nil, false
		}
		text, rest := src[size:size+int(n)], src[size+int(n):]
		if kind == driver.Text {
			return driver.TextValue(string(text)), rest, true
		}
		b := append([]byte{}, text...)
		return driver.BytesValue(&b), rest, true
	}
	return v, nil, false
}
