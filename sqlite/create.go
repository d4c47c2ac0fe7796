package sqlite

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// Create returns the statements that make a table and its indexes unless they exist. The table is STRICT, and
// holds what SQLite's types do not say as named checks: sizes, ranges, truth values and the form of times.
func (d *Database) Create(t *schema.Table) ([]string, error) {
	b := builder{table: t}
	statements := append([]string{b.createTable()}, b.createIndexes()...)
	if b.err != nil {
		return nil, fmt.Errorf("sqlite: create %s: %w", t.Name, b.err)
	}
	return statements, nil
}

// AddForeignKey is not needed, since a table may refer to one that is made later, and not possible.
func (d *Database) AddForeignKey(t *schema.Table, k schema.ForeignKey) ([]string, error) {
	return nil, fault.New(fault.Unsupported, "sqlite: a table that exists takes no foreign key: "+t.Name+" lacks "+k.Name)
}

// Alone does nothing: the transaction in which tables are made keeps all other writers out.
func (d *Database) Alone(context.Context, driver.Conn) (func(context.Context) error, error) {
	return func(context.Context) error { return nil }, nil
}

// builder writes the parts of a table's definition. It keeps the first error.
type builder struct {
	table *schema.Table
	err   error
}

func (b *builder) createTable() string {
	var parts []string
	for i := range b.table.Columns {
		parts = append(parts, b.column(&b.table.Columns[i]))
	}
	if k := b.table.Key; b.generated() == nil && len(k.Columns) > 0 {
		parts = append(parts, "CONSTRAINT "+quote(k.Name)+" PRIMARY KEY ("+quoteAll(k.Columns)+")")
	}
	for _, c := range b.checks() {
		parts = append(parts, "CONSTRAINT "+quote(c.Name)+" CHECK ("+c.SQL+")")
	}
	for _, k := range b.table.ForeignKeys {
		parts = append(parts, b.foreignKey(k))
	}
	return "CREATE TABLE IF NOT EXISTS " + quote(b.table.Name) + " (\n\t" + strings.Join(parts, ",\n\t") + "\n) STRICT"
}

// generated returns the column whose values the database hands out, or nil.
func (b *builder) generated() *schema.Column {
	i := slices.IndexFunc(b.table.Columns, func(c schema.Column) bool { return c.Generated })
	if i < 0 {
		return nil
	}
	c := &b.table.Columns[i]
	if !slices.Equal(b.table.Key.Columns, []string{c.Name}) || !c.Type.Kind.Integer() {
		b.fail(fault.New(fault.Unsupported, "column "+c.Name+" is generated and is not the single integer key"))
	}
	return c
}

func (b *builder) column(c *schema.Column) string {
	s := quote(c.Name) + " " + b.columnType(c)
	if c.Generated {
		return s + " PRIMARY KEY AUTOINCREMENT"
	}
	if !c.Nullable {
		s += " NOT NULL"
	}
	if c.Formula != nil {
		s += " GENERATED ALWAYS AS (" + b.expr(c.Formula) + ") STORED"
	}
	if c.Default != nil {
		s += " DEFAULT (" + b.defaultValue(c) + ")"
	}
	return s
}

func (b *builder) columnType(c *schema.Column) string {
	switch k := c.Type.Kind; {
	case k.Integer(), k == schema.Bool, k == schema.Micros, k == schema.Decimal:
		return "INTEGER"
	case k.Float():
		return "REAL"
	case k == schema.Text, k == schema.Time, k == schema.UUID, k == schema.JSON, k == schema.Array:
		return "TEXT"
	case k == schema.Bytes:
		return "BLOB"
	}
	b.fail(fault.New(fault.Unsupported, fmt.Sprintf("column %s is of kind %s", c.Name, c.Type.Kind)))
	return ""
}

// defaultValue writes a column's default. The server's time in a column of microseconds is a number.
func (b *builder) defaultValue(c *schema.Column) string {
	if _, now := c.Default.(sqlast.Now); now && c.Type.Kind == schema.Micros {
		return "CAST(round(unixepoch('now', 'subsec') * 1000) AS INTEGER) * 1000"
	}
	return b.expr(c.Default)
}

