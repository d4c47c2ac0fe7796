package sqlite

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/driver/watch"
	"github.com/rowankit/rowan/fault"
)

// Options say how a database is opened. The zero value is a private database in memory.
type Options struct {
	// Path is the database's file, taken as it is: no URI. The file and its folder are made when they are
	// missing. Empty or ":memory:" is a database in memory that has one connection and ends with Close.
	Path string
	// Readers is the number of connections that only read; 0 is as many as can run at once, from 2 to 8.
	Readers int
	// BusyTimeout is how long a statement waits for a lock that another process holds, before it fails with
	// fault.Unavailable; 0 is 5 seconds, and less than 0 does not wait.
	BusyTimeout time.Duration
	// ReadOnly opens a file that exists and never writes to it: Acquire refuses driver.ReadWrite.
	ReadOnly bool
	// SyncCommits makes every commit wait until the disk has it (PRAGMA synchronous=FULL), which takes as long
	// as the disk takes. Without it what is committed survives the death of the program at any moment, kill -9
	// included; when the machine itself loses power, the last commits may be missing, and the file is sound.
	SyncCommits bool
}

func (o Options) memory() bool { return o.Path == "" || o.Path == ":memory:" }

func (o Options) withDefaults() Options {
	if o.Readers <= 0 {
		o.Readers = min(max(runtime.GOMAXPROCS(0), 2), 8)
	}
	if o.BusyTimeout == 0 {
		o.BusyTimeout = 5 * time.Second
	}
	return o
}

// Database is an open database. It is safe for concurrent use.
type Database struct {
	options Options
	writer  *queue      // nil when the database is read only
	readers *queue      // the writer's own in memory
	writing atomic.Bool // somebody has the connection that writes
	watcher *watch.Watcher
}

var _ driver.Pool = (*Database)(nil)

// Open opens a database, which is ready when Open returns. ctx bounds the wait for other processes that open
// the same file. The kind of an error (fault.KindOf) is ReadOnly for a file or folder that takes no writes,
// DiskFull, Unavailable for one that cannot be opened or stays locked, and Other for a file that is no database.
func Open(ctx context.Context, o Options) (*Database, error) {
	o = o.withDefaults()
	d := &Database{options: o, watcher: watch.New()}
	if err := d.open(ctx); err != nil {
		d.watcher.Stop()
		return nil, fmt.Errorf("sqlite: open %q: %w", o.Path, err)
	}
	return d, nil
}

func (d *Database) open(ctx context.Context) error {
	if d.options.memory() {
		c, err := d.connect(ctx, writing)
		if err != nil {
			return err
		}
		d.writer = newQueue(c)
		d.readers = d.writer
		return nil
	}
	var all []*conn
	if !d.options.ReadOnly {
		if err := makeFolder(d.options.Path); err != nil {
			return err
		}
		w, err := d.connect(ctx, writing)
		if err != nil {
			return err
		}
		d.writer = newQueue(w)
		all = append(all, w)
	}
	readers := make([]*conn, 0, d.options.Readers)
	for range d.options.Readers {
		r, err := d.connect(ctx, reading)
		if err != nil {
			for _, c := range append(all, readers...) {
				c.close()
			}
			return err
		}
		readers = append(readers, r)
	}
	d.readers = newQueue(readers...)
	return nil
}

// makeFolder makes the folder of a database's file.
func makeFolder(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return &driver.Refusal{Kind: pathKind(err), Err: err}
	}
	return nil
}

// Dialect returns the dialect of SQLite.
func (d *Database) Dialect() dialect.Dialect { return Dialect{} }

// Acquire hands out the one connection that writes, or one of those that only read, to each caller in turn.
// A database in memory has a single connection for both; a lease for reading refuses to write there too.
func (d *Database) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	q := d.readers
	if access == driver.ReadWrite {
		if q = d.writer; q == nil {
			return nil, refuse(fault.ReadOnly, "sqlite: the database was opened for reading only")
		}
	}
	c, err := q.take(ctx)
	if err != nil {
		return nil, err
	}
	if access == driver.ReadWrite {
		d.writing.Store(true)
	}
	c.leased, c.access = true, access
	return c, nil
}

// Ping reads the database's schema.
func (d *Database) Ping(ctx context.Context) error {
	c, err := d.Acquire(ctx, driver.ReadOnly)
	if err != nil {
		return err
	}
	defer c.Release()
	_, err = c.Exec(ctx, pingStatement, nil)
	return err
}

var pingStatement = &driver.Statement{SQL: "SELECT count(*) FROM sqlite_schema", Reads: true}

// Close waits for connections in use to come back and closes all of them. Acquire fails from then on. Calling
// Close again does nothing.
func (d *Database) Close() error {
	err := d.readers.close()
	if d.writer != nil && d.writer != d.readers {
		if e := d.writer.close(); err == nil {
			err = e
		}
	}
	d.watcher.Stop()
	return err
}
