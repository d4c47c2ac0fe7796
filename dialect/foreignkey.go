package dialect

import (
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// ForeignKey renders a foreign key as it stands among the parts of a table, its name included. What the database refuses
// by itself, as schema.NoAction has it, is not said.
func ForeignKey(d Dialect, k schema.ForeignKey) (string, error) {
	if len(k.Columns) == 0 || len(k.Columns) != len(k.References) {
		return "", fault.New(fault.Invalid, fmt.Sprintf("dialect: the foreign key %s leads from %d columns to %d", k.Name, len(k.Columns), len(k.References)))
	}
	w := &Writer{dialect: d}
	w.Text("CONSTRAINT ")
	w.Identifier(k.Name)
	w.Text(" FOREIGN KEY (")
	w.identifiers(k.Columns)
	w.Text(") REFERENCES ")
	w.Identifier(k.Table)
	w.Text(" (")
	w.identifiers(k.References)
	w.Text(")")
	if k.OnDelete != schema.NoAction {
		w.Text(" ON DELETE " + k.OnDelete.String())
	}
	if k.OnUpdate != schema.NoAction {
		w.Text(" ON UPDATE " + k.OnUpdate.String())
	}
	return w.finish()
}
