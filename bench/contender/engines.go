package contender

import (
	"os"

	"github.com/rowankit/rowan/bench/server"
)

// Engines returns the engines at hand: SQLite, and those that an environment variable names a server of.
func Engines() []Engine {
	list := []Engine{sqlite}
	if os.Getenv(server.Postgres) != "" {
		list = append(list, postgres)
	}
	if os.Getenv(MariaDBServer) != "" {
		list = append(list, mariaDB)
	}
	return list
}

// URL is how Rowan finds a database that the engine made.
func (e Engine) URL(source string) string {
	if e.Name == sqlite.Name {
		return rowanURL(source)
	}
	return source
}
