package contender

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/rowankit/rowan/bench/texttime"
	"github.com/rowankit/rowan/bench/workload"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
)

// sqlite is a file of its own per database, made by Rowan: STRICT tables with AUTOINCREMENT, checks and indexes.
var sqlite = Engine{
	Name: "SQLite", Fresh: freshSQLite, open: openMattnDB,
	empty: []string{"DELETE FROM prediction", "PRAGMA wal_checkpoint(TRUNCATE)"},
}

// sqliteSettings are what Rowan sets on its connections, for those that others open. The file itself
// remembers that it has a write-ahead log.
var sqliteSettings = []string{
	"PRAGMA journal_mode = WAL",
	"PRAGMA synchronous = NORMAL",
	"PRAGMA foreign_keys = ON",
	"PRAGMA case_sensitive_like = ON",
	"PRAGMA trusted_schema = OFF",
	"PRAGMA cell_size_check = ON",
	"PRAGMA temp_store = MEMORY",
	"PRAGMA cache_size = -8000",
	"PRAGMA journal_size_limit = 67108864",
}

func parseSQLiteTime(s string) (time.Time, error) { return time.Parse(texttime.Layout, s) }

func freshSQLite(ctx context.Context, dir string, d workload.Data) (string, error) {
	dir, err := os.MkdirTemp(dir, "sqlite")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "database.db")
	db, err := connect.Open(ctx, rowanURL(path), rowanModels)
	if err != nil {
		return "", err
	}
	if err := fill(ctx, db, d); err != nil {
		db.Close()
		return "", err
	}
	return path, db.Close()
}

func fill(ctx context.Context, db *orm.DB, d workload.Data) error {
	if err := db.CreateTables(ctx); err != nil {
		return err
	}
	models := make([]*ModelMetadata, len(d.Models))
	for i, m := range d.Models {
		models[i] = newModel(m)
	}
	if err := modelMetadata.InsertAll(ctx, db, models); err != nil {
		return err
	}
	predictions := make([]*Prediction, len(d.Predictions))
	for i, p := range d.Predictions {
		predictions[i] = newPrediction(p)
	}
	return prediction.InsertAll(ctx, db, predictions)
}

// SQLiteSettings are the statements that give a connection the settings that Rowan has on its own.
func SQLiteSettings() []string { return slices.Clone(sqliteSettings) }
