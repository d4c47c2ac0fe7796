// Package mysql is the engine for MariaDB, from 10.11 on, and for MySQL from 8.4 on: its dialect, and a driver over
// github.com/go-sql-driver/mysql, whose connections are used directly and not through database/sql.
//
//	db, err := mysql.Open(ctx, mysql.Options{Host: "127.0.0.1", User: "shop", Password: password, Database: "shop"})
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
// Every session is strict, in UTC, and reads SQL as the standard has it: "a" is a name, || joins texts, and a
// backslash is a character. Texts are compared by code point.
//
// # What a value becomes
//
// Whole numbers are of the narrowest type that holds them with their sign, and a check holds what the type does not;
// truth values are TINYINT(1), floats FLOAT and DOUBLE. Texts are VARCHAR up to 1,000 characters and LONGTEXT beyond,
// bytes VARBINARY up to 4,000 and LONGBLOB. Instants are DATETIME(6) in UTC, UUIDs BINARY(16), decimals DECIMAL, JSON
// and arrays LONGTEXT with a check. The server cuts spaces at the end of a VARCHAR that is too long without a word
// when another program writes them; Rowan refuses them before.
//
// # Indexes
//
// A partial unique index has a hidden generated column beside it, of the same name with a $ behind; one that is not
// unique holds all rows.
//
// # Transactions
//
// A Snapshot is REPEATABLE READ with innodb_snapshot_isolation, or SERIALIZABLE where the server lacks that. Outside
// of transactions statements read what is committed. What the server would commit by itself, such as CREATE TABLE, is
// refused within a transaction. A lock that is waited for longer than innodb_lock_wait_timeout is fault.Unavailable;
// a deadlock and a snapshot that is out of date are fault.Serialization, and end their transaction.
//
// # Cancellation
//
// A context that ends, and the statement timeout, stop a statement by KILL QUERY over a connection of its own, so that
// the server answers what became of it; the user needs no right for that. When the server does not answer within two
// seconds the connection is cut, and what the statement did is unknown.
//
// It imports dialect, driver, fault, schema, sqlast and the library.
package mysql
