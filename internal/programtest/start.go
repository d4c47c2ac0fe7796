package programtest

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rowankit/rowan/ormtest"
)

// CheckStart holds a program, by its name, to how programs start, end, and meet a server that is gone. The form is one
// that refers to nothing.
func (s Site) CheckStart(t *testing.T, name string, f Form) {
	t.Run("nothing has to be prepared", func(t *testing.T) { t.Parallel(); s.checkFirstStart(t, f) })
	t.Run("a start is refused with a reason", func(t *testing.T) { t.Parallel(); checkRefusals(t, name) })
	t.Run("six processes start on one fresh database", func(t *testing.T) { t.Parallel(); s.checkTogether(t, f) })
	t.Run("a server that is gone costs pages and not the program", func(t *testing.T) { t.Parallel(); s.checkAway(t, f) })
}

func (s Site) checkFirstStart(t *testing.T, f Form) {
	AboutFiles(t)
	folder := t.TempDir()
	p := Start(t, folder, "")
	p.Visit().Submit(f.Path, f.Valid(0).Encode()).WantStatus(303)
	for _, name := range []string{"instance/database.db", "instance/secret.key"} {
		if _, err := os.Stat(filepath.Join(folder, name)); err != nil {
			t.Errorf("%s: %v, want the program to have made it", name, err)
		}
	}
	secret, err := os.Stat(filepath.Join(folder, "instance/secret.key"))
	if err == nil && secret.Mode().Perm() != 0o600 {
		t.Errorf("the secret has the mode %v, want it for its owner alone", secret.Mode())
	}
	p.End(syscall.SIGTERM)
	if p.Err != nil {
		t.Errorf("SIGTERM: got %v, want a graceful end; it said:\n%s", p.Err, p.Log.String())
	}
	Start(t, folder, "").Visit().Get("/").WantStatus(200)
	f.WantCount(t, s.OpenURL(t, FileURL(filepath.Join(folder, "instance/database.db"))), "after a restart", 1)
}

func checkRefusals(t *testing.T, name string) {
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
		{"no database", FileURL(notes), nil, []string{"notes.txt", "no SQLite database"}},
		{"a folder", FileURL(folder), nil, []string{folder}},
		{"a file for a folder", FileURL(filepath.Join(notes, "users.db")), nil, []string{"notes.txt"}},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := Start(t, t.TempDir(), c.db, c.wrap...)
			p.WantRefusal(name, c.want...)
			if strings.Contains(p.Log.String(), "hunter2") {
				t.Errorf("the program repeats a password: %s", p.Log.String())
			}
		})
	}
}

func (s Site) checkTogether(t *testing.T, f Form) {
	folder, url := t.TempDir(), ormtest.URL(t)
	processes := make([]*Process, 6)
	for i := range processes {
		processes[i] = Start(t, folder, url)
	}
	var first *Visitor
	for i, p := range processes {
		v := p.Visit()
		v.Submit(f.Path, f.Valid(i).Encode()).WantStatus(303)
		if first == nil {
			first = v
		}
	}
	db := s.OpenURL(t, url)
	f.WantCount(t, db, "by six processes", 6)
	// The secret in the instance folder is one for all of them: a form may come from one and go to another.
	token := first.Token(f.Path)
	for i, p := range processes[1:] {
		first.URL = "http://" + p.Addr
		first.Post(f.Path, f.Valid(10+i).Encode(), token).WantStatus(303)
	}
	if err := db.CreateTables(t.Context()); err != nil {
		t.Errorf("the tables that six processes made: %v", err)
	}
}

// Recovers waits until the program says by itself that it can work again.
func (v *Visitor) Recovers() {
	v.T.Helper()
	for deadline := time.Now().Add(20 * time.Second); time.Now().Before(deadline); time.Sleep(20 * time.Millisecond) {
		if v.Get("/readyz").Status == 200 {
			return
		}
	}
	v.T.Fatal("the server is back for 20 s, and the program is not ready")
}

func (s Site) checkAway(t *testing.T, f Form) {
	server, url, password := ThroughProxy(t)
	p := Start(t, t.TempDir(), url)
	v := p.Visit()
	v.Submit(f.Path, f.Valid(0).Encode()).WantStatus(303)
	for round := range 2 {
		token := v.Token(f.Path)
		server.Cut()
		for i := range 3 {
			v.Get("/").WantAway()
			v.Post(f.Path, f.Valid(100+i).Encode(), token).WantAway()
			v.Get("/readyz").WantStatus(503).Want("not ready")
			v.Get("/healthz").WantStatus(200)
			v.Get(f.Path).WantStatus(200)
		}
		server.Listen()
		v.Recovers()
		v.Submit(f.Path, f.Valid(round+1).Encode()).WantStatus(303)
	}
	v.Get("/").WantStatus(200)
	p.End(syscall.SIGTERM)
	if p.Err != nil || strings.Contains(p.Log.String(), password) {
		t.Errorf("SIGTERM: got %v, want a graceful end, and a log without the password:\n%s", p.Err, p.Log.String())
	}
	if !strings.Contains(p.Log.String(), "not ready") {
		t.Errorf("got the log\n%s\nwant it to say why the program was not ready", p.Log.String())
	}
	f.WantCount(t, s.OpenURL(t, strings.Replace(url, server.addr, server.server, 1)), "on the server that came back", 3)
}
