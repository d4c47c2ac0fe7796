package connect

import (
	"net/url"
	"strings"

	"github.com/rowankit/rowan/sqlite"
)

// readSQLite reads what follows sqlite://.
func readSQLite(rest string) (URL, error) {
	path, query, _ := strings.Cut(rest, "?")
	if strings.Contains(query, "#") || strings.Contains(path, "#") {
		return URL{}, invalid("a database URL has no fragment (#); write %%23 for a # in a file's name")
	}
	path, err := readPath(path)
	if err != nil {
		return URL{}, err
	}
	o := &sqlite.Options{Path: path}
	err = setOptions(query, []option{
		duration("busy_timeout", &o.BusyTimeout), count("readers", &o.Readers),
		truth("read_only", &o.ReadOnly), truth("sync_commits", &o.SyncCommits),
	})
	if err != nil {
		return URL{}, err
	}
	return URL{SQLite: o}, nil
}

// readPath reads what stands between sqlite:// and the question mark; empty is in memory.
func readPath(text string) (string, error) {
	if text == "" || text == "/" {
		return "", nil
	}
	host, path, ok := strings.Cut(text, "/")
	if host != "" || !ok {
		return "", invalid("a SQLite URL names no host: write sqlite:///file for a relative path and sqlite:////file for an absolute one")
	}
	path, err := url.PathUnescape(path)
	if err != nil {
		return "", invalid("the path of the database URL is not escaped correctly; write %%25 for a percent sign")
	}
	if strings.IndexByte(path, 0) >= 0 {
		return "", invalid("the path of the database URL holds a NUL byte")
	}
	if path == ":memory:" {
		return "", nil
	}
	return path, nil
}
