package browser_test

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/ormtest"
)

// program is a running program of examples.
type program struct {
	url      string // such as http://127.0.0.1:39999
	database string // the URL of its database
}

var listening = regexp.MustCompile(`http://127\.0\.0\.1:[0-9]+`)

// startProgram runs a program by its name in an empty folder, with an empty database on the engine that ROWAN_TEST_URL
// names, until the test ends.
func startProgram(t *testing.T, name string) *program {
	t.Helper()
	path := filepath.Join(prepare(t).programs, name)
	p := &program{database: ormtest.URL(t)}
	cmd := exec.Command(path, "-addr", "127.0.0.1:0", "-db", p.database)
	cmd.Dir = t.TempDir()
	cmd.Env = slices.DeleteFunc(os.Environ(), func(entry string) bool {
		name, _, _ := strings.Cut(entry, "=")
		return slices.Contains([]string{"ADDR", "DATABASE_URL", "SECRET_KEY", "ROWAN_ENV"}, name)
	})
	output, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(output)
	var said []string
	for p.url == "" && lines.Scan() {
		said = append(said, lines.Text())
		p.url = listening.FindString(lines.Text())
	}
	drained := make(chan struct{})
	go func() { defer close(drained); io.Copy(io.Discard, output) }()
	t.Cleanup(func() { stopProgram(t, cmd, drained) })
	if p.url == "" {
		t.Fatalf("the program told no address; it said\n%s", strings.Join(said, "\n"))
	}
	return p
}

// stopProgram asks the program to stop, as a person does by Ctrl+C, and insists after a while.
func stopProgram(t *testing.T, cmd *exec.Cmd, drained <-chan struct{}) {
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Error(err)
	}
	timer := time.AfterFunc(20*time.Second, func() {
		fmt.Fprintln(os.Stderr, "the program did not stop by SIGTERM")
		cmd.Process.Kill()
	})
	defer timer.Stop()
	<-drained
	if err := cmd.Wait(); err != nil {
		t.Errorf("the program ended with %v", err)
	}
}
