// Package mysql is the engine for MariaDB, from 10.11 on, and for MySQL from 8.4 on: its dialect, and a driver over
// github.com/go-sql-driver/mysql, whose connections are used directly and not through database/sql.
//
// It imports dialect, driver, fault, schema, sqlast and the library.
package mysql
