package postgres

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgproto3"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
)

// PostgreSQL tells what happened by codes (https://www.postgresql.org/docs/current/errcodes-appendix.html). The text
// of its messages, which depends on the server's language, is never read.

// refuse returns a refusal of the engine itself.
func refuse(kind fault.Kind, text string) *driver.Refusal {
	return &driver.Refusal{Kind: kind, Err: errors.New(text)}
}

// stopped says that a context or a timeout ended a call.
func stopped(cause error) *driver.Refusal {
	if r, ok := cause.(*driver.Refusal); ok {
		copied := *r
		return &copied
	}
	kind := fault.Canceled
	if errors.Is(cause, context.DeadlineExceeded) {
		kind = fault.Timeout
	}
	return &driver.Refusal{Kind: kind, Err: fmt.Errorf("postgres: stopped: %w", cause)}
}

// invalidOptions says that pgx cannot make sense of the options.
func invalidOptions(err error) error { return &driver.Refusal{Kind: fault.Invalid, Err: err} }

// told is what the server said.
func told(m *pgproto3.ErrorResponse) *pgconn.PgError { return pgconn.ErrorResponseToPgError(m) }

// fatal reports that the server ends the connection.
func fatal(m *pgproto3.ErrorResponse) bool { return ends(m.SeverityUnlocalized) }

func ends(severity string) bool { return severity == "FATAL" || severity == "PANIC" }

// cannotConnect says why no connection was to be had.
func cannotConnect(ctx context.Context, err error) error {
	if cause := ctx.Err(); cause != nil {
		return stopped(cause)
	}
	r := &driver.Refusal{Kind: fault.Unavailable, Outcome: driver.Unsent, Err: err}
	if e, ok := errors.AsType[*pgconn.PgError](err); ok {
		r.Kind = kindOf(e.Code)
	}
	return r
}

// refusal turns what the server said into a refusal.
func refusal(e *pgconn.PgError) *driver.Refusal {
	r := &driver.Refusal{Kind: kindOf(e.Code), Table: e.TableName, Constraint: e.ConstraintName, Err: e}
	if e.ColumnName != "" {
		r.Columns = []string{e.ColumnName}
	}
	return r
}

// refersBack tells whether a foreign key of a table refused a statement because it leads to what the statement changed:
// PostgreSQL tells both refusals with the same code, and the table that has the foreign key. An update within one table
// is taken for a reference that leads nowhere.
func refersBack(sql, table string) bool {
	word, _ := firstWord(sql)
	written := writtenTable(sql)
	return strings.EqualFold(word, "DELETE") || written != "" && table != "" && written != table
}

// kindOf is total: a code that is not listed has the kind of its class, which is its first two characters.
func kindOf(code string) fault.Kind {
	if k, ok := kinds[code]; ok {
		return k
	}
	if len(code) == 5 {
		if k, ok := kinds[code[:2]]; ok {
			return k
		}
	}
	return fault.Other
}

var kinds = map[string]fault.Kind{
	"08": fault.Unavailable, // connection exceptions
	"0A": fault.Unsupported,
	"21": fault.Invalid, // cardinality violations
	"22": fault.Invalid, // data exceptions
	"23": fault.Check,   // integrity constraint violations
	"25": fault.Invalid, // invalid transaction states
	"28": fault.Denied,  // invalid authorizations
	"34": fault.Invalid, "26": fault.Invalid,
	"3B": fault.Invalid,        // savepoint exceptions
	"3D": fault.Unavailable,    // no such database
	"3F": fault.SchemaMismatch, // no such schema
	"40": fault.Serialization,  // transaction rollbacks
	"42": fault.Invalid,        // syntax errors and access rule violations
	"44": fault.Check,          // check options of views
	"53": fault.Unavailable,    // insufficient resources
	"54": fault.TooLong,        // program limits
	"55": fault.Unavailable,    // objects in use
	"57": fault.Unavailable,    // operator interventions
	"58": fault.Unavailable,    // system errors

	"22001": fault.TooLong,
	"22003": fault.OutOfRange, "22008": fault.OutOfRange, "22015": fault.OutOfRange, "2200H": fault.OutOfRange,
	"23001": fault.ForeignKey, "23502": fault.NotNull, "23503": fault.ForeignKey, "23505": fault.Unique, "23P01": fault.Unique,
	codeReadOnly: fault.ReadOnly,
	"25P03":      fault.Unavailable, "25P04": fault.Timeout,
	"40002": fault.Check, "40003": fault.CommitUnknown,
	"42501": fault.Denied,
	"42P01": fault.SchemaMismatch, "42703": fault.SchemaMismatch, "42704": fault.SchemaMismatch,
	"53100": fault.DiskFull,
	"54001": fault.Unsupported, "54011": fault.Unsupported, "54023": fault.Unsupported,
	codeCanceled: fault.Timeout, // the server's own statement_timeout, as nobody here asked for it
	"P0001":      fault.Check,   // a trigger's RAISE
}

const (
	codeReadOnly      = "25006"
	codeCanceled      = "57014"
	codeIndeterminate = "42P18" // nothing tells the type of a parameter
)

// codesUnsent are those of a server that ends a connection instead of doing what was asked: it is shutting down or
// starting, has ended the session as idle, or takes no more connections. Any other end, such as one that a proxy tells
// of, leaves open what was done.
var codesUnsent = []string{"57P01", "57P03", "57P05", "25P03", "53300"}

// codesOutdated say that a prepared statement does not fit the tables or the connection any more: they were altered,
// or somebody forgot it. The next attempt prepares it anew.
var codesOutdated = []string{"0A000", "26000", "42804", "08P01"}

// isCode reports whether the server said one of the codes.
func isCode(err error, codes ...string) bool {
	e, ok := errors.AsType[*pgconn.PgError](err)
	return ok && slices.Contains(codes, e.Code)
}

// failure says what err means for a statement, and gives up the connection when it cannot be used any more.
func (c *conn) failure(err error) *driver.Refusal {
	l, cause := c.link, c.link.stopper.stopped()
	e, isTold := errors.AsType[*pgconn.PgError](err)
	switch {
	case isTold && ends(e.SeverityUnlocalized):
		r := refusal(e)
		r.Outcome = choose(slices.Contains(codesUnsent, e.Code), driver.Unsent, driver.Lost)
		l.lost(r)
		return r
	case isTold && e.Code == codeCanceled && cause != nil:
		return stopped(cause)
	case isTold && e.Code == codeReadOnly && c.access == driver.ReadWrite:
		r := refusal(e)
		r.Outcome = driver.Unsent
		l.lost(r) // a server that has become a standby: the next connection looks for another
		return r
	case isTold:
		return refusal(e)
	}
	r := &driver.Refusal{Kind: fault.Unavailable, Err: fmt.Errorf("postgres: the connection was lost: %w", err)}
	if cause != nil {
		r = stopped(cause)
	} else if own, ok := errors.AsType[*driver.Refusal](err); ok {
		copied := *own
		r = &copied
	}
	r.Outcome = driver.Lost
	l.lost(r)
	return r
}
