package postgres

import (
	"encoding/json"
	"math/big"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlast"
)

// nowMicros is the server's time in microseconds, written as PostgreSQL prints it.
const nowMicros = "((EXTRACT(epoch FROM statement_timestamp()) * (1000000)::numeric))::bigint"

// defaultValue writes a column's default. The server's time in a column of microseconds is a number.
func (b *builder) defaultValue(c *schema.Column) string {
	if _, now := c.Default.(sqlast.Now); now && c.Type.Kind == schema.Micros {
		return nowMicros
	}
	return b.expr(c.Default)
}

// remarkDefault writes the statement that keeps the text of a default that is no constant, or of a formula, beside the text that
// PostgreSQL prints it as: the comment is on the column, and stays when somebody sets another default.
func (b *builder) remarkDefault(c *schema.Column) string {
	sql := ""
	if _, isRaw := c.Default.(sqlast.Raw); c.Formula != nil {
		sql = b.expr(c.Formula)
	} else if !isRaw || c.Generated {
		return ""
	} else {
		sql = b.defaultValue(c)
	}
	if _, isConstant := constant(sql); isConstant {
		return ""
	}
	literal := func(s string) string {
		text, err := Dialect{}.Literal(nil, s)
		if err != nil {
			b.fail(err)
		}
		return string(text)
	}
	return "DO " + literal("BEGIN EXECUTE format('COMMENT ON COLUMN %I.%I IS %L', "+literal(b.table.Name)+", "+literal(c.Name)+", "+
		literal(remark+sql+remarkPrinted)+" || (SELECT pg_get_expr(d.adbin, d.adrelid) FROM pg_attrdef d"+
		" JOIN pg_attribute a ON a.attrelid = d.adrelid AND a.attnum = d.adnum"+
		" WHERE d.adrelid = "+literal(quote(b.table.Name))+"::regclass AND a.attname = "+literal(c.Name)+")); END")
}

// remarkPrinted stands between both texts of a default.
const remarkPrinted = "\nprinted: "

// writtenDefault is a default as Rowan wrote it, as long as PostgreSQL prints it as it did then.
func writtenDefault(comment, printed string) string {
	sql, isOurs := strings.CutPrefix(comment, remark)
	sql, then, ok := strings.Cut(sql, remarkPrinted)
	if isOurs && ok && then == printed {
		return sql
	}
	return printed
}

// normalDefault brings a default, as Rowan writes it or as PostgreSQL prints it, into one form: of a constant the
// value alone, as the column's type has it; of anything else the text. PostgreSQL prints 5 as 5, '5'::smallint or
// (5)::double precision, as it likes.
func normalDefault(columnType, sql string) string {
	value, isConstant := constant(sql)
	if !isConstant {
		return sql
	}
	base, _, _ := strings.Cut(columnType, " COLLATE")
	if element, isArray := strings.CutSuffix(base, "[]"); isArray {
		return normalArray(element, value)
	}
	base, _, _ = strings.Cut(base, "(")
	return normalValue(base, value)
}

// normalArray brings the literal of an array into one form.
func normalArray(element, literal string) string {
	elements, ok := arrayElements(literal)
	if !ok {
		return literal
	}
	var values []driver.Value
	for _, e := range elements {
		if element == "boolean" {
			e = choose(e == "t" || e == "true", "true", "false")
		}
		values = append(values, driver.TextValue(normalValue(element, e)))
	}
	out, err := appendArray(nil, values)
	if err != nil {
		return literal
	}
	return string(out)
}

// arrayElements takes the literal of an array without a NULL apart: {1,"a \"b\""}.
func arrayElements(literal string) (elements []string, ok bool) {
	if len(literal) < 2 || literal[0] != '{' || literal[len(literal)-1] != '}' {
		return nil, false
	}
	rest := literal[1 : len(literal)-1]
	for rest != "" {
		var e strings.Builder
		quoted, n := false, 0
		for ; n < len(rest) && (quoted || rest[n] != ','); n++ {
			switch {
			case rest[n] == '"':
				quoted = !quoted
				continue
			case rest[n] == '\\' && n+1 < len(rest):
				n++
			}
			e.WriteByte(rest[n])
		}
		elements = append(elements, e.String())
		rest = rest[min(n+1, len(rest)):]
	}
	return elements, true
}

// normalValue brings the text of a value into one form.
func normalValue(base, value string) string {
	switch base {
	case "boolean":
		return strings.ToLower(value)
	case "real", "double precision":
		if f, err := strconv.ParseFloat(value, choose(base == "real", 32, 64)); err == nil {
			return strconv.FormatFloat(f, 'g', -1, choose(base == "real", 32, 64))
		}
	case "numeric":
		if n, ok := new(big.Rat).SetString(value); ok {
			return n.RatString()
		}
	case "timestamp with time zone":
		if micros, ok := parseTime(value); ok {
			return string(appendRFC3339(nil, micros))
		}
	case "jsonb":
		var v any
		if err := json.Unmarshal([]byte(value), &v); err == nil {
			if text, err := json.Marshal(v); err == nil {
				return string(text)
			}
		}
	case "text", "character varying":
		return string(dialect.AppendQuoted(nil, '\'', value))
	}
	return value
}

// constant reads a constant without its casts and parentheses.
func constant(sql string) (value string, ok bool) {
	for strings.HasPrefix(sql, "(") {
		end := strings.LastIndexByte(sql, ')')
		if end < 0 || !isCast(sql[end+1:]) {
			return "", false
		}
		sql = sql[1:end]
	}
	if strings.HasPrefix(sql, "'") {
		return quotedConstant(sql)
	}
	value, cast, _ := strings.Cut(sql, "::")
	if cast != "" && !isCast("::"+cast) {
		return "", false
	}
	if _, err := strconv.ParseFloat(value, 64); err == nil || strings.EqualFold(value, "true") || strings.EqualFold(value, "false") {
		return value, true
	}
	return "", false
}

func quotedConstant(sql string) (value string, ok bool) {
	for i := 1; i < len(sql); i++ {
		switch {
		case sql[i] != '\'':
		case i+1 < len(sql) && sql[i+1] == '\'':
			i++
		default:
			return strings.ReplaceAll(sql[1:i], "''", "'"), isCast(sql[i+1:])
		}
	}
	return "", false
}

// isCast reports whether a text is nothing but casts to types, or nothing at all.
func isCast(sql string) bool {
	if sql == "" {
		return true
	}
	name, ok := strings.CutPrefix(sql, "::")
	return ok && strings.Trim(name, `abcdefghijklmnopqrstuvwxyz0123456789_ "(),[]:C`) == ""
}
