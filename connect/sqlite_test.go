package connect_test

import (
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/sqlite"
)

func TestURLsOfSQLiteAreTakenApart(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]sqlite.Options{
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
		"sqlite:///a@b.db":               {Path: "a@b.db"},
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
		wantURL(t, text, connect.URL{SQLite: &want})
	}
}

func TestURLsOfSQLiteThatCannotBeAreRefused(t *testing.T) {
	t.Parallel()
	for text, word := range map[string]string{
		"sqlite:app.db":                       "no scheme",
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
		"sqlite:///a.db?pool_size=3":          "there are busy_timeout, read_only, readers and sync_commits",
	} {
		wantRefused(t, text, word)
	}
}
