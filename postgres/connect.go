package postgres

import (
	"context"
	"math"
	"net"
	"strconv"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"

	"github.com/rowankit/rowan/fault"
)

// config turns the options into those of pgx. The password is not part of the text that is parsed, so that no
// message can quote it.
func (p *pool) config() (*pgxpool.Config, error) {
	c, err := pgxpool.ParseConfig(p.options.text())
	if err != nil {
		return nil, invalidOptions(err)
	}
	if p.options.Password != "" {
		c.ConnConfig.Password = p.options.Password
	}
	c.ConnConfig.ConnectTimeout = p.options.ConnectTimeout
	// Every proxy takes these, and answers do not depend on how the server is set up.
	params := c.ConnConfig.RuntimeParams
	params["client_encoding"], params["timezone"] = "UTF8", "UTC"
	params["datestyle"], params["standard_conforming_strings"] = "ISO, YMD", "on"
	c.ConnConfig.AfterNetConnect = func(_ context.Context, _ *pgconn.Config, n net.Conn) (net.Conn, error) {
		return &stream{Conn: n}, nil
	}
	c.ConnConfig.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol // pgx itself prepares nothing
	c.MaxConns = int32(min(p.options.PoolSize, 1<<30))
	c.MaxConnLifetime, c.MaxConnLifetimeJitter = max(p.options.MaxLifetime, 0), max(p.options.MaxLifetime/10, 0)
	c.MaxConnIdleTime, c.HealthCheckPeriod = p.options.MaxIdleTime, min(max(p.options.MaxIdleTime/2, time.Second), time.Minute)
	if c.MaxConnIdleTime < 0 {
		c.MaxConnIdleTime = math.MaxInt64
	}
	c.ShouldPing = func(context.Context, pgxpool.ShouldPingParams) bool { return false } // pool.acquire looks itself
	c.AfterConnect = func(_ context.Context, c *pgx.Conn) error {
		p.adopt(c.PgConn())
		return nil
	}
	c.BeforeClose = func(c *pgx.Conn) {
		if l := linkOf(c); l != nil {
			p.watcher.Remove(l.stopper)
		}
	}
	return c, nil
}

// text writes the options in libpq's words: https://www.postgresql.org/docs/current/libpq-connect.html.
func (o Options) text() string {
	var b strings.Builder
	add := func(key, value string) {
		if value != "" {
			b.WriteString(key + "='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(value) + "' ")
		}
	}
	var hosts, ports []string
	for _, h := range o.Hosts {
		host, port := hostPort(h)
		hosts, ports = append(hosts, host), append(ports, port)
	}
	add("host", strings.Join(hosts, ","))
	add("port", strings.Join(ports, ","))
	add("dbname", o.Database)
	add("user", o.User)
	add("target_session_attrs", o.TargetSessionAttrs)
	add("sslmode", o.SSLMode)
	add("sslrootcert", o.SSLRootCert)
	add("sslcert", o.SSLCert)
	add("sslkey", o.SSLKey)
	return b.String()
}

// hostPort takes "host:port" apart. A host without a port listens where PostgreSQL does; one with colons of its own
// is an address of IPv6.
func hostPort(s string) (host, port string) {
	if h, p, err := net.SplitHostPort(s); err == nil {
		if _, err := strconv.ParseUint(p, 10, 16); err == nil {
			return h, p
		}
	}
	return strings.Trim(s, "[]"), "5432"
}

// link is one connection to a server, with what it keeps from statement to statement. Who holds it uses it alone.
type link struct {
	pool       *pool
	pg         *pgconn.PgConn
	wire       wire
	stopper    *stopper
	statements *cache
	lease      *pgxpool.Conn // while it is handed out
	born       uint64        // the pool's generation
	dead       error         // why it is of no use any more
	conn       conn
	scratch    []byte // what rows.Bytes returns
}

const linkKey = "rowan"

// adopt makes a new connection of pgx one of the pool's.
func (p *pool) adopt(pg *pgconn.PgConn) {
	l := &link{pool: p, pg: pg, born: p.generation.Load(), statements: newCache()}
	n, ok := pg.Conn().(*stream)
	if !ok {
		n = &stream{Conn: pg.Conn()}
	}
	l.wire = wire{net: n, frontend: pg.Frontend(), status: idle}
	l.stopper = newStopper(n, pg.CancelRequest, l.lost)
	pg.CustomData()[linkKey] = l
	p.watcher.Add(l.stopper)
}

func linkOf(c *pgx.Conn) *link {
	l, _ := c.PgConn().CustomData()[linkKey].(*link)
	return l
}

// lost gives the connection up, and makes the pool doubt all that are as old.
func (l *link) lost(err error) {
	if l.dead != nil {
		return
	}
	l.dead = err
	l.close()
	l.pool.doubt(l.born)
}

// close closes the connection at once, whatever goes on there; the pool then forgets it.
func (l *link) close() {
	if l.dead == nil {
		l.dead = errClosedLink
	}
	l.wire.net.SetDeadline(past)
	l.pg.Close(context.Background()) // says goodbye if that needs no waiting
}

var errClosedLink = refuse(fault.Unavailable, "postgres: the connection was closed")
