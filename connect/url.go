package connect

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/mysql"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/postgres"
	"github.com/rowankit/rowan/sqlite"
)

// URL is a database URL taken apart: the options of the one engine that it names. Those of the others are nil. It holds
// the password, so it is nothing to log.
type URL struct {
	SQLite   *sqlite.Options
	Postgres *postgres.Options
	MySQL    *mysql.Options
}

// schemes are the words that a URL begins with, and what reads the rest of it.
var schemes = []struct {
	name string
	read func(rest string) (URL, error)
}{
	{"sqlite", readSQLite}, {"postgres", readPostgres}, {"postgresql", readPostgres}, {"mysql", readMySQL}, {"mariadb", readMySQL},
}

// ParseURL reads a database URL:
//
//	sqlite:///instance/database.db             a file relative to the working directory
//	sqlite:////var/lib/app/app.db              a file by its absolute path
//	sqlite://                                  in memory, gone when the program ends
//	postgres://user:password@host:5432/name    PostgreSQL, postgresql:// as well; h1:5432,h2:5432 for several hosts
//	mysql://user:password@host:3306/name       MariaDB or MySQL, mariadb:// as well
//
// Options follow a question mark, as in ?pool_size=20&statement_timeout=5s; docs/databases.md lists them, and an error
// names those that there are. What has a meaning of its own in a URL is escaped in a name or password: %40 is @, %2F is /.
//
// An empty URL is Default. Anything else is an error of the kind Invalid, which never repeats a password.
func ParseURL(text string) (URL, error) {
	if text == "" {
		text = Default
	}
	name, rest, ok := strings.Cut(text, "://")
	if !ok {
		return URL{}, invalid("a database URL looks like sqlite:///instance/database.db or postgres://user:password@host/name; %s", noScheme(text))
	}
	for _, s := range schemes {
		if s.name == name {
			return s.read(rest)
		}
	}
	return URL{}, unknownScheme(name)
}

// unknownScheme knows how SQLAlchemy writes URLs: with the driver's name behind the database's.
func unknownScheme(name string) error {
	base, _, driver := strings.Cut(name, "+")
	var names []string
	for _, s := range schemes {
		if driver && s.name == base {
			return invalid("the scheme %q names a driver of another language; write %s:// alone", visible(name), base)
		}
		names = append(names, s.name+"://")
	}
	return invalid("the scheme %q is none that this version opens; there are %s", visible(name), list(names))
}

// open opens the one engine.
func (u URL) open(ctx context.Context) (orm.Engine, error) {
	switch {
	case u.Postgres != nil:
		return postgres.Open(ctx, *u.Postgres)
	case u.MySQL != nil:
		return mysql.Open(ctx, *u.MySQL)
	case u.SQLite != nil:
		return sqlite.Open(ctx, *u.SQLite)
	}
	return nil, invalid("the URL is empty; ParseURL makes one")
}

// noScheme says what is missing, without repeating what may hold a password.
func noScheme(text string) string {
	if strings.ContainsAny(text, "@:=& \t\n") {
		return "the given one has no scheme"
	}
	return fmt.Sprintf("%q has no scheme", visible(text))
}

// visible shortens a text from outside for a message.
func visible(s string) string {
	if i := strings.IndexAny(s, ":@/"); i >= 0 {
		s = s[:i]
	}
	if len(s) > 40 {
		s = s[:40]
	}
	return s
}

// list joins words as a sentence does.
func list(words []string) string {
	words = slices.Clone(words)
	if last := len(words) - 1; last > 0 {
		return strings.Join(words[:last], ", ") + " and " + words[last]
	}
	return strings.Join(words, "")
}

func invalid(format string, args ...any) error {
	return fault.New(fault.Invalid, "connect: "+fmt.Sprintf(format, args...))
}
