// Package sqlite is the engine for SQLite: its dialect, and a driver over zombiezen.com/go/sqlite, a direct
// API to SQLite translated to Go. Nothing in it needs a C compiler, and nothing goes through database/sql.
//
// A Database has one connection that writes and several that read, in WAL mode, so that reading goes on
// while somebody writes, in this process or in another. Those who wait for a connection get it in the order
// in which they came. Foreign keys are enforced, LIKE tells upper from lower case, and tables are STRICT.
//
//	db, err := sqlite.Open(ctx, sqlite.Options{Path: "instance/database.db"})
//	if err != nil {
//		return err
//	}
//	defer db.Close()
//	conn, err := db.Acquire(ctx, driver.ReadOnly)
//	if err != nil {
//		return err
//	}
//	defer conn.Release()
//	rows, err := conn.Query(ctx, &driver.Statement{SQL: "SELECT count(*) FROM user", Reads: true}, nil)
//
// # What a value becomes
//
// Whole numbers, truth values (0 and 1) and schema.Micros are INTEGER; floats are REAL; texts are TEXT; bytes
// are BLOB. An instant is TEXT of fixed width in UTC, "2026-01-31 23:59:59.000001", which sorts by time and
// which every tool can read. NaN, infinities, texts that are not valid UTF-8 or hold a NUL, and years outside
// of 0 to 9999 are refused before anything is sent; -0.0 is written as 0.
//
// # Cancellation
//
// A context that ends stops a running statement within a few milliseconds, also while it looks for its first
// row or waits for another process. SQLite then undoes the statement; a write in a transaction may take the
// whole transaction with it, and every later call in that transaction says so.
//
// It imports dialect, driver, fault, schema, sqlast, validate and the library.
package sqlite
