package contender

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"iter"
	"slices"

	"github.com/stephenafamo/bob"
	"github.com/stephenafamo/bob/clause"
	"github.com/stephenafamo/bob/dialect/psql"
	psqldialect "github.com/stephenafamo/bob/dialect/psql/dialect"
	psqlim "github.com/stephenafamo/bob/dialect/psql/im"
	psqlum "github.com/stephenafamo/bob/dialect/psql/um"
	bobsqlite "github.com/stephenafamo/bob/dialect/sqlite"
	sqlitedialect "github.com/stephenafamo/bob/dialect/sqlite/dialect"
	sqliteim "github.com/stephenafamo/bob/dialect/sqlite/im"
	sqliteum "github.com/stephenafamo/bob/dialect/sqlite/um"
	"github.com/stephenafamo/bob/expr"
	"github.com/stephenafamo/bob/mods"
	"github.com/stephenafamo/scan"

	"github.com/rowankit/rowan/bench/texttime"
	"github.com/rowankit/rowan/bench/workload"
)

var bobDialects = map[string]func() bobQueries{sqlite.Name: bobSQLite, postgres.Name: bobPostgres}

// bobOn returns Bob, without generated code, on the databases where it stores many rows by one statement and tells their
// keys: on MySQL it stores each by itself. In W6 it has a prepared update for each row, and the upsert of many rows,
// which makes a row anew that somebody has deleted meanwhile.
func bobOn(e Engine) []Contender {
	if bobDialects[e.Name] == nil {
		return nil
	}
	return []Contender{
		{Name: "Bob", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
			p, err := openBob(ctx, e, source)
			return p.program(), err
		}},
		{Name: "Bob, upsert", Only: "W6", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
			p, err := openBob(ctx, e, source)
			return &workload.Program{ReadAll: p.readAll, ChangeMany: p.upsertMany, Close: p.pool.Close}, err
		}},
	}
}

// bobModel and bobPrediction are mapped to the tables that Rowan made.
type bobModel struct {
	ID        int64 `db:"id,pk"`
	Name      string
	Accuracy  float64
	Version   *string
	CreatedAt texttime.Time
}

func (m *bobModel) row() workload.Model {
	return workload.Model{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt.Time}
}

type bobPrediction struct {
	ID        int64 `db:"id,pk"`
	InputData string
	Result    float64
	ModelID   int64
}

func (p *bobPrediction) row() workload.Prediction { return workload.Prediction(*p) }

// bobQueries are the queries in one of Bob's dialects, each of which has types of its own.
type bobQueries struct {
	models, predictions func(where, order []bob.Expression, limit int) bob.Query
	// insert stores rows and returns their keys, upsert stores the results of rows with keys.
	insert, upsert func(rows ...[]bob.Expression) bob.Query
	update         func(id, result bob.Expression) bob.Query
}

func bobSQLite() bobQueries {
	models := bobsqlite.NewView[bobModel]("", "model_metadata", expr.ColsForStruct[bobModel]("model_metadata"))
	predictions := bobsqlite.NewView[bobPrediction]("", "prediction", expr.ColsForStruct[bobPrediction]("prediction"))
	insert := func(m ...bob.Mod[*sqlitedialect.InsertQuery]) bob.Query { return bobsqlite.Insert(m...) }
	return bobQueries{
		models:      bobSelect(func(m ...bob.Mod[*sqlitedialect.SelectQuery]) bob.Query { return models.Query(m...) }),
		predictions: bobSelect(func(m ...bob.Mod[*sqlitedialect.SelectQuery]) bob.Query { return predictions.Query(m...) }),
		insert:      bobInsert(insert, sqliteim.Into("prediction", bobColumns...), sqliteim.Returning("id")),
		upsert: bobInsert(insert, sqliteim.Into("prediction", append([]string{"id"}, bobColumns...)...),
			sqliteim.OnConflict("id").DoUpdate(sqliteim.SetExcluded("result"))),
		update: func(id, result bob.Expression) bob.Query {
			return bobsqlite.Update(sqliteum.Table("prediction"), sqliteum.SetCol("result").To(result), sqliteum.Where(bobIs("id", "=", id)))
		},
	}
}

