package validate

import (
	"strings"

	"golang.org/x/net/idna"
)

// domains is how internationalised names are checked: mapped and judged as for a lookup, with the rule for
// directions. It is never changed.
var domains = idna.New(idna.MapForLookup(), idna.BidiRule())

// isDomain reports whether s is a domain name without a final dot, internationalised or not.
func isDomain(s string) bool {
	if isPlainDomain(s) {
		return true
	}
	ascii, err := domains.ToASCII(s)
	if err != nil || !isLDH(ascii) {
		return false
	}
	// The mapping drops invisible characters and narrows wide ones, so that names which look alike or even the
	// same end up as one. A name is only taken as it is written, but for the case of its letters.
	name, err := domains.ToUnicode(ascii)
	return err == nil && (Fold(name) == Fold(s) || ascii == Fold(s))
}

// isPlainDomain decides the common case, ASCII without encoded labels, without allocating. False means only
// that the name needs a closer look.
func isPlainDomain(s string) bool {
	if !isLDH(s) {
		return false
	}
	for label := range strings.SplitSeq(s, ".") {
		if len(label) >= 4 && label[2:4] == "--" {
			return false
		}
	}
	return true
}

// isLDH reports whether s consists of labels of ASCII letters, digits and inner hyphens (RFC 1123, section
// 2.1), within the lengths of RFC 1035, and the last of them not all digits, as that would be an IP address.
func isLDH(s string) bool {
	if len(s) > 253 {
		return false
	}
	var last string
	for label := range strings.SplitSeq(s, ".") {
		if len(label) == 0 || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for i := range len(label) {
			if c := label[i]; !isAlphanumeric(c) && c != '-' {
				return false
			}
		}
		last = label
	}
	return strings.Trim(last, "0123456789") != ""
}

func isAlphanumeric(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}
