package ormtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/postgres"
)

// patience is how long making or dropping a database may take on a busy machine.
const patience = time.Minute

// server makes and drops databases, in the words of its engine.
type server struct {
	open   func(context.Context) (orm.Engine, error)
	create string // the name goes where %s stands
	drop   string
}

// create makes a database on the server that a URL leads to, and drops it when the test ends. It returns its URL.
func create(t testing.TB, variable, address string) string {
	t.Helper()
	name := nameFor(t.Name())
	s, err := readServer(address)
	if err == nil {
		err = s.run(t.Context(), s.create, name)
	}
	if err != nil {
		t.Fatalf("ormtest: making a database on the server of %s: %v", variable, err)
	}
	t.Cleanup(func() {
		if err := s.run(context.Background(), s.drop, name); err != nil {
			t.Errorf("ormtest: dropping the database %s: %v", name, err)
		}
	})
	return named(address, name)
}

// readServer finds out how databases are made on a server. The one that its URL names is not touched.
//
// STRATEGY FILE_COPY is the faster one of PostgreSQL's two for an empty database, by a third where fsync is off. A
// connection that a failed test has left open does not keep its database: PostgreSQL is told to end it, and MariaDB
// drops a database in use once nothing locks its tables.
func readServer(address string) (server, error) {
	u, err := connect.ParseURL(named(address, "x"))
	switch {
	case err != nil:
		return server{}, err
	case u.Postgres != nil:
		o := *u.Postgres
		o.Database, o.PoolSize, o.StatementTimeout, o.Replicas = "postgres", 1, patience, nil
		return server{
			open:   func(ctx context.Context) (orm.Engine, error) { return postgres.Open(ctx, o) },
			create: `CREATE DATABASE "%s" TEMPLATE template0 STRATEGY FILE_COPY`,
			drop:   `DROP DATABASE IF EXISTS "%s" WITH (FORCE)`,
		}, nil
	case u.MySQL != nil:
		o := *u.MySQL
		o.Database, o.PoolSize, o.StatementTimeout, o.Replicas = "information_schema", 1, patience, nil
		return server{
			open:   func(ctx context.Context) (orm.Engine, error) { return mysql.Open(ctx, o) },
			create: "CREATE DATABASE `%s`",
			drop:   "DROP DATABASE IF EXISTS `%s`",
		}, nil
	}
	return server{}, errors.New("it is no server; leave the variable empty for SQLite")
}

// run runs a statement on a connection of its own.
func (s server) run(ctx context.Context, sql, name string) (err error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	engine, err := s.open(ctx)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, engine.Close()) }()
	conn, err := engine.Acquire(ctx, driver.ReadWrite)
	if err != nil {
		return err
	}
	defer conn.Release()
	_, err = conn.Exec(ctx, &driver.Statement{SQL: strings.ReplaceAll(sql, "%s", name)}, nil)
	return err
}

// named is the URL of a database on the server that another URL leads to, with that one's options.
func named(address, database string) string {
	scheme, rest, _ := strings.Cut(address, "://")
	rest, options, ok := strings.Cut(rest, "?")
	if ok {
		options = "?" + options
	}
	place, _, _ := strings.Cut(rest, "/")
	return scheme + "://" + place + "/" + database + options
}

// nameFor is a name that no other database has, and that says which test program and which test made it.
func nameFor(test string) string {
	program := strings.TrimSuffix(filepath.Base(os.Args[0]), ".test")
	return fmt.Sprintf("ormtest_%.12s_%.24s_%s", plain(program), plain(test), strings.ToLower(rand.Text()[:12]))
}

// plain keeps the letters of English, digits and underscores of a text, in lower case.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '_' || r >= '0' && r <= '9' || r >= 'a' && r <= 'z' {
			return r
		}
		return -1
	}, strings.ToLower(s))
}
