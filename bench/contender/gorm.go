package contender

import (
	"context"
	"database/sql"
	"iter"
	"slices"

	gormmysql "gorm.io/driver/mysql"
	gormpostgres "gorm.io/driver/postgres"
	gormsqlite "gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/clause"
	"gorm.io/gorm/logger"

	"github.com/rowankit/rowan/bench/texttime"
	"github.com/rowankit/rowan/bench/workload"
)

var gormDialects = map[string]func(*sql.DB) gorm.Dialector{
	sqlite.Name:   func(db *sql.DB) gorm.Dialector { return gormsqlite.New(gormsqlite.Config{Conn: db}) },
	postgres.Name: func(db *sql.DB) gorm.Dialector { return gormpostgres.New(gormpostgres.Config{Conn: db}) },
	mariaDB.Name:  func(db *sql.DB) gorm.Dialector { return gormmysql.New(gormmysql.Config{Conn: db}) },
}

// gormOn returns GORM with an update for each row in W6, which is what it has for rows with a value each, and with the
// upsert of many rows, which is faster, and makes a row anew that somebody has deleted meanwhile.
func gormOn(e Engine) []Contender {
	return []Contender{
		{Name: "GORM", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
			p, err := openGORM(ctx, e, source)
			return p.program(), err
		}},
		{Name: "GORM, upsert", Only: "W6", Engine: e, Open: func(ctx context.Context, source string) (*workload.Program, error) {
			p, err := openGORM(ctx, e, source)
			return &workload.Program{ReadAll: p.readAll, ChangeMany: p.upsertMany, Close: p.pool.Close}, err
		}},
	}
}

// gormModel and gormPrediction are mapped to the tables that Rowan made.
type gormModel struct {
	ID          int64
	Name        string
	Accuracy    float64
	Version     *string
	CreatedAt   texttime.Time
	Predictions []gormPrediction `gorm:"foreignKey:ModelID"`
}

func (gormModel) TableName() string { return "model_metadata" }

func (m *gormModel) row() workload.Model {
	return workload.Model{ID: m.ID, Name: m.Name, Accuracy: m.Accuracy, Version: m.Version, CreatedAt: m.CreatedAt.Time}
}

type gormPrediction struct {
	ID        int64
	InputData string
	Result    float64
	ModelID   int64
}

func (gormPrediction) TableName() string { return "prediction" }

func (p *gormPrediction) row() workload.Prediction { return workload.Prediction(*p) }

func gormPredictions(list []workload.Prediction) []gormPrediction {
	return slices.Collect(values(list, func(r *workload.Prediction) gormPrediction { return gormPrediction(*r) }))
}

// gormBatch is how many rows are stored by one statement: the most that SQLite's limit of values leaves room for, by
// thousands, as fewer take longer.
const gormBatch = 5000

type gormProgram struct {
	db     *gorm.DB
	pool   *sql.DB
	engine Engine
}

// openGORM sets what GORM's page on performance advises: statements are prepared and kept, and a single write begins no
// transaction, as it is one by itself.
func openGORM(ctx context.Context, e Engine, source string) (p gormProgram, err error) {
	p.engine = e
	if p.pool, err = e.open(ctx, source); err != nil {
		return p, err
	}
	p.db, err = gorm.Open(gormDialects[e.Name](p.pool), &gorm.Config{PrepareStmt: true, SkipDefaultTransaction: true, Logger: logger.Discard})
	return p, err
}

func (p gormProgram) program() *workload.Program {
	return &workload.Program{
		ReadAll: p.readAll, ReadOne: p.readOne, ReadFamilies: p.readFamilies, Insert: p.insert, InsertMany: p.insertMany,
		ChangeMany: p.changeMany, Filter: p.filter, Clear: p.engine.clear(p.pool), Close: p.pool.Close,
	}
}

func (p gormProgram) readAll(ctx context.Context) (iter.Seq[workload.Prediction], error) {
	var list []gormPrediction
	err := p.db.WithContext(ctx).Order("id").Find(&list).Error
	return values(list, (*gormPrediction).row), err
}

func (p gormProgram) readFamilies(ctx context.Context) (iter.Seq2[workload.Model, iter.Seq[workload.Prediction]], error) {
	var list []gormModel
	err := p.db.WithContext(ctx).Preload("Predictions", func(db *gorm.DB) *gorm.DB { return db.Order("id") }).Order("id").Find(&list).Error
	return withChildren(list, func(m *gormModel) (workload.Model, iter.Seq[workload.Prediction]) {
		return m.row(), values(m.Predictions, (*gormPrediction).row)
	}), err
}

func (p gormProgram) readOne(ctx context.Context, id int64) (workload.Prediction, error) {
	var r gormPrediction
	err := p.db.WithContext(ctx).Take(&r, id).Error
	return r.row(), err
}

func (p gormProgram) insert(ctx context.Context, r workload.Prediction) (int64, error) {
	obj := gormPrediction(r)
	err := p.db.WithContext(ctx).Create(&obj).Error
	return obj.ID, err
}

func (p gormProgram) insertMany(list []workload.Prediction) workload.Batch {
	objs := gormPredictions(list)
	return workload.Batch{
		Store: func(ctx context.Context) error {
			return p.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
				return tx.CreateInBatches(objs, gormBatch).Error
			})
		},
		Keys: func() []int64 { return slices.Collect(values(objs, func(r *gormPrediction) int64 { return r.ID })) },
	}
}

func (p gormProgram) changeMany(list []workload.Prediction) func(context.Context) error {
	objs := gormPredictions(list)
	return func(ctx context.Context) error {
		return p.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error {
			for i := range objs {
				if err := tx.Model(&objs[i]).UpdateColumn("result", objs[i].Result).Error; err != nil {
					return err
				}
			}
			return nil
		})
	}
}

func (p gormProgram) upsertMany(list []workload.Prediction) func(context.Context) error {
	objs := gormPredictions(list)
	result := clause.OnConflict{Columns: []clause.Column{{Name: "id"}}, DoUpdates: clause.AssignmentColumns([]string{"result"})}
	return func(ctx context.Context) error { return p.db.WithContext(ctx).Clauses(result).Create(objs).Error }
}

func (p gormProgram) filter(ctx context.Context, f workload.Filter) (iter.Seq[workload.Model], error) {
	q := p.db.WithContext(ctx)
	if f.MinAccuracy > 0 {
		q = q.Where("accuracy >= ?", f.MinAccuracy)
	}
	if f.Like != "" {
		q = q.Where("name LIKE ?", f.Like)
	}
	var list []gormModel
	err := q.Order("created_at DESC, id").Limit(f.Limit).Find(&list).Error
	return values(list, (*gormModel).row), err
}
