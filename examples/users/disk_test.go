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

	"github.com/rowankit/rowan/internal/programtest"
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
func postUntilRefused(v *programtest.Visitor, name string) (int, programtest.Page) {
	v.T.Helper()
	token := v.Token("/add")
	for i := range 20_000 {
		body := url.Values{"name": {strings.Repeat("n", 100)}, "email": {fmt.Sprintf("%s%d@example.org", name, i)}, "_csrf": {token}}.Encode()
		if p := v.Send("POST", "/add", body, "Content-Type", programtest.FormType); p.Status != 303 {
			return i, p
		}
	}
	v.T.Fatal("20,000 users fit on a full disk")
	return 0, programtest.Page{}
}

func TestFullDiskIsSaidAndSurvived(t *testing.T) {
	programtest.AboutFiles(t)
	folder := disk(t, "6m")
	path := filepath.Join(folder, "users.db")
	p := programtest.Start(t, t.TempDir(), programtest.FileURL(path))
	v := p.Visit()
	add(v, "Ada", "ada@example.org").WantStatus(303)
	count := 1
	for round := range 5 {
		free := fill(t, folder)
		n, refused := postUntilRefused(v, fmt.Sprintf("round%d-", round))
		count += n
		refused.WantStatus(503).Want("no space left", "Your change was not saved").WantNot("SQLITE", "sqlite", folder)
		for range 3 {
			add(v, "Eve", "eve@example.org").WantStatus(503).Want("no space left")
			v.Get("/").WantStatus(200).Want("ada@example.org").WantNot("eve@example.org")
			v.Get("/readyz").WantStatus(200)
		}
		free()
		add(v, "Later", fmt.Sprintf("later%d@example.org", round)).WantStatus(303)
		count++
		t.Logf("round %d: %d posts fitted before the disk was said to be full", round, n)
	}
	p.Kill()
	db := users.OpenURL(t, programtest.FileURL(path))
	wantSound(t, db)
	if got := len(stored(t, db)); got != count {
		t.Errorf("got %d users, want the %d that were answered as stored", got, count)
	}
}

func TestStartOnAFullDiskIsRefused(t *testing.T) {
	programtest.AboutFiles(t)
	folder := disk(t, "1m")
	fill(t, folder)
	programtest.Start(t, t.TempDir(), programtest.FileURL(filepath.Join(folder, "users.db"))).WantRefusal("users", "full")
}

func TestStartOnAReadOnlyDiskIsRefused(t *testing.T) {
	programtest.AboutFiles(t)
	folder := disk(t, "6m")
	path := filepath.Join(folder, "users.db")
	p := programtest.Start(t, t.TempDir(), programtest.FileURL(path))
	add(p.Visit(), "Ada", "ada@example.org").WantStatus(303)
	p.End(os.Interrupt)
	remount := func(how string) {
		t.Helper()
		if text, err := exec.Command("mount", "-o", "remount,"+how, folder).CombinedOutput(); err != nil {
			t.Fatalf("remount %s: %v: %s", how, err, text)
		}
	}
	remount("ro")
	programtest.Start(t, t.TempDir(), programtest.FileURL(path)).WantRefusal("users", path, "read")
	programtest.Start(t, t.TempDir(), programtest.FileURL(filepath.Join(folder, "other", "users.db"))).WantRefusal("users", "read-only")
	remount("rw")
	if rows := listed(programtest.Start(t, t.TempDir(), programtest.FileURL(path)).Visit().Get("/")); len(rows) != 1 {
		t.Errorf("after the disk took writes again: got %v, want Ada", rows)
	}
}

func TestReadOnlyDatabaseIsShownAndNotChanged(t *testing.T) {
	programtest.AboutFiles(t)
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	p := programtest.Start(t, folder, programtest.FileURL(path))
	add(p.Visit(), "Ada", "ada@example.org").WantStatus(303)
	p.End(os.Interrupt)
	v := programtest.Start(t, folder, programtest.FileURL(path)+"?read_only=true").Visit()
	if rows := listed(v.Get("/")); len(rows) != 1 {
		t.Errorf("a database opened for reading only shows %v, want Ada", rows)
	}
	add(v, "Bob", "bob@example.org").WantStatus(503)
	if rows := listed(v.Get("/")); len(rows) != 1 {
		t.Errorf("after a refused post: got %v, want Ada alone", rows)
	}
}

func TestLimitOnFilesIsSurvived(t *testing.T) {
	programtest.AboutFiles(t)
	if _, err := exec.LookPath("prlimit"); err != nil {
		t.Skipf("how large files may get is limited by prlimit: %v", err)
	}
	folder := t.TempDir()
	path := filepath.Join(folder, "users.db")
	p := programtest.Start(t, folder, programtest.FileURL(path), "prlimit", "--fsize=1000000:unlimited")
	v := p.Visit()
	add(v, "Ada", "ada@example.org").WantStatus(303)
	count, refused := postUntilRefused(v, "some")
	refused.WantStatus(503).Want("Please try again").WantNot("SQLITE", "sqlite", folder)
	v.Get("/").WantStatus(200).Want("ada@example.org")
	if text, err := exec.Command("prlimit", fmt.Sprintf("--pid=%d", p.Cmd.Process.Pid), "--fsize=unlimited").CombinedOutput(); err != nil {
		t.Fatalf("prlimit: %v: %s", err, text)
	}
	add(v, "Later", "later@example.org").WantStatus(303)
	p.Kill()
	db := users.OpenURL(t, programtest.FileURL(path))
	wantSound(t, db)
	if got := len(stored(t, db)); got != count+2 {
		t.Errorf("got %d users, want the %d that were answered as stored", got, count+2)
	}
}
