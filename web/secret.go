package web

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

const (
	secretFile = "secret.key"
	secretSize = 32
)

func newSecret() []byte {
	secret := make([]byte, secretSize)
	rand.Read(secret) // never fails, by its documentation
	return secret
}

// keepSecret returns the secret in the folder's file, made when there is none.
func keepSecret(folder string) ([]byte, error) {
	path := filepath.Join(folder, secretFile)
	secret, err := readSecret(path)
	if errors.Is(err, fs.ErrNotExist) {
		if err := makeSecret(folder, path); err != nil {
			return nil, fmt.Errorf("web: making a secret for development (set SECRET_KEY to do without): %w", err)
		}
		secret, err = readSecret(path) // perhaps that of a process which was faster
	}
	if err != nil {
		return nil, fmt.Errorf("web: reading the secret for development: %w", err)
	}
	return secret, nil
}

func readSecret(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	secret, err := hex.DecodeString(string(bytes.TrimSpace(text)))
	if err != nil || len(secret) != secretSize {
		return nil, fmt.Errorf("%s does not hold %d hexadecimal digits; delete it to have a new one made", path, 2*secretSize)
	}
	return secret, os.Chmod(path, 0o600) // a copied file may have become readable by others
}

// makeSecret writes the file under another name and links it to its own: it appears with all its content, and the
// first of several processes wins.
func makeSecret(folder, path string) (err error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(folder, "."+secretFile+"-*") // with mode 0600
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(f.Name())) }()
	_, err = fmt.Fprintf(f, "%x\n", newSecret())
	if err := errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err := os.Link(f.Name(), path); !errors.Is(err, fs.ErrExist) {
		return err
	}
	return nil
}
