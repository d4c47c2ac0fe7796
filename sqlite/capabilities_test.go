package sqlite_test

import (
	"crypto/sha256"
	"fmt"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
)

// written are the themes of the suite whose statements depend on the capabilities.
var written = regexp.MustCompile(`/(keys|uniques|checks|rules|own_types|inserts|updates|deletes|returning|conflicts|transactions|links|families|lazies|versions)/`)

// What every database promises of writes holds for each set of capabilities.
func TestConformanceOfOtherCapabilities(t *testing.T) {
	t.Parallel()
	for name, can := range lesser.LikeOthers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := t.TempDir()
			conformance.Run(t, conformance.Engine{Open: func(t testing.TB) orm.Engine {
				t.Helper()
				if !written.MatchString(t.Name()) {
					t.Skip("what reads is the same for all capabilities")
				}
				if can.PackedRows && strings.HasSuffix(t.Name(), "links/a_row_that_does_not_exist_is_refused_with_the_column_that_leads_to_it") {
					t.Skip("databases of packed rows name their foreign keys, and SQLite does not")
				}
				file := fmt.Sprintf("%x.db", sha256.Sum256([]byte(t.Name()))) // a file for each test
				engine, err := lesser.Open(t.Context(), filepath.Join(folder, file), can)
				if err != nil {
					t.Fatal(err)
				}
				return engine
			}})
		})
	}
}
