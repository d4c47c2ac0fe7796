package workload

import (
	"context"
	"iter"
	"time"
)

// Program is the operations as one contender writes them, each in the way that its documentation advises for
// speed. An operation that a contender does not have is nil. A program is used by one goroutine.
//
// What is read must have been turned into the contender's own objects when an operation returns; the sequences
// only show them, with the clock stopped.
type Program struct {
	// ReadAll reads every prediction, ordered by key.
	ReadAll func(ctx context.Context) (iter.Seq[Prediction], error)
	// ReadFamilies reads every model with its predictions by two queries, both ordered by key.
	ReadFamilies func(ctx context.Context) (iter.Seq2[Model, iter.Seq[Prediction]], error)
	// ReadOne reads the prediction with a key.
	ReadOne func(ctx context.Context, id int64) (Prediction, error)
	// Insert stores a prediction in a transaction of its own, and returns the key that it got.
	Insert func(ctx context.Context, p Prediction) (id int64, err error)
	// InsertMany makes the contender's objects of predictions without keys.
	InsertMany func(list []Prediction) Batch
	// ChangeMany makes the contender's objects of predictions that are stored, of which Result alone has changed,
	// and returns what stores all of them in one transaction.
	ChangeMany func(list []Prediction) (store func(ctx context.Context) error)
	// Filter reads the models that a filter leaves, the newest first, and by key where they are equally new.
	Filter func(ctx context.Context, f Filter) (iter.Seq[Model], error)

	// Alone does n operations of the workload of a name, checks the results as Workload.Run does, and tells what the operations
	// took: it is how a program in another process has all workloads, and nil for every other one.
	Alone func(ctx context.Context, name string, n int, d Data) (cpu, wall time.Duration, err error)

	// Clear deletes all predictions and empties the write-ahead log. It is never measured.
	Clear func(ctx context.Context) error
	// Close closes the database.
	Close func() error
}

// Batch is objects about to be stored.
type Batch struct {
	// Store stores all of them in one transaction and gives each its key.
	Store func(ctx context.Context) error
	// Keys returns the objects' keys, in the order of the list.
	Keys func() []int64
}

// Filter is what somebody chose on a page: the query's text depends on it.
type Filter struct {
	// MinAccuracy leaves out the models of less accuracy; 0 leaves out none.
	MinAccuracy float64
	// Like leaves out the models whose name does not match the pattern; "" leaves out none.
	Like string
	// Limit is how many models there are at most.
	Limit int
}
