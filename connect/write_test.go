package connect_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/sqlite"
)

// urlWriter writes a URL from what was read of one.
type urlWriter struct {
	t             *testing.T
	text, options string
}

func (w *urlWriter) sqlite(o *sqlite.Options) {
	w.text = "sqlite://"
	if o.Path != "" {
		w.text += "/" + escaped(o.Path)
	}
	w.number("readers", o.Readers)
	w.duration("busy_timeout", o.BusyTimeout)
	w.option("read_only", fmt.Sprint(o.ReadOnly))
	w.option("sync_commits", fmt.Sprint(o.SyncCommits))
}

func (w *urlWriter) postgres(o *postgres.Options) {
	w.server("postgres://", o.User, o.Password, o.Hosts, "host", o.Database)
	w.pool(o.PoolSize, o.MaxLifetime, o.MaxIdleTime, o.ConnectTimeout, o.StatementTimeout, o.Replicas)
	w.option("prepared_statements", fmt.Sprint(!o.Unprepared))
	for name, value := range map[string]string{
		"target_session_attrs": o.TargetSessionAttrs, "sslmode": o.SSLMode, "sslrootcert": o.SSLRootCert, "sslcert": o.SSLCert, "sslkey": o.SSLKey,
	} {
		w.word(name, value)
	}
}

func (w *urlWriter) mysql(o *mysql.Options) {
	hosts := []string{o.Host}
	if o.Socket != "" {
		hosts = []string{o.Socket}
	}
	w.server("mysql://", o.User, o.Password, hosts, "socket", o.Database)
	w.pool(o.PoolSize, o.MaxLifetime, o.MaxIdleTime, o.ConnectTimeout, o.StatementTimeout, o.Replicas)
	if o.TLS != nil {
		w.option("tls", map[bool]string{false: "true", true: "skip-verify"}[o.TLS.InsecureSkipVerify])
	}
}

func (w *urlWriter) server(scheme, user, password string, hosts []string, socket, database string) {
	if database == "" {
		w.t.Errorf("got no name of a database")
	}
	w.text = scheme
	if user != "" {
		w.text += escaped(user) + ":" + escaped(password) + "@"
	}
	if len(hosts) == 1 && strings.HasPrefix(hosts[0], "/") {
		w.option(socket, hosts[0])
	} else {
		w.text += strings.Join(hosts, ",")
	}
	w.text += "/" + escaped(database)
}

func (w *urlWriter) pool(size int, lifetime, idle, connect, statement time.Duration, replicas []string) {
	w.number("pool_size", size)
	w.limit("max_lifetime", lifetime)
	w.limit("max_idle_time", idle)
	w.duration("connect_timeout", connect)
	w.limit("statement_timeout", statement)
	w.word("replicas", strings.Join(replicas, ","))
}

func (w *urlWriter) number(name string, n int) {
	if n < 0 || n > 1000 {
		w.t.Errorf("%s: got %d, want a number from 1 to 1000", name, n)
	}
	if n != 0 {
		w.option(name, fmt.Sprint(n))
	}
}

func (w *urlWriter) duration(name string, d time.Duration) {
	if d < 0 {
		w.t.Errorf("%s: got %v, want a duration above zero", name, d)
	}
	if d != 0 {
		w.option(name, d.String())
	}
}

func (w *urlWriter) limit(name string, d time.Duration) {
	if d == -1 {
		w.option(name, "none")
		return
	}
	w.duration(name, d)
}

func (w *urlWriter) word(name, value string) {
	if value != "" {
		w.option(name, value)
	}
}

func (w *urlWriter) option(name, value string) {
	if strings.IndexByte(value, 0) >= 0 {
		w.t.Errorf("%s: got %q, which holds a NUL byte", name, value)
	}
	w.options += "&" + name + "=" + escaped(value)
}

// escaped writes every byte as a percent sign and its number.
func escaped(s string) string {
	var out strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&out, "%%%02X", c)
	}
	return out.String()
}
