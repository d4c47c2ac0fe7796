package orm

import (
	"slices"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// foreignKey leads from columns of one model to a key or unique of another, or of the same.
type foreignKey struct {
	name               string
	columns            []*column
	target             *mapper
	references         []*column
	onDelete, onUpdate schema.Action
	deleteOrphans      bool
}

// declare gives the table of a model the foreign key.
func (k *foreignKey) declare(m *mapper) {
	m.foreignKeys = append(m.foreignKeys, k)
	m.table.ForeignKeys = append(m.table.ForeignKeys, schema.ForeignKey{
		Name: k.name, Columns: columnNames(k.columns), Table: k.target.table.Name, References: columnNames(k.references),
		OnDelete: k.onDelete, OnUpdate: k.onUpdate,
	})
	for i, c := range k.columns {
		if k.target.generates(k.references[i], nil) {
			m.table.Column(c.name).HoldsGenerated = true
		}
	}
}

// generates tells whether a column holds generated values: its own, or those that it refers to. It asks what definitions
// say, so that models may lead to each other in circles.
func (m *mapper) generates(c *column, seen []*column) bool {
	if c.generated || slices.Contains(seen, c) {
		return c.generated
	}
	for _, ref := range m.references {
		k := ref.resolve(m)
		if k == nil {
			continue
		}
		if i := slices.Index(k.columns, c); i >= 0 && k.target.generates(k.references[i], append(seen, c)) {
			return true
		}
	}
	return false
}

// sets tells whether a write of some columns may give the foreign key other values.
func (k *foreignKey) sets(written []*column) bool { return share(k.columns, written) }

// moves tells whether a write of some columns may give others what refers to them by the foreign key.
func (k *foreignKey) moves(written []*column) bool { return share(k.references, written) }

func share(a, b []*column) bool {
	return slices.ContainsFunc(a, func(c *column) bool { return slices.Contains(b, c) })
}

// reference is a foreign key together with the model that it leads from.
type reference struct {
	from *mapper
	key  *foreignKey
}

// foreignKeys are all of a database.
type foreignKeys struct {
	named map[string]reference
	to    map[*mapper][]reference // those of other models first
}

func newForeignKeys(models []*mapper) foreignKeys {
	all := foreignKeys{named: map[string]reference{}, to: map[*mapper][]reference{}}
	for _, own := range []bool{false, true} {
		for _, m := range models {
			for _, k := range m.foreignKeys {
				if own == (k.target == m) {
					r := reference{m, k}
					all.named[k.name] = r
					all.to[k.target] = append(all.to[k.target], r)
				}
			}
		}
	}
	return all
}

// violations say what a refusal by a foreign key means to whoever wrote rows of m; nil when it means nothing to them.
func (all foreignKeys) violations(m *mapper, r *driver.Refusal) []fault.Violation {
	found, ok := all.named[r.Constraint]
	switch {
	case !ok:
		return nil
	case r.Referenced:
		return found.inUse()
	case found.from == m:
		return found.missing()
	}
	return nil // a trigger wrote to another table
}

// missing says that a row refers to one that does not exist.
func (r reference) missing() []fault.Violation {
	message := "does not exist"
	if len(r.key.columns) > 1 {
		message = "does not exist in this combination"
	}
	var list []fault.Violation
	for _, c := range r.key.columns {
		list = append(list, fault.Violation{Field: c.shown(), Kind: fault.ForeignKey, Code: "foreign_key", Message: message})
	}
	return list
}

// inUse says that a row cannot go, since others refer to it.
func (r reference) inUse() []fault.Violation {
	return stillUsed("is still used by " + withArticle(r.from.name))
}

// inUse says so when nobody knows which.
func inUse() []fault.Violation { return stillUsed("is still used") }

func stillUsed(message string) []fault.Violation {
	return []fault.Violation{{Kind: fault.ForeignKey, Code: "in_use", Message: message}}
}

// withArticle puts "a" or "an" before the name of a model, as it is spoken: an Order, a User, an Upload.
func withArticle(name string) string {
	lower := strings.ToLower(name)
	vowel := func(i int) bool { return i < len(lower) && strings.IndexByte("aeiou", lower[i]) >= 0 }
	if !vowel(0) || lower[0] == 'u' && !vowel(1) && vowel(2) || strings.HasPrefix(lower, "eu") {
		return "a " + name
	}
	return "an " + name
}
