//go:build hard

package sqlite_test

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	osexec "os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/sqlite"
)

const killVariable = "ROWAN_SQLITE_KILL"

// TestWhatWasAnsweredSurvivesKill9 kills a process that writes, at random moments, and looks for every row whose
// number it had printed.
func TestWhatWasAnsweredSurvivesKill9(t *testing.T) {
	if path := os.Getenv(killVariable); path != "" {
		writeForever(t, path)
		return
	}
	path := filepath.Join(t.TempDir(), "test.db")
	total := int64(0)
	for round := range 20 {
		answered := killDuringWrites(t, path)
		c := acquire(t, openPath(t, path), driver.ReadWrite)
		if got := query(t, c, "SELECT count(*) FROM item WHERE id <= ?", driver.IntValue(answered))[0][0]; got != answered {
			t.Fatalf("round %d: %v rows of the %d that were answered", round, got, answered)
		}
		if got := query(t, c, "PRAGMA integrity_check")[0][0]; got != "ok" {
			t.Fatalf("round %d: integrity_check: %v", round, got)
		}
		c.Release()
		total = max(total, answered)
	}
	if total < 20 {
		t.Errorf("only %d writes were answered in 20 rounds: too few to tell", total)
	}
}

// killDuringWrites returns the last number that the process printed.
func killDuringWrites(t *testing.T, path string) (answered int64) {
	t.Helper()
	cmd := osexec.Command(os.Args[0], "-test.run=^TestWhatWasAnsweredSurvivesKill9$")
	cmd.Env = append(os.Environ(), killVariable+"="+path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	time.AfterFunc(100*time.Millisecond+rand.N(200*time.Millisecond), func() { cmd.Process.Kill() })
	for lines := bufio.NewScanner(out); lines.Scan(); {
		if n, err := strconv.ParseInt(lines.Text(), 10, 64); err == nil {
			answered = n
		}
	}
	cmd.Wait() // says that it was killed
	return answered
}

func writeForever(t *testing.T, path string) {
	db, err := sqlite.Open(t.Context(), sqlite.Options{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	c, err := db.Acquire(t.Context(), driver.ReadWrite)
	if err != nil {
		t.Fatal(err)
	}
	exec(t, c, "CREATE TABLE IF NOT EXISTS item (id INTEGER PRIMARY KEY AUTOINCREMENT, s TEXT)")
	for {
		r := exec(t, c, "INSERT INTO item (s) VALUES ('some text')")
		fmt.Printf("%d\n", r.Key)
	}
}
