package connect

import (
	"crypto/tls"
	"strings"

	"github.com/rowankit/rowan/mysql"
)

// readMySQL reads what follows mysql:// or mariadb://.
func readMySQL(rest string) (URL, error) {
	s, query, err := readServer(rest)
	if err != nil {
		return URL{}, err
	}
	o := &mysql.Options{User: s.user, Password: s.password, Database: s.database}
	encryption := ""
	err = setOptions(query, []option{
		count("pool_size", &o.PoolSize), limit("max_lifetime", &o.MaxLifetime), limit("max_idle_time", &o.MaxIdleTime),
		duration("connect_timeout", &o.ConnectTimeout), limit("statement_timeout", &o.StatementTimeout),
		servers("replicas", &o.Replicas), path("socket", &o.Socket), choice("tls", &encryption, "false", "true", "skip-verify"),
	})
	switch {
	case err != nil:
		return URL{}, err
	case len(s.hosts) > 1:
		return URL{}, invalid("a MySQL URL names one host; others that repeat what it does are named by replicas=")
	case o.Socket != "" && (s.hosts != nil || !strings.HasPrefix(o.Socket, "/")):
		return URL{}, invalid("socket in the database URL is the absolute path of a Unix socket, and stands in place of a host: mysql://user@/name?socket=/run/mysqld/mysqld.sock")
	case len(s.hosts) == 1:
		o.Host = s.hosts[0]
	}
	if encryption == "true" || encryption == "skip-verify" {
		o.TLS = &tls.Config{MinVersion: tls.VersionTLS12, InsecureSkipVerify: encryption == "skip-verify"}
	}
	return URL{MySQL: o}, nil
}
