package connect

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"
)

// server is what a URL says between its scheme and its options, for an engine that is reached over a network.
type server struct {
	user, password string
	hosts          []string // as written: host or host:port
	database       string
}

// readServer takes user:password@host1:port,host2:port/database?options apart. Nothing of it is repeated in an error: a
// password whose special characters were not escaped may stand in any of the parts.
func readServer(rest string) (s server, query string, err error) {
	if strings.Contains(rest, "#") {
		return s, "", invalid("a database URL has no fragment (#); write %%23 for a # in a name or password")
	}
	rest, query, _ = strings.Cut(rest, "?")
	place, path, _ := strings.Cut(rest, "/")
	if strings.Count(place, "@") > 1 || strings.Contains(path, "@") || strings.Contains(query, "@") {
		return s, "", invalid("an @ stands where none belongs in the database URL: in a name or password write %%40 for @, %%2F for / and %%3F for ?")
	}
	if account, hosts, ok := strings.Cut(place, "@"); ok {
		place = hosts
		if s.user, s.password, err = readAccount(account); err != nil {
			return s, "", err
		}
	}
	var ok bool
	if s.hosts, ok = splitHosts(place); !ok {
		return s, "", invalid("the database URL names no host that could be one: write host or host:port, without spaces, the port from 1 to 65535")
	}
	s.database, err = readName(path)
	return s, query, err
}

func readAccount(text string) (user, password string, err error) {
	user, password, _ = strings.Cut(text, ":")
	for _, part := range []*string{&user, &password} {
		plain, err := url.PathUnescape(*part)
		if err != nil {
			return "", "", invalid("the name or password in the database URL is not escaped correctly; write %%25 for a percent sign")
		}
		if strings.IndexByte(plain, 0) >= 0 {
			return "", "", invalid("the name or password in the database URL holds a NUL byte")
		}
		*part = plain
	}
	if user == "" && password != "" {
		return "", "", invalid("the database URL has a password and no user; write user:password@host")
	}
	return user, password, nil
}

func readName(path string) (string, error) {
	name, err := url.PathUnescape(path)
	switch {
	case err != nil:
		return "", invalid("the database's name in the URL is not escaped correctly; write %%25 for a percent sign")
	case path == "":
		return "", invalid("the URL names no database; its name follows the host, as in postgres://user@host/name")
	case strings.Contains(path, "/") || strings.IndexByte(name, 0) >= 0:
		return "", invalid("the URL holds one name of a database, without slashes and NUL bytes; write %%2F for a / in it")
	}
	return name, nil
}

// splitHosts reads host1:port,host2. An empty text is no host.
func splitHosts(text string) ([]string, bool) {
	if text == "" {
		return nil, true
	}
	hosts := strings.Split(text, ",")
	for _, h := range hosts {
		if !isHost(h) {
			return nil, false
		}
	}
	return hosts, true
}

// isHost reports whether a text is a name or an address, with or without a port, the address of IPv6 in brackets.
func isHost(s string) bool {
	if i := strings.LastIndexByte(s, ':'); i > strings.LastIndexByte(s, ']') {
		port, err := strconv.ParseUint(s[i+1:], 10, 16)
		if err != nil || port == 0 || s[i+1] == '+' {
			return false
		}
		s = s[:i]
	}
	if inner, ok := strings.CutPrefix(s, "["); ok {
		address, err := netip.ParseAddr(strings.TrimSuffix(inner, "]"))
		return err == nil && address.Is6() && strings.HasSuffix(s, "]")
	}
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_") == ""
}
