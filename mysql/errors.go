package mysql

import (
	"context"
	"errors"
	"fmt"
	"strings"

	library "github.com/go-sql-driver/mysql"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// This is the only file that reads the text of the server's messages. The numbers are listed at
// https://mariadb.com/kb/en/mariadb-error-code-reference/ and
// https://dev.mysql.com/doc/mysql-errors/8.4/en/server-error-reference.html.

const (
	errUnknownStatement = 1243 // the server has forgotten a prepared statement
	errUnpreparable     = 1295 // the server prepares no such statement
	errInterrupted      = 1317 // KILL QUERY
	errReadOnlyOption   = 1290 // the server runs with an option that forbids the statement
)

// refuse returns a refusal of the engine itself.
func refuse(kind fault.Kind, text string) *driver.Refusal {
	return &driver.Refusal{Kind: kind, Err: errors.New(text)}
}

// stopped says that a context or a timeout ended a call.
func stopped(cause error) *driver.Refusal {
	kind := fault.Canceled
	if errors.Is(cause, context.DeadlineExceeded) {
		kind = fault.Timeout
	}
	return &driver.Refusal{Kind: kind, Err: fmt.Errorf("mysql: stopped: %w", cause)}
}

// number is the server's number of an error; 0 when it is not the server's.
func number(err error) uint16 {
	if e, ok := errors.AsType[*library.MySQLError](err); ok {
		return e.Number
	}
	return 0
}

// endsConnection reports whether the server ends the connection after an error of this number.
func endsConnection(n uint16) bool {
	switch n {
	case 1053, 1077, 1152, 1184, 1927, 3169, 4031, errReadOnlyOption, 1836:
		return true
	}
	return false
}

// kinds says what the server's errors are. All others are Other.
var kinds = map[uint16]fault.Kind{
	1022: fault.Unique, 1062: fault.Unique, 1169: fault.Unique, 1586: fault.Unique, 1859: fault.Unique,
	1216: fault.ForeignKey, 1217: fault.ForeignKey, 1451: fault.ForeignKey, 1452: fault.ForeignKey, 1761: fault.ForeignKey, 1762: fault.ForeignKey,
	1048: fault.NotNull, 1263: fault.NotNull, 1364: fault.NotNull, 1566: fault.NotNull,
	3819: fault.Check, 4025: fault.Check,
	1406: fault.TooLong, 1162: fault.TooLong, 1301: fault.TooLong, 1153: fault.TooLong,
	167: fault.OutOfRange, 1264: fault.OutOfRange, 1467: fault.OutOfRange, 1690: fault.OutOfRange, 1916: fault.OutOfRange, 1365: fault.OutOfRange, 1441: fault.OutOfRange,
	1265: fault.Invalid, 1292: fault.Invalid, 1300: fault.Invalid, 1366: fault.Invalid, 1367: fault.Invalid, 1411: fault.Invalid, 1525: fault.Invalid,
	1064: fault.Invalid, 1149: fault.Invalid, 1052: fault.Invalid, 1055: fault.Invalid, 1056: fault.Invalid, 1060: fault.Invalid, 1066: fault.Invalid,
	1110: fault.Invalid, 1111: fault.Invalid, 1136: fault.Invalid, 1210: fault.Invalid, 1222: fault.Invalid, 1241: fault.Invalid, 1242: fault.Invalid,
	1248: fault.Invalid, 1267: fault.Invalid, 1270: fault.Invalid, 1271: fault.Invalid, 1305: fault.Invalid, 1318: fault.Invalid, 1140: fault.Invalid, 1582: fault.Invalid, 1630: fault.Invalid,
	3140: fault.Invalid, 3141: fault.Invalid, 4036: fault.Invalid, 4037: fault.Invalid, 4038: fault.Invalid, 1049: fault.Unavailable,
	1054: fault.SchemaMismatch, 1091: fault.SchemaMismatch, 1109: fault.SchemaMismatch, 1146: fault.SchemaMismatch, 1176: fault.SchemaMismatch,
	1020: fault.Serialization, 1213: fault.Serialization, 1412: fault.Serialization, 1614: fault.Serialization, 3572: fault.Unavailable,
	1205: fault.Unavailable, 1206: fault.Unavailable, 1040: fault.Unavailable, 1041: fault.Unavailable, 1037: fault.Unavailable, 1038: fault.Unavailable,
	1053: fault.Unavailable, 1077: fault.Unavailable, 1129: fault.Unavailable, 1152: fault.Unavailable, 1158: fault.Unavailable, 1159: fault.Unavailable,
	1160: fault.Unavailable, 1161: fault.Unavailable, 1184: fault.Unavailable, 1203: fault.Unavailable, 1226: fault.Unavailable, 1461: fault.Unavailable,
	1927: fault.Unavailable, 3169: fault.Unavailable, 4031: fault.Unavailable, 1180: fault.Unavailable,
	1317: fault.Canceled, 1028: fault.Canceled, 1969: fault.Timeout, 3024: fault.Timeout, 1907: fault.Timeout,
	1792: fault.ReadOnly, 1836: fault.ReadOnly, 1036: fault.ReadOnly, 1015: fault.Unavailable,
	1021: fault.DiskFull, 1114: fault.DiskFull, 3: fault.DiskFull,
	1044: fault.Denied, 1045: fault.Denied, 1130: fault.Denied, 1131: fault.Denied, 1142: fault.Denied, 1143: fault.Denied, 1227: fault.Denied, 1370: fault.Denied,
	1419: fault.Denied, 1698: fault.Denied, 1820: fault.Denied, 1862: fault.Denied, 3118: fault.Denied, 4151: fault.Denied,
	1235: fault.Unsupported, 1295: fault.Unsupported, 1289: fault.Unsupported,
}

// refusal turns any error into a refusal. A refusal stays what it is. Maria says that messages are as MariaDB
// writes them.
func refusal(err error, maria bool) *driver.Refusal {
	if r, ok := errors.AsType[*driver.Refusal](err); ok {
		return r
	}
	r := &driver.Refusal{Kind: fault.Other, Err: err}
	e, ok := errors.AsType[*library.MySQLError](err)
	switch {
	case errors.Is(err, library.ErrPktTooLarge):
		r.Kind = fault.TooLong
		return r
	case !ok:
		return r
	}
	if kind := kinds[e.Number]; kind != fault.None {
		r.Kind = kind
	}
	name(r, e.Number, e.Message, maria)
	return r
}

// name finds the constraint, table and columns that a message names:
//
//	1062 Duplicate entry 'a-b' for key 'uq_user_email'   ('user.uq_user_email' on MySQL, 'PRIMARY' for the key)
//	1451 Cannot delete or update a parent row: a foreign key constraint fails ("db"."child", CONSTRAINT "fk" FOREIGN KEY ...
//	1452 Cannot add or update a child row: a foreign key constraint fails ("db"."child", CONSTRAINT "fk" FOREIGN KEY ...
//	1048 Column 'email' cannot be null
//	1364 Field 'email' doesn't have a default value
//	1406 Data too long for column 'email' at row 1
//	1366 Incorrect string value: '\xF0...' for column "db"."user"."email" at row 1
//	4025 CONSTRAINT "ck_user_age" failed for "db"."user"
//	3819 Check constraint 'ck_user_age' is violated.
//
// A value in the message, or the name itself, may hold quotes.
func name(r *driver.Refusal, number uint16, text string, maria bool) {
	switch number {
	case 1062, 1586:
		const before = " for key '"
		i := strings.LastIndex(text, before)
		if i < 0 {
			return
		}
		key := strings.TrimSuffix(text[i+len(before):], "'")
		if _, index, ok := strings.Cut(key, "."); ok && !maria {
			key = index
		}
		if r.Key = key == "PRIMARY"; !r.Key {
			r.Constraint = key
		}
	case 1451, 1452, 1216, 1217:
		r.Referenced = number == 1451 || number == 1217
		if _, rest, ok := strings.Cut(text, "CONSTRAINT "); ok {
			r.Constraint = firstName(rest)
		}
	case 4025:
		r.Constraint = firstName(strings.TrimPrefix(text, "CONSTRAINT "))
	case 3819:
		r.Constraint = firstName(strings.TrimPrefix(text, "Check constraint "))
	case 1048, 1364:
		_, rest, _ := strings.Cut(text, " ")
		r.Columns = present(firstName(rest))
	case 167, 1264, 1265, 1292, 1366, 1406:
		if i := strings.LastIndex(text, " for column "); i >= 0 {
			r.Columns = present(lastName(text[i+len(" for column "):]))
		}
	case 1105:
		if strings.Contains(text, "max_allowed_packet") {
			r.Kind = fault.TooLong
		}
	case errReadOnlyOption:
		if r.Kind = fault.Denied; strings.Contains(text, "read-only") || strings.Contains(text, "read_only") {
			r.Kind, r.Outcome = fault.ReadOnly, driver.Unsent
		}
	case 1836, 1053, 3169, 4031:
		r.Outcome = driver.Unsent // the server has refused it, and takes nothing more on this connection
	case 1927:
		r.Outcome = driver.Lost // proxies say so too, when they have lost the server behind them
	}
}

func present(name string) []string {
	if name == "" {
		return nil
	}
	return []string{name}
}

// firstName returns the name that a text begins with, in any quotes.
func firstName(text string) string {
	s := scanner{text: text}
	t, _ := s.next()
	return t.name()
}

// lastName returns the last part of a name with points that a text begins with.
func lastName(text string) string {
	s := scanner{text: text}
	t, _ := s.next()
	for point, ok := s.next(); ok && point.is("."); point, ok = s.next() {
		t, _ = s.next()
	}
	return t.name()
}

// missing reports whether an error says that a table does not exist.
func missing(err error) bool { return number(err) == 1146 }
