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
	// Err is the engine's own error. Its text may hold values of the row.
	Err error
}

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
