package validate

import (
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
)

// Text reports whether s is text that every database stores and every page shows alike: valid UTF-8 without
// NUL and without control characters (Unicode category Cc), of which a multiline text may hold tab, newline
// and carriage return. The violation names no field. It does not allocate.
func Text(s string, multiline bool) (fault.Violation, bool) {
	for i := 0; i < len(s); {
		r, size := rune(s[i]), 1
		if r >= utf8.RuneSelf {
			if r, size = utf8.DecodeRuneInString(s[i:]); r == utf8.RuneError && size == 1 {
				return textViolation("invalid_text", "must be valid UTF-8 text"), false
			}
		}
		if unicode.IsControl(r) && !(multiline && isLayout(r)) {
			return controlViolation(r), false
		}
		i += size
	}
	return fault.Violation{}, true
}

// isLayout reports whether r is a control character that belongs in a text of several lines.
func isLayout(r rune) bool { return r == '\t' || r == '\n' || r == '\r' }

func controlViolation(r rune) fault.Violation {
	switch r {
	case 0:
		return textViolation("control_characters", "must not contain NUL characters")
	case '\n', '\r':
		return textViolation("control_characters", "must be a single line")
	case '\t':
		return textViolation("control_characters", "must not contain tabs")
	}
	return textViolation("control_characters", "must not contain control characters")
}

func textViolation(code, message string) fault.Violation {
	return fault.Violation{Kind: fault.Invalid, Code: code, Message: message}
}
