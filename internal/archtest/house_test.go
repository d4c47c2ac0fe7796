package archtest_test

import (
	"io/fs"
	"os"
	"testing"

	"github.com/rowankit/rowan/internal/archtest"
)

// house is the repository whose rules these tests hold.
func house() fs.FS { return os.DirFS("../..") }

// none fails for every breach of a rule.
func none(t *testing.T, breaches []archtest.Breach, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range breaches {
		t.Error(b)
	}
}

func TestPackagesImportOnlyWhatTheTableAllows(t *testing.T) {
	t.Parallel()
	breaches, err := archtest.Imports(house(), archtest.Rooms())
	none(t, breaches, err)
}

func TestEveryPackageHasOneDoc(t *testing.T) {
	t.Parallel()
	breaches, err := archtest.Docs(house())
	none(t, breaches, err)
}

func TestEveryPackageHasAnExampleThatRuns(t *testing.T) {
	t.Parallel()
	breaches, err := archtest.Examples(house(), archtest.Rooms())
	none(t, breaches, err)
}

func TestNoTextHoldsUnfinishedBusiness(t *testing.T) {
	t.Parallel()
	breaches, err := archtest.Words(house())
	none(t, breaches, err)
}

// Whoever widens the table so that one of these no longer holds has changed the house, not a line.
func TestTableKeepsItsPromises(t *testing.T) {
	t.Parallel()
	for _, promise := range []struct{ folder, never, why string }{
		{"orm", "net/http", "an ORM serves no pages"},
		{"sqlite", "net/http", "an engine serves no pages"},
		{"postgres", "net/http", "an engine serves no pages"},
		{"mysql", "net/http", "an engine serves no pages"},
		{"orm", "sqlite", "the ORM knows engines by their dialect and driver"},
		{"orm", "postgres", "the ORM knows engines by their dialect and driver"},
		{"orm", "mysql", "the ORM knows engines by their dialect and driver"},
		{"sqlite", "orm", "an engine stands below the ORM"},
		{"postgres", "orm", "an engine stands below the ORM"},
		{"mysql", "orm", "an engine stands below the ORM"},
		{"postgres", "mysql", "no engine knows another"},
		{"mysql", "postgres", "no engine knows another"},
		{"form", "orm", "a form works on plain structs"},
		{"form", "driver", "a form pulls in no database"},
		{"form", "web", "a form needs no server"},
		{"web", "orm", "pages pull in no database"},
		{"web", "driver", "pages pull in no database"},
		{"web", "form", "pages and forms meet in the program"},
		{"web", "theme", "a program chooses its theme"},
		{"modelform", "connect", "which engines a program links is its own choice"},
		{"fault", "validate", "fault is the lowest package"},
	} {
		if archtest.Rooms().Reaches(promise.folder)[promise.never] {
			t.Errorf("the table lets %s reach %s; want never: %s", promise.folder, promise.never, promise.why)
		}
	}
}

func TestOnlyLayoutMayImportUnsafe(t *testing.T) {
	t.Parallel()
	tree := files{}
	for _, folder := range folders(t, house()) {
		tree[folder+"/a.go"] = "package a\n\nimport \"unsafe\"\n"
	}
	breaches, err := archtest.Imports(tree.fs(), archtest.Rooms())
	if err != nil {
		t.Fatal(err)
	}
	refused := map[string]bool{}
	for _, b := range breaches {
		refused[b.File] = true
	}
	for file := range tree {
		if got, want := refused[file], file != "orm/internal/layout/a.go"; got != want {
			t.Errorf("unsafe in %s: refused = %v, want %v", file, got, want)
		}
	}
}
