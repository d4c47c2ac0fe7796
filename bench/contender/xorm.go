package contender

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"net/url"
	"slices"
	"time"

	"xorm.io/xorm"
	"xorm.io/xorm/core"
	"xorm.io/xorm/names"

	"github.com/rowankit/rowan/bench/workload"
)

// xormDrivers are xorm's names of the drivers.
var xormDrivers = map[string]string{sqlite.Name: "sqlite3", postgres.Name: "pgx", mariaDB.Name: "mysql"}

// xormModel and xormPrediction are mapped to the tables that Rowan made. xorm has no relations.
type xormModel struct {
	ID        int64 `xorm:"pk autoincr"`
	Name      string
	Accuracy  float64
	Version   *string
	CreatedAt time.Time
}

func (xormModel) TableName() string { return "model_metadata" }

func (m *xormModel) key() int64 { return m.ID }

func (m *xormModel) row() workload.Model { return workload.Model(*m) }

type xormPrediction struct {
	ID        int64 `xorm:"pk autoincr"`
	InputData string
	Result    float64
	ModelID   int64
}

func (xormPrediction) TableName() string { return "prediction" }

func newXormPrediction(r *workload.Prediction) xormPrediction { return xormPrediction(*r) }

func (p *xormPrediction) row() workload.Prediction { return workload.Prediction(*p) }

type xormProgram struct {
	db     *xorm.Engine
	pool   *sql.DB
	engine Engine
}

// xormOn returns xorm. Its page on inserts says that many rows at once get no keys, and its page on updates has no statement
// that gives many rows a value each: both are done row by row, in a transaction that keeps the prepared statement. What
// stands alone is not prepared, since a statement is kept for a session, which one goroutine uses.
func xormOn(e Engine) []Contender {
	return []Contender{{Name: "xorm", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
		p := xormProgram{engine: e}
		var err error
		if p.pool, err = e.open(ctx, source); err != nil {
			return nil, err
		}
		if p.db, err = openXorm(e, source, p.pool); err != nil {
			return nil, errors.Join(err, p.pool.Close())
		}
		return p.program(), nil
	}}}
}

// openXorm has times held and read in UTC.
func openXorm(e Engine, source string, pool *sql.DB) (*xorm.Engine, error) {
	if e.Name == mariaDB.Name {
		u, err := url.Parse(source)
		if err != nil {
			return nil, errors.New("the database's URL cannot be read")
		}
		source = fmt.Sprintf("tcp(%s)%s", u.Host, u.Path)
	}
	db, err := xorm.NewEngineWithDB(xormDrivers[e.Name], source, core.FromDB(pool))
	if err != nil {
		return nil, err
	}
	db.SetMapper(names.GonicMapper{})
	db.SetTZDatabase(time.UTC)
	db.SetTZLocation(time.UTC)
	return db, nil
}

func (p xormProgram) program() *workload.Program {
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: p.engine.clear(p.pool), Close: p.pool.Close,
	}
}

func (p xormProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	var list []xormPrediction
	err := p.db.Context(ctx).Asc("id").Find(&list)
	return values(list, (*xormPrediction).row), err
}

func (p xormProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	var parents []xormModel
	if err := p.db.Context(ctx).Asc("id").Find(&parents); err != nil {
		return nil, err
	}
	keys := slices.Collect(values(parents, (*xormModel).key))
	var children []xormPrediction
	if err := p.db.Context(ctx).In("model_id", keys).Asc("model_id", "id").Find(&children); err != nil {
		return nil, err
	}
	list := families(parents, children, (*xormModel).key, func(r *xormPrediction) int64 { return r.ModelID })
	return withChildren(list, func(f *family[xormModel, xormPrediction]) (workload.Model, iter.Seq[workload.Prediction]) {
		return f.parent.row(), values(f.children, (*xormPrediction).row)
	}), nil
}

func (p xormProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	var r xormPrediction
	found, err := p.db.Context(ctx).ID(id).Get(&r)
	if err == nil && !found {
		err = fmt.Errorf("no prediction %d", id)
	}
	return r.row(), err
}

func (p xormProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	obj := xormPrediction(r)
	_, err := p.db.Context(ctx).Insert(&obj)
	return obj.ID, err
}

func (p xormProgram) insertMany(list []workload.Prediction) workload.Batch {
	objs := slices.Collect(values(list, newXormPrediction))
	return workload.Batch{
		Store: func(ctx context.Context) error {
			return p.each(ctx, objs, func(tx *xorm.Session, obj *xormPrediction) (int64, error) { return tx.Insert(obj) })
		},
		Keys: func() []int64 { return slices.Collect(values(objs, func(r *xormPrediction) int64 { return r.ID })) },
	}
}

func (p xormProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	objs := slices.Collect(values(list, newXormPrediction))
	return func(ctx context.Context) error {
		return p.each(ctx, objs, func(tx *xorm.Session, obj *xormPrediction) (int64, error) {
			return tx.ID(obj.ID).Cols("result").Update(obj)
		})
	}
}

// each does something to each object in one transaction.
func (p xormProgram) each(ctx context.Context, objs []xormPrediction, do func(*xorm.Session, *xormPrediction) (int64, error)) error {
	tx := p.db.NewSession().Context(ctx)
	defer tx.Close() // after the commit it only closes the statements
	if err := tx.Begin(); err != nil {
		return err
	}
	for i := range objs {
		if _, err := do(tx.Prepare(), &objs[i]); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func (p xormProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	q := p.db.Context(ctx)
	if f.MinAccuracy > 0 {
		q = q.Where("accuracy >= ?", f.MinAccuracy)
	}
	if f.Like != "" {
		q = q.And("name LIKE ?", f.Like)
	}
	var list []xormModel
	err := q.Desc("created_at").Asc("id").Limit(f.Limit).Find(&list)
	return values(list, (*xormModel).row), err
}
