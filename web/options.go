package web

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"
)

// Options says how an App behaves. The zero value serves on plain HTTP with a secret made at start, no files,
// and limits that suit a site of forms and pages. New copies what it needs; later changes have no effect.
type Options struct {
	// Files are file systems with a folder "templates", a folder "static", or both. A file of a later one
	// replaces the file of the same name of an earlier one, so a program can override its theme file by file.
	Files []fs.FS

	// Dev is a folder on disk of the same shape, for development: its files replace those of Files and are read
	// again at each request, so an edit shows at the next reload. Empty reads everything once, at the start.
	Dev string

	// Secret is what cookies and tokens are signed with; every process of one site needs the same.
	// Empty makes one that lasts as long as the process. Environment.Secret is where to take it from.
	Secret []byte

	// Logger receives a line for each request, failures and panics. Nil is NewLogger(os.Stderr).
	Logger *slog.Logger

	// Ready tells whether the program can do its work (its database answers); /readyz reports it.
	// Nil is always ready. It may be called by several goroutines at once.
	Ready func(context.Context) error

	// Secure says that visitors arrive over TLS although this program does not see it, behind a proxy that ends
	// TLS: cookies are then marked Secure. Connections that are TLS here are always treated so.
	Secure bool

	// TrustedOrigins are origins ("https://example.org") other than the site's own that may send forms to it.
	TrustedOrigins []string

	// Scripts lets pages load the site's own script files (script-src 'self'). Inline script stays forbidden.
	Scripts bool

	// MaxBody is the largest request body in bytes. Zero is 1 MiB.
	MaxBody int64

	// ReadTimeout is how long a visitor may take to send a request. Zero is 15 seconds; its headers get a third.
	ReadTimeout time.Duration

	// Timeout is how long a handler may work: its context ends then, and the visitor gets 503. Zero is 20 seconds.
	Timeout time.Duration

	// Grace is how long requests in flight may take to finish once the server is told to stop. Zero is 10 seconds.
	Grace time.Duration
}

// withDefaults returns the options with every zero value replaced by what it means.
func (o Options) withDefaults() (Options, error) {
	if o.MaxBody < 0 || o.ReadTimeout < 0 || o.Timeout < 0 || o.Grace < 0 {
		return o, errors.New("web: a limit or a time of Options is negative")
	}
	if len(o.Secret) == 0 {
		o.Secret = newSecret()
	}
	if o.Logger == nil {
		o.Logger = NewLogger(os.Stderr)
	}
	if o.Ready == nil {
		o.Ready = func(context.Context) error { return nil }
	}
	o.MaxBody = orElse(o.MaxBody, 1<<20)
	o.ReadTimeout = orElse(o.ReadTimeout, 15*time.Second)
	o.Timeout = orElse(o.Timeout, 20*time.Second)
	o.Grace = orElse(o.Grace, 10*time.Second)
	return o, o.checkDev()
}

// checkDev refuses a development folder that is not there: it would silently show the files of the binary.
func (o Options) checkDev() error {
	if o.Dev == "" {
		return nil
	}
	info, err := os.Stat(o.Dev)
	if err != nil {
		return fmt.Errorf("web: the folder of Options.Dev: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("web: the folder of Options.Dev: %s is a file", o.Dev)
	}
	return nil
}

// layers are the file systems from the bottom to the top.
func (o Options) layers() []fs.FS {
	if o.Dev == "" {
		return o.Files
	}
	return append(o.Files[:len(o.Files):len(o.Files)], os.DirFS(o.Dev))
}

func orElse[T comparable](v, fallback T) T {
	var zero T
	if v == zero {
		return fallback
	}
	return v
}
