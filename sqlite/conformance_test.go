package sqlite_test

import (
	"crypto/sha256"
	"flag"
	"fmt"
	"path/filepath"
	"testing"

	"github.com/rowankit/rowan/conformance"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

var _ = flag.Bool("update", false, "write the golden statements of flushes anew")

func TestConformance(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	conformance.Run(t, conformance.Engine{Open: func(t testing.TB) orm.Engine {
		t.Helper()
		file := fmt.Sprintf("%x.db", sha256.Sum256([]byte(t.Name()))) // a file for each test
		engine, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(folder, file)})
		if err != nil {
			t.Fatalf("sqlite.Open: %v", err)
		}
		return engine
	}, Echo: []orm.Statement{
		orm.SQL("CREATE TRIGGER echoes AFTER INSERT ON ticket BEGIN INSERT INTO echo (title) VALUES (NEW.title); END"),
	}, Statements: "sqlite"})
}
