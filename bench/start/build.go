package start

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"time"
)

// kind is a way of writing a program.
type kind struct {
	name string
	// open and models are the templates of what opens a database and of a package of models; a kind without the latter has
	// all in one file.
	open, models string
	// schema is the template of what code is generated from; "" for a kind without such.
	schema string
}

var (
	rowan = kind{name: "Rowan", open: "rowan_open.tmpl", models: "rowan_models.tmpl"}
	gorm  = kind{name: "GORM", open: "gorm_open.tmpl", models: "gorm_models.tmpl"}
	ent   = kind{name: "ent", open: "ent_open.tmpl", schema: "ent_schema.tmpl"}
	hand  = kind{name: "database/sql on mattn", open: "sql_open.tmpl"}
)

// built is a program, and what making it took.
type built struct {
	path               string
	size               int64
	generated, compile spent
}

// spent is what a command took, with all the commands that it ran.
type spent struct {
	wall, cpu time.Duration
	memory    int64 // the most that one of the commands had, in bytes
}

// build makes a program in a module of its own, whose name nobody has compiled packages of.
func (k kind) build(ctx context.Context, dir string, models int) (b built, err error) {
	name := fmt.Sprintf("example.com/program%d", time.Now().UnixNano())
	if err := k.write(dir, newSource(name, models)); err != nil {
		return b, err
	}
	if err := module(ctx, dir, name); err != nil {
		return b, err
	}
	if k.schema != "" {
		if b.generated, _, err = command(ctx, dir, "go", "tool", "ent", "generate", "./ent/schema"); err != nil {
			return b, err
		}
	}
	b.path = filepath.Join(dir, "program")
	if b.compile, _, err = command(ctx, dir, "go", "build", "-o", b.path, "."); err != nil {
		return b, err
	}
	info, err := os.Stat(b.path)
	if err != nil {
		return b, err
	}
	b.size = info.Size()
	return b, nil
}

// write writes the program's sources.
func (k kind) write(dir string, s source) error {
	failed := []error{write(filepath.Join(dir, "main.go"), "main.tmpl", s), write(filepath.Join(dir, "open.go"), k.open, s)}
	if k.schema != "" {
		failed = append(failed, write(filepath.Join(dir, "ent/schema/schema.go"), k.schema, s))
	}
	if k.models != "" {
		for _, g := range s.Groups {
			failed = append(failed, write(filepath.Join(dir, g.Name, "models.go"), k.models, g))
		}
	}
	return errors.Join(failed...)
}

// module gives the program this module's requirements, so that nothing has to be looked for.
func module(ctx context.Context, dir, name string) error {
	_, out, err := command(ctx, ".", "go", "list", "-m", "-f", "{{.Dir}}", "github.com/rowankit/rowan", "github.com/rowankit/rowan/bench")
	if err != nil {
		return err
	}
	root, own, _ := strings.Cut(strings.TrimSpace(out), "\n")
	for _, file := range []string{"go.mod", "go.sum"} {
		text, err := os.ReadFile(filepath.Join(own, file))
		if err != nil {
			return err
		}
		if err := os.WriteFile(filepath.Join(dir, file), text, 0o644); err != nil {
			return err
		}
	}
	_, _, err = command(ctx, dir, "go", "mod", "edit", "-module", name, "-replace", "github.com/rowankit/rowan="+root)
	return err
}

// command runs a command in a folder. Its error has what the command has said.
func command(ctx context.Context, dir, name string, args ...string) (s spent, out string, err error) {
	c := exec.CommandContext(ctx, name, args...)
	var stdout, stderr bytes.Buffer
	c.Dir, c.Stdout, c.Stderr = dir, &stdout, &stderr
	began := time.Now()
	if err := c.Run(); err != nil {
		return s, "", fmt.Errorf("%s: %w\n%s", strings.Join(append([]string{name}, args...), " "), err, &stderr)
	}
	s.wall, s.cpu = time.Since(began), c.ProcessState.UserTime()+c.ProcessState.SystemTime()
	if usage, ok := c.ProcessState.SysUsage().(*syscall.Rusage); ok {
		s.memory = usage.Maxrss << 10
	}
	return s, stdout.String(), nil
}
