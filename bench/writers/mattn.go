package writers

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"runtime"

	"github.com/mattn/go-sqlite3"

	"github.com/rowankit/rowan/bench/contender"
	"github.com/rowankit/rowan/bench/workload"
)

// openMattn is what is advised for SQLite over database/sql: a pool of one connection that writes, and a pool of those that
// read, as many as Rowan has. With a single pool writers would fail for one another, and more connections would only be
// more threads on the same processors.
func openMattn(ctx context.Context, path string) (*program, error) {
	writer := openPool("file:"+path+"?_txlock=immediate&_busy_timeout=5000", 1)
	readers := openPool("file:"+path+"?_query_only=1&_busy_timeout=5000", min(max(runtime.GOMAXPROCS(0), 2), 8))
	var failed []error
	prepare := func(db *sql.DB, text string) *sql.Stmt {
		s, err := db.PrepareContext(ctx, text)
		failed = append(failed, err)
		return s
	}
	insert := prepare(writer, "INSERT INTO prediction (input_data, result, model_id) VALUES (?, ?, ?)")
	row := prepare(readers, "SELECT id, input_data, result, model_id FROM prediction WHERE id = ?")
	list := prepare(readers, "SELECT id, input_data, result, model_id FROM prediction WHERE id BETWEEN ? AND ? ORDER BY id")
	closeAll := func() error { return errors.Join(readers.Close(), writer.Close()) }
	if err := errors.Join(failed...); err != nil {
		return nil, errors.Join(err, closeAll())
	}
	return &program{
		write: func(ctx context.Context, p workload.Prediction) error {
			result, err := insert.ExecContext(ctx, p.InputData, p.Result, p.ModelID)
			if err != nil {
				return err
			}
			_, err = result.LastInsertId()
			return err
		},
		row: func(ctx context.Context, id int64) (p workload.Prediction, err error) {
			err = row.QueryRowContext(ctx, id).Scan(&p.ID, &p.InputData, &p.Result, &p.ModelID)
			return p, err
		},
		list: func(ctx context.Context, first int64) (int, int64, error) {
			return scanList(list.QueryContext(ctx, first, first+listed-1))
		},
		count: func(ctx context.Context) (n int64, err error) {
			err = readers.QueryRowContext(ctx, "SELECT count(*) FROM prediction").Scan(&n)
			return n, err
		},
		close: closeAll,
	}, nil
}

// openPool opens connections with the settings that Rowan has on its own, and keeps them open.
func openPool(source string, connections int) *sql.DB {
	db := sql.OpenDB(&connector{source: source, driver: &sqlite3.SQLiteDriver{ConnectHook: func(c *sqlite3.SQLiteConn) error {
		for _, s := range contender.SQLiteSettings() {
			if _, err := c.Exec(s, nil); err != nil {
				return err
			}
		}
		return nil
	}}})
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return db
}

// connector opens connections of a driver that has no name of its own.
type connector struct {
	source string
	driver *sqlite3.SQLiteDriver
}

var _ driver.Connector = (*connector)(nil)

func (c *connector) Connect(context.Context) (driver.Conn, error) { return c.driver.Open(c.source) }
func (c *connector) Driver() driver.Driver                        { return c.driver }

// scanList makes structs of all rows, and shows the last.
func scanList(rows *sql.Rows, err error) (n int, last int64, _ error) {
	if err != nil {
		return 0, 0, err
	}
	defer rows.Close()
	var list []workload.Prediction
	for rows.Next() {
		var p workload.Prediction
		if err := rows.Scan(&p.ID, &p.InputData, &p.Result, &p.ModelID); err != nil {
			return 0, 0, err
		}
		list = append(list, p)
	}
	if len(list) > 0 {
		last = list[len(list)-1].ID
	}
	return len(list), last, rows.Err()
}
