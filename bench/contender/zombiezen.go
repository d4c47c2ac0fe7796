package contender

import (
	"context"
	"errors"
	"fmt"
	"iter"

	zombie "zombiezen.com/go/sqlite"
	"zombiezen.com/go/sqlite/sqlitex"

	"github.com/rowankit/rowan/bench/workload"
)

var zombiezen = Contender{Name: "direct API of zombiezen, by hand", Engine: sqlite, Reference: "direct", Open: openZombiezen}

// openZombiezen opens a single connection, without the library's pool and without watching contexts: the least
// that code on this API can cost.
func openZombiezen(_ context.Context, source string) (*workload.Program, error) {
	conn, err := zombie.OpenConn(source, zombie.OpenReadWrite)
	if err != nil {
		return nil, err
	}
	for _, s := range sqliteSettings {
		if err := sqlitex.ExecuteTransient(conn, s, nil); err != nil {
			return nil, errors.Join(err, conn.Close())
		}
	}
	p := directProgram{conn}
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: p.clear, Close: conn.Close,
	}, nil
}

type directProgram struct{ conn *zombie.Conn }

func readPrediction(st *zombie.Stmt) (workload.Prediction, error) {
	return workload.Prediction{
		ID: st.ColumnInt64(0), InputData: st.ColumnText(1), Result: st.ColumnFloat(2), ModelID: st.ColumnInt64(3),
	}, nil
}

func (p directProgram) readAll(context.Context) (iter.Seq[workload.Prediction], error) {
	st, err := p.conn.Prepare("SELECT id, input_data, result, model_id FROM prediction ORDER BY id")
	if err != nil {
		return nil, err
	}
	list, err := readRows(st, nil, readPrediction)
	return asIs(list), err
}

// readRows reads all rows of a statement.
func readRows[T any](st *zombie.Stmt, list []T, read func(*zombie.Stmt) (T, error)) ([]T, error) {
	for {
		more, err := st.Step()
		if err != nil {
			return nil, err
		}
		if !more {
			return list, st.Reset()
		}
		r, err := read(st)
		if err != nil {
			return nil, errors.Join(err, st.Reset())
		}
		list = append(list, r)
	}
}

func (p directProgram) readFamilies(context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	st, err := p.conn.Prepare(parentsSQL)
	if err != nil {
		return nil, err
	}
	parents, err := readRows(st, nil, readModel)
	if err != nil {
		return nil, err
	}
	if st, err = p.conn.Prepare(childrenOf(len(parents))); err != nil {
		return nil, err
	}
	for i := range parents {
		st.BindInt64(i+1, parents[i].ID)
	}
	children, err := readRows(st, nil, readPrediction)
	return familiesOf(parents, children), err
}

func (p directProgram) readOne(_ context.Context, id int64) (r workload.Prediction, err error) {
	st, err := p.conn.Prepare("SELECT id, input_data, result, model_id FROM prediction WHERE id = ?")
	if err != nil {
		return r, err
	}
	st.BindInt64(1, id)
	found, err := st.Step()
	if err != nil {
		return r, err
	}
	if !found {
		return r, fmt.Errorf("no prediction %d", id)
	}
	r, err = readPrediction(st)
	return r, errors.Join(err, st.Reset())
}

func (p directProgram) insert(_ context.Context, r workload.Prediction) (int64, error) {
	st, err := p.conn.Prepare("INSERT INTO prediction (input_data, result, model_id) VALUES (?, ?, ?)")
	if err != nil {
		return 0, err
	}
	st.BindText(1, r.InputData)
	st.BindFloat(2, r.Result)
	st.BindInt64(3, r.ModelID)
	if _, err := st.Step(); err != nil {
		return 0, err
	}
	return p.conn.LastInsertRowID(), st.Reset()
}

func (p directProgram) insertMany(list []workload.Prediction) workload.Batch {
	keys := make([]int64, len(list))
	return workload.Batch{
		Store: func(ctx context.Context) (err error) {
			end, err := sqlitex.ImmediateTransaction(p.conn)
			if err != nil {
				return err
			}
			defer end(&err)
			for i := range list {
				if keys[i], err = p.insert(ctx, list[i]); err != nil {
					return err
				}
			}
			return nil
		},
		Keys: func() []int64 { return keys },
	}
}

func (p directProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(context.Context) (err error) {
		end, err := sqlitex.ImmediateTransaction(p.conn)
		if err != nil {
			return err
		}
		defer end(&err)
		st, err := p.conn.Prepare("UPDATE prediction SET result = ? WHERE id = ?")
		if err != nil {
			return err
		}
		for i := range list {
			st.BindFloat(1, list[i].Result)
			st.BindInt64(2, list[i].ID)
			if _, err := st.Step(); err != nil {
				return err
			}
			if err := st.Reset(); err != nil {
				return err
			}
		}
		return nil
	}
}

func (p directProgram) filter(_ context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	text, args := filtered(f)
	st, err := p.conn.Prepare(text)
	if err != nil {
		return nil, err
	}
	for i, a := range args {
		switch a := a.(type) {
		case float64:
			st.BindFloat(i+1, a)
		case string:
			st.BindText(i+1, a)
		case int:
			st.BindInt64(i+1, int64(a))
		}
	}
	list, err := readRows(st, make([]workload.Model, 0, f.Limit), readModel)
	return asIs(list), err
}

func readModel(st *zombie.Stmt) (m workload.Model, err error) {
	m = workload.Model{ID: st.ColumnInt64(0), Name: st.ColumnText(1), Accuracy: st.ColumnFloat(2)}
	if !st.ColumnIsNull(3) {
		m.Version = new(st.ColumnText(3))
	}
	m.CreatedAt, err = parseSQLiteTime(st.ColumnText(4))
	return m, err
}

func (p directProgram) clear(context.Context) error {
	return errors.Join(
		sqlitex.ExecuteTransient(p.conn, "DELETE FROM prediction", nil),
		sqlitex.ExecuteTransient(p.conn, "PRAGMA wal_checkpoint(TRUNCATE)", nil),
	)
}
