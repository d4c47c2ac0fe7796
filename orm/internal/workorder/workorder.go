// Package workorder puts changes of rows in an order in which a database takes them, in as few batches as it can. It
// knows numbers only: what a change is of and what a rule stands for is its caller's business.
//
// Where the rules leave the choice, inserts and updates come first, tables that are referred to before those that refer
// to them, and deletes last, the other way round. Rules that close a circle are broken, as few as it can find in linear
// time; the caller is told by the patches that mend them.
//
// It imports the standard library alone and keeps no state, so any number of goroutines may call it.
package workorder

import "fmt"

// Kind is what a change does to its row.
type Kind uint8

// The kinds of changes.
const (
	Insert Kind = iota + 1
	Update
	Delete
)

// Change is one row to be written.
type Change struct {
	Kind  Kind
	Table int // its rank: tables that are referred to have lower ones
}

// Break says what can be done about a rule that closes a circle.
type Break uint8

// What can be done about a rule that closes a circle.
const (
	Never Break = iota // the rule holds
	Drop               // it is a wish, such as a unique value that is released before it is taken, and is left out without a word
	Later              // After goes without its reference to Before's row; a patch, an update of After's row, adds it once both are there
	First              // a patch of Before's row, which refers to After's, takes the reference away before either is deleted
)

// Rule says that one change is made before another. Both are numbers of changes.
type Rule struct {
	Before, After int
	Within        bool // both may travel in one batch of the same kind and table, if they stand there in this order
	Break         Break
}

// Batch is changes that travel together, or patches that do.
type Batch struct {
	Kind    Kind
	Table   int
	Changes []int // in the order in which the rows are written
	Patches []int // numbers of broken rules; then Kind is Update, Table the one of the row that is patched, and Changes is nil
}

// Circle is the error for rules in a circle none of which may be broken.
type Circle struct {
	Rules []int // each one's After is the next one's Before, and the last one's After the first one's Before
}

func (c *Circle) Error() string {
	return fmt.Sprintf("workorder: rules %v form a circle, and none of them may be broken", c.Rules)
}

// Order returns every change in exactly one batch, and every broken rule that needs a patch in exactly one batch of
// patches. Within a batch the changes stand in the order given, unless a rule with Within says otherwise. A rule from a
// change to itself is kept by Within, and broken otherwise. The error is a *Circle.
func Order(changes []Change, rules []Rule) ([]Batch, error) {
	w := newWork(changes, rules)
	if err := w.breakCircles(); err != nil {
		return nil, err
	}
	return w.schedule().batches(), nil
}

// work is what Order was given, and which rules it breaks.
type work struct {
	changes []Change
	rules   []Rule
	broken  []bool  // by rule
	groups  []group // in the order in which they go where rules leave the choice
	of      []int32 // the group of each change
}

// together tells whether a rule allows both of its changes in one batch.
func (w *work) together(r *Rule) bool { return r.Within && w.of[r.Before] == w.of[r.After] }
