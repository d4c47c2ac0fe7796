// Package workload says what is measured: a few operations over two tables, as data, and how their results are
// checked. It knows no database and no library; package contender does.
//
// A workload is run with a contender's program, any number of times; it starts the clock for the operation
// alone, and looks at every result with the clock stopped:
//
//	err := workload.All()[0].Run(ctx, program, data, 10, clock)
package workload

import "context"

// Workload is one kind of work. The zero value is none.
type Workload struct {
	// Name is short, "W1", and the same in every table of figures.
	Name string
	// Title says what one operation does.
	Title string
	// Ops is how many operations make a block that is long enough to be measured.
	Ops int
	// Writes says that the operations change the tables.
	Writes bool
	// Offered tells whether a program has the operation.
	Offered func(p *Program) bool
	// Run does the operation n times. It returns the contender's error, or what is wrong with a result.
	Run func(ctx context.Context, p *Program, d Data, n int, clock Clock) error
}

// Clock is told when what is measured begins and ends. It is stopped at first.
type Clock interface {
	Start()
	Stop()
}

// All returns the workloads in the order of their names.
func All() []Workload {
	return []Workload{readAll, readOne, insertOne, insertMany, readFamilies, changeMany, filter}
}
