package sqlite

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"syscall"

	"zombiezen.com/go/sqlite"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// This is the only file that reads the text of SQLite's messages.

// refuse returns a refusal of the engine itself.
func refuse(kind fault.Kind, text string) *driver.Refusal {
	return &driver.Refusal{Kind: kind, Err: errors.New(text)}
}

// stopped says that a context ended a call.
func stopped(cause error) *driver.Refusal {
	kind := fault.Canceled
	if errors.Is(cause, context.DeadlineExceeded) {
		kind = fault.Timeout
	}
	return &driver.Refusal{Kind: kind, Err: fmt.Errorf("sqlite: stopped: %w", cause)}
}

// waits reports whether a statement failed on a lock of another connection and may be sent again as it is.
// BUSY_SNAPSHOT is not such a case: the transaction read what is no longer current.
func waits(err error) bool {
	code := sqlite.ErrCode(err)
	return code.ToPrimary() == sqlite.ResultBusy && code != sqlite.ResultBusySnapshot
}

// refusal turns any error of the library into a refusal. A refusal stays what it is.
func refusal(err error) *driver.Refusal {
	if r, ok := errors.AsType[*driver.Refusal](err); ok {
		return r
	}
	r := &driver.Refusal{Kind: kindOf(sqlite.ErrCode(err)), Err: err}
	switch text := err.Error(); {
	case sqlite.ErrCode(err) == sqlite.ResultError:
		r.Kind = kindOfText(text)
	case sqlite.ErrCode(err).ToPrimary() == sqlite.ResultConstraint:
		name(r, text)
	case sqlite.ErrCode(err).ToPrimary() == sqlite.ResultNotADB:
		r.Err = fmt.Errorf("sqlite: the file is no SQLite database, or is encrypted: %w", err)
	case sqlite.ErrCode(err).ToPrimary() == sqlite.ResultCorrupt:
		r.Err = fmt.Errorf("sqlite: the database file is damaged: restore it from a backup: %w", err)
	}
	return r
}

// kindOf is total: https://www.sqlite.org/rescode.html lists the codes.
func kindOf(code sqlite.ResultCode) fault.Kind {
	switch code {
	case sqlite.ResultConstraintUnique, sqlite.ResultConstraintPrimaryKey, sqlite.ResultConstraintRowID:
		return fault.Unique
	case sqlite.ResultConstraintForeignKey:
		return fault.ForeignKey
	case sqlite.ResultConstraintNotNull:
		return fault.NotNull
	case resultConstraintDatatype:
		return fault.Invalid
	case sqlite.ResultBusySnapshot:
		return fault.Serialization
	}
	switch code.ToPrimary() {
	case sqlite.ResultConstraint:
		return fault.Check
	case sqlite.ResultBusy, sqlite.ResultLocked, sqlite.ResultCantOpen, sqlite.ResultProtocol,
		sqlite.ResultNoMem, sqlite.ResultIOErr:
		return fault.Unavailable
	case sqlite.ResultReadOnly, sqlite.ResultPerm:
		return fault.ReadOnly
	case sqlite.ResultFull:
		return fault.DiskFull
	case sqlite.ResultAuth:
		return fault.Denied
	case sqlite.ResultInterrupt, sqlite.ResultAbort:
		return fault.Canceled
	case sqlite.ResultTooBig:
		return fault.TooLong
	case sqlite.ResultMismatch, sqlite.ResultMisuse, sqlite.ResultRange:
		return fault.Invalid
	case sqlite.ResultSchema:
		return fault.SchemaMismatch
	}
	return fault.Other
}

// resultConstraintDatatype is SQLITE_CONSTRAINT_DATATYPE, which the library has no name for: a value of the
// wrong type for a column of a STRICT table.
const resultConstraintDatatype = sqlite.ResultConstraint | 12<<8

// kindOfText tells the general SQLITE_ERROR apart, which all mistakes in a statement share.
func kindOfText(text string) fault.Kind {
	switch {
	case strings.Contains(text, "no such table: "), strings.Contains(text, "no such column: "),
		strings.Contains(text, " has no column named "), strings.Contains(text, "no such index: "):
		return fault.SchemaMismatch
	case strings.Contains(text, "integer overflow"):
		return fault.OutOfRange
	}
	return fault.Invalid
}

// name finds the table, columns and constraint that the message of a violated constraint names:
//
//	UNIQUE constraint failed: user.email, user.shop
//	UNIQUE constraint failed: index 'uq_user_lower'   (of an expression)
//	NOT NULL constraint failed: user.name
//	CHECK constraint failed: ck_user_name_size
//	cannot store TEXT value in INTEGER column user.size
//
// A violated foreign key is not named at all.
func name(r *driver.Refusal, text string) {
	if _, index, ok := strings.Cut(text, "UNIQUE constraint failed: index '"); ok {
		r.Constraint = strings.ReplaceAll(strings.TrimSuffix(index, "'"), "''", "'")
	} else if _, list, ok := strings.Cut(text, "UNIQUE constraint failed: "); ok {
		r.Table, r.Columns = columns(list)
	} else if _, column, ok := strings.Cut(text, "NOT NULL constraint failed: "); ok {
		r.Table, r.Columns = columns(column)
	} else if _, check, ok := strings.Cut(text, "CHECK constraint failed: "); ok {
		r.Constraint = check
	} else if _, rest, ok := strings.Cut(text, "cannot store "); ok {
		_, column, _ := strings.Cut(rest, " column ")
		r.Table, r.Columns = columns(column)
	}
}

// columns takes "table.a, table.b" apart. SQLite quotes nothing here, so a table's name must not hold a point.
func columns(list string) (table string, names []string) {
	table, _, ok := strings.Cut(list, ".")
	if !ok {
		return "", nil
	}
	names = strings.Split(list, ", "+table+".")
	names[0] = strings.TrimPrefix(names[0], table+".")
	return table, names
}

// pathKind is the kind of the operating system's refusal of a file or folder.
func pathKind(err error) fault.Kind {
	switch {
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS):
		return fault.ReadOnly
	case errors.Is(err, syscall.ENOSPC):
		return fault.DiskFull
	}
	return fault.Unavailable
}
