package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
)

// Replicated is an engine that has replicas to read from.
type Replicated interface {
	// Replica returns the connections to the replicas, which the engine closes; nil when none were named.
	Replica() driver.Pool
}

// Replica reads from the replicas of a database, which may be some moments behind it: a row that was just written may
// not be there yet. It is safe for concurrent use.
type Replica struct{ origin *origin }

var _ Reader = (*Replica)(nil)

// Replica returns the handle that reads from the replicas which the database's options name. Where none are named it
// reads from the database itself, so that a program may ask for it anywhere.
func (db *DB) Replica() *Replica { return &Replica{db.replicas} }

func (db *DB) replicasOf(engine Engine) *origin {
	if r, ok := engine.(Replicated); ok {
		if pool := r.Replica(); pool != nil {
			return &origin{db, pool}
		}
	}
	return &db.home
}

// ReadTx runs a function in a transaction that only reads, on one replica: all its statements see one moment.
func (r *Replica) ReadTx(ctx context.Context, do func(ctx context.Context, tx *ReadTx) error) error {
	return r.origin.readTx(ctx, do)
}

// Ping reports whether a replica answers.
func (r *Replica) Ping(ctx context.Context) error { return r.origin.ping(ctx) }

func (r *Replica) database() *DB { return r.origin.db }

func (r *Replica) begin(ctx context.Context, _ driver.Access) (lease, error) {
	return r.origin.begin(ctx, driver.ReadOnly)
}
