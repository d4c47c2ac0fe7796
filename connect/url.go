package connect

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rowankit/rowan/fault"
)

// URL is a database URL taken apart. The zero value is a database in memory.
type URL struct {
	// Path is the file, relative to the working directory unless it begins with a slash; empty in memory.
	Path string
	// Readers is the number of connections that only read; 0 chooses.
	Readers int
	// BusyTimeout is how long a statement waits for another process's lock; 0 is the engine's default.
	BusyTimeout time.Duration
	// ReadOnly opens a file that exists and never writes to it.
	ReadOnly bool
	// SyncCommits waits at each commit until the disk has it.
	SyncCommits bool
}

// ParseURL reads a database URL:
//
//	sqlite:///instance/database.db   a file relative to the working directory
//	sqlite:////var/lib/app/app.db    a file by its absolute path
//	sqlite://                        in memory, gone when the program ends
//
// Options follow a question mark: busy_timeout=5s, readers=4, read_only=true, sync_commits=true. An empty URL
// is Default. Anything else is an error of the kind Invalid, which never repeats a password.
func ParseURL(text string) (URL, error) {
	if text == "" {
		text = Default
	}
	scheme, rest, ok := strings.Cut(text, "://")
	if !ok {
		return URL{}, invalid("a database URL looks like sqlite:///instance/database.db; %s", noScheme(text))
	}
	if scheme != "sqlite" {
		return URL{}, invalid("the scheme %q is none that this version opens; write sqlite:///path", visible(scheme))
	}
	path, query, _ := strings.Cut(rest, "?")
	if strings.Contains(query, "#") || strings.Contains(path, "#") {
		return URL{}, invalid("a database URL has no fragment (#); write %%23 for a # in a file's name")
	}
	u := URL{}
	if err := u.setPath(path); err != nil {
		return URL{}, err
	}
	return u, u.setOptions(query)
}

// setPath reads what stands between sqlite:// and the question mark.
func (u *URL) setPath(text string) error {
	if text == "" || text == "/" {
		return nil
	}
	host, path, ok := strings.Cut(text, "/")
	if host != "" || !ok {
		return invalid("a SQLite URL names no host: write sqlite:///file for a relative path and sqlite:////file for an absolute one")
	}
	path, err := url.PathUnescape(path)
	if err != nil {
		return invalid("the path of the database URL is not escaped correctly; write %%25 for a percent sign")
	}
	if strings.IndexByte(path, 0) >= 0 {
		return invalid("the path of the database URL holds a NUL byte")
	}
	if path != ":memory:" {
		u.Path = path
	}
	return nil
}

func (u *URL) setOptions(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return invalid("the options of the database URL are not escaped correctly")
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		list := values[name]
		if len(list) != 1 {
			return invalid("the option %s stands %d times in the database URL; write it once", visible(name), len(list))
		}
		if err := u.setOption(name, list[0]); err != nil {
			return err
		}
	}
	return nil
}

func (u *URL) setOption(name, value string) (err error) {
	switch name {
	case "busy_timeout":
		if u.BusyTimeout, err = time.ParseDuration(value); err != nil || u.BusyTimeout <= 0 {
			return invalid("busy_timeout in the database URL is a duration above zero, such as 5s")
		}
	case "readers":
		if u.Readers, err = strconv.Atoi(value); err != nil || u.Readers < 1 || u.Readers > 1000 {
			return invalid("readers in the database URL is a number from 1 to 1000")
		}
	case "read_only":
		u.ReadOnly, err = truth(name, value)
	case "sync_commits":
		u.SyncCommits, err = truth(name, value)
	default:
		return invalid("the database URL has no option %s; there are busy_timeout, readers, read_only and sync_commits", visible(name))
	}
	return err
}

func truth(name, value string) (bool, error) {
	switch value {
	case "true":
		return true, nil
	case "false":
		return false, nil
	}
	return false, invalid("%s in the database URL is true or false", name)
}

// noScheme says what is missing, without repeating what may hold a password.
func noScheme(text string) string {
	if strings.ContainsAny(text, "@:") {
		return "the given one has no scheme"
	}
	return fmt.Sprintf("%q has no scheme", visible(text))
}

// visible shortens a text from outside for a message.
func visible(s string) string {
	if i := strings.IndexAny(s, ":@/"); i >= 0 {
		s = s[:i]
	}
	if len(s) > 40 {
		s = s[:40]
	}
	return s
}

func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, "connect: "+fmt.Sprintf(format, args...))
}
