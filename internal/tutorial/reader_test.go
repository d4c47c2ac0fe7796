package tutorial_test

import (
	"bytes"
	"encoding/json"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/internal/programtest"
	"github.com/rowankit/rowan/internal/tutorial"
)

// reader does what the page says, in a folder outside of the repository.
type reader struct {
	t       *testing.T
	house   string // where the repository lies: what the page calls ../rowan
	folder  string // the one that the first commands make
	printed string // by the last command
	sites   int    // that were started
}

func TestAReaderGetsToTheEnd(t *testing.T) {
	t.Parallel()
	house, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	page, err := os.ReadFile(filepath.Join(house, "docs", "tutorial.md"))
	if err != nil {
		t.Fatal(err)
	}
	steps, err := tutorial.Steps(string(page))
	if err != nil {
		t.Fatal(err)
	}
	r := &reader{t: t, house: house, folder: filepath.Join(t.TempDir(), "datasets")}
	for i, s := range steps {
		switch {
		case s.File != "":
			r.write(s)
		case s.Language == "sh":
			last := i+1 < len(steps) && steps[i+1].Language == "text"
			for command := range strings.Lines(s.Text) {
				r.run(s, strings.TrimSpace(command), last)
			}
		case s.Language == "text" && r.printed != s.Text:
			t.Errorf("line %d: the page says that this is printed:\n%s\nand this is:\n%s", s.Line, s.Text, r.printed)
		case s.Language != "text" && s.Language != "console":
			t.Errorf("line %d: the page does not say what to do with this %s", s.Line, s.Language)
		}
	}
	if r.sites != 1 {
		t.Errorf("the page starts the site %d times, want once before it has forms", r.sites)
	}
	r.useForms()
}

// write writes a file, or a part of one.
func (r *reader) write(s tutorial.Step) {
	r.t.Helper()
	path := filepath.Join(r.folder, s.File)
	before, err := os.ReadFile(path)
	if err != nil && !os.IsNotExist(err) {
		r.t.Fatal(err)
	}
	after, err := s.Apply(string(before))
	if err != nil {
		r.t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		r.t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(after), 0o600); err != nil {
		r.t.Fatal(err)
	}
}

// run runs a command of the page.
func (r *reader) run(s tutorial.Step, command string, ends bool) {
	r.t.Helper()
	words := strings.Fields(command)
	for i := range words {
		words[i] = strings.Replace(words[i], "../rowan", r.house, 1)
	}
	switch {
	case words[0] == "mkdir" && filepath.Base(r.folder) == words[1]:
		if err := os.Mkdir(r.folder, 0o700); err != nil {
			r.t.Fatal(err)
		}
	case words[0] == "cd" && filepath.Base(r.folder) == words[1]:
	case command == "go mod tidy": // asks for modules that only tests of others need; see environment
	case command == "go run ." && !ends:
		r.sites++
		r.start(func(v *programtest.Visitor) {
			v.Get("/").WantStatus(200).Want("<h1>Users and Their Datasets</h1>", "Nobody is here yet.")
			v.Get("/users/1").WantStatus(404)
		})
	case words[0] == "go":
		r.printed = r.command(words...)
		r.trust()
	default:
		r.t.Fatalf("line %d: this test does not know the command %q", s.Line, command)
	}
}

// trust takes over the checksums of the repository, once there is a module: nobody has to be asked for them.
func (r *reader) trust() {
	r.t.Helper()
	sums, err := os.ReadFile(filepath.Join(r.house, "go.sum"))
	if err == nil {
		err = os.WriteFile(filepath.Join(r.folder, "go.sum"), sums, 0o600)
	}
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *reader) command(words ...string) string {
	r.t.Helper()
	cmd := exec.CommandContext(r.t.Context(), words[0], words[1:]...)
	cmd.Dir, cmd.Env = r.folder, environment()
	var out, problems bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &problems
	if err := cmd.Run(); err != nil {
		r.t.Fatalf("%s: %v\n%s%s", strings.Join(words, " "), err, out.String(), problems.String())
	}
	return out.String()
}

// environment lets go find the modules that the programs need without go mod tidy, which would ask for more of them, and
// takes away what a site reads.
func environment() []string {
	env := []string{"GOFLAGS=-mod=mod -buildvcs=false", "GOWORK=off"}
	for _, v := range os.Environ() {
		switch name, _, _ := strings.Cut(v, "="); name {
		case "GOFLAGS", "GOWORK", "ADDR", "DATABASE_URL", "SECRET_KEY", "ROWAN_ENV", "ROWAN_TEST_URL":
		default:
			env = append(env, v)
		}
	}
	return env
}

// start starts the site, visits it, and ends it.
func (r *reader) start(visit func(v *programtest.Visitor)) {
	r.t.Helper()
	r.command("go", "build", "-o", "site", ".")
	cmd := exec.CommandContext(r.t.Context(), filepath.Join(r.folder, "site"), "-addr", "127.0.0.1:0")
	cmd.Dir, cmd.Env = r.folder, environment()
	log, err := cmd.StderrPipe()
	if err != nil {
		r.t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		r.t.Fatal(err)
	}
	timer := time.AfterFunc(time.Minute, func() { _ = cmd.Process.Kill() })
	defer timer.Stop()
	lines := json.NewDecoder(log)
	for {
		var line struct{ Msg, URL string }
		if err := lines.Decode(&line); err != nil {
			r.t.Fatalf("the site does not listen: %v; %v", err, cmd.Wait())
		}
		if line.Msg == "listening" {
			visit(programtest.NewVisitor(r.t, line.URL))
			break
		}
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		r.t.Error(err)
	}
	_, _ = io.Copy(io.Discard, log) // until the site has ended
	if err := cmd.Wait(); err != nil {
		r.t.Errorf("the site ended with %v", err)
	}
}

// useForms adds what the page suggests, and what it says is refused.
func (r *reader) useForms() {
	r.t.Helper()
	r.start(func(v *programtest.Visitor) {
		v.Get("/").WantStatus(200).Want(`href="/add_user">Add User</a>`, `href="/add_dataset">Add Dataset</a>`)
		v.Fill("/add_user", "name", "Ada", "email", "ada@example.org").WantStatus(303)
		v.Fill("/add_user", "name", "<script>", "email", "ADA@example.org").WantStatus(422).Want("Email is already taken", "&lt;script&gt;")
		v.Fill("/add_dataset", "name", "iris", "size", "12", "user_id", "1").WantStatus(303)
		for _, size := range []string{"-1", "abc"} {
			v.Fill("/add_dataset", "name", "wine", "size", size, "user_id", "1").WantStatus(422)
		}
		v.Fill("/add_dataset", "name", strings.Repeat("x", 200), "size", "1", "user_id", "1").WantStatus(422)
		v.Get("/").WantStatus(200).Want("<h2>Ada (ada@example.org)</h2>", `<td>iris</td><td class="number">12</td>`).WantNot("wine", "<script>")
		v.Get("/users/1").WantStatus(200).Want("<h1>Ada (ada@example.org)</h1>", "iris", `href="/users/1/edit">Edit</a>`)
		v.Edit("/users/1/edit", "datasets.0.size", "-1", "name", "Ada L.").WantStatus(422).Want("Size (MB) must be at least 0")
		v.Edit("/users/1/edit", "datasets.0._remove", "on", "datasets.1.name", "wine", "datasets.1.size", "3", "name", "Ada L.").WantStatus(303)
		v.Get("/users/1").WantStatus(200).Want("Saved Ada L.", "<h1>Ada L. (ada@example.org)</h1>", "wine").WantNot("iris")
	})
}
