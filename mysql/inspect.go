package mysql

import (
	"context"
	"fmt"
	"slices"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/schema"
)

// Define returns what Inspect finds when the table is as the model wants it.
func (d *Database) Define(t *schema.Table) (schema.Definition, error) {
	b := builder{table: t, dialect: d.server.dialect(), maria: d.server.maria}
	b.generated()
	def := schema.Definition{Table: t.Name}
	for i := range t.Columns {
		c := &t.Columns[i]
		column := schema.ColumnDefinition{
			Name: c.Name, Type: b.columnType(c), Nullable: c.Nullable, Key: 1 + slices.Index(t.Key.Columns, c.Name),
		}
		if c.Formula != nil {
			column.Type, column.Nullable, column.Default = column.Type+" GENERATED", true, b.remark(c)
		} else if c.Generated {
			column.Type += " AUTO_INCREMENT"
		} else if c.Default != nil {
			column.Default = defaultForm(column.Type, b.defaultValue(c))
		}
		def.Columns = append(def.Columns, column)
	}
	for _, i := range t.Indexes {
		index := schema.IndexDefinition{Name: i.Name, Columns: i.Columns, Unique: i.Unique}
		if b.partial(i) {
			index.Where = conditionForm(b.condition(i))
		}
		def.Indexes = append(def.Indexes, index)
	}
	for _, c := range b.checks() {
		def.Checks = append(def.Checks, schema.CheckDefinition{Name: c.Name, SQL: normal(c.SQL)})
	}
	for _, k := range t.ForeignKeys {
		def.ForeignKeys = append(def.ForeignKeys, schema.ForeignKeyDefinition{
			Name: k.Name, Columns: k.Columns, Table: k.Table, References: k.References, OnDelete: action(k.OnDelete), OnUpdate: action(k.OnUpdate),
		})
	}
	if b.err != nil {
		return schema.Definition{}, fmt.Errorf("mysql: define %s: %w", t.Name, b.err)
	}
	return def, nil
}

func action(a schema.Action) string {
	if a == schema.NoAction {
		return refuses
	}
	return a.String()
}

// Inspect reads what the database holds under a table's name. c is a connection of this database. A view, and a
// table of another engine, are told by their Options.
func (d *Database) Inspect(ctx context.Context, c driver.Conn, table string) (schema.Definition, bool, error) {
	show := &driver.Statement{SQL: "SHOW CREATE TABLE " + dialect.Identifier(d.server.dialect(), table), Reads: true}
	rows, err := c.Query(ctx, show, nil)
	if missing(err) {
		return schema.Definition{}, false, nil
	}
	if err != nil {
		return schema.Definition{}, false, err
	}
	kind, sql := rows.Columns()[0], ""
	some, err := rows.Next()
	if some {
		sql = string(rows.Bytes(1))
	}
	if e := rows.Close(); err == nil {
		err = e
	}
	if err != nil {
		return schema.Definition{}, false, err
	}
	if kind != "Table" {
		return schema.Definition{Table: table, Options: []string{"VIEW"}}, true, nil
	}
	return readDefinition(table, sql, d.server.collation), true, nil
}
