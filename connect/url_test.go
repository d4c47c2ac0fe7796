package connect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
)

func TestURLsAreTakenApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]connect.URL{
		"":                               {Path: "instance/database.db"},
		connect.Default:                  {Path: "instance/database.db"},
		"sqlite:///app.db":               {Path: "app.db"},
		"sqlite:///../data/app.db":       {Path: "../data/app.db"},
		"sqlite:////var/lib/app/app.db":  {Path: "/var/lib/app/app.db"},
		"sqlite://":                      {},
		"sqlite:///":                     {},
		"sqlite:///:memory:":             {},
		"sqlite:///a%20b%25%3F%23.db":    {Path: "a b%?#.db"},
		"sqlite:///Grüße.db":             {Path: "Grüße.db"},
		"sqlite:///a b.db":               {Path: "a b.db"},
		"sqlite:///C:/data/app.db":       {Path: "C:/data/app.db"},
		"sqlite:///x.db?":                {Path: "x.db"},
		"sqlite:///x.db?busy_timeout=2s": {Path: "x.db", BusyTimeout: 2 * time.Second},
		"sqlite:///x.db?readers=4":       {Path: "x.db", Readers: 4},
		"sqlite:///x.db?read_only=true":  {Path: "x.db", ReadOnly: true},
		"sqlite:///x.db?read_only=false": {Path: "x.db"},
		"sqlite:///x.db?readers=1&sync_commits=true&busy_timeout=1m30s": {
			Path: "x.db", Readers: 1, SyncCommits: true, BusyTimeout: 90 * time.Second,
		},
	} {
		got, err := connect.ParseURL(text)
		if err != nil {
			t.Errorf("ParseURL(%q): %v, want %+v", text, err, want)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("ParseURL(%q) (-want +got):\n%s", text, diff)
		}
	}
}

func TestURLsThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"app.db":                              "no scheme",
		"/var/lib/app.db":                     "no scheme",
		"sqlite:app.db":                       "no scheme",
		"oracle://host/db":                    `"oracle"`,
		"SQLITE:///app.db":                    `"SQLITE"`,
		"://":                                 `""`,
		"sqlite://app.db":                     "no host",
		"sqlite://host/app.db":                "no host",
		"sqlite:///a%zz.db":                   "%25",
		"sqlite:///a%00.db":                   "NUL",
		"sqlite:///a.db#part":                 "fragment",
		"sqlite:///a.db?readers=2#x":          "fragment",
		"sqlite:///a.db?cache=shared":         "cache",
		"sqlite:///a.db?readers=0":            "readers",
		"sqlite:///a.db?readers=-1":           "readers",
		"sqlite:///a.db?readers=many":         "readers",
		"sqlite:///a.db?readers=1001":         "readers",
		"sqlite:///a.db?readers=2&readers=3":  "readers",
		"sqlite:///a.db?busy_timeout=5":       "busy_timeout",
		"sqlite:///a.db?busy_timeout=0s":      "busy_timeout",
		"sqlite:///a.db?busy_timeout=-1s":     "busy_timeout",
		"sqlite:///a.db?read_only=yes":        "read_only",
		"sqlite:///a.db?read_only":            "read_only",
		"sqlite:///a.db?sync_commits=1":       "sync_commits",
		"sqlite:///a.db?%zz=1":                "escaped",
		"sqlite:///a.db?readers=1;read_only=": "escaped",
	} {
		got, err := connect.ParseURL(text)
		if fault.KindOf(err) != fault.Invalid || !strings.HasPrefix(err.Error(), "connect: ") || !strings.Contains(err.Error(), word) {
			t.Errorf("ParseURL(%q): got %+v, %v, want an error of the kind invalid that says %q", text, got, err, word)
		}
	}
}

func TestErrorsRepeatNoPassword(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"user:hunter2@host/db", "oracle://user:hunter2@host/db", "user:hunter2@host://db", "sqlite://user:hunter2@host/a.db",
		"sqlite:///a.db?password=hunter2", "sqlite:///a.db?readers=hunter2", "sqlite:///hunter2%zz", "sqlite:///hunter2#",
	} {
		_, err := connect.ParseURL(text)
		if err == nil {
			t.Errorf("ParseURL(%q): got no error, want a refusal", text)
		} else if strings.Contains(err.Error(), "hunter2") {
			t.Errorf("ParseURL(%q): got %q, which repeats the password", text, err)
		}
	}
}

func FuzzParseURL(f *testing.F) {
	for _, s := range []string{
		"", "sqlite://", "sqlite:///a.db", "sqlite:////a/b.db?readers=2&read_only=true", "sqlite:///a%20b.db?busy_timeout=5s",
		"postgres://user:secret@host/db", "user:secret@host", "sqlite:///%00", "sqlite://h/x", "sqlite:///a?b=c&b=d",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		u, err := connect.ParseURL(s)
		if err != nil {
			if fault.KindOf(err) != fault.Invalid || len(err.Error()) > 300 {
				t.Errorf("ParseURL(%q): got %v (kind %q), want a short error of the kind invalid", s, err, fault.KindOf(err))
			}
			return
		}
		if u.Readers < 0 || u.Readers > 1000 || u.BusyTimeout < 0 || strings.IndexByte(u.Path, 0) >= 0 {
			t.Errorf("ParseURL(%q): got %+v, which no database can be opened with", s, u)
		}
		again, err := connect.ParseURL(write(u))
		if diff := cmp.Diff(u, again); diff != "" || err != nil {
			t.Errorf("ParseURL(%q), written as %q and read again: %v\n%s", s, write(u), err, diff)
		}
	})
}

// write puts a URL together again.
func write(u connect.URL) string {
	s := "sqlite://"
	if u.Path != "" {
		var path strings.Builder
		for _, c := range []byte(u.Path) {
			fmt.Fprintf(&path, "%%%02X", c)
		}
		s += "/" + path.String()
	}
	s += fmt.Sprintf("?read_only=%v&sync_commits=%v", u.ReadOnly, u.SyncCommits)
	if u.Readers > 0 {
		s += fmt.Sprintf("&readers=%d", u.Readers)
	}
	if u.BusyTimeout > 0 {
		s += "&busy_timeout=" + u.BusyTimeout.String()
	}
	return s
}
