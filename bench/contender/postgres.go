package contender

import (
	"context"
	"database/sql"
	"errors"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgtype"
	"github.com/jackc/pgx/v5/stdlib"

	"github.com/rowankit/rowan/bench/server"
	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
)

// postgres is a database of its own on the server, made by Rowan. It stays there: the server is thrown away.
var postgres = Engine{
	Name: "PostgreSQL", Wall: true, Fresh: freshPostgres, open: openPgxDB, empty: []string{"DELETE FROM prediction"},
}

func freshPostgres(ctx context.Context, _ string, d workload.Data) (string, error) {
	url, err := server.FreshPostgres(ctx)
	if err != nil {
		return "", err
	}
	db, err := connect.Open(ctx, url, rowanModels)
	if err != nil {
		return "", err
	}
	return url, errors.Join(fill(ctx, db, d), db.Close())
}

// openPgxDB opens a database by pgx for database/sql, which prepares statements by itself.
func openPgxDB(_ context.Context, source string) (*sql.DB, error) {
	return pgxDB(source, pgx.QueryExecModeCacheStatement)
}

// openPgxDBSimply has every text sent as it is, for libraries that put the values into it.
func openPgxDBSimply(_ context.Context, source string) (*sql.DB, error) {
	return pgxDB(source, pgx.QueryExecModeSimpleProtocol)
}

func pgxDB(source string, mode pgx.QueryExecMode) (*sql.DB, error) {
	config, err := pgx.ParseConfig(source)
	if err != nil {
		return nil, err
	}
	config.DefaultQueryExecMode = mode
	return stdlib.OpenDB(*config, stdlib.OptionAfterConnect(timesInUTC)), nil
}

// timesInUTC has times read in UTC, which pgx turns into the machine's zone otherwise.
func timesInUTC(_ context.Context, conn *pgx.Conn) error {
	conn.TypeMap().RegisterType(&pgtype.Type{
		Name: "timestamptz", OID: pgtype.TimestamptzOID, Codec: &pgtype.TimestamptzCodec{ScanLocation: time.UTC},
	})
	return nil
}
