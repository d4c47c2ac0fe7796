package web_test

import (
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/rowankit/rowan/web"
)

func variables(pairs ...string) func(string) string {
	m := make(map[string]string)
	for i := 0; i < len(pairs); i += 2 {
		m[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return m[name] }
}

func TestSecretIsMadeOnceInDevelopment(t *testing.T) {
	t.Parallel()
	folder := filepath.Join(t.TempDir(), "deep", "instance")
	secrets := make([]string, 16)
	var wait sync.WaitGroup
	for i := range secrets {
		wait.Go(func() {
			e, err := web.ReadEnvironment(variables(), folder)
			if err != nil {
				t.Errorf("start %d: %v", i, err)
			}
			secrets[i] = string(e.Secret)
		})
	}
	wait.Wait()
	for i, s := range secrets {
		if len(s) != 32 || s != secrets[0] {
			t.Errorf("start %d: got the secret %x, want 32 bytes, those of start 0: %x", i, s, secrets[0])
		}
	}
	entries, err := os.ReadDir(folder)
	if err != nil || len(entries) != 1 {
		t.Fatalf("the folder holds %v (%v), want the secret alone", entries, err)
	}
	info, err := entries[0].Info()
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file of the secret: got mode %v (%v), want 0600", info.Mode(), err)
	}
	other, err := web.ReadEnvironment(variables("ROWAN_ENV", "development"), t.TempDir())
	if err != nil || string(other.Secret) == secrets[0] {
		t.Errorf("another folder: got the secret %x (%v), want a new one", other.Secret, err)
	}
}

func TestSecretReadableByOthersIsClosed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "secret.key")
	if err := os.WriteFile(path, []byte(strings.Repeat("ab", 32)), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := web.ReadEnvironment(variables(), folder); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("got mode %v (%v), want 0600", info.Mode(), err)
	}
}

func TestBrokenSecretFileIsNamed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	path := filepath.Join(folder, "secret.key")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	_, err := web.ReadEnvironment(variables(), folder)
	if err == nil || !strings.Contains(err.Error(), path) || !strings.Contains(err.Error(), "delete it") {
		t.Errorf("got %v, want an error that names %s and says what to do", err, path)
	}
}

func TestEnvironment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env, key   string
		production bool
		secret     string
		want       string // in the error
	}{
		{"", "dev", false, "dev", ""},
		{"development", "dev", false, "dev", ""},
		{"production", "0123456789abcdef", true, "0123456789abcdef", ""},
		{"production", "", true, "", "SECRET_KEY has 0 bytes"},
		{"production", "short", true, "short", "openssl rand -hex 32"},
		{"prod", "dev", false, "", `ROWAN_ENV is "prod"`},
	} {
		folder := filepath.Join(t.TempDir(), "instance")
		got, err := web.ReadEnvironment(variables("ROWAN_ENV", c.env, "SECRET_KEY", c.key), folder)
		if (err != nil) != (c.want != "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("ROWAN_ENV=%q SECRET_KEY=%q: got the error %v, want %q", c.env, c.key, err, c.want)
		}
		if got.Production != c.production || string(got.Secret) != c.secret {
			t.Errorf("ROWAN_ENV=%q SECRET_KEY=%q: got %t %q", c.env, c.key, got.Production, got.Secret)
		}
		if _, err := os.Stat(folder); err == nil {
			t.Errorf("ROWAN_ENV=%q SECRET_KEY=%q: a folder was made, want none", c.env, c.key)
		}
	}
}
