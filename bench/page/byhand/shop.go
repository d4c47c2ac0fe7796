package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
	_ "github.com/mattn/go-sqlite3"    // the driver "sqlite3"

	"github.com/rowankit/rowan/bench/page/content"
)

type user struct {
	ID          int64
	Name, Email string
	Datasets    []dataset
}

type dataset struct {
	Name   string
	Size   int64
	UserID int64
}

// shop is the database, with what is known beforehand prepared.
type shop struct {
	db       *sql.DB
	count    *sql.Stmt
	users    *sql.Stmt
	datasets *sql.Stmt
	names    *sql.Stmt
	user     *sql.Stmt
	add      *sql.Stmt
}

// sqliteSettings are those that Rowan sets, as parameters of mattn/go-sqlite3. The file itself remembers that it has a
// write-ahead log.
const sqliteSettings = "?_txlock=immediate&_busy_timeout=10000&_synchronous=NORMAL&_foreign_keys=on&_cache_size=-8000"

// open opens a database by a URL as Rowan takes it.
func open(url string) (*shop, error) {
	driver, source := "pgx", url
	path, isFile := strings.CutPrefix(url, "sqlite:///")
	if isFile {
		driver, source = "sqlite3", "file:"+path+sqliteSettings
	}
	db, err := sql.Open(driver, source)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(maxConns)
	db.SetMaxIdleConns(maxConns)
	s, err := prepare(db)
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return s, nil
}

// maxConns is as many as there are visitors at once in the measurement.
const maxConns = 16

// prepare writes the numbered marks of PostgreSQL, which SQLite takes for names, in their order.
func prepare(db *sql.DB) (*shop, error) {
	s := &shop{db: db}
	var failed []error
	prepare := func(text string) *sql.Stmt {
		p, err := db.Prepare(text)
		failed = append(failed, err)
		return p
	}
	s.count = prepare(`SELECT count(*) FROM "user"`)
	s.users = prepare(`SELECT id, name, email FROM "user" ORDER BY id LIMIT $1 OFFSET $2`)
	s.datasets = prepare(datasetsOf(content.UserCount))
	s.names = prepare(`SELECT id, name FROM "user" ORDER BY name, id`)
	s.user = prepare(`SELECT EXISTS (SELECT 1 FROM "user" WHERE id = $1)`)
	s.add = prepare(`INSERT INTO dataset (name, size, user_id) VALUES ($1, $2, $3)`)
	return s, errors.Join(failed...)
}

// datasetsOf writes the query of so many users' datasets.
func datasetsOf(users int) string {
	marks := make([]string, users)
	for i := range marks {
		marks[i] = fmt.Sprintf("$%d", i+1)
	}
	return `SELECT name, size, user_id FROM dataset WHERE user_id IN (` + strings.Join(marks, ", ") + `) ORDER BY user_id, id`
}

// page reads a page of users with their datasets, and the number of all users.
func (s *shop) page(ctx context.Context, page, size int64) (list []user, total int64, err error) {
	if err := s.count.QueryRowContext(ctx).Scan(&total); err != nil {
		return nil, 0, err
	}
	rows, err := s.users.QueryContext(ctx, size, (page-1)*size)
	if err != nil {
		return nil, 0, err
	}
	defer rows.Close()
	list = make([]user, 0, size)
	for rows.Next() {
		var u user
		if err := rows.Scan(&u.ID, &u.Name, &u.Email); err != nil {
			return nil, 0, err
		}
		list = append(list, u)
	}
	if err := rows.Err(); err != nil || len(list) == 0 {
		return nil, total, err
	}
	return list, total, s.readDatasets(ctx, list)
}

// readDatasets gives users, who are in the order of their keys, their datasets.
func (s *shop) readDatasets(ctx context.Context, users []user) error {
	keys := make([]any, len(users))
	for i := range users {
		keys[i] = users[i].ID
	}
	query := func() (*sql.Rows, error) { return s.datasets.QueryContext(ctx, keys...) }
	if len(users) != content.UserCount {
		query = func() (*sql.Rows, error) { return s.db.QueryContext(ctx, datasetsOf(len(users)), keys...) }
	}
	rows, err := query()
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := 0; rows.Next(); {
		var d dataset
		if err := rows.Scan(&d.Name, &d.Size, &d.UserID); err != nil {
			return err
		}
		for users[i].ID != d.UserID {
			i++
		}
		users[i].Datasets = append(users[i].Datasets, d)
	}
	return rows.Err()
}

// choices are all users, by name.
func (s *shop) choices(ctx context.Context) (list []choice, err error) {
	rows, err := s.names.QueryContext(ctx)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var c choice
		if err := rows.Scan(&c.Value, &c.Label); err != nil {
			return nil, err
		}
		list = append(list, c)
	}
	return list, rows.Err()
}

func (s *shop) hasUser(ctx context.Context, id int64) (found bool, err error) {
	err = s.user.QueryRowContext(ctx, id).Scan(&found)
	return found, err
}

func (s *shop) insert(ctx context.Context, name string, size, userID int64) error {
	_, err := s.add.ExecContext(ctx, name, size, userID)
	return err
}
