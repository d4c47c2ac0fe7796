package orm

import "github.com/rowankit/rowan/schema"

// foreignKey leads from columns of one model to a key or unique of another, or of the same.
type foreignKey struct {
	name               string
	columns            []*column
	target             *mapper
	references         []*column
	onDelete, onUpdate schema.Action
}

// schema is the foreign key as data.
func (k *foreignKey) schema() schema.ForeignKey {
	return schema.ForeignKey{
		Name: k.name, Columns: columnNames(k.columns), Table: k.target.table.Name, References: columnNames(k.references),
		OnDelete: k.onDelete, OnUpdate: k.onUpdate,
	}
}
