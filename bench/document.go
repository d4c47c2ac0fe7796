package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"

	"github.com/rowankit/rowan/bench/document"
)

// libraries are those whose versions belong to the figures.
var libraries = []string{
	"entgo.io/ent", "github.com/go-sql-driver/mysql", "github.com/jackc/pgx", "github.com/mattn/go-sqlite3",
	"github.com/stephenafamo/bob", "github.com/uptrace/bun", "gorm.io/gorm", "modernc.org/sqlite", "xorm.io/xorm", "zombiezen.com/go/sqlite",
}

// documents puts the tables in a folder's files, "workloads.md" and so on, into a page: documents PAGE FOLDER.
func documents(ctx context.Context, args []string) error {
	if len(args) != 2 {
		return errors.New("document takes a page and a folder with tables")
	}
	path := args[0]
	text, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	page, err := document.Replace(string(text), "machine", document.Machine(ctx, libraries...))
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(args[1], "*.md"))
	if err != nil {
		return err
	}
	for _, file := range files {
		tables, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if page, err = document.Replace(page, strings.TrimSuffix(filepath.Base(file), ".md"), string(tables)); err != nil {
			return err
		}
	}
	return os.WriteFile(path, []byte(page), 0o644)
}
