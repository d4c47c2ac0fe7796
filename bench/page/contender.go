package page

import (
	"context"
	"crypto/rand"
	"embed"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"

	"github.com/rowankit/rowan/bench/python"
)

// contender is a program that serves the pages.
type contender struct {
	name string
	// only is the one job that it does; nil is for all.
	only *job
	// command serves the database at a URL on an address.
	command func(ctx context.Context, addr, url string) *exec.Cmd
}

//go:embed flask/app.py flask/templates
var flask embed.FS

// builder makes the programs in a folder.
type builder struct {
	folder string
	log    io.Writer
	rowan  string // the program that also makes and fills databases
}

// contenders builds the programs, those first that others are compared with last. What this machine lacks is left out.
func (b *builder) contenders(ctx context.Context) (found []contender, err error) {
	if b.rowan, err = b.build(ctx, "rowan"); err != nil {
		return nil, err
	}
	byhand, err := b.build(ctx, "byhand")
	if err != nil {
		return nil, err
	}
	found = []contender{
		{name: "Rowan", command: func(ctx context.Context, addr, url string) *exec.Cmd {
			return exec.CommandContext(ctx, b.rowan, "-addr", addr, "-db", url)
		}},
		{name: byHand, command: func(ctx context.Context, addr, url string) *exec.Cmd {
			return exec.CommandContext(ctx, byhand, "-addr", addr, "-db", url)
		}},
	}
	interpreter, err := python.Find(ctx, "flask, flask_sqlalchemy, flask_wtf, gunicorn, psycopg2")
	if err != nil {
		fmt.Fprintln(b.log, "page: Flask is left out:", err)
		return found, nil
	}
	if err := os.CopyFS(b.folder, flask); err != nil {
		return nil, err
	}
	gunicorn := func(variables ...string) func(ctx context.Context, addr, url string) *exec.Cmd {
		return func(ctx context.Context, addr, _ string) *exec.Cmd {
			cmd := exec.CommandContext(ctx, interpreter, "-m", "gunicorn", "--workers", "2", "--bind", addr, "app:app")
			cmd.Dir, cmd.Env = filepath.Join(b.folder, "flask"), variables
			return cmd
		}
	}
	return append(found,
		contender{name: inFlask, command: gunicorn()},
		contender{name: "Flask, datasets loaded lazily", command: gunicorn("LAZY=1"), only: &list},
	), nil
}

// The contenders that others are compared with.
const (
	byHand  = "Go by hand"
	inFlask = "Flask"
)

// build builds the program in a folder beside this file.
func (b *builder) build(ctx context.Context, name string) (string, error) {
	path := filepath.Join(b.folder, name)
	out, err := exec.CommandContext(ctx, "go", "build", "-o", path, "github.com/rowankit/rowan/bench/page/"+name).CombinedOutput()
	if err != nil {
		return "", fmt.Errorf("building %s: %w\n%s", name, err, out)
	}
	return path, nil
}

// environment is what every program gets beside the variables of this process.
func environment(url string) []string {
	return append(os.Environ(), "DATABASE_URL="+url, "SECRET_KEY="+rand.Text()+rand.Text(), "PYTHONDONTWRITEBYTECODE=1")
}