func bobPostgres() bobQueries {
	models := psql.NewView[bobModel]("", "model_metadata", expr.ColsForStruct[bobModel]("model_metadata"))
	predictions := psql.NewView[bobPrediction]("", "prediction", expr.ColsForStruct[bobPrediction]("prediction"))
	insert := func(m ...bob.Mod[*psqldialect.InsertQuery]) bob.Query { return psql.Insert(m...) }
	return bobQueries{
		models:      bobSelect(func(m ...bob.Mod[*psqldialect.SelectQuery]) bob.Query { return models.Query(m...) }),
		predictions: bobSelect(func(m ...bob.Mod[*psqldialect.SelectQuery]) bob.Query { return predictions.Query(m...) }),
		insert:      bobInsert(insert, psqlim.Into("prediction", bobColumns...), psqlim.Returning("id")),
		upsert: bobInsert(insert, psqlim.Into("prediction", append([]string{"id"}, bobColumns...)...),
			psqlim.OnConflict("id").DoUpdate(psqlim.SetExcluded("result"))),
		update: func(id, result bob.Expression) bob.Query {
			return psql.Update(psqlum.Table("prediction"), psqlum.SetCol("result").To(result), psqlum.Where(bobIs("id", "=", id)))
		},
	}
}

var bobColumns = []string{"input_data", "result", "model_id"}

// bobSelect adds to the query of a view what both dialects have alike.
func bobSelect[S interface {
	AppendWhere(e ...any)
	AppendOrder(order bob.Expression)
	SetLimit(limit any)
}](view func(m ...bob.Mod[S]) bob.Query) func(where, order []bob.Expression, limit int) bob.Query {
	return func(where, order []bob.Expression, limit int) bob.Query {
		var all bob.Mods[S]
		for _, e := range where {
			all = append(all, mods.Where[S]{E: e})
		}
		for _, o := range order {
			all = append(all, bob.ModFunc[S](func(q S) { q.AppendOrder(o) }))
		}
		if limit > 0 {
			all = append(all, mods.Limit[S]{Count: limit})
		}
		return view(all)
	}
}

func bobInsert[I interface{ AppendValues(vals ...bob.Expression) }](
	insert func(m ...bob.Mod[I]) bob.Query, m ...bob.Mod[I],
) func(rows ...[]bob.Expression) bob.Query {
	return func(rows ...[]bob.Expression) bob.Query {
		return insert(append(slices.Clone(m), mods.Rows[I](rows))...)
	}
}

func bobIs(column, operator string, value bob.Expression) bob.Expression {
	return expr.OP(operator, expr.Quote(column), value)
}

// bobOrder orders by columns, the first of which may be descending.
func bobOrder(direction string, columns ...string) []bob.Expression {
	list := make([]bob.Expression, len(columns))
	for i, c := range columns {
		list[i] = clause.OrderDef{Expression: expr.Quote(c), Direction: direction}
		direction = ""
	}
	return list
}

// bobProgram has what is known beforehand prepared, as Bob's page on the executor shows.
type bobProgram struct {
	db      bob.DB
	pool    *sql.DB
	engine  Engine
	queries bobQueries

	all     bob.QueryStmt[struct{}, bobPrediction, []bobPrediction]
	parents bob.QueryStmt[struct{}, bobModel, []bobModel]
	one     bob.QueryStmt[int64, bobPrediction, []bobPrediction]
	inserts bob.QueryStmt[bobPrediction, int64, []int64]
	changes bob.Stmt[bobPrediction]
}

func openBob(ctx context.Context, e Engine, source string) (p bobProgram, err error) {
	p.engine, p.queries = e, bobDialects[e.Name]()
	if p.pool, err = e.open(ctx, source); err != nil {
		return p, err
	}
	p.db = bob.NewDB(p.pool)
	var failed [5]error
	q, byKey := p.queries, bobOrder("", "id")
	p.all, failed[0] = bob.PrepareQuery[struct{}](ctx, p.db, q.predictions(nil, byKey, 0), scan.StructMapper[bobPrediction]())
	p.parents, failed[1] = bob.PrepareQuery[struct{}](ctx, p.db, q.models(nil, byKey, 0), scan.StructMapper[bobModel]())
	p.one, failed[2] = bob.PrepareQuery[int64](ctx, p.db,
		q.predictions([]bob.Expression{bobIs("id", "=", bob.Named("id"))}, nil, 0), scan.StructMapper[bobPrediction]())
	p.inserts, failed[3] = bob.PrepareQuery[bobPrediction](ctx, p.db,
		q.insert([]bob.Expression{bob.Named("input_data"), bob.Named("result"), bob.Named("model_id")}), scan.SingleColumnMapper[int64])
	p.changes, failed[4] = bob.Prepare[bobPrediction](ctx, p.db, q.update(bob.Named("id"), bob.Named("result")))
	return p, errors.Join(failed[:]...)
}

