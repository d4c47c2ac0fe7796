package mysql

import (
	"context"
	"crypto/tls"
	"fmt"
	"time"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/driver/watch"
	"github.com/rowankit/rowan/fault"
)

// Options say how a database is opened. The zero value is the server on this machine, without a user's name.
type Options struct {
	// Host is the server's host, or host:port; empty is localhost, and the port is 3306 unless it is named.
	Host string
	// Socket is the path of a Unix socket, used in place of Host when it is not empty.
	Socket string
	// User and Password are the account's. Neither errors nor logs hold the password.
	User, Password string
	// Database is the name of the database, which exists.
	Database string
	// TLS encrypts the connections; nil does not. An empty ServerName is taken from the host.
	TLS *tls.Config
	// PoolSize is the highest number of connections at once; 0 is 10. Cancelling a statement takes one more for a moment.
	PoolSize int
	// MaxLifetime is how long a connection is used at most; 0 is an hour, and less than 0 has no limit.
	MaxLifetime time.Duration
	// MaxIdleTime is how long a connection waits for its next use before it is closed; 0 is 5 minutes, and less
	// than 0 has no limit.
	MaxIdleTime time.Duration
	// ConnectTimeout bounds the making of a connection; 0 is 5 seconds.
	ConnectTimeout time.Duration
	// StatementTimeout is how long a statement may keep its caller waiting at a time, also when its context has no
	// deadline; 0 is 30 seconds, and less than 0 has no limit. The time that a program takes between the rows of a
	// stream does not count.
	StatementTimeout time.Duration
	// Replicas are servers, each host or host:port, that repeat what the database does, for reading only. They are
	// asked in turn.
	Replicas []string
}

func (o Options) withDefaults() Options {
	if o.PoolSize <= 0 {
		o.PoolSize = 10
	}
	for _, d := range []struct {
		value    *time.Duration
		fallback time.Duration
	}{
		{&o.MaxLifetime, time.Hour}, {&o.MaxIdleTime, 5 * time.Minute},
		{&o.ConnectTimeout, 5 * time.Second}, {&o.StatementTimeout, 30 * time.Second},
	} {
		if *d.value == 0 {
			*d.value = d.fallback
		}
	}
	if o.ConnectTimeout < 0 {
		o.ConnectTimeout = 5 * time.Second
	}
	return o
}

// Database is an open database. It is safe for concurrent use.
type Database struct {
	options Options
	server  server
	watcher *watch.Watcher
	main    *pool
	replica *pool // nil when no replicas are named
}

var _ driver.Pool = (*Database)(nil)

// Open connects to a server and asks for its version and abilities. The kind of an error (fault.KindOf) is Denied
// for a user or password that the server refuses, Unavailable for a server that does not answer or has no such
// database, and Unsupported for one that is too old.
func Open(ctx context.Context, o Options) (*Database, error) {
	d := &Database{options: o.withDefaults(), watcher: watch.New()}
	if err := d.open(ctx); err != nil {
		d.watcher.Stop()
		return nil, fmt.Errorf("mysql: open %s: %w", o.place(), err)
	}
	return d, nil
}

// place names what is opened, without the password.
func (o Options) place() string {
	where := o.Socket
	if where == "" {
		where = address(o.Host)
	}
	return fmt.Sprintf("%q on %s as user %q", o.Database, where, o.User)
}

func (d *Database) open(ctx context.Context) error {
	first := []target{{network: "tcp", address: address(d.options.Host)}}
	if d.options.Socket != "" {
		first = []target{{network: "unix", address: d.options.Socket}}
	}
	d.main = newPool(d, first)
	if err := d.detect(ctx); err != nil {
		return err
	}
	if len(d.options.Replicas) > 0 {
		var hosts []target
		for _, host := range d.options.Replicas {
			hosts = append(hosts, target{network: "tcp", address: address(host)})
		}
		d.replica = newPool(d, hosts)
	}
	c, err := d.main.take(ctx, driver.ReadWrite)
	if err != nil {
		return err
	}
	c.Release()
	return nil
}

// Dialect returns the dialect, which knows what the server can do.
func (d *Database) Dialect() dialect.Dialect { return d.server.dialect() }

// Acquire hands out a connection, in the order in which callers came. One for reading only refuses to write.
func (d *Database) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	c, err := d.main.take(ctx, access)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Ping asks the server for a sign of life.
func (d *Database) Ping(ctx context.Context) error { return d.main.ping(ctx) }

// Replica returns the connections to the replicas, which only read; nil when none are named. They are closed with
// the database.
func (d *Database) Replica() driver.Pool {
	if d.replica == nil {
		return nil
	}
	return reading{d.replica}
}

// Close waits for connections in use to come back and closes all of them. Acquire fails from then on. Calling
// Close again does nothing.
func (d *Database) Close() error {
	d.main.close()
	if d.replica != nil {
		d.replica.close()
	}
	d.watcher.Stop()
	return nil
}

// reading is a pool whose connections only read.
type reading struct{ pool *pool }

// Acquire hands out a connection for reading.
func (r reading) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	if access != driver.ReadOnly {
		return nil, refuse(fault.ReadOnly, "mysql: a replica takes no writes")
	}
	c, err := r.pool.take(ctx, driver.ReadOnly)
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Ping asks one of the servers for a sign of life.
func (r reading) Ping(ctx context.Context) error { return r.pool.ping(ctx) }

// Close does nothing: the database closes its replicas.
func (r reading) Close() error { return nil }
