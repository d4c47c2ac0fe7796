package driver

import "context"

// Pipeline is a Conn that can send statements before it has the answers to those before them, so that many take the time
// of one round trip. Who has a Conn asks whether it is one.
type Pipeline interface {
	Conn
	// Send runs the statements in their order, as one: all of them hold, or after an error none does. Within a transaction
	// that goes on, as after a refused statement; outside of one they are a transaction of their own. Each reads or writes
	// rows, and none rests on tables that another of them makes. The values are not kept.
	//
	// The results of the statements that were done are in the list. The error is about the one at the place that failed
	// says, as Exec would have returned it, or about none by itself when failed is the length of the list. After a loss
	// nobody may know what became of any of them.
	Send(ctx context.Context, list []Queued) (failed int, err error)
}

// Queued is a statement on its way through a Pipeline.
type Queued struct {
	Statement *Statement
	Values    []Value
	// Take is called with the rows that come back, when the statement is done or sends them. It reads as many as it wants,
	// does not close them, and uses nothing else of the connection. It is called again, from the beginning, when the list
	// has to be sent again. Nil passes all of them over.
	Take func(Rows)
	// Result is what the statement told.
	Result Result
}
