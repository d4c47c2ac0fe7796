package contender

import (
	"context"
	"database/sql"
	"errors"

	"github.com/rowankit/rowan/bench/workload"
)

var stdlibOnPostgres = Contender{Name: "database/sql on pgx, by hand", Engine: postgres, Open: openStdlib}

// stdlibProgram is the workloads by hand over database/sql on PostgreSQL, many rows by arrays.
type stdlibProgram struct {
	*sqlProgram
	returning, insertArrays, changeArrays *sql.Stmt
}

func openStdlib(ctx context.Context, source string) (*workload.Program, error) {
	db, err := openPgxDB(ctx, source)
	if err != nil {
		return nil, err
	}
	common, err := prepareSQL(ctx, db, sqlStyle{numbered, scanModel})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	p := &stdlibProgram{sqlProgram: common}
	for _, s := range []struct {
		stmt **sql.Stmt
		text string
	}{{&p.returning, insertReturning}, {&p.insertArrays, insertUnnest}, {&p.changeArrays, updateUnnest}} {
		if *s.stmt, err = db.PrepareContext(ctx, s.text); err != nil {
			return nil, errors.Join(err, db.Close())
		}
	}
	all := common.program(postgres)
	all.Insert, all.InsertMany, all.ChangeMany = p.insert, p.insertMany, p.changeMany
	return all, nil
}

func (p *stdlibProgram) insert(ctx context.Context, r workload.Prediction) (id int64, err error) {
	err = p.returning.QueryRowContext(ctx, r.InputData, r.Result, r.ModelID).Scan(&id)
	return id, err
}

// insertMany trusts that the keys come back in the order of the rows, which PostgreSQL does not promise.
func (p *stdlibProgram) insertMany(list []workload.Prediction) workload.Batch {
	keys := make([]int64, 0, len(list))
	return workload.Batch{
		Store: func(ctx context.Context) error {
			inputs, results, models := predictionArrays(list)
			rows, err := p.insertArrays.QueryContext(ctx, inputs, results, models)
			if err != nil {
				return err
			}
			defer rows.Close()
			for rows.Next() {
				var id int64
				if err := rows.Scan(&id); err != nil {
					return err
				}
				keys = append(keys, id)
			}
			return rows.Err()
		},
		Keys: func() []int64 { return keys },
	}
}

func (p *stdlibProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		keys, results := resultArrays(list)
		_, err := p.changeArrays.ExecContext(ctx, keys, results)
		return err
	}
}
