package ormtest

import (
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// urlVariable names the server that tests run on; empty or unset is SQLite.
const urlVariable = "ROWAN_TEST_URL"

// URL returns the URL of an empty database of the test's own, for a test that opens it by itself or hands it to
// another program: a SQLite file, or a new database on the server that the variable ROWAN_TEST_URL names
// ("sqlite", or empty, is SQLite as well). It is removed when the test ends. Each call returns another one.
func URL(t testing.TB) string {
	t.Helper()
	switch server := os.Getenv(urlVariable); server {
	case "", "sqlite", "sqlite://":
		return "sqlite:///" + url.PathEscape(filepath.Join(t.TempDir(), "test.db"))
	default:
		return create(t, server)
	}
}

// Server returns the URL of an empty database of the test's own on the server whose URL stands in an environment
// variable, such as ROWAN_TEST_POSTGRES, for a test that is about one engine. Without the variable the test is
// skipped, or fails when CI=true says that nothing is to be skipped.
func Server(t testing.TB, variable string) string {
	t.Helper()
	server := os.Getenv(variable)
	switch {
	case server != "":
		return create(t, server)
	case os.Getenv("CI") == "true":
		t.Fatalf("ormtest: %s names no database server, and with CI=true nothing is skipped", variable)
	default:
		t.Skipf("%s names no database server", variable)
	}
	return ""
}

// onServer is the URL of a database on the server that another URL leads to, with its options.
func onServer(server, database string) (string, bool) {
	scheme, rest, ok := strings.Cut(server, "://")
	rest, options, hasOptions := strings.Cut(rest, "?")
	hosts, _, _ := strings.Cut(rest, "/")
	if hasOptions {
		options = "?" + options
	}
	return scheme + "://" + hosts + "/" + database + options, ok
}
