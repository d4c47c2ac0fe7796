package orm

import (
	"encoding/hex"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// asUUID reads what a type's own Value gives: the text of 36 characters, or the 16 bytes.
func asUUID(v driver.Value) (driver.Value, error) {
	var u [16]byte
	ok := true
	switch v.Kind() {
	case driver.Text:
		u, ok = parseUUID([]byte(v.Text()))
	case driver.Bytes:
		u, ok = parseUUID(v.Bytes())
	default:
		return v, nil
	}
	if !ok {
		return v, refuse(fault.Invalid, "invalid", "must be a UUID")
	}
	return driver.UUIDValue(u), nil
}

// parseUUID reads 16 bytes, or a text of 36 characters with digits in either case.
func parseUUID(b []byte) (u [16]byte, ok bool) {
	if len(b) == 16 {
		return [16]byte(b), true
	}
	if len(b) != 36 || b[8] != '-' || b[13] != '-' || b[18] != '-' || b[23] != '-' {
		return u, false
	}
	n := 0
	for _, part := range [][]byte{b[:8], b[9:13], b[14:18], b[19:23], b[24:]} {
		m, err := hex.Decode(u[n:], part)
		if err != nil {
			return u, false
		}
		n += m
	}
	return u, true
}
