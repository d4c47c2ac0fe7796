package mysql

import (
	"slices"
	"strings"

	"github.com/rowankit/rowan/schema"
)

// stored reads what SHOW CREATE TABLE prints, which is the whole of a definition in one answer.
type stored struct {
	def        *schema.Definition
	collation  string            // that texts are to have
	conditions map[string]string // of partial unique indexes, by their hidden column
	texts      map[string]string // the collation of a text column, "" for the table's
}

// readDefinition reads the definition of a table whose texts are to have a collation.
func readDefinition(table, sql, collation string) schema.Definition {
	def := schema.Definition{Table: table}
	s := stored{def: &def, collation: collation, conditions: map[string]string{}, texts: map[string]string{}}
	s.read(sql)
	return def
}

func (s stored) read(sql string) {
	list := definitionTokens(sql)
	open := slices.IndexFunc(list, func(t token) bool { return t.is("(") })
	if open < 0 {
		return
	}
	parts, end := elements(list, open)
	for _, part := range parts {
		s.element(part)
	}
	s.options(list[end:])
}

// elements splits what the parenthesis at open holds at its commas, and tells what comes behind it.
func elements(list []token, open int) (all [][]token, end int) {
	depth, start := 0, open+1
	for i := open; i < len(list); i++ {
		switch t := list[i]; {
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth == 0 {
				return append(all, list[start:i]), i + 1
			}
		case t.is(",") && depth == 1:
			all = append(all, list[start:i])
			start = i + 1
		}
	}
	return all, len(list)
}

// inner returns what stands within the parenthesis at open, and the place behind it.
func inner(list []token, open int) ([]token, int) {
	depth := 0
	for i := open; i < len(list); i++ {
		switch {
		case list[i].is("("):
			depth++
		case list[i].is(")"):
			if depth--; depth == 0 {
				return list[open+1 : i], i + 1
			}
		}
	}
	return nil, len(list)
}

// element reads a column, an index or a constraint.
func (s stored) element(part []token) {
	switch {
	case len(part) < 2:
	case part[0].quoted:
		s.column(part)
	case part[0].is("PRIMARY"):
		columns, _ := inner(part, 2)
		for i, name := range indexColumns(columns) {
			if n := slices.IndexFunc(s.def.Columns, func(c schema.ColumnDefinition) bool { return c.Name == name }); n >= 0 {
				s.def.Columns[n].Key = i + 1
			}
		}
	case part[0].is("CONSTRAINT") && len(part) > 3 && part[2].is("CHECK"):
		condition, _ := inner(part, 3)
		s.check(part[1].name(), condition)
	case part[0].is("CONSTRAINT") && len(part) > 4 && part[2].is("FOREIGN"):
		s.foreignKey(part[1].name(), part[4:])
	default:
		s.index(part)
	}
}

func (s stored) check(name string, condition []token) {
	s.def.Checks = append(s.def.Checks, schema.CheckDefinition{Name: name, SQL: normal(text(condition))})
}

// foreignKey reads what stands behind FOREIGN KEY. What is not said is RESTRICT, and NO ACTION is the same.
func (s stored) foreignKey(name string, part []token) {
	from, at := inner(part, 0)
	k := schema.ForeignKeyDefinition{Name: name, Columns: indexColumns(from), OnDelete: refuses, OnUpdate: refuses}
	for at++; at < len(part) && !part[at].is("("); at++ { // behind REFERENCES; the name of another database comes first
		k.Table += part[at].name()
	}
	to, at := inner(part, at)
	k.References = indexColumns(to)
	for ; at+2 < len(part); at++ {
		if !part[at].is("ON") {
			continue
		}
		action := strings.ToUpper(part[at+2].text)
		if action == "SET" && at+3 < len(part) {
			action += " " + strings.ToUpper(part[at+3].text)
		}
		switch {
		case action == "NO":
		case part[at+1].is("DELETE"):
			k.OnDelete = action
		case part[at+1].is("UPDATE"):
			k.OnUpdate = action
		}
	}
	s.def.ForeignKeys = append(s.def.ForeignKeys, k)
}

// refuses is the server's word for schema.NoAction.
const refuses = "RESTRICT"

// index reads an index. The column of a partial one becomes its condition again.
func (s stored) index(part []token) {
	open := slices.IndexFunc(part, func(t token) bool { return t.is("(") })
	if open < 1 {
		return
	}
	list, _ := inner(part, open)
	i := schema.IndexDefinition{Name: part[open-1].name(), Unique: part[0].is("UNIQUE"), Columns: indexColumns(list)}
	if n := len(i.Columns) - 1; n > 0 {
		if where, ok := s.conditions[i.Columns[n]]; ok {
			i.Columns, i.Where = i.Columns[:n], where
		}
	}
	if !part[0].is("KEY") && !part[0].is("UNIQUE") {
		i.Where = strings.ToLower(part[0].text)
	}
	s.def.Indexes = append(s.def.Indexes, i)
}

