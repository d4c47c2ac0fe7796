package contender

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/bench/workload"
)

var goSQLDriver = Contender{
	Name: "database/sql on go-sql-driver, by hand", Engine: mariaDB, Reference: "go-sql-driver", Open: openGoSQLDriver,
}

// mariaDBBatch is how many rows one statement inserts: more or fewer take longer.
const mariaDBBatch = 1000

const updateJSON = `UPDATE JSON_TABLE(?, '$[*]' COLUMNS (id BIGINT PATH '$[0]', result DOUBLE PATH '$[1]')) AS v
	STRAIGHT_JOIN prediction AS p ON p.id = v.id SET p.result = v.result`

// mariaDBProgram is the workloads by hand over database/sql on MariaDB: many rows are inserted by statements of many, and
// changed from a list in JSON, which takes half as long as a statement of 1,000 values.
type mariaDBProgram struct {
	*sqlProgram
	insertSome *sql.Stmt // as many as mariaDBBatch
	changeList *sql.Stmt
}

func openGoSQLDriver(ctx context.Context, source string) (*workload.Program, error) {
	db, err := openMariaDB(ctx, source)
	if err != nil {
		return nil, err
	}
	common, err := prepareSQL(ctx, db, sqlStyle{func(sql string) string { return sql }, scanModel})
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	p := &mariaDBProgram{sqlProgram: common}
	if p.insertSome, err = db.PrepareContext(ctx, insertRows(mariaDBBatch)); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	if p.changeList, err = db.PrepareContext(ctx, updateJSON); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	all := common.program(mariaDB)
	all.InsertMany, all.ChangeMany = p.insertMany, p.changeMany
	return all, nil
}

func insertRows(n int) string {
	return "INSERT INTO prediction (input_data, result, model_id) VALUES " + strings.TrimSuffix(strings.Repeat("(?, ?, ?), ", n), ", ")
}

func (p *mariaDBProgram) insertMany(list []workload.Prediction) workload.Batch {
	keys := make([]int64, 0, len(list))
	return workload.Batch{
		Store: func(ctx context.Context) (err error) {
			keys, err = p.storeAll(ctx, list, keys)
			return err
		},
		Keys: func() []int64 { return keys },
	}
}

func (p *mariaDBProgram) storeAll(ctx context.Context, list []workload.Prediction, keys []int64) ([]int64, error) {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback() // after the commit it does nothing
	for rows := range slices.Chunk(list, mariaDBBatch) {
		result, err := p.storeSome(ctx, tx, rows)
		if err != nil {
			return nil, err
		}
		first, err := result.LastInsertId()
		if err != nil {
			return nil, err
		}
		for i := range rows {
			keys = append(keys, first+int64(i)) // one statement's keys follow each other
		}
	}
	return keys, tx.Commit()
}

func (p *mariaDBProgram) storeSome(ctx context.Context, tx *sql.Tx, rows []workload.Prediction) (sql.Result, error) {
	args := make([]any, 0, 3*len(rows))
	for i := range rows {
		args = append(args, rows[i].InputData, rows[i].Result, rows[i].ModelID)
	}
	if len(rows) < mariaDBBatch {
		return tx.ExecContext(ctx, insertRows(len(rows)), args...)
	}
	return tx.StmtContext(ctx, p.insertSome).ExecContext(ctx, args...)
}

func (p *mariaDBProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		text := []byte("[")
		for i := range list {
			if i > 0 {
				text = append(text, ',')
			}
			text = strconv.AppendInt(append(text, '['), list[i].ID, 10)
			text = strconv.AppendFloat(append(text, ','), list[i].Result, 'g', -1, 64)
			text = append(text, ']')
		}
		_, err := p.changeList.ExecContext(ctx, append(text, ']'))
		return err
	}
}