func (b *builder) createIndexes() []string {
	var all []string
	for _, i := range b.table.Indexes {
		s := "CREATE INDEX IF NOT EXISTS "
		if i.Unique {
			s = "CREATE UNIQUE INDEX IF NOT EXISTS "
		}
		s += quote(i.Name) + " ON " + quote(b.table.Name) + " (" + quoteAll(i.Columns) + ")"
		if i.Where != nil {
			s += " WHERE " + b.expr(i.Where)
		}
		all = append(all, s)
	}
	return all
}

// checks returns the checks that the columns' types need, then those of the model.
func (b *builder) checks() []schema.CheckDefinition {
	var all []schema.CheckDefinition
	for i := range b.table.Columns {
		if c := b.columnCheck(&b.table.Columns[i]); c.Name != "" {
			all = append(all, c)
		}
	}
	for _, c := range b.table.Checks {
		all = append(all, schema.CheckDefinition{Name: c.Name, SQL: b.expr(c.Expr)})
	}
	return all
}

// columnCheck returns what a column's type demands beyond the type that SQLite has for it. A check that comes
// out as NULL holds, so a missing value passes all of them.
func (b *builder) columnCheck(c *schema.Column) schema.CheckDefinition {
	name, form, x := schema.RangeName(b.table.Name, c.Name), schema.FormName(b.table.Name, c.Name), quote(c.Name)
	switch k := c.Type.Kind; {
	case (k == schema.Text || k == schema.Bytes) && c.Type.Size > 0:
		return schema.CheckDefinition{Name: schema.SizeName(b.table.Name, c.Name), SQL: fmt.Sprintf("length(%s) <= %d", x, c.Type.Size)}
	case k == schema.Bool:
		return schema.CheckDefinition{Name: form, SQL: x + " IN (0, 1)"}
	case k == schema.Time:
		return schema.CheckDefinition{Name: form, SQL: x + " GLOB '" + timePattern + "' AND date(" + x + ") IS substr(" + x + ", 1, 10)"}
	case k == schema.UUID:
		return schema.CheckDefinition{Name: form, SQL: x + " GLOB '" + uuidPattern + "' AND " + x + " NOT GLOB '*[^0-9a-f-]*' AND length(replace(" + x + ", '-', '')) = 32"}
	case k == schema.JSON:
		return schema.CheckDefinition{Name: form, SQL: "json_valid(" + x + ")"}
	case k == schema.Array:
		return schema.CheckDefinition{Name: form, SQL: "json_valid(" + x + ") AND substr(" + x + ", 1, 1) = '['"}
	case k == schema.Decimal:
		highest := strings.Repeat("9", c.Type.Precision)
		return schema.CheckDefinition{Name: name, SQL: x + " BETWEEN -" + highest + " AND " + highest}
	case k == schema.Uint64:
		return schema.CheckDefinition{Name: name, SQL: x + " >= 0"}
	case k.Integer() && k != schema.Int64:
		low, high := k.Range()
		return schema.CheckDefinition{Name: name, SQL: fmt.Sprintf("%s BETWEEN %d AND %d", x, low, high)}
	}
	return schema.CheckDefinition{}
}

// timePattern is the form of a stored time, as far as date() does not say: it reads only digits before the
// fraction, knows no month 13 and no hour 25, and moves a day that does not exist into the next month and
// 24:00:00 into the next day, so that its answer is another date. The pattern is written to be matched fast.
const timePattern = "????-??-?? ??:??:??.[0-9][0-9][0-9][0-9][0-9][0-9]"

// uuidPattern is where the dashes of a UUID stand.
const uuidPattern = "????????-????-????-????-????????????"

func (b *builder) foreignKey(k schema.ForeignKey) string {
	sql, err := dialect.ForeignKey(Dialect{}, k)
	if err != nil {
		b.fail(err)
	}
	return sql
}

func (b *builder) expr(e schema.Expr) string {
	x, ok := e.(sqlast.Expr)
	if !ok {
		b.fail(fault.New(fault.Unsupported, fmt.Sprintf("no expression %T", e)))
		return ""
	}
	sql, err := dialect.Expr(Dialect{}, x)
	if err != nil {
		b.fail(err)
	}
	return sql
}

func (b *builder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func quote(name string) string { return dialect.Identifier(Dialect{}, name) }

func quoteAll(names []string) string {
	quoted := make([]string, len(names))
	for i, n := range names {
		quoted[i] = quote(n)
	}
	return strings.Join(quoted, ", ")
}
