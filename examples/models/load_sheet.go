package main

import (
	"bufio"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// largestRow is how many bytes a row may have. A quote that is never closed makes one row of all that follows it.
const largestRow = 4 << 20

// sheet is a CSV file whose first line names its columns, read row by row. Its rows are in memory one at a time.
type sheet struct {
	path    string
	file    *os.File
	source  source
	rows    *csv.Reader
	columns []string
	at      []int // where each of the columns stands in a row; -1 for one that the file does not have
	row     []string
	line    int // of the row
}

// place is where in a file something stands. Lines and columns count from 1; a column is the byte's within its line.
type place struct{ line, column int }

// openSheet opens a file that has to have some columns and may have others. What else it has is ignored.
func openSheet(path string, needed []string, others ...string) (s *sheet, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, file.Close())
		}
	}()
	s = &sheet{path: path, file: file, source: source{file: file}, columns: append(needed[:len(needed):len(needed)], others...)}
	text := bufio.NewReaderSize(&s.source, 1<<16)
	if mark, _ := text.Peek(3); string(mark) == "\ufeff" { // some programs begin a file so
		text.Discard(len(mark))
	}
	s.rows = csv.NewReader(text)
	s.rows.ReuseRecord = true
	if err = s.next(); err == io.EOF {
		err = fmt.Errorf("%s: is empty; its first line has to name the columns", path)
	}
	if err == nil {
		err = s.find(len(needed))
	}
	if err != nil {
		return nil, err
	}
	return s, nil
}

// find finds the columns in the first line. So many of them are needed.
func (s *sheet) find(needed int) error {
	if slices.ContainsFunc(s.row, func(name string) bool { return !utf8.ValidString(name) || strings.Contains(name, "\x00") }) {
		return s.wrongAt(place{1, 1}, "is not UTF-8; save it as CSV in UTF-8")
	}
	names := make([]string, len(s.row))
	for i, name := range s.row {
		names[i] = strings.ToLower(strings.TrimSpace(name))
	}
	s.at = make([]int, len(s.columns))
	for i, name := range s.columns {
		s.at[i] = slices.Index(names, name)
		switch {
		case s.at[i] < 0 && i < needed:
			return s.wrongAt(place{1, 1}, "has no column %q, only %q", name, names)
		case s.at[i] >= 0 && slices.Contains(names[s.at[i]+1:], name):
			return s.wrongAt(place{1, 1}, "has two columns %q", name)
		}
	}
	return nil
}

// next reads the next row; io.EOF says that there is none.
func (s *sheet) next() (err error) {
	s.source.row = 0
	s.row, err = s.rows.Read()
	parse, ok := errors.AsType[*csv.ParseError](err)
	switch {
	case ok && parse.Err == csv.ErrFieldCount:
		return s.wrongAt(place{parse.Line, 1}, "has %d columns, and the first line has %d", len(s.row), s.rows.FieldsPerRecord)
	case ok:
		return s.wrongAt(place{parse.Line, parse.Column}, "%v", parse.Err)
	case err == io.EOF:
		return err
	case err != nil:
		return fmt.Errorf("%s: after line %d: %w", s.path, s.line, err)
	}
	s.line, _ = s.rows.FieldPos(0)
	return nil
}

// text returns what the row has in a column; "" where the file has no such column.
func (s *sheet) text(column int) string {
	if s.at[column] < 0 {
		return ""
	}
	return s.row[s.at[column]]
}

// number returns the number that the row has in a column, in plain decimal or exponent notation.
func (s *sheet) number(column int) (float64, error) {
	text := strings.TrimSpace(s.text(column))
	n, err := strconv.ParseFloat(text, 64)
	switch {
	case text == "":
		return 0, s.wrong(column, "is required")
	case strings.Trim(text, "+-.0123456789eE") != "" || errors.Is(err, strconv.ErrSyntax):
		return 0, s.wrong(column, "must be a number such as 0.95, not %q", short(text))
	case err != nil:
		return 0, s.wrong(column, "is too large a number")
	}
	return n, nil
}

// short is the beginning of a text that may be long.
func short(text string) string {
	if len(text) > 40 {
		return text[:37] + "..."
	}
	return text
}

// place returns where the row's text in a column begins.
func (s *sheet) place(column int) place {
	if s.at[column] < 0 {
		return place{s.line, 1}
	}
	line, at := s.rows.FieldPos(s.at[column])
	return place{line, at}
}

// wrong says what is wrong with the row's text in a column, and where it stands.
func (s *sheet) wrong(column int, format string, args ...any) error {
	return s.wrongAt(s.place(column), s.columns[column]+" "+format, args...)
}

func (s *sheet) wrongAt(p place, format string, args ...any) error {
	return fmt.Errorf("%s:%d:%d: %s", s.path, p.line, p.column, fmt.Sprintf(format, args...))
}

func (s *sheet) Close() error { return s.file.Close() }

// source reads a file and counts what it has read.
type source struct {
	file *os.File
	all  int64
	row  int // since the row began
}

// share is how much of the file has been read; below zero where nobody knows how much there is.
func (s *source) share() float64 {
	info, err := s.file.Stat()
	if err != nil || !info.Mode().IsRegular() || info.Size() == 0 {
		return -1
	}
	return float64(s.all) / float64(info.Size())
}

var errLargeRow = fmt.Errorf("a row of more than %d MB; is there a quote that is never closed?", largestRow>>20)

func (s *source) Read(p []byte) (int, error) {
	if s.row > largestRow {
		return 0, errLargeRow
	}
	n, err := s.file.Read(p)
	s.all += int64(n)
	s.row += n
	return n, err
}
