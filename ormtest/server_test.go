package ormtest_test

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

var servers = []string{"ROWAN_TEST_POSTGRES", "ROWAN_TEST_MYSQL"}

func TestEachCallMakesADatabaseOfItsOwn(t *testing.T) {
	t.Parallel()
	name := regexp.MustCompile(`/ormtest_[a-z0-9_]{1,55}(\?|$)`)
	for _, variable := range servers {
		t.Run(variable+" and a test's name that is longer than the name of a database may be, with % and ?", func(t *testing.T) {
			t.Parallel()
			first, second := ormtest.Server(t, variable), ormtest.Server(t, variable)
			if first == second || !name.MatchString(first) || !name.MatchString(second) {
				t.Errorf("got databases named %q and %q, want two whose names say who made them", first[strings.LastIndex(first, "/"):], second[strings.LastIndex(second, "/"):])
			}
			for _, url := range []string{first, second} {
				db := openURL(t, url)
				if n, err := Tasks.Count(t.Context(), db); n != 0 || err != nil {
					t.Errorf("Count: got %d, %v, want an empty database", n, err)
				}
				if err := Tasks.Insert(t.Context(), db, &Task{Title: "one"}); err != nil {
					t.Errorf("Insert: %v", err)
				}
			}
		})
	}
}

func openURL(t *testing.T, url string) *orm.DB {
	t.Helper()
	db, err := connect.Open(t.Context(), url, Models)
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	t.Cleanup(func() { db.Close() })
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	return db
}

func TestADatabaseOnAServerIsDroppedWhenItsTestEnds(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			var url string
			t.Run("inner", func(t *testing.T) {
				url = ormtest.Server(t, variable)
				openURL(t, url)
			})
			if url == "" {
				t.Skip("the inner test was skipped")
			}
			wantGone(t, url)
		})
	}
}

func wantGone(t *testing.T, url string) {
	t.Helper()
	db, err := connect.Open(t.Context(), url, Models)
	if err == nil {
		db.Close()
	}
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("after its test: got %v, want that there is no such database", err)
	}
}

// asInner makes the test binary run the one test below as somebody's own.
const asInner = "ORMTEST_TEST_INNER"

func TestInner(t *testing.T) {
	variable, fails, _ := strings.Cut(os.Getenv(asInner), " ")
	if variable == "" {
		t.Skip("this is run by other tests")
	}
	url := ormtest.Server(t, variable)
	t.Logf("URL=%s=", url)
	if fails != "" {
		db := openURL(t, url)
		if err := db.Close(); err != nil {
			t.Error(err)
		}
		t.Fatal("failed on purpose")
	}
}

// inner runs TestInner in a process of its own, with some variables changed, and returns what it said.
func inner(t *testing.T, what string, variables ...string) string {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^TestInner$", "-test.v")
	cmd.Env = append(append(os.Environ(), asInner+"="+what), variables...)
	out, err := cmd.CombinedOutput()
	if err == nil && strings.Contains(string(out), "--- FAIL") {
		t.Errorf("%s: a failed test ended with exit code 0", what)
	}
	return string(out)
}

func TestADatabaseOfAFailedTestIsDroppedToo(t *testing.T) {
	t.Parallel()
	for _, variable := range servers {
		t.Run(variable, func(t *testing.T) {
			t.Parallel()
			ormtest.Server(t, variable) // skips where there is none
			out := inner(t, variable+" fails")
			url := regexp.MustCompile(`URL=(.*)=\n`).FindStringSubmatch(out)
			if url == nil || !strings.Contains(out, "failed on purpose") {
				t.Fatalf("the test in a process of its own said\n%s\nwant it to fail on purpose", out)
			}
			wantGone(t, url[1])
		})
	}
}

func TestWithoutAServerATestIsSkippedAndFailsWithCI(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ ci, want string }{{"", "--- SKIP"}, {"false", "--- SKIP"}, {"true", "--- FAIL"}} {
		out := inner(t, "NO_SUCH_SERVER", "NO_SUCH_SERVER=", "CI="+c.ci)
		if !strings.Contains(out, c.want) || !strings.Contains(out, "NO_SUCH_SERVER names no database server") {
			t.Errorf("CI=%s: got\n%s\nwant %s with the reason", c.ci, out, c.want)
		}
	}
}

func TestAServerThatCannotBeFailsTheTestWithoutItsPassword(t *testing.T) {
	t.Parallel()
	for _, url := range []string{
		"postgres://u:hunter2@127.0.0.1:1/", "mysql://u:hunter2@127.0.0.1:1", "oracle://u:hunter2@h/", "sqlite:///hunter2.db", "u:hunter2@host",
		"postgres://u:hunter2@@/", "mysql://u:hunter2@h:port/x?y=z",
	} {
		out := inner(t, "BAD_SERVER", "BAD_SERVER="+url)
		if !strings.Contains(out, "--- FAIL") || !strings.Contains(out, "the server of BAD_SERVER") || strings.Contains(out, "hunter2") {
			t.Errorf("%s: got\n%s\nwant a failure that names the variable and repeats no password", url, out)
		}
	}
}
