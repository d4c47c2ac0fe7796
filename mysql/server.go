package mysql

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// server is what a server was found to be able to do.
type server struct {
	version   string
	maria     bool   // errors and definitions are as MariaDB has them
	returning bool   // INSERT gives back columns
	collation string // of texts: by code point, spaces at the end count
	snapshot  bool   // innodb_snapshot_isolation exists
	rollback  bool   // a lock that is waited for too long undoes the whole transaction
}

// The oldest servers that are known to keep the promises.
var (
	oldestMaria = [2]int{10, 11}
	oldestMySQL = [2]int{8, 4}
)

// detect asks the server, over a connection of its own, what it is.
func (d *Database) detect(ctx context.Context) error {
	limited, cancel := context.WithTimeout(ctx, d.options.ConnectTimeout)
	defer cancel()
	l, err := d.main.targets[0].dial(limited, d.options, 0)
	if err != nil {
		return dialed(ctx, err)
	}
	defer l.close()
	row, err := l.row(limited, "SELECT version(), @@innodb_rollback_on_timeout")
	if err != nil {
		return dialed(ctx, err)
	}
	names, err := l.row(limited, "SELECT count(*) FROM information_schema.SYSTEM_VARIABLES WHERE VARIABLE_NAME = 'INNODB_SNAPSHOT_ISOLATION'")
	if err != nil && number(err) == 0 {
		return dialed(ctx, err) // MySQL has no such table, and says so
	}
	d.server, err = newServer(row[0], row[1] == "1", err == nil && names[0] != "0")
	return err
}

// newServer reads a version such as "10.11.19-MariaDB-0+deb12u1" or "8.4.3".
func newServer(version string, rollback, snapshot bool) (server, error) {
	s := server{version: version, rollback: rollback, maria: strings.Contains(strings.ToLower(version), "mariadb")}
	oldest, name := oldestMySQL, "MySQL"
	s.collation = "utf8mb4_0900_bin"
	if s.maria {
		oldest, name = oldestMaria, "MariaDB"
		s.collation, s.snapshot, s.returning = "utf8mb4_nopad_bin", snapshot, true
	}
	major, minor := numbers(version)
	if major < oldest[0] || major == oldest[0] && minor < oldest[1] {
		return s, refuse(fault.Unsupported, fmt.Sprintf("mysql: the server is %s %s; %d.%d is the oldest that works", name, version, oldest[0], oldest[1]))
	}
	return s, nil
}

// numbers reads the first two numbers of a version. MariaDB may put "5.5.5-" before its own.
func numbers(version string) (major, minor int) {
	parts := strings.Split(strings.TrimPrefix(version, "5.5.5-"), ".")
	major, _ = strconv.Atoi(parts[0])
	if len(parts) > 1 {
		minor, _ = strconv.Atoi(parts[1])
	}
	return major, minor
}

func (s server) dialect() Dialect {
	return Dialect{Returning: s.returning, Collation: s.collation, Maria: s.maria}
}

// settings is the one statement that brings a new connection into the state that all share. MySQL's words mean what
// they mean in the standard: "a" is a name, || joins texts, a backslash is a character; and what does not fit is an error.
// A statement outside of a transaction locks no gaps between rows, in which others would wait for it and it for them. A recursion
// ends where it finds nothing more: after so many steps MariaDB would leave the rest out, and say nothing.
func (s server) settings() string {
	modes := "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,ONLY_FULL_GROUP_BY,STRICT_ALL_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE," +
		"ERROR_FOR_DIVISION_BY_ZERO,NO_ENGINE_SUBSTITUTION,NO_UNSIGNED_SUBTRACTION,NO_AUTO_VALUE_ON_ZERO"
	if s.maria {
		modes += ",SIMULTANEOUS_ASSIGNMENT"
	}
	sql := "SET NAMES utf8mb4 COLLATE " + s.collation + ", SESSION sql_mode = '" + modes + "', time_zone = '+00:00'," +
		" autocommit = 1, foreign_key_checks = 1, unique_checks = 1, net_write_timeout = 600, completion_type = 0," +
		" sql_quote_show_create = 1"
	if s.maria {
		sql += ", check_constraint_checks = 1, tx_isolation = 'READ-COMMITTED', tx_read_only = 0, max_recursive_iterations = 4294967295"
	} else {
		sql += ", transaction_isolation = 'READ-COMMITTED', transaction_read_only = 0, cte_max_recursion_depth = 4294967295"
	}
	if s.snapshot {
		sql += ", innodb_snapshot_isolation = 1"
	}
	return sql
}
