package connect

import (
	"strings"

	"github.com/rowankit/rowan/postgres"
)

// readPostgres reads what follows postgres://. The words of the options are libpq's where it has one:
// https://www.postgresql.org/docs/current/libpq-connect.html.
func readPostgres(rest string) (URL, error) {
	s, query, err := readServer(rest)
	if err != nil {
		return URL{}, err
	}
	o := &postgres.Options{Hosts: s.hosts, User: s.user, Password: s.password, Database: s.database}
	prepared, socket := true, ""
	err = setOptions(query, []option{
		count("pool_size", &o.PoolSize), limit("max_lifetime", &o.MaxLifetime), limit("max_idle_time", &o.MaxIdleTime),
		duration("connect_timeout", &o.ConnectTimeout), limit("statement_timeout", &o.StatementTimeout),
		servers("replicas", &o.Replicas), truth("prepared_statements", &prepared), path("host", &socket),
		choice("target_session_attrs", &o.TargetSessionAttrs, "any", "read-write", "read-only", "primary", "standby", "prefer-standby"),
		choice("sslmode", &o.SSLMode, "disable", "allow", "prefer", "require", "verify-ca", "verify-full"),
		path("sslrootcert", &o.SSLRootCert), path("sslcert", &o.SSLCert), path("sslkey", &o.SSLKey),
	})
	if err != nil {
		return URL{}, err
	}
	o.Unprepared = !prepared
	if socket == "" {
		return URL{Postgres: o}, nil
	}
	if o.Hosts != nil || !strings.HasPrefix(socket, "/") {
		return URL{}, invalid("host in the database URL is the absolute path of the folder of a Unix socket, and stands in place of a host: postgres://user@/name?host=/var/run/postgresql")
	}
	o.Hosts = []string{socket}
	return URL{Postgres: o}, nil
}
