package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/rowankit/rowan/orm"
)

// The columns that the files have, by the names of the tables' own. The first file's id is not kept: it says which
// model a prediction of the second file is of.
var (
	modelColumns      = []string{"id", "name", "accuracy"}
	predictionColumns = []string{"model_id", "input_data", "result"}
)

const versionColumn = "version" // need not be there

// loadTask is the task "load": it adds the rows of two CSV files to the database, all of them or none.
//
//	go run ./examples/models -db URL load MODELS.csv PREDICTIONS.csv
func loadTask(ctx context.Context, db *orm.DB, args []string) error {
	if len(args) != 2 || strings.HasPrefix(args[0], "-") {
		return fmt.Errorf("load takes two files and no flags, not %q:\n"+
			"  MODELS.csv       with the columns %s and, if it has one, %s\n"+
			"  PREDICTIONS.csv  with the columns %s\n"+
			"Their first line names the columns, in any order; others are ignored. All rows are added, or none",
			args, strings.Join(modelColumns, ", "), versionColumn, strings.Join(predictionColumns, ", "))
	}
	began, line := time.Now(), newTerminal(os.Stderr)
	models, predictions, err := load(ctx, db, args[0], args[1], line.show)
	line.clear()
	if err == nil {
		fmt.Printf("added: %d models, %d predictions, in %v\n", models, predictions, time.Since(began).Round(time.Millisecond))
	}
	return err
}

// load adds the rows of two files in one transaction, and returns how many.
func load(ctx context.Context, db *orm.DB, modelsPath, predictionsPath string, show progress) (models, predictions int, err error) {
	err = db.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		keys, err := loadModels(ctx, tx, modelsPath, show)
		if err == nil {
			models = len(keys)
			predictions, err = loadPredictions(ctx, tx, predictionsPath, modelsPath, keys, show)
		}
		if err != nil {
			return fmt.Errorf("nothing was added: %w", err)
		}
		return nil
	})
	return models, predictions, err
}

// loadModels stores the models of a file, and returns the keys that they got by the ids that they have there.
func loadModels(ctx context.Context, tx *orm.Tx, path string, show progress) (keys map[string]int64, err error) {
	s, err := openSheet(path, modelColumns, versionColumn)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := newBatch(AllMetadata, tx, s)
	if err != nil {
		return nil, err
	}
	keys = make(map[string]int64)
	var ids []string // of the batch
	read := func() (*ModelMetadata, error) {
		id := strings.TrimSpace(s.text(0))
		if id == "" {
			return nil, s.wrong(0, "is required")
		}
		if _, ok := keys[id]; ok {
			return nil, s.wrong(0, "%q stands on an earlier line already", short(id))
		}
		keys[id] = 0 // until it is stored
		ids = append(ids, id)
		m := AllMetadata.New()
		m.Name, m.Version = s.text(1), nil
		if version := s.text(3); version != "" {
			m.Version = &version
		}
		m.Accuracy, err = s.number(2)
		return m, err
	}
	stored := func(list []*ModelMetadata) {
		for i, m := range list {
			keys[ids[i]] = m.ID
		}
		ids = ids[:0]
	}
	return keys, b.copy(ctx, show, read, stored)
}

// loadPredictions stores the predictions of a file, whatever their number, and returns how many. Their models have keys
// by the ids that stand in the models' file.
func loadPredictions(ctx context.Context, tx *orm.Tx, path, modelsPath string, keys map[string]int64, show progress) (n int, err error) {
	s, err := openSheet(path, predictionColumns)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	b, err := newBatch(Predictions, tx, s)
	if err != nil {
		return 0, err
	}
	read := func() (*Prediction, error) {
		key, ok := keys[strings.TrimSpace(s.text(0))]
		if !ok {
			return nil, s.wrong(0, "%q is no id of %s", short(s.text(0)), modelsPath)
		}
		p := &Prediction{ModelID: key, InputData: s.text(1)}
		p.Result, err = s.number(2)
		return p, err
	}
	err = b.copy(ctx, show, read, func([]*Prediction) {})
	return b.rows, err
}
