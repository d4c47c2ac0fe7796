package conformance_test

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

// An engine's own test opens its databases for the suite: one for each name of a test.
func Example() {
	_ = func(t *testing.T) { // TestConformance
		folder := t.TempDir()
		conformance.Run(t, conformance.Engine{Open: func(t testing.TB) orm.Engine {
			file := strings.ReplaceAll(t.Name(), "/", "-") + ".db"
			engine, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(folder, file)})
			if err != nil {
				t.Fatal(err)
			}
			return engine
		}})
	}
}
