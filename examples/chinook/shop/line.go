package shop

import (
	"embed"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"github.com/shopspring/decimal"
)

//go:embed data/*.csv
var data embed.FS

// line is a line of a file: a row of Chinook, by the names of its columns there. An empty text stands for NULL, since no
// text of Chinook is empty. The first mistake is kept, and what follows it is zero.
type line struct {
	columns []string
	values  []string
	err     error
}

// readFile makes objects of the lines of a file.
func readFile[T any](file string, read func(*line) *T) (objs []*T, err error) {
	f, err := data.Open("data/" + file + ".csv")
	if err != nil {
		return nil, fmt.Errorf("shop: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	if objs, err = readAll(f, read); err != nil {
		return nil, fmt.Errorf("shop: %s: %w", file, err)
	}
	return objs, nil
}

// readAll makes objects of lines, of which the first names the columns.
func readAll[T any](r io.Reader, read func(*line) *T) (objs []*T, err error) {
	lines := csv.NewReader(r)
	l := &line{}
	if l.columns, err = lines.Read(); err != nil {
		return nil, err
	}
	for {
		if l.values, err = lines.Read(); err == io.EOF {
			return objs, nil
		}
		if err != nil {
			return nil, err
		}
		objs = append(objs, read(l))
		if l.err != nil {
			return nil, fmt.Errorf("row %d: %w", len(objs), l.err)
		}
	}
}

// maybe is a text, or nil.
func (l *line) maybe(column string) *string {
	i := slices.Index(l.columns, column)
	switch {
	case i < 0:
		l.wrong(column, errors.New("there is no such column"))
		return nil
	case l.values[i] == "":
		return nil
	}
	return &l.values[i]
}

// text is a text that has to be there.
func (l *line) text(column string) string { return must(l, column, l.maybe(column)) }

// number is a number that has to be there.
func (l *line) number(column string) int64 { return must(l, column, l.maybeNumber(column)) }

// maybeNumber is a number, or nil.
func (l *line) maybeNumber(column string) *int64 {
	return parsed(l, column, func(text string) (int64, error) { return strconv.ParseInt(text, 10, 64) })
}

// money is an amount that has to be there.
func (l *line) money(column string) decimal.Decimal {
	return must(l, column, parsed(l, column, decimal.NewFromString))
}

// day is a time that has to be there.
func (l *line) day(column string) time.Time { return must(l, column, l.maybeDay(column)) }

// maybeDay is a time in UTC, or nil.
func (l *line) maybeDay(column string) *time.Time {
	return parsed(l, column, func(text string) (time.Time, error) { return time.Parse(time.DateTime, text) })
}

// parsed is what parse makes of a text, or nil where there is none.
func parsed[V any](l *line, column string, parse func(string) (V, error)) *V {
	text := l.maybe(column)
	if text == nil {
		return nil
	}
	v, err := parse(*text)
	if err != nil {
		l.wrong(column, err)
	}
	return &v
}

// must is a value that has to be there.
func must[V any](l *line, column string, v *V) V {
	if v == nil {
		l.wrong(column, errors.New("a value is missing"))
		return *new(V)
	}
	return *v
}

func (l *line) wrong(column string, err error) {
	if l.err == nil {
		l.err = fmt.Errorf("%s: %w", column, err)
	}
}
