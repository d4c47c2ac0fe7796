package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// wantRefusal waits until the program has given up, and wants its last words to say why.
func (p *program) wantRefusal(parts ...string) {
	p.t.Helper()
	select {
	case <-p.done:
	case url := <-p.url:
		p.t.Errorf("the program started and listens on %s, want it to refuse", url)
		return
	case <-time.After(30 * time.Second):
		p.t.Error("the program neither started nor refused for 30 s")
		return
	}
	said := p.log.String()
	if p.cmd.ProcessState.ExitCode() != 1 || !strings.HasPrefix(said, "users: ") || strings.Contains(said, "goroutine ") {
		p.t.Errorf("got exit code %d and %q, want 1 and a sentence of the program", p.cmd.ProcessState.ExitCode(), said)
	}
	for _, part := range parts {
		if !strings.Contains(said, part) {
			p.t.Errorf("the program said %q, want it to contain %q", said, part)
		}
	}
}

func TestStartWithNothingPreparedMakesDatabaseAndSecret(t *testing.T) {
	t.Parallel()
	aboutFiles(t)
	folder := t.TempDir()
	p := start(t, folder, "")
	p.visit().add("Ada", "ada@example.org").wantStatus(303)
	for _, name := range []string{"instance/database.db", "instance/secret.key"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Errorf("%s: %v, want the program to have made it", name, err)
		}
	}
	secret, err := os.Stat(filepath.Join(folder, "instance/secret.key"))
	if err == nil && secret.Mode().Perm() != 0o600 {
		t.Errorf("the secret has the mode %v, want it for its owner alone", secret.Mode())
	}
	p.end(syscall.SIGTERM)
	if p.err != nil {
		t.Errorf("SIGTERM: got %v, want a graceful end; it said:\n%s", p.err, p.log.String())
	}
	if rows := start(t, folder, "").visit().get("/").rows(); len(rows) != 1 || rows[0].Name != "Ada" {
		t.Errorf("after a restart the page shows %v, want Ada", rows)
	}
}

func TestStartIsRefusedWithAReason(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	notes := filepath.Join(folder, "notes.txt")
	if err := os.WriteFile(notes, []byte(strings.Repeat("These are notes and no database.\n", 200)), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		what, db string
		wrap     []string
		want     []string
	}{
		{"no secret in production", "", []string{"env", "ROWAN_ENV=production"}, []string{"SECRET_KEY", "openssl rand"}},
		{"short secret in production", "", []string{"env", "ROWAN_ENV=production", "SECRET_KEY=abc"}, []string{"SECRET_KEY", "16"}},
		{"unknown environment", "", []string{"env", "ROWAN_ENV=prod"}, []string{"ROWAN_ENV", "prod"}},
		{"unknown scheme", "oracle://u:hunter2@host/db", nil, []string{"oracle", "sqlite://", "postgres://", "mysql://"}},
		{"SQLAlchemy's URL", "postgresql+psycopg2://u:hunter2@host/db", nil, []string{"write postgresql://"}},
		{"no PostgreSQL there", "postgres://u:hunter2@127.0.0.1:1/db", nil, []string{"127.0.0.1:1", "refused"}},
		{"no MariaDB there", "mysql://u:hunter2@127.0.0.1:1/db", nil, []string{"127.0.0.1:1", "refused"}},
		{"a wrong option", "mysql://u:hunter2@127.0.0.1:1/db?pol_size=3", nil, []string{"pol_size", "pool_size"}},
		{"no URL", "users.db", nil, []string{"sqlite:///"}},
		{"no database", fileURL(notes), nil, []string{"notes.txt", "no SQLite database"}},
		{"a folder", fileURL(folder), nil, []string{folder}},
		{"a file for a folder", fileURL(filepath.Join(notes, "users.db")), nil, []string{"notes.txt"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := start(t, t.TempDir(), c.db, c.wrap...)
			p.wantRefusal(c.want...)
			if strings.Contains(p.log.String(), "hunter2") {
				t.Errorf("the program repeats a password: %s", p.log.String())
			}
		})
	}
}
