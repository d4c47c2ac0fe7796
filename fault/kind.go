package fault

import (
	"context"
	"errors"
	"os"
)

// Kind is what went wrong, the same on every database. The zero value, None, means that nothing did.
type Kind uint8

// The kinds. docs/errors.md gives each one's cause and cure.
const (
	None           Kind = iota // no error
	Other                      // a failure that no other kind describes
	NotFound                   // no row has that key or matches
	Multiple                   // more than one row matches where one was asked for
	Unique                     // another row has this value already
	ForeignKey                 // the row referred to does not exist, or is still referred to
	NotNull                    // a value is required
	Check                      // a named check of the model does not hold
	TooLong                    // a text has more characters than its column
	OutOfRange                 // a number or time lies outside of what its column holds
	Invalid                    // a value, a query or a definition is malformed
	Stale                      // the row was changed, or removed, by somebody else since it was read
	Serialization              // transactions that ran at once got in each other's way
	NotLoaded                  // a relation was read that was not loaded
	Unsupported                // this database cannot do it
	SchemaMismatch             // the tables in the database differ from the models
	Timeout                    // a deadline passed
	Canceled                   // the caller gave up
	Unavailable                // the database cannot be reached, or is busy
	CommitUnknown              // the connection broke while committing: stored or not, nobody knows
	ReadOnly                   // the database, or the transaction, takes no writes
	DiskFull                   // the database has no space left
	Denied                     // the database refuses this user
	kindCount
)

var kindNames = [kindCount]string{
	"none", "other", "not found", "multiple rows", "unique", "foreign key", "not null", "check", "too long",
	"out of range", "invalid", "stale", "serialization", "not loaded", "unsupported", "schema mismatch",
	"timeout", "canceled", "unavailable", "commit unknown", "read only", "disk full", "denied",
}

// Kinds returns every kind but None, in order.
func Kinds() []Kind {
	all := make([]Kind, 0, kindCount-1)
	for k := Other; k < kindCount; k++ {
		all = append(all, k)
	}
	return all
}

// String returns the kind's name in lower case ("not found").
func (k Kind) String() string {
	if k < kindCount {
		return kindNames[k]
	}
	return "unknown"
}

// Err returns a bare error of the kind, to be compared with errors.Is.
func (k Kind) Err() error { return &Error{Kind: k} }

// KindOf tells the kind of any error: None for nil, and Other for an error that no layer of Rowan knows.
func KindOf(err error) Kind {
	if err == nil {
		return None
	}
	if e, ok := errors.AsType[*Error](err); ok && e != nil && e.Kind != None {
		return e.Kind
	}
	switch {
	case errors.Is(err, context.Canceled):
		return Canceled
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, os.ErrDeadlineExceeded):
		return Timeout
	}
	return Other
}
