package contender

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"

	"github.com/jackc/pgx/v5"

	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
)

// PostgresServer is the environment variable with the URL of a server on which databases may be made. Without it
// there are no contenders on PostgreSQL.
const PostgresServer = "ROWAN_TEST_POSTGRES"

// postgres is a database of its own on the server, made by Rowan. It stays there: the server is thrown away.
var postgres = Engine{Name: "PostgreSQL", Wall: true, Fresh: freshPostgres}

// onPostgres returns the contenders, if there is a server.
func onPostgres(list ...Contender) []Contender {
	if os.Getenv(PostgresServer) == "" {
		return nil
	}
	return list
}

var postgresDatabases atomic.Int64

func freshPostgres(ctx context.Context, _ string, d workload.Data) (string, error) {
	u, err := url.Parse(os.Getenv(PostgresServer))
	if err != nil {
		return "", errors.New("the server's URL cannot be read")
	}
	server, err := pgx.Connect(ctx, u.String())
	if err != nil {
		return "", err
	}
	defer server.Close(ctx)
	name := fmt.Sprintf("bench_%d_%d", os.Getpid(), postgresDatabases.Add(1))
	if _, err := server.Exec(ctx, "CREATE DATABASE "+name); err != nil {
		return "", err
	}
	u.Path = "/" + name
	db, err := connect.Open(ctx, u.String(), rowanModels)
	if err != nil {
		return "", err
	}
	return u.String(), errors.Join(fill(ctx, db, d), db.Close())
}
