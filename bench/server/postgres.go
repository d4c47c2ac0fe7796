// Package server makes databases on the servers that a benchmark was given.
package server

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"

	"github.com/jackc/pgx/v5"
)

// Postgres is the environment variable with the URL of a PostgreSQL server on which databases may be made.
const Postgres = "ROWAN_TEST_POSTGRES"

var databases atomic.Int64

// DatabaseName is of a database that does not yet exist on any server.
func DatabaseName() string { return fmt.Sprintf("bench_%d_%d", os.Getpid(), databases.Add(1)) }

// FreshPostgres makes a database without tables and returns its URL. It stays there: the server is thrown away.
func FreshPostgres(ctx context.Context) (string, error) {
	u, err := url.Parse(os.Getenv(Postgres))
	if err != nil {
		return "", errors.New("the URL of the PostgreSQL server cannot be read")
	}
	server, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return "", err
	}
	defer server.Close(ctx)
	name := DatabaseName()
	if _, err := server.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u.Path = "/" + name
	return u.String(), nil
}
