package driver

import (
	"encoding/hex"
	"strconv"
	"strings"
)

// How engines write values as text, where they send or keep them so.

// AppendUUID writes the 16 bytes of a UUID as its text of 36 characters, in lower case.
func AppendUUID(dst []byte, u string) []byte {
	for i, part := range [][2]int{{0, 4}, {4, 6}, {6, 8}, {8, 10}, {10, 16}} {
		if i > 0 {
			dst = append(dst, '-')
		}
		dst = hex.AppendEncode(dst, []byte(u[part[0]:part[1]]))
	}
	return dst
}

// AppendDecimal writes unscaled / 10^scale as digits with all its decimals, such as -12.50.
func AppendDecimal(dst []byte, unscaled int64, scale int) []byte {
	if unscaled < 0 {
		dst = append(dst, '-')
	}
	digits := strconv.FormatUint(magnitude(unscaled), 10)
	if pad := scale + 1 - len(digits); pad > 0 {
		digits = strings.Repeat("0", pad) + digits
	}
	point := len(digits) - scale
	dst = append(dst, digits[:point]...)
	if scale > 0 {
		dst = append(append(dst, '.'), digits[point:]...)
	}
	return dst
}

func magnitude(n int64) uint64 {
	if n < 0 {
		return -uint64(n)
	}
	return uint64(n)
}

func uuidText(u string) string { return string(AppendUUID(nil, u)) }

func decimalText(unscaled int64, scale int) string {
	return string(AppendDecimal(nil, unscaled, scale))
}

// AppendJSONText writes a text that is valid UTF-8 as a JSON string (RFC 8259, section 7), for arrays that travel as JSON.
func AppendJSONText[T string | []byte](dst []byte, text T) []byte {
	const digits = "0123456789abcdef"
	dst = append(dst, '"')
	for i := range len(text) {
		switch b := text[i]; {
		case b == '"' || b == '\\':
			dst = append(dst, '\\', b)
		case b < ' ':
			dst = append(dst, '\\', 'u', '0', '0', digits[b>>4], digits[b&15])
		default:
			dst = append(dst, b)
		}
	}
	return append(dst, '"')
}
