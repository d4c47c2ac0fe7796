package sqlite

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"

	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// role is what a connection of the pool is for.
type role uint8

const (
	writing role = iota
	reading
)

// connect opens one connection and prepares it for its role.
func (d *Database) connect(ctx context.Context, r role) (*conn, error) {
	path, flags := d.options.Path, sqlite.OpenReadWrite
	switch {
	case d.options.memory():
		path, flags = ":memory:", sqlite.OpenReadWrite|sqlite.OpenCreate
	case d.options.ReadOnly:
		flags = sqlite.OpenReadOnly
	case r == writing:
		flags |= sqlite.OpenCreate
	}
	raw, err := openRaw(path, flags)
	if err != nil {
		return nil, d.cannotOpen(err)
	}
	raw.SetBusyTimeout(0) // conn waits itself, so that the caller's context ends the wait too
	c := newConn(d, raw)
	if err := c.prepare(ctx, r); err != nil {
		c.close()
		return nil, d.cannotOpen(err)
	}
	return c, nil
}

// cannotOpen says why a file, or the log beside it, could not be opened, which SQLite keeps to itself: the
// operating system is asked in the way that SQLite asked it.
func (d *Database) cannotOpen(err error) *driver.Refusal {
	r := refusal(err)
	if d.options.memory() || sqlite.ErrCode(err).ToPrimary() != sqlite.ResultCantOpen {
		return r
	}
	flags := os.O_RDWR | os.O_CREATE
	if d.options.ReadOnly {
		flags = os.O_RDONLY
	}
	f, cause := os.OpenFile(d.options.Path, flags, 0o644)
	if cause == nil {
		f.Close()
		return r
	}
	return &driver.Refusal{Kind: pathKind(cause), Err: cause}
}

// addresses keeps connections from being opened while others are closed. The library keeps authorizers and
// functions by the address of their connection, and forgets them only after the address has been given up: a
// connection opened in between gets the same address, and would lose its own.
var addresses sync.RWMutex

func openRaw(path string, flags sqlite.OpenFlags) (*sqlite.Conn, error) {
	addresses.Lock()
	defer addresses.Unlock()
	return sqlite.OpenConn(path, flags)
}

func closeRaw(raw *sqlite.Conn) error {
	addresses.RLock()
	defer addresses.RUnlock()
	return raw.Close()
}

// prepare brings a new connection into the state that all of a role share.
func (c *conn) prepare(ctx context.Context, r role) error {
	if err := c.raw.SetAuthorizer(&c.statements.seen); err != nil {
		return refusal(err)
	}
	for _, sql := range c.db.settings(r) {
		if err := c.set(ctx, sql); err != nil {
			return err
		}
	}
	if r == writing && !c.db.options.memory() {
		if err := c.useWAL(ctx); err != nil {
			return err
		}
	}
	return nil
}

// settings are the pragmas of a connection. trusted_schema and cell_size_check are what SQLite's manual
// advises for files that somebody else may have written. case_sensitive_like makes LIKE compare as the other
// databases do; it also lets a prefix search use an index, which a function of our own would not.
func (d *Database) settings(r role) []string {
	list := []string{
		"PRAGMA trusted_schema = OFF",
		"PRAGMA cell_size_check = ON",
		"PRAGMA foreign_keys = ON",
		"PRAGMA case_sensitive_like = ON",
		"PRAGMA temp_store = MEMORY",
		"PRAGMA cache_size = -8000",
		"PRAGMA journal_size_limit = 67108864",
	}
	if d.options.SyncCommits {
		list = append(list, "PRAGMA synchronous = FULL")
	} else {
		list = append(list, "PRAGMA synchronous = NORMAL")
	}
	if r == reading {
		list = append(list, "PRAGMA query_only = ON")
	}
	return list
}

func (c *conn) set(ctx context.Context, sql string) error {
	_, err := c.Exec(ctx, &driver.Statement{SQL: sql}, nil)
	return err
}

var walStatement = &driver.Statement{SQL: "PRAGMA journal_mode = WAL"}

// useWAL turns the write-ahead log on, which a file remembers. Processes that open a new file at once get in
// each other's way here; Query waits for them.
func (c *conn) useWAL(ctx context.Context) error {
	rows, err := c.Query(ctx, walStatement, nil)
	if err != nil {
		return err
	}
	mode := ""
	ok, err := rows.Next()
	if ok {
		mode = string(rows.Bytes(0))
	}
	if e := rows.Close(); err == nil {
		err = e
	}
	if err == nil && !strings.EqualFold(mode, "wal") {
		err = refuse(fault.Unsupported, fmt.Sprintf("sqlite: the file system does not support a write-ahead log (journal mode is %q)", mode))
	}
	return err
}
