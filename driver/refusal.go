package driver

import "github.com/rowankit/rowan/fault"

// Refusal is a database's no as data, in the words of tables and columns; orm translates it into models and
// fields. Engines return it from every call that the database itself refused.
type Refusal struct {
	Kind fault.Kind
	// Table, Columns and Constraint name what was violated, as far as the database says.
	Table      string
	Columns    []string
	Constraint string
	// Key says that the primary key was violated, for an engine that does not tell its name.
	Key bool
	// Referenced says that the row was to go, or its key to change, and others refer to it: Constraint is the foreign
	// key that leads to it. Otherwise a refused foreign key leads from the row to one that does not exist.
	Referenced bool
	// Outcome says what became of the statement when the connection failed.
	Outcome Outcome
	// Err is the engine's own error. Its text may hold values of the row.
	Err error
}

// Outcome says whether a statement that failed may have been done.
type Outcome uint8

// The outcomes.
const (
	// Refused says that the database answered: nothing of the statement holds.
	Refused Outcome = iota
	// Unsent says that the connection was of no use before anything of the statement was done: it was lost
	// earlier, or leads to a server that takes no writes any more. Another connection may be asked.
	Unsent
	// Lost says that the connection was lost on the way: nobody knows what became of the statement.
	Lost
)

// Error returns the engine's own text.
func (r *Refusal) Error() string {
	if r.Err == nil {
		return "driver: " + r.Kind.String()
	}
	return r.Err.Error()
}

// As lets fault.KindOf and errors.As see the refusal as a failure of its kind.
func (r *Refusal) As(target any) bool {
	e, ok := target.(**fault.Error)
	if ok {
		*e = &fault.Error{Kind: r.Kind, Constraint: r.Constraint, Err: r.Err}
	}
	return ok
}

// Unwrap returns the engine's own error.
func (r *Refusal) Unwrap() error { return r.Err }
