package contender

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync/atomic"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
)

// PostgresServer is the environment variable with the URL of a server on which databases may be made. Without it
// there are no contenders on PostgreSQL.
const PostgresServer = "ROWAN_TEST_POSTGRES"

// postgres is a database of its own on the server, made by Rowan. It stays there: the server is thrown away.
var postgres = Engine{
	Name: "PostgreSQL", Wall: true, Fresh: freshPostgres, open: openPgxDB, empty: []string{"DELETE FROM prediction"},
}

var databases atomic.Int64

// databaseName is of a database that does not yet exist.
func databaseName() string { return fmt.Sprintf("bench_%d_%d", os.Getpid(), databases.Add(1)) }

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
	name := databaseName()
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

// openPgxDB opens a database by pgx for database/sql.
func openPgxDB(_ context.Context, source string) (*sql.DB, error) {
	config, err := pgx.ParseConfig(source)
	if err != nil {
		return nil, err
	}
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(timesInUTC)), nil
}

// timesInUTC has times read in UTC, which pgx turns into the machine's zone otherwise.
func timesInUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}
