package orm

import "strings"

// names is what the names in one database stand for. Databases do not tell upper from lower case in them;
// tables, keys and indexes share one room (SQLite, PostgreSQL), checks another (MySQL), and foreign keys one of
// their own.
type names map[string]named

type named struct {
	m    *mapper
	what string // "table", "index", "key", "check", "foreign key"
}

// of is what the name stands for, before "of User".
func (x named) of() string {
	switch x.what {
	case "index":
		return "an index"
	case "check":
		return "a check"
	}
	return "the " + x.what
}

// model enters the names of a model, and notes those that another one has already. Two tables of one name
// share the others too, which need no mistakes of their own.
func (n names) model(found *mistakes, m *mapper) {
	if !n.enter(found, named{m, "table"}, m.table.Name, "t.Name") {
		return
	}
	n.enter(found, named{m, "key"}, m.table.Key.Name, "t.Name")
	for _, x := range m.table.Indexes {
		n.enter(found, named{m, "index"}, x.Name, ".Name")
	}
	for _, x := range m.table.Checks {
		n.enter(found, named{m, "check"}, x.Name, "t.Check")
	}
}

// foreignKeys enters the foreign keys of a model, whose names a database may hold apart by themselves alone (InnoDB).
func (n names) foreignKeys(found *mistakes, m *mapper) {
	for _, k := range m.foreignKeys {
		n.enter(found, named{m, "foreign key"}, k.name, ".Name")
	}
}

func (n names) enter(found *mistakes, x named, name, word string) (ok bool) {
	if name == "" {
		return true // a mistake noted already
	}
	room := strings.ToLower(name)
	if x.what == "check" || x.what == "foreign key" {
		room = x.what + " " + room
	}
	other, taken := n[room]
	switch {
	case !taken:
		n[room] = x
		return true
	case other.m == x.m:
		found.add(x.m.name, "", "has the %s %s, which is the name of its own %s; give one of them another with %s", x.what, name, other.what, word)
	default:
		found.add(x.m.name, "", "has the %s %s, which is the name of %s of %s already; give one of them another with %s",
			x.what, name, other.of(), apart(other.m, x.m), word)
	}
	return false
}

// apart names the other model, with its package when the two have one name.
func apart(other, m *mapper) string {
	if other.name == m.name && other.typ.Name() != "" {
		return other.typ.String()
	}
	return other.name
}