func (p bobProgram) program() *workload.Program {
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: p.engine.clear(p.pool), Close: p.pool.Close,
	}
}

func (p bobProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	list, err := p.all.All(ctx, struct{}{})
	return values(list, (*bobPrediction).row), err
}

// readFamilies asks for the children and gives them to their parents, as relations take generated code.
func (p bobProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	parents, err := p.parents.All(ctx, struct{}{})
	if err != nil {
		return nil, err
	}
	keys := make([]int64, len(parents))
	for i := range parents {
		keys[i] = parents[i].ID
	}
	q := p.queries.predictions([]bob.Expression{bobIs("model_id", "IN", expr.ToArgGroup(keys...))}, bobOrder("", "model_id", "id"), 0)
	children, err := bob.All(ctx, p.db, q, scan.StructMapper[bobPrediction]())
	list := families(parents, children, func(m *bobModel) int64 { return m.ID }, func(p *bobPrediction) int64 { return p.ModelID })
	return withChildren(list, func(f *family[bobModel, bobPrediction]) (workload.Model, iter.Seq[workload.Prediction]) {
		return f.parent.row(), values(f.children, (*bobPrediction).row)
	}), err
}

func (p bobProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	r, err := bobOnly(p.one.All(ctx, id))
	return r.row(), err
}

// bobOnly takes the only row: One of a prepared query never closes its rows, and so keeps the connection.
func bobOnly[T any](list []T, err error) (only T, _ error) {
	if err == nil && len(list) != 1 {
		err = fmt.Errorf("%d rows, want 1", len(list))
	}
	if err != nil {
		return only, err
	}
	return list[0], nil
}

func (p bobProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	return bobOnly(p.inserts.All(ctx, bobPrediction(r)))
}

// insertMany stores all rows by one statement, a transaction by itself, which is faster than several.
func (p bobProgram) insertMany(list []workload.Prediction) workload.Batch {
	var keys []int64
	return workload.Batch{
		Store: func(ctx context.Context) (err error) {
			rows := make([][]bob.Expression, len(list))
			for i, r := range list {
				rows[i] = []bob.Expression{expr.Arg(r.InputData, r.Result, r.ModelID)}
			}
			keys, err = bob.All(ctx, p.db, p.queries.insert(rows...), scan.SingleColumnMapper[int64])
			return err
		},
		Keys: func() []int64 { return keys },
	}
}

func (p bobProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		tx, err := p.db.Begin(ctx)
		if err != nil {
			return err
		}
		change := bob.InTx(ctx, p.changes, tx)
		for _, r := range list {
			if _, err := change.Exec(ctx, bobPrediction(r)); err != nil {
				return errors.Join(err, tx.Rollback(ctx))
			}
		}
		return tx.Commit(ctx)
	}
}

func (p bobProgram) upsertMany(list []workload.Prediction) func(context.Context) error {
	return func(ctx context.Context) error {
		rows := make([][]bob.Expression, len(list))
		for i, r := range list {
			rows[i] = []bob.Expression{expr.Arg(r.ID, r.InputData, r.Result, r.ModelID)}
		}
		_, err := bob.Exec(ctx, p.db, p.queries.upsert(rows...))
		return err
	}
}

func (p bobProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	var where []bob.Expression
	if f.MinAccuracy > 0 {
		where = append(where, bobIs("accuracy", ">=", expr.Arg(f.MinAccuracy)))
	}
	if f.Like != "" {
		where = append(where, bobIs("name", "LIKE", expr.Arg(f.Like)))
	}
	q := p.queries.models(where, bobOrder("DESC", "created_at", "id"), f.Limit)
	list, err := bob.All(ctx, p.db, q, scan.StructMapper[bobModel]())
	return values(list, (*bobModel).row), err
}
