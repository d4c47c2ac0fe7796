package connect_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"strings"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// What each scheme has in its own words, or has not.
var (
	sockets    = map[string]string{"postgres": "?host=/nowhere", "mysql": "?socket=/nowhere"}
	encryption = map[string]string{"postgres": "?sslmode=require", "mysql": "?tls=true"}
	several    = map[string]fault.Kind{"postgres": fault.Unavailable, "mysql": fault.Invalid}
)

// What a person can do about a URL that leads nowhere depends on the kind: Denied asks for another password, Unavailable
// for a look at the server, Invalid for another URL.
func TestWhatAServerRefusesIsSaidAlikeAndRepeatsNoPassword(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			good := addressOf(t, ormtest.Server(t, variable))
			if db, err := connect.Open(t.Context(), with(good, func(a *address) { a.password = "hunter2" }), orm.Models(Cities)); err == nil {
				db.Close()
				if os.Getenv("CI") == "true" {
					t.Fatal("the server takes any password")
				}
				t.Skip("the server takes any password")
			}
			for _, c := range []struct {
				what  string
				url   string
				kind  fault.Kind
				words []string
			}{
				{"a wrong password", with(good, func(a *address) { a.password = "hunter2" }), fault.Denied, []string{good.user}},
				{"an escaped password", with(good, func(a *address) { a.password = "%68unter2%40%27%5C%20%2F" }), fault.Denied, []string{good.user}},
				{"no password", with(good, func(a *address) { a.password = "" }), fault.Denied, []string{good.user}},
				{"a wrong user", with(good, func(a *address) { a.user, a.password = "nobody", "hunter2" }), fault.Denied, []string{"nobody"}},
				{"a wrong port", with(good, func(a *address) { a.place, a.password = "127.0.0.1:1", "hunter2" }), fault.Unavailable, []string{"127.0.0.1:1", "refused"}},
				{"a wrong host", with(good, func(a *address) { a.place, a.password = "nowhere.invalid", "hunter2" }), fault.Unavailable, []string{"nowhere.invalid"}},
				{"a wrong database", with(good, func(a *address) { a.database = "no_such_database" }), fault.Unavailable, []string{"no_such_database"}},
				{"several hosts", with(good, func(a *address) { a.place, a.password = "127.0.0.1:1,127.0.0.1:2", "hunter2" }), several[good.scheme], nil},
				{"a socket that is not there", with(good, func(a *address) { a.place, a.password = "", "hunter2" }) + sockets[good.scheme], fault.Unavailable, []string{"nowhere"}},
				{"an unknown option", good.String() + "?pol_size=3", fault.Invalid, []string{"pol_size", "pool_size"}},
			} {
				db, err := connect.Open(t.Context(), c.url, orm.Models(Cities))
				if err == nil {
					db.Close()
				}
				wantKind(t, c.what, err, c.kind, append(c.words, "connect: ")...)
				wantSilence(t, c.what, err, "hunter2", good.password)
			}
		})
	}
}

func TestEncryptionIsNotGivenUpWhereTheServerHasNone(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			a := addressOf(t, ormtest.Server(t, variable))
			db, err := connect.Open(t.Context(), a.String()+encryption[a.scheme], orm.Models(Cities))
			if err == nil {
				db.Close()
				t.Skip("the server encrypts")
			}
			wantKind(t, encryption[a.scheme], err, fault.Unavailable, "connect: ", "TLS")
			wantSilence(t, encryption[a.scheme], err, a.password)
		})
	}
}

func TestAFileOfTLSThatIsNotThereIsNamedWithoutThePassword(t *testing.T) {
	t.Parallel()
	for _, option := range []string{"sslmode=verify-full&sslrootcert=/nowhere.pem", "sslmode=require&sslcert=/nowhere.pem&sslkey=/nowhere.key"} {
		_, err := connect.Open(t.Context(), "postgres://app:hunter%32@127.0.0.1:1/shop?"+option, orm.Models(Cities))
		wantKind(t, option, err, fault.Invalid, "connect: ", "nowhere")
		wantSilence(t, option, err, "hunter2", "hunter%32")
	}
}

func with(a address, change func(*address)) string {
	change(&a)
	return a.String()
}

func wantKind(t *testing.T, what string, err error, want fault.Kind, words ...string) {
	t.Helper()
	if got := fault.KindOf(err); got != want {
		t.Errorf("%s: got %v (kind %q), want the kind %q", what, err, got, want)
	}
	for _, word := range words {
		if err == nil || !strings.Contains(err.Error(), word) {
			t.Errorf("%s: got %v, want it to say %q", what, err, word)
		}
	}
}

// wantSilence wants an error, and all that it wraps, not to hold a password, however it is printed or logged.
func wantSilence(t *testing.T, what string, err error, passwords ...string) {
	t.Helper()
	var log strings.Builder
	slog.New(slog.NewJSONHandler(&log, nil)).Error("failed", "error", err)
	slog.New(slog.NewTextHandler(&log, nil)).Error("failed", "error", err)
	text := fmt.Sprintf("%v %+v %q %s", err, err, err, log.String())
	for _, e := range chain(err) {
		text += fmt.Sprintf("%#v", e)
		if json, err := json.Marshal(e); err == nil {
			text += string(json)
		}
	}
	for _, password := range passwords {
		if strings.Contains(text, password) {
			t.Errorf("%s: got %s, which holds the password", what, strings.ReplaceAll(text, password, "PASSWORD"))
		}
	}
}

// chain is an error and all that it wraps.
func chain(err error) []error {
	if err == nil {
		return nil
	}
	all := []error{err}
	switch e := err.(type) {
	case interface{ Unwrap() error }:
		return append(all, chain(e.Unwrap())...)
	case interface{ Unwrap() []error }:
		for _, inner := range e.Unwrap() {
			all = append(all, chain(inner)...)
		}
	}
	return all
}
