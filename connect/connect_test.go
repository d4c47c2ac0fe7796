package connect_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

type City struct {
	ID   int64
	Name string
}

type Broken struct {
	Name string
	Link *City
}

var (
	Cities  = orm.Define[City]()
	Brokens = orm.Define[Broken]()
)

func TestAFileIsMadeWithItsFolder(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "new", "folder", "app.db")
	for round := range int64(2) {
		db, err := connect.Open(t.Context(), "sqlite:///"+file, orm.Models(Cities))
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		if err := db.CreateTables(t.Context()); err != nil {
			t.Fatalf("CreateTables: %v", err)
		}
		if n, err := Cities.Count(t.Context(), db); n != round || err != nil {
			t.Errorf("opened for the %d. time: got %d rows, %v, want those of before", round+1, n, err)
		}
		if err := Cities.Insert(t.Context(), db, &City{Name: "Oslo"}); err != nil {
			t.Errorf("Insert: %v", err)
		}
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	}
	if _, err := os.Stat(file); err != nil {
		t.Errorf("the file: %v", err)
	}
}

func TestEveryDatabaseInMemoryIsItsOwn(t *testing.T) {
	t.Parallel()
	for range 2 {
		db, err := connect.Open(t.Context(), "sqlite://", orm.Models(Cities))
		if err != nil {
			t.Fatalf("Open: %v", err)
		}
		defer db.Close()
		if err := db.CreateTables(t.Context()); err != nil {
			t.Fatalf("CreateTables: %v", err)
		}
		if err := Cities.Insert(t.Context(), db, &City{}); err != nil {
			t.Fatalf("Insert: %v", err)
		}
		if n, err := Cities.Count(t.Context(), db); n != 1 || err != nil {
			t.Errorf("got %d rows, %v, want the one of this database", n, err)
		}
	}
}

func TestMistakesOfTheModelsComeBeforeAnyFile(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "folder")
	_, err := connect.Open(t.Context(), "sqlite:///"+folder+"/app.db", orm.Models(Brokens))
	if err == nil || !strings.Contains(err.Error(), "Broken.Link") {
		t.Errorf("got %v, want the mistakes of Broken", err)
	}
	if _, err := os.Stat(folder); !os.IsNotExist(err) {
		t.Errorf("the folder was made: %v", err)
	}
}

func TestOptionsReachTheDatabase(t *testing.T) {
	t.Parallel()
	url := "sqlite:///" + filepath.Join(t.TempDir(), "app.db")
	var seen ormtest.Recorder
	db, err := connect.OpenWith(t.Context(), url, orm.Models(Cities), orm.Options{Observer: &seen})
	if err != nil {
		t.Fatalf("OpenWith: %v", err)
	}
	defer db.Close()
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	if len(seen.Statements()) == 0 {
		t.Errorf("the observer saw nothing")
	}
	reader, err := connect.Open(t.Context(), url+"?read_only=true", orm.Models(Cities))
	if err != nil {
		t.Fatalf("Open: %v", err)
	}
	defer reader.Close()
	if err := Cities.Insert(t.Context(), reader, &City{}); fault.KindOf(err) != fault.ReadOnly {
		t.Errorf("Insert into a database opened with read_only: got %v, want the kind read only", err)
	}
	if _, err := Cities.All(t.Context(), reader); err != nil {
		t.Errorf("All: %v", err)
	}
}

func TestWhatCannotBeOpenedIsSaid(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	noDatabase := filepath.Join(folder, "text.db")
	if err := os.WriteFile(noDatabase, []byte(strings.Repeat("not a database\n", 1000)), 0o600); err != nil {
		t.Fatal(err)
	}
	for what, url := range map[string]string{
		"a URL": "nonsense", "a folder": "sqlite:///" + folder, "another kind of file": "sqlite:///" + noDatabase,
		"a file that is not there": "sqlite:///" + folder + "/none.db?read_only=true",
		"a folder that is a file":  "sqlite:///" + noDatabase + "/app.db",
	} {
		db, err := connect.Open(t.Context(), url, orm.Models(Cities))
		if err == nil {
			db.Close()
			t.Errorf("%s: got no error, want one", what)
		} else if !strings.Contains(err.Error(), "connect: ") || fault.KindOf(err) == fault.None {
			t.Errorf("%s: got %v (kind %q), want an error of connect", what, err, fault.KindOf(err))
		}
	}
}