// indexColumns reads the columns of an index, with what is said of each.
func indexColumns(list []token) []string {
	var all []string
	fresh := true
	for _, t := range list {
		switch {
		case t.is(","):
			fresh = true
		case fresh:
			all = append(all, t.name())
			fresh = false
		case !t.is("ASC"):
			all[len(all)-1] += " " + t.text
		}
	}
	return all
}

// column reads a column: its name, its type, and what is said of it, each behind a word of its own.
func (s stored) column(part []token) {
	c := schema.ColumnDefinition{Name: part[0].name(), Nullable: true}
	at := 0
	c.Type, at = columnType(part)
	hidden, generated, remark := false, "", ""
	for at < len(part) {
		t := part[at]
		at++
		switch {
		case t.is("NOT"):
			c.Nullable = false
			at++ // NULL
		case t.is("CHARACTER") && at < len(part):
			at++ // SET
			s.texts[c.Name] = part[at].name()
			at++
		case t.is("COLLATE") && at < len(part):
			s.texts[c.Name] = part[at].name()
			at++
		case t.is("AUTO_INCREMENT"):
			c.Type += " AUTO_INCREMENT"
		case t.is("INVISIBLE"):
			hidden = true
		case t.is("AS"):
			list, end := inner(part, at)
			generated, at = text(list), end
		case t.is("CHECK"):
			list, end := inner(part, at)
			s.check("(unnamed)", list)
			at = end
		case t.is("DEFAULT"):
			end := behindDefault(part, at)
			if value := text(part[at:end]); !strings.EqualFold(value, "NULL") {
				c.Default = defaultForm(c.Type, value)
			}
			at = end
		case t.is("COMMENT"):
			if at < len(part) {
				remark = strings.Trim(part[at].text, "'")
			}
			at++
		}
	}
	if hidden && generated != "" {
		s.conditions[c.Name] = conditionForm(generated)
		return
	}
	if generated != "" {
		c.Type += " GENERATED"
		c.Default = remark
	}
	s.def.Columns = append(s.def.Columns, c)
}

// behindDefault finds the end of a default, which is one value or a call.
func behindDefault(part []token, at int) int {
	depth := 0
	for i := at; i < len(part); i++ {
		t := part[i]
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth > 0 || i == at:
		case t.is("AUTO_INCREMENT"), t.is("COMMENT"), t.is("CHECK"), t.is("INVISIBLE"), t.is("ON"), t.is("COLLATE"):
			return i
		}
	}
	return len(part)
}

// columnType reads a type. How wide the server would show a whole number says nothing, but that tinyint(1) is meant
// for truth values.
func columnType(part []token) (string, int) {
	word, at := strings.ToLower(part[1].text), 2
	if at < len(part) && part[at].is("(") {
		list, end := inner(part, at)
		size := strings.ReplaceAll(text(list), " ", "")
		switch word {
		case "tinyint":
			if size == "1" {
				word += "(1)"
			}
		case "smallint", "mediumint", "int", "bigint":
		default:
			word += "(" + size + ")"
		}
		at = end
	}
	for at < len(part) && (part[at].is("unsigned") || part[at].is("zerofill")) {
		word += " " + strings.ToLower(part[at].text)
		at++
	}
	return word, at
}

// options reads what stands behind the columns, and gives texts that are compared in another way a type that says so.
func (s stored) options(list []token) {
	values := map[string]string{}
	for i := 1; i+1 < len(list); i++ {
		if list[i].is("=") {
			values[strings.ToUpper(list[i-1].text)] = list[i+1].name()
		}
	}
	if engine := values["ENGINE"]; !strings.EqualFold(engine, "InnoDB") {
		s.def.Options = append(s.def.Options, "ENGINE="+engine)
	}
	usual := values["COLLATE"]
	if usual == "" {
		usual = values["CHARSET"]
	}
	for i := range s.def.Columns {
		c := &s.def.Columns[i]
		collation := s.texts[c.Name]
		if collation == "" {
			collation = usual
		}
		if isText(c.Type) && collation != s.collation {
			c.Type += " COLLATE " + collation
		}
	}
}

func isText(columnType string) bool {
	for _, word := range []string{"char", "text", "enum", "set("} {
		if strings.Contains(columnType, word) {
			return true
		}
	}
	return false
}

// text joins tokens as they were written.
func text(list []token) string {
	all := make([]string, len(list))
	for i, t := range list {
		all[i] = t.text
	}
	return strings.Join(all, " ")
}
