package ormtest

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"
)

// URL returns the URL of an empty database of the test's own, for a test that opens it by itself or hands it to
// another program: a SQLite file, or a new database on the server that the variable ROWAN_TEST_URL names. It is
// removed when the test ends. Each call returns another one.
func URL(t testing.TB) string {
	t.Helper()
	if server := os.Getenv("ROWAN_TEST_URL"); server != "" {
		return create(t, "ROWAN_TEST_URL", server)
	}
	return "sqlite:///" + url.PathEscape(filepath.Join(t.TempDir(), "test.db"))
}

// Server returns the URL of an empty database of the test's own on the server whose URL stands in an environment
// variable, such as ROWAN_TEST_POSTGRES, for a test that is about one engine. Where the variable is empty the test
// is skipped, or fails when CI=true says that nothing is to be skipped.
func Server(t testing.TB, variable string) string {
	t.Helper()
	if server := os.Getenv(variable); server != "" {
		return create(t, variable, server)
	}
	if os.Getenv("CI") == "true" {
		t.Fatalf("ormtest: %s names no database server, and with CI=true nothing is skipped", variable)
	}
	t.Skipf("%s names no database server", variable)
	return ""
}
