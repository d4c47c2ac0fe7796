package postgres

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// Options say how a database is opened. What is left empty comes from the environment, as with every program that
// uses libpq (PGHOST, PGUSER, PGPASSFILE ...), or is the default below.
type Options struct {
	// Hosts are the servers to be tried in turn: "host", "host:port", or the folder of a Unix socket.
	Hosts []string
	// Database is the database's name, User and Password who connects.
	Database, User, Password string
	// TargetSessionAttrs says which of several servers is meant: any (the default), read-write, read-only, primary,
	// standby or prefer-standby. With read-write, the program follows a failover by itself.
	TargetSessionAttrs string
	// SSLMode is disable, allow, prefer (the default), require, verify-ca or verify-full; the others are files.
	SSLMode, SSLRootCert, SSLCert, SSLKey string
	// Replicas are servers to read from: those of Replica.
	Replicas []string
	// PoolSize is the highest number of connections; 0 is 10.
	PoolSize int
	// MaxLifetime is how long a connection is used; 0 is one hour, and less than 0 is for ever.
	MaxLifetime time.Duration
	// MaxIdleTime is how long a connection is kept that nobody uses; 0 is 5 minutes, and less than 0 is for ever.
	MaxIdleTime time.Duration
	// ConnectTimeout bounds how long a host may take to accept a connection; 0 or less is 5 seconds.
	ConnectTimeout time.Duration
	// StatementTimeout is how long the server may leave the program waiting: for the first row of a statement, and from
	// then on for more. The time that the program takes for its rows does not count, which is why the server's own
	// statement_timeout is left as it is. 0 is 30 seconds, and less than 0 waits for ever.
	StatementTimeout time.Duration
	// Unprepared prepares no statements and leaves nothing behind on a connection, as proxies need that share out
	// connections by transaction (pgbouncer's pool_mode = transaction).
	Unprepared bool
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
	pool    *pool
	replica *pool // nil when no replicas are named
}

var _ driver.Pool = (*Database)(nil)

// Open connects, and checks that the server is PostgreSQL 15 or later with texts in UTF-8. The kind of an error
// (fault.KindOf) is Denied for a wrong user or password, Unavailable for a server that cannot be reached or has no
// such database, Invalid for options that contradict each other, and Unsupported for a server that is too old. No
// error holds the password.
func Open(ctx context.Context, o Options) (*Database, error) {
	o = o.withDefaults()
	d := &Database{}
	var err error
	if d.pool, err = newPool(ctx, o); err != nil {
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	if err = d.check(ctx); err == nil && len(o.Replicas) > 0 {
		d.replica, err = newPool(ctx, o.ofReplicas())
	}
	if err != nil {
		d.pool.close()
		return nil, fmt.Errorf("postgres: open: %w", err)
	}
	return d, nil
}

// ofReplicas are the options of the pool that reads from replicas.
func (o Options) ofReplicas() Options {
	o.Hosts, o.TargetSessionAttrs = o.Replicas, "any"
	return o
}

// check asks the server what it is.
func (d *Database) check(ctx context.Context) error {
	c, err := d.pool.acquire(ctx, driver.ReadOnly)
	if err != nil {
		return err
	}
	defer c.Release()
	version, encoding := c.link.pg.ParameterStatus("server_version"), c.link.pg.ParameterStatus("server_encoding")
	if major(version) < 15 {
		return refuse(fault.Unsupported, fmt.Sprintf("postgres: the server is PostgreSQL %s; 15 or later is needed", version))
	}
	if !strings.EqualFold(encoding, "UTF8") {
		return refuse(fault.Unsupported, fmt.Sprintf("postgres: the database keeps texts in %s; it has to be made with ENCODING 'UTF8'", encoding))
	}
	return nil
}

// major is the number with which a version such as "15.8 (Debian 15.8-1)" or "18beta1" begins.
func major(version string) int {
	digits := strings.IndexFunc(version, func(r rune) bool { return r < '0' || r > '9' })
	if digits < 0 {
		digits = len(version)
	}
	n, _ := strconv.Atoi(version[:digits]) // none is 0
	return n
}

// Dialect returns the dialect of PostgreSQL.
func (d *Database) Dialect() dialect.Dialect { return Dialect{} }

// Acquire hands out a connection. One for reading only refuses to write.
func (d *Database) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	return acquired(d.pool.acquire(ctx, access))
}

// acquired keeps a nil connection from becoming an interface that is not nil.
func acquired(c *conn, err error) (driver.Conn, error) {
	if err != nil {
		return nil, err
	}
	return c, nil
}

// Ping asks the server for an answer.
func (d *Database) Ping(ctx context.Context) error { return d.pool.ping(ctx) }

// Replica returns a pool that reads from the replicas that Options name, or from the database itself when none are
// named. It refuses driver.ReadWrite, and is closed with the database.
func (d *Database) Replica() driver.Pool {
	if d.replica == nil {
		return replica{d.pool}
	}
	return replica{d.replica}
}

// replica is a pool for reading only.
type replica struct{ pool *pool }

func (r replica) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	if access == driver.ReadWrite {
		return nil, refuse(fault.ReadOnly, "postgres: a replica is for reading only")
	}
	return acquired(r.pool.acquire(ctx, access))
}

func (r replica) Ping(ctx context.Context) error { return r.pool.ping(ctx) }

// Close does nothing: the database closes its replicas.
func (r replica) Close() error { return nil }

// Close waits for connections in use to come back and closes all of them. Acquire fails from then on. Calling
// Close again does nothing.
func (d *Database) Close() error {
	d.pool.close()
	if d.replica != nil {
		d.replica.close()
	}
	return nil
}
