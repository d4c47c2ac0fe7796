package orm

import (
	"context"
	"log/slog"
	"time"

	"github.com/rowankit/rowan/driver"
)

// Observer is told of every statement that a database was sent, after it ended. It is called by the goroutine
// that ran the statement, so it should be quick, and by several at once.
type Observer interface {
	Observe(ctx context.Context, e Event)
}

// Event is one statement.
type Event struct {
	Model     string        // "" for raw statements
	Statement string        // the SQL text, with marks in place of values
	Rows      int64         // how many rows came back, or were written
	Duration  time.Duration // of several that a session sent together, that of all of them
	Err       error         // nil when it went well

	values []driver.Value
}

// Values returns the bound values, which may be anybody's secrets: nothing of Rowan shows them unless asked
// to. They are valid only until Observe returns.
func (e Event) Values() []any { return anyValues(e.values) }

// now is the time for the observer; without one nobody asks.
func (db *DB) now() (t time.Time) {
	if db.observer != nil {
		t = time.Now()
	}
	return t
}

func (db *DB) observe(ctx context.Context, m *mapper, s *driver.Statement, values []driver.Value, rows int64, started time.Time, err error) {
	e := Event{Statement: s.SQL, Rows: rows, Duration: time.Since(started), Err: err, values: values}
	if m != nil {
		e.Model = m.name
	}
	db.observer.Observe(ctx, e)
}

// Log is an Observer that writes each statement to a slog.Logger: at the level Debug, slow ones at Warn, and
// failed ones at Error. The zero value logs to slog.Default without values.
type Log struct {
	// Logger is where lines go; nil is slog.Default().
	Logger *slog.Logger
	// Values adds the bound values to each line. They may be secrets: ask for them only while developing.
	Values bool
	// Slow is the duration from which a statement counts as slow; 0 never.
	Slow time.Duration
}

var _ Observer = Log{}

// Observe writes the line.
func (l Log) Observe(ctx context.Context, e Event) {
	logger := l.Logger
	if logger == nil {
		logger = slog.Default()
	}
	level := slog.LevelDebug
	switch {
	case e.Err != nil:
		level = slog.LevelError
	case l.Slow > 0 && e.Duration >= l.Slow:
		level = slog.LevelWarn
	}
	if !logger.Enabled(ctx, level) {
		return
	}
	attrs := []slog.Attr{
		slog.String("sql", e.Statement), slog.Int64("rows", e.Rows), slog.Duration("took", e.Duration),
	}
	if e.Model != "" {
		attrs = append(attrs, slog.String("model", e.Model))
	}
	if l.Values {
		attrs = append(attrs, slog.Any("values", e.Values()))
	}
	if e.Err != nil {
		attrs = append(attrs, slog.Any("err", e.Err))
	}
	logger.LogAttrs(ctx, level, "statement", attrs...)
}
