package schema

// ForeignKey says that columns of a row hold the key of a row in another table, or in the same one. A row of which one of
// these columns is NULL refers to nothing.
type ForeignKey struct {
	Name    string
	Columns []string
	// Table and References name what is referred to: a primary key, or the columns of a unique index without a
	// condition, in the order of Columns.
	Table      string
	References []string
	// OnDelete and OnUpdate say what becomes of a row when the one it refers to goes or gets another key.
	OnDelete, OnUpdate Action
}

// Action is what becomes of a row when the one it refers to goes.
type Action uint8

// The actions.
const (
	NoAction Action = iota // the row that is referred to is not let go
	Cascade                // the row goes, or changes, with it
	SetNull                // the row refers to nothing
)

var actionWords = [...]string{"NO ACTION", "CASCADE", "SET NULL"}

// String returns the action in the words of SQL.
func (a Action) String() string {
	if int(a) < len(actionWords) {
		return actionWords[a]
	}
	return "unknown"
}
