// Package connect opens a database from a URL: the one place that links all engines. It imports orm, the
// engines and fault.
//
//	db, err := connect.Open(ctx, os.Getenv("DATABASE_URL"), Shop) // "" is the embedded SQLite default
//	if err != nil {
//		return err
//	}
//	defer db.Close()
package connect

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/orm"
)

// Default is the URL of the database that a program has without any configuration: a SQLite file, made with
// its folder when it does not exist.
const Default = "sqlite:///instance/database.db"

// Open opens the database at a URL with its models; see ParseURL for how a URL is written. The models are
// checked first: an error lists every mistake of their definitions. The caller closes the database.
func Open(ctx context.Context, url string, models *orm.ModelSet) (*orm.DB, error) {
	return OpenWith(ctx, url, models, orm.Options{})
}

// OpenWith is Open with options.
func OpenWith(ctx context.Context, url string, models *orm.ModelSet, options orm.Options) (*orm.DB, error) {
	u, err := ParseURL(url)
	if err != nil {
		return nil, err
	}
	if err := models.Check(); err != nil {
		return nil, err
	}
	engine, err := u.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return orm.Open(engine, models, options)
}
