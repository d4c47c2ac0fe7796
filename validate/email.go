package validate

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rowankit/rowan/fault"
)

// Email holds for the address of a mailbox on the internet: name@example.org. The local part is dot-separated
// atoms (RFC 5322, section 3.2.3) that may contain letters of any script (RFC 6531) and has at most 64 bytes;
// the domain has at least two labels and may be internationalised; the whole has at most 254 bytes (RFC 5321).
// Display names, comments, quoted local parts, addresses in brackets and spaces at either end do not hold.
// Whether the mailbox exists is not asked.
var Email = newRule(fault.Violation{Kind: fault.Invalid, Code: "not_an_email",
	Message: "must be an email address such as name@example.org"}, isEmail)

func isEmail(s string) bool {
	at := strings.LastIndexByte(s, '@')
	if at < 0 || len(s) > 254 || !utf8.ValidString(s) {
		return false
	}
	local, host := s[:at], s[at+1:]
	return isLocalPart(local) && strings.Contains(host, ".") && isDomain(host)
}

func isLocalPart(s string) bool {
	if len(s) > 64 {
		return false
	}
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" || strings.ContainsFunc(atom, notAtomText) {
			return false
		}
	}
	return true
}

// notAtomText reports whether r may not stand in an atom. Beyond ASCII the standard allows everything; what
// cannot be seen is refused here, but for the two joiners, which some scripts need.
func notAtomText(r rune) bool {
	switch {
	case r < utf8.RuneSelf:
		return !isAlphanumeric(byte(r)) && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", r)
	case r == '\u200c' || r == '\u200d':
		return false
	}
	return !unicode.IsGraphic(r) || unicode.IsSpace(r)
}
