package orm

import (
	"errors"
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// refusal translates what the database refused into the words of the model: kind, constraint and fields.
// The model is nil where a statement concerns none. An error that is no refusal stays as it is.
func refusal(m *mapper, err error) error {
	if err == nil {
		return nil
	}
	r, ok := errors.AsType[*driver.Refusal](err)
	if !ok {
		return unnamed(m, err)
	}
	f := &fault.Error{Kind: r.Kind, Constraint: r.Constraint, Err: err}
	if m == nil {
		return f
	}
	f.Model = m.name
	if r.Table != "" && r.Table != m.table.Name {
		return f // a trigger wrote to another table: its constraints are not this model's
	}
	what, known := m.constraint(r)
	if !known {
		return f
	}
	f.Kind = what.kind
	for _, field := range what.fields {
		f.Violations = append(f.Violations, fault.Violation{Field: field, Kind: what.kind, Code: what.code, Message: what.message})
	}
	if len(what.fields) == 0 {
		f.Violations = []fault.Violation{{Kind: what.kind, Code: what.code, Message: what.message}}
	}
	return f
}

// refusal is the same with what the database's foreign keys mean, which may be those of other models.
func (db *DB) refusal(m *mapper, err error) error {
	told := refusal(m, err)
	r, ok := errors.AsType[*driver.Refusal](err)
	if !ok || m == nil || r.Kind != fault.ForeignKey {
		return told
	}
	if f, ok := told.(*fault.Error); ok && f.Violations == nil {
		f.Violations = db.foreignKeys.violations(m, r)
	}
	return told
}

// unnamed gives an error without a kind of its own a kind: the context's, or Other.
func unnamed(m *mapper, err error) error {
	if _, known := errors.AsType[*fault.Error](err); known {
		return err
	}
	f := &fault.Error{Kind: fault.KindOf(err), Err: err}
	if m != nil {
		f.Model = m.name
	}
	return f
}

// constraint finds what was violated by its name, or by its columns where the engine tells only those.
func (m *mapper) constraint(r *driver.Refusal) (constraint, bool) {
	if what, ok := m.constraints[r.Constraint]; ok {
		return what, true
	}
	if r.Key {
		return taken(m.key), true
	}
	if len(r.Columns) == 0 {
		return constraint{}, false
	}
	switch r.Kind {
	case fault.Unique:
		for _, u := range m.uniques {
			if slices.Equal(u.columns, r.Columns) {
				return taken(u.fields), true
			}
		}
		for _, ix := range m.table.Indexes {
			if ix.Unique && slices.Equal(ix.Columns, r.Columns) {
				return m.constraints[ix.Name], true
			}
		}
	case fault.NotNull:
		return constraint{fault.NotNull, m.fieldsNamed(r.Columns), "required", "is required"}, true
	case fault.Invalid:
		if m.overflows(r.Columns) {
			return constraint{fault.OutOfRange, m.fieldsNamed(r.Columns), codeOf(fault.OutOfRange), "is out of range"}, true
		}
	}
	return constraint{r.Kind, m.fieldsNamed(r.Columns), codeOf(r.Kind), "is refused by the database"}, true
}

// overflows tells whole numbers that the database computes: SQLite goes on in floating point beyond int64, and then refuses
// to store that.
func (m *mapper) overflows(columns []string) bool {
	return len(columns) == 1 && slices.ContainsFunc(m.storedFormulas(), func(c *column) bool {
		return c.name == columns[0] && (c.typ.Kind.Integer() || c.typ.Kind == schema.Decimal)
	})
}

func (m *mapper) fieldsNamed(columns []string) []string {
	var fields []string
	for _, name := range columns {
		for _, c := range m.kept() {
			if c.name == name {
				fields = append(fields, c.shown())
			}
		}
	}
	return fields
}

func codeOf(k fault.Kind) string {
	switch k {
	case fault.Unique:
		return "unique"
	case fault.ForeignKey:
		return "foreign_key"
	case fault.TooLong:
		return "too_long"
	case fault.OutOfRange:
		return "out_of_range"
	case fault.Check:
		return "check"
	}
	return "invalid"
}
