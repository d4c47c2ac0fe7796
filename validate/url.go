package validate

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
	"unicode"

	"github.com/rowankit/rowan/fault"
)

// URL holds for the absolute address of something on the web: the scheme http or https and a host, which is a
// domain (internationalised or not), a single name such as localhost, or an IP address. User names and
// passwords, other schemes (javascript: among them), backslashes, spaces and control characters do not hold.
// Letters of any script may stand in path, query and fragment.
var URL = newRule(fault.Violation{Kind: fault.Invalid, Code: "not_a_url",
	Message: "must be a web address such as https://example.org"}, isURL)

func isURL(s string) bool {
	if _, ok := Text(s, false); !ok || strings.ContainsFunc(s, notInURL) {
		return false
	}
	u, err := url.Parse(s)
	if err != nil || u.User != nil || u.Scheme != "http" && u.Scheme != "https" {
		return false
	}
	return isHost(u) && isPort(u)
}

// notInURL reports whether r stands in no URL, written for people or for machines.
func notInURL(r rune) bool {
	return r == '\\' || r == '"' || r == '<' || r == '>' || unicode.IsSpace(r) || !unicode.IsGraphic(r)
}

func isHost(u *url.URL) bool {
	name := u.Hostname()
	if strings.HasPrefix(u.Host, "[") {
		addr, err := netip.ParseAddr(name)
		return err == nil && addr.Is6() && addr.Zone() == ""
	}
	if addr, err := netip.ParseAddr(name); err == nil {
		return addr.Is4()
	}
	return isDomain(name)
}

// isPort reports whether the host ends in no port, or in one from 1 to 65535.
func isPort(u *url.URL) bool {
	if !strings.Contains(strings.TrimPrefix(u.Host, "["+u.Hostname()+"]"), ":") {
		return true
	}
	n, err := strconv.ParseUint(u.Port(), 10, 16)
	return err == nil && n > 0
}
