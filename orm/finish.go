package orm

import (
	"slices"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// finish checks what the definition says and makes the mapper. It goes on after mistakes, to report them all.
func (d *definition) finish() *mapper {
	m := &mapper{typ: d.typ, name: d.name, size: d.typ.Size(), constraints: map[string]constraint{}}
	d.tableName()
	m.table.Name = d.table
	m.columns, m.derived = split(d.columns)
	m.visible = len(m.columns)
	if len(m.columns) == 0 {
		d.add("", "has no columns; add exported fields, such as ID int64")
	}
	for _, c := range d.columns {
		d.settle(c)
	}
	d.folded(m)
	d.names(m)
	d.primaryKey(m)
	for i, c := range m.columns {
		c.place = i
		m.exacting = m.exacting || c.exacting()
		m.table.Columns = append(m.table.Columns, schema.Column{
			Name: c.name, Type: c.typ, Nullable: c.nullable, Default: c.defaultExpr(), Generated: c.generated,
		})
	}
	m.restrictions = d.restrictions
	d.formulas(m)
	d.referencesOf(m)
	d.deferrals(m)
	d.versionOf(m)
	d.deletionOf(m)
	d.misplaced(m)
	d.indexesOf(m)
	d.foreignKeyIndexes(m)
	d.checksOf(m)
	d.nameConstraints(m)
	m.mistakes = d.mistakes.list
	return m
}

func (d *definition) tableName() {
	problem := relationProblem(d.table)
	if strings.Contains(d.table, ".") {
		problem = "holds a point, which databases write between a table and a column"
	}
	switch {
	case problem == "":
	case d.typ.Name() == "":
		d.add("", "is a struct without a name; declare it as a type, such as type User struct")
	case d.table == "" && strings.Contains(d.name, "["):
		d.add("", "is generic, so its table has no name of its own; write t.Name(\"...\") in Define")
	default:
		d.add("", "has a table name that %s; give it another with t.Name", problem)
	}
}

// foldGrows is how many times as many characters a folded text may have (Unicode, CaseFolding.txt).
const foldGrows = 3

// folded adds the hidden columns that hold folded text.
func (d *definition) folded(m *mapper) {
	for _, c := range d.columns {
		if !c.uniqueFold && !c.folded || c.value.Kind != layout.String {
			continue
		}
		c.fold = &column{
			name: c.name + "_fold", foldOf: c, offset: c.offset, value: c.value, pointer: c.pointer,
			typ: schema.Type{Kind: schema.Text, Size: foldGrows * c.typ.Size}, nullable: c.nullable,
		}
		m.columns = append(m.columns, c.fold)
	}
}

// maxColumns is how many columns every database takes; MariaDB's limit is the lowest.
const maxColumns = 1000

// names holds the names of the columns against each other. Databases do not tell upper from lower case.
func (d *definition) names(m *mapper) {
	if n := len(m.kept()); n > maxColumns {
		d.add("", "has %d columns, and a table takes %d; move some to a model of their own", n, maxColumns)
	}
	seen := map[string]*column{}
	fields := map[string]bool{}
	for _, c := range slices.Concat(m.columns, m.derived) {
		name := strings.ToLower(c.name)
		other := seen[name]
		problem := nameProblem(c.name)
		switch {
		case problem != "":
			d.add(c.shown(), "has %s, whose name %s; give it another with Name", c.titled(), problem)
		case other != nil && c.hidden():
			d.add(c.shown(), "keeps folded text, so %s is its hidden column; give %s another name with Name", c.name, other.shown())
		case fields[c.field]:
			d.add(c.field, "stands twice in the struct, by embedding; rename one of the two, or tag one db:\"-\"")
		case other != nil:
			d.add(c.field, "has the column name %s, which %s has already; give it another with Name or a db tag", c.name, other.field)
		}
		seen[name] = c
		fields[c.field] = !c.hidden()
	}
}

// titled names the column in a mistake.
func (c *column) titled() string {
	if c.hidden() {
		return "the hidden column " + strconv.Quote(c.name)
	}
	return "the column " + strconv.Quote(c.name)
}

func (d *definition) primaryKey(m *mapper) {
	m.key = d.key
	if d.key == nil {
		if i := slices.IndexFunc(d.columns, func(c *column) bool { return c.field == "ID" }); i >= 0 {
			m.key = d.columns[i : i+1]
		}
	}
	if len(m.key) == 0 {
		if d.key == nil && len(d.columns) > 0 {
			d.add("", "has no key; add ID int64, or name the key's fields with t.Key(&x.Field)")
		}
		return
	}
	names := make([]string, len(m.key))
	for i, c := range m.key {
		names[i] = c.name
		switch {
		case c.nullable:
			d.add(c.field, "belongs to the key and may be null; make its type %s", c.value.Elem)
		case c.typ.Kind.Float():
			d.add(c.field, "belongs to the key and is a float, which is never equal for sure; use whole numbers or text")
		case c.uniqueFold || c.folded:
			d.add(c.field, "belongs to the key and keeps folded text beside it; use Fold, which stores the key folded")
		}
	}
	d.indexable(m.key, "the key", false)
	m.table.Key = schema.Key{Name: schema.KeyName(m.table.Name), Columns: names}
	if len(m.key) == 1 && m.key[0].typ.Kind.Integer() && m.key[0].value.Kind != layout.Own {
		m.generated = m.key[0]
		m.generated.generated = true
		if m.generated.def != nil || m.generated.server != nil {
			d.add(m.generated.field, "is a key that the database generates, and has a default; remove the default")
		}
	}
}

// defaultExpr is what the database fills in: the server default, the time for Auto, or the Default.
func (c *column) defaultExpr() schema.Expr {
	switch {
	case c.server != nil:
		return c.server
	case c.auto != nil && c.value.Kind == layout.Time:
		return sqlast.Now{}
	case c.def != nil:
		return sqlast.Literal{Value: c.literal}
	}
	return nil
}
