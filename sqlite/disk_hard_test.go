//go:build hard && linux

package sqlite_test

import (
	"os"
	osexec "os/exec"
	"path/filepath"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/sqlite"
)

// smallDisk mounts a disk of 1 MB, which takes the right to mount.
func smallDisk(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	if out, err := osexec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", folder).CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("mount: %v: %s", err, out)
		}
		t.Skipf("this machine does not let us mount a small disk: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := osexec.Command("umount", folder).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return folder
}

func TestAFullDiskIsSaidAndSurvived(t *testing.T) {
	folder := smallDisk(t)
	db := openPath(t, filepath.Join(folder, "test.db"))
	c := acquire(t, db, driver.ReadWrite)
	exec(t, c, "CREATE TABLE item (x BLOB)")
	exec(t, c, "INSERT INTO item VALUES (1)")
	fill := &driver.Statement{SQL: "INSERT INTO item VALUES (zeroblob(2000000))"}
	for range 3 {
		_, err := c.Exec(t.Context(), fill, nil)
		wantRefusal(t, "a row larger than the disk", err, fault.DiskFull)
		if err := c.Begin(t.Context(), driver.Snapshot); err != nil {
			t.Fatal(err)
		}
		exec(t, c, fill.SQL) // stays in memory
		wantRefusal(t, "committing the same", c.End(t.Context(), true), fault.DiskFull)
	}
	os.WriteFile(filepath.Join(folder, "fill"), make([]byte, 4<<20), 0o600) // fails: it takes what is left
	db2, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(folder, "new.db")})
	if err == nil {
		db2.Close()
	}
	wantRefusal(t, "a new database on the full disk", err, fault.DiskFull)
	if got := query(t, c, "SELECT count(*) FROM item"); got[0][0] != int64(1) {
		t.Errorf("rows: got %v, want 1", got)
	}
	if err := os.Remove(filepath.Join(folder, "fill")); err != nil {
		t.Fatal(err)
	}
	exec(t, c, "INSERT INTO item VALUES (2)")
	if got := query(t, c, "PRAGMA integrity_check"); got[0][0] != "ok" {
		t.Errorf("integrity_check: got %v", got)
	}
}

func TestAReadOnlyDiskIsSaid(t *testing.T) {
	folder := smallDisk(t)
	path := filepath.Join(folder, "test.db")
	db, err := sqlite.Open(t.Context(), sqlite.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, c, "CREATE TABLE item (x)")
	c.Release()
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if out, err := osexec.Command("mount", "-o", "remount,ro", folder).CombinedOutput(); err != nil {
		t.Fatalf("remount: %v: %s", err, out)
	}
	for _, path := range []string{filepath.Join(folder, "new.db"), filepath.Join(folder, "folder", "new.db")} {
		_, err := sqlite.Open(t.Context(), sqlite.Options{Path: path})
		wantRefusal(t, "a new database at "+path, err, fault.ReadOnly)
	}
	_, err = sqlite.Open(t.Context(), sqlite.Options{Path: path})
	wantRefusal(t, "an existing database", err, fault.ReadOnly)
}
