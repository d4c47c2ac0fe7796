// Package postgres is the engine for PostgreSQL 15 and later: its dialect, and a driver over
// github.com/jackc/pgx/v5. Connections are opened and pooled by pgx; statements are sent and rows are read in
// PostgreSQL's own binary protocol, without database/sql and without a value boxed in an interface.
//
//	db, err := postgres.Open(ctx, postgres.Options{Hosts: []string{"127.0.0.1"}, Database: "shop", User: "shop"})
//	if err != nil {
//		return err
//	}
//	defer db.Close()
//	conn, err := db.Acquire(ctx, driver.ReadOnly)
//	if err != nil {
//		return err
//	}
//	defer conn.Release()
//	rows, err := conn.Query(ctx, &driver.Statement{SQL: `SELECT count(*) FROM "user"`, Reads: true}, nil)
//
// # What a value becomes
//
// Whole numbers are smallint, integer or bigint, with a check where the width has no type of its own; truth values
// are boolean; floats are real and double precision. Texts are text or varchar(n), ordered by code point (COLLATE
// "C"); bytes are bytea. An instant is timestamptz, or a bigint for schema.Micros. UUID, numeric, jsonb and arrays
// are PostgreSQL's own. NaN, infinities, texts that are not valid UTF-8 or hold a NUL, and years outside of 0 to
// 9999 are refused before anything is sent; -0.0 is written as 0.
//
// # Transactions
//
// BEGIN travels with the first statement. PostgreSQL gives a whole transaction up when it refuses one statement;
// here a refused statement undoes only itself, because a savepoint travels with every statement that writes. None
// of them costs a round trip of its own. A statement that cannot be sent because the connection was lost earlier
// begins the transaction on another one, as long as it is the first.
//
// # Cancellation
//
// A context that ends stops a running statement: the server is asked to cancel it, and a connection on which nothing
// moves a second later is given up. Options.StatementTimeout does the same for every wait without a deadline,
// so that a server that is frozen costs a deadline and not a hang.
//
// It imports dialect, driver, fault, schema, sqlast and pgx.
package postgres
