//go:build hard

package main

import (
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// disk mounts a small disk in memory, which takes root.
func disk(t *testing.T, size string) string {
	t.Helper()
	folder := t.TempDir()
	if text, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", folder).CombinedOutput(); err != nil {
		t.Skipf("a disk of its own needs the right to mount one: %v: %s", err, text)
	}
	t.Cleanup(func() {
		if text, err := exec.Command("umount", "-l", folder).CombinedOutput(); err != nil {
			t.Errorf("umount %s: %v: %s", folder, err, text)
		}
	})
	return folder
}

// fill takes all the space that is left on a disk.
func fill(t *testing.T, folder string) (free func()) {
	t.Helper()
	path := filepath.Join(folder, "ballast")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for chunk := make([]byte, 4096); ; {
		if _, err := f.Write(chunk); err != nil {
			break // the disk is full
		}
	}
	return func() {
		if err := os.Remove(path); err != nil {
			t.Fatal(err)
		}
	}
}

// postUntilRefused posts users until one is not stored, and returns how many were, and the page of the other.
func (v *visitor) postUntilRefused(name string) (int, page) {
	v.t.Helper()
	token := v.token()
	for i := range 20_000 {
		body := url.Values{"name": {strings.Repeat("n", 100)}, "email": {fmt.Sprintf("%s%d@example.org", name, i)}, "_csrf": {token}}.Encode()
		if p := v.send("POST", "/add", body, "Content-Type", formType); p.status != 303 {
			return i, p
		}
	}
	v.t.Fatal("20,000 users fit on a full disk")
	return 0, page{}
}

func TestFullDiskIsSaidAndSurvived(t *testing.T) {
	aboutFiles(t)
	folder := disk(t, "6m")
	path := filepath.Join(folder, "users.db")
	p := start(t, t.TempDir(), fileURL(path))
	v := p.visit()
	v.add("Ada", "ada@example.org").wantStatus(303)
	count := 1
	for round := range 5 {
		free := fill(t, folder)
		n, refused := v.postUntilRefused(fmt.Sprintf("round%d-", round))
		count += n
		refused.wantStatus(503).want("no space left", "Your change was not saved").wantNot("SQLITE", "sqlite", folder)
		for range 3 {
			v.add("Eve", "eve@example.org").wantStatus(503).want("no space left")
			v.get("/").wantStatus(200).want("ada@example.org").wantNot("eve@example.org")
			v.get("/readyz").wantStatus(200)
		}
		free()
		v.add("Later", fmt.Sprintf("later%d@example.org", round)).wantStatus(303)
		count++
		t.Logf("round %d: %d posts fitted before the disk was said to be full", round, n)
	}
	p.kill()
	db := openFile(t, path)
	wantSound(t, db)
	if got := len(stored(t, db)); got != count {
		t.Errorf("got %d users, want the %d that were answered as stored", got, count)
	}
}

func TestStartOnAFullDiskIsRefused(t *testing.T) {
	aboutFiles(t)
	folder := disk(t, "1m")
	fill(t, folder)
	start(t, t.TempDir(), fileURL(filepath.Join(folder, "users.db"))).wantRefusal("full")
}

func TestStartOnAReadOnlyDiskIsRefused(t *testing.T) {
	aboutFiles(t)
	folder := disk(t, "6m")
	path := filepath.Join(folder, "users.db")
	p := start(t, t.TempDir(), fileURL(path))
	p.visit().add("Ada", "ada@example.org").wantStatus(303)
	p.end(os.Interrupt)
	remount := func(how string) {
		t.Helper()
		if text, err := exec.Command("mount", "-o", "remount,"+how, folder).CombinedOutput(); err != nil {
			t.Fatalf("remount %s: %v: %s", how, err, text)
		}
	}
	remount("ro")
	start(t, t.TempDir(), fileURL(path)).wantRefusal(path, "read")
	start(t, t.TempDir(), fileURL(filepath.Join(folder, "other", "users.db"))).wantRefusal("read-only")
	remount("rw")
	if rows := start(t, t.TempDir(), fileURL(path)).visit().get("/").rows(); len(rows) != 1 {
		t.Errorf("after the disk took writes again: got %v, want Ada", rows)
	}
}

func TestReadOnlyDatabaseIsShownAndNotChanged(t *testing.T) {
	aboutFiles(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	p := start(t, folder, fileURL(path))
	p.visit().add("Ada", "ada@example.org").wantStatus(303)
	p.end(os.Interrupt)
	v := start(t, folder, fileURL(path)+"?read_only=true").visit()
	if rows := v.get("/").rows(); len(rows) != 1 {
		t.Errorf("a database opened for reading only shows %v, want Ada", rows)
	}
	v.add("Bob", "bob@example.org").wantStatus(503)
	if rows := v.get("/").rows(); len(rows) != 1 {
		t.Errorf("after a refused post: got %v, want Ada alone", rows)
	}
}

func TestLimitOnFilesIsSurvived(t *testing.T) {
	aboutFiles(t)
	if _, err := exec.LookPath("prlimit"); err != nil {
		t.Skipf("how large files may get is limited by prlimit: %v", err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	p := start(t, folder, fileURL(path), "prlimit", "--fsize=1000000:unlimited")
	v := p.visit()
	v.add("Ada", "ada@example.org").wantStatus(303)
	count, refused := v.postUntilRefused("some")
	refused.wantStatus(503).want("Please try again").wantNot("SQLITE", "sqlite", folder)
	v.get("/").wantStatus(200).want("ada@example.org")
	if text, err := exec.Command("prlimit", fmt.Sprintf("--pid=%d", p.cmd.Process.Pid), "--fsize=unlimited").CombinedOutput(); err != nil {
		t.Fatalf("prlimit: %v: %s", err, text)
	}
	v.add("Later", "later@example.org").wantStatus(303)
	p.kill()
	db := openFile(t, path)
	wantSound(t, db)
	if got := len(stored(t, db)); got != count+2 {
		t.Errorf("got %d users, want the %d that were answered as stored", got, count+2)
	}
}
