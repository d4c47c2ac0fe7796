package sqlite

import (
	"strings"

	"github.com/rowankit/rowan/schema"
)

// SQLite keeps the text of each definition and nothing else: named checks, the names of foreign keys, collations and the
// conditions of partial indexes are in no pragma. This file reads them from the text.

// tableParts is what the text of CREATE TABLE says beyond the pragmas.
type tableParts struct {
	checks        []schema.CheckDefinition
	foreignKeys   []writtenForeignKey
	collations    map[string]string // by column; without BINARY
	formulas      map[string]string // by column
	autoincrement bool
}

// writtenForeignKey is what the text alone says of a foreign key.
type writtenForeignKey struct {
	name     string
	deferred bool // looked at when the transaction ends
}

// readTable reads the text of a CREATE TABLE. A text that is something else has no parts.
func readTable(sql string) tableParts {
	parts := tableParts{collations: map[string]string{}, formulas: map[string]string{}}
	list := tokens(sql)
	open := 0
	for open < len(list) && !list[open].is("(") {
		open++
	}
	for _, element := range elements(list, open) {
		parts.read(element)
	}
	return parts
}

// elements splits what the parenthesis at open holds at its commas.
func elements(list []token, open int) [][]token {
	var all [][]token
	depth, start := 0, open+1
	for i := open; i < len(list); i++ {
		switch t := list[i]; {
		case t.is("("):
			depth++
		case t.is(")"):
			if depth--; depth == 0 {
				return append(all, list[start:i])
			}
		case t.is(",") && depth == 1:
			all = append(all, list[start:i])
			start = i + 1
		}
	}
	return all
}

// unnamed is what a constraint without a name is called.
const unnamed = "(unnamed)"

// read reads a column or a constraint of the table.
func (p *tableParts) read(element []token) {
	name, depth := unnamed, 0
	for i, t := range element {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth > 0:
		case t.is("CONSTRAINT") && i+1 < len(element):
			name = element[i+1].name()
		case t.is("AS"):
			p.formulas[element[0].name()] = normal(inner(element, i+1))
		case t.is("CHECK"):
			p.checks = append(p.checks, schema.CheckDefinition{Name: name, SQL: normal(inner(element, i+1))})
			name = unnamed
		case t.is("REFERENCES"):
			p.foreignKeys = append(p.foreignKeys, writtenForeignKey{name: name})
			name = unnamed
		case t.is("DEFERRED") && len(p.foreignKeys) > 0:
			p.foreignKeys[len(p.foreignKeys)-1].deferred = i < 3 || !element[i-3].is("NOT") // ... DEFERRABLE INITIALLY DEFERRED
		case t.is("AUTOINCREMENT"):
			p.autoincrement = true
		case t.is("COLLATE") && i+1 < len(element):
			if collation := strings.ToUpper(element[i+1].name()); collation != "BINARY" {
				p.collations[element[0].name()] = collation
			}
		}
	}
}

// inner returns what stands within the parenthesis at open.
func inner(list []token, open int) []token {
	depth := 0
	for i := open; i < len(list); i++ {
		switch {
		case list[i].is("("):
			depth++
		case list[i].is(")"):
			if depth--; depth == 0 {
				return list[open+1 : i]
			}
		}
	}
	return nil
}

// indexCondition returns the condition of a partial index's CREATE INDEX; "" when it has none.
func indexCondition(sql string) string {
	list, depth := tokens(sql), 0
	for i, t := range list {
		switch {
		case t.is("("):
			depth++
		case t.is(")"):
			depth--
		case depth == 0 && t.is("WHERE"):
			return normal(list[i+1:])
		}
	}
	return ""
}
