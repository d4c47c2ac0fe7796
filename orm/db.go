package orm

import (
	"context"
	"errors"
	"fmt"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/schema"
)

// Engine is what a database package gives to orm: connections, a dialect, and tables made and described in
// the database's own words.
type Engine interface {
	driver.Pool
	Dialect() dialect.Dialect
	Definer
}

// Definer makes tables and describes them.
type Definer interface {
	// Create returns the statements that make a table with its foreign keys, and its indexes, where they do not exist.
	Create(t *schema.Table) ([]string, error)
	// AddForeignKey returns the statements that give a table that exists a foreign key. It is asked only where a table
	// cannot refer to one that does not exist yet.
	AddForeignKey(t *schema.Table, k schema.ForeignKey) ([]string, error)
	// Define describes the table as Inspect finds it when it is as the model wants.
	Define(t *schema.Table) (schema.Definition, error)
	// Inspect describes the table that exists, and false when none does.
	Inspect(ctx context.Context, c driver.Conn, table string) (schema.Definition, bool, error)
	// Alone waits, in a transaction of the connection, until no other program makes tables, and keeps others from
	// it until done is called, which is before the transaction ends.
	Alone(ctx context.Context, c driver.Conn) (done func(context.Context) error, err error)
}

// Options are the choices of Open. The zero value observes nothing.
type Options struct {
	// Observer is told of every statement; nil costs nothing.
	Observer Observer
}

// DB is a database with its models: what reads and one-statement writes are given. It is safe for concurrent
// use. Programs open one with package connect.
type DB struct {
	engine       Engine
	dialect      dialect.Dialect
	capabilities dialect.Capabilities
	observer     Observer
	tables       map[*mapper]*table
	order        []*table
	foreignKeys  foreignKeys
	raw          planCache       // statements in the program's own SQL
	home         origin          // the engine's own connections
	rank         map[*mapper]int // of the tables: those that are referred to come first
	restricted   bool            // some model has scopes
	replicas     *origin         // those of its replicas; the engine's own where it has none
}

// Reader is where a query reads: a *DB, a *Tx, a *ReadTx or a *Replica.
type Reader interface {
	database() *DB
	begin(ctx context.Context, access driver.Access) (lease, error)
}

// Writer is where a direct write goes: a *DB or a *Tx.
type Writer interface {
	Reader
	atomically(ctx context.Context, do func(context.Context, *lease) error) error
}

var (
	_ Writer = (*DB)(nil)
	_ Writer = (*Tx)(nil)
	_ Reader = (*ReadTx)(nil)
)

// Open returns a database of an engine with its models, after checking their definitions: an error lists
// every mistake. It sends nothing. The engine is closed by Close, and also when Open fails.
func Open(engine Engine, models *ModelSet, options Options) (*DB, error) {
	list, err := models.mappers()
	if err != nil {
		return nil, errors.Join(err, engine.Close())
	}
	db := &DB{
		engine: engine, dialect: engine.Dialect(), capabilities: engine.Dialect().Capabilities(),
		observer: options.Observer, tables: make(map[*mapper]*table, len(list)+1),
	}
	for _, m := range list {
		t := newTable(db, m)
		db.tables[m] = t
		db.order = append(db.order, t)
		db.restricted = db.restricted || len(m.restrictions) > 0
	}
	db.tables[noTable] = newTable(db, noTable)
	db.foreignKeys = newForeignKeys(list)
	db.rank = ranks(list)
	db.home = origin{db, engine}
	db.replicas = db.replicasOf(engine)
	return db, nil
}

// ranks numbers the tables so that those that are referred to come first, where they do not refer to each other in circles.
func ranks(models []*mapper) map[*mapper]int {
	tables, of := make([]*schema.Table, len(models)), make(map[*schema.Table]*mapper, len(models))
	for i, m := range models {
		tables[i] = &m.table
		of[tables[i]] = m
	}
	ordered, _ := schema.Ordered(tables)
	rank := make(map[*mapper]int, len(models))
	for i, t := range ordered {
		rank[of[t]] = i
	}
	return rank
}

// Close waits for statements in progress, then closes the database, and its replicas.
func (db *DB) Close() error { return db.engine.Close() }

// Ping reports whether the database answers.
func (db *DB) Ping(ctx context.Context) error { return db.home.ping(ctx) }

func (o *origin) ping(ctx context.Context) error { return refusal(nil, o.pool.Ping(ctx)) }

func (db *DB) database() *DB { return db }

// table finds what the database keeps of a model.
func (db *DB) table(m *mapper) (*table, error) {
	if t := db.tables[m]; t != nil {
		return t, nil
	}
	if len(m.mistakes) > 0 {
		found := mistakes{m.mistakes}
		return nil, found.err()
	}
	return nil, m.invalid("the model is not among those the database was opened with; add it to orm.Models")
}

func (db *DB) begin(ctx context.Context, access driver.Access) (lease, error) {
	return db.home.begin(ctx, access)
}

// atomically runs several statements as one: a transaction of its own, all of which is done again when another one got
// in its way. Its statements need not see one moment; each looks at what is there.
func (db *DB) atomically(ctx context.Context, do func(context.Context, *lease) error) error {
	var a again
	for {
		err := db.TxWith(ctx, TxOptions{Isolation: ReadCommitted}, func(ctx context.Context, tx *Tx) error {
			l, err := tx.begin(ctx, driver.ReadWrite)
			if err != nil {
				return err
			}
			defer l.end()
			return do(ctx, &l)
		})
		if err == nil || !a.wait(ctx, err) {
			return err
		}
	}
}

func (m *mapper) invalid(format string, args ...any) error {
	return &fault.Error{Kind: fault.Invalid, Model: m.name, Detail: fmt.Sprintf(format, args...)}
}
