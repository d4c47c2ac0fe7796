package modelform

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// Choice adds the field that pointer points to as a choice among the rows of a query, whose key it holds. A person
// sees the labels, fields of the rows' model: the first one, and where that does not tell rows apart the others behind
// it in parentheses, and then the key.
//
//	u := Users.C
//	modelform.Choice(f, &d.UserID, Users.OrderBy(orm.Asc(&u.Name)), &u.Name, &u.Email) // Ada, or Ada (ada@example.org)
//
// The rows are read by one statement when the form is used. Beyond form.MaxOptions of them the page lists none: the
// visitor writes the name, or a part of it, and chooses from what is found; see form.Source. A value that is sent is
// accepted only when it is the key of one of the query's rows. That a row is gone a moment later is for the foreign key
// in the database to notice, and appears beside the field too. A field that may hold nothing offers the choice of none.
func Choice[T any](f *Fields, pointer any, rows orm.Query[T], labels ...any) *form.Field {
	field := f.Field(pointer)
	spec := field.Spec()
	if spec.Field == "" {
		return field // a mistake that Field has noted
	}
	c, err := newChooser(rows, labels)
	if err == nil && !holdsKey(spec.Type, c.key.Type) {
		err = fmt.Errorf("holds %s, and the key of %s is %s; give both the same type", spec.Type, c.model, c.key.Type)
	}
	if err != nil {
		f.mistakes = append(f.mistakes, spec.Field+": "+err.Error())
		return field.ChoicesOf(unread{})
	}
	f.choices = append(f.choices, choice{spec.Field, func(r orm.Reader) form.Source { return source[T]{c, r, nil} }})
	if label, found := strings.CutSuffix(spec.Label, " ID"); found {
		field.Label(label)
	}
	return field.ChoicesOf(unread{})
}

// choice is a field whose choices are read from whatever database a form is used with.
type choice struct {
	field string
	from  func(orm.Reader) form.Source
}

// chooser is what a definition knows of the rows to choose from.
type chooser[T any] struct {
	query  orm.Query[T]
	model  string
	key    orm.Field
	labels []label
}

// label is a field of the rows that a person sees.
type label struct {
	index []int
	texts // searched only when it holds text
}

func newChooser[T any](query orm.Query[T], pointers []any) (*chooser[T], error) {
	model := orm.Define[T]() // any handle of the model knows its fields
	fields, err := model.Fields()
	if err != nil {
		return nil, err
	}
	c := &chooser[T]{query: query, model: model.Name()}
	keys, searched := 0, false
	for _, d := range fields {
		if d.Key {
			c.key, keys = d, keys+1
		}
	}
	for _, p := range pointers {
		d, err := model.Field(p)
		switch {
		case err != nil:
			return nil, err
		case d.Deferred:
			return nil, fmt.Errorf("chooses a %s by %s, which is Lazy and not read with the rows; name another field", c.model, d.Name)
		}
		t := textsOf(p)
		c.labels, searched = append(c.labels, label{d.Index, t}), searched || t.contains != nil
	}
	switch {
	case keys != 1:
		return nil, fmt.Errorf("chooses a %s, whose key has %d fields; choose from a model whose key is one", c.model, keys)
	case !isKey(c.key.Type):
		return nil, fmt.Errorf("chooses a %s, whose key is %s; choose by a whole number, a text, or a type that marshals itself as text", c.model, c.key.Type)
	case !searched:
		return nil, fmt.Errorf("chooses a %s without a text to know it by; name one of its text fields, such as &x.Name", c.model)
	}
	return c, nil
}

// source reads the choices of one form.
type source[T any] struct {
	*chooser[T]
	reader orm.Reader
	seen   map[string]*T // the rows that were offered, by their values; nil where nobody asks for them
}

var _ form.Source = source[struct{}]{}

func (s source[T]) List(ctx context.Context, n int) ([]form.Choice, error) {
	rows, err := s.query.Limit(n).All(ctx, s.reader)
	if err != nil {
		return nil, err
	}
	return s.choices(rows, 1), nil
}

// Search asks for the rows that have the text as a label first, so that they are found however many others hold it.
func (s source[T]) Search(ctx context.Context, text string, n int) ([]form.Choice, error) {
	named, err := s.query.Where(s.named(text)).Limit(n).All(ctx, s.reader)
	if err != nil {
		return nil, err
	}
	all, err := s.query.Where(s.holding(text)).Limit(n).All(ctx, s.reader)
	if err != nil {
		return nil, err
	}
	rows := s.joined(named, all)
	return s.choices(rows[:min(len(rows), n)], 1), nil
}

// joined appends the rows that are not there yet.
func (s source[T]) joined(rows, more []*T) []*T {
	there := make(map[string]bool, len(rows))
	for _, row := range rows {
		there[s.keyOf(row)] = true
	}
	for _, row := range more {
		if !there[s.keyOf(row)] {
			rows = append(rows, row)
		}
	}
	return rows
}

// Find tells all labels: the visitor may have searched by any of them.
func (s source[T]) Find(ctx context.Context, value string) (form.Choice, bool, error) {
	key, ok := parseKey(s.key.Type, value)
	if !ok {
		return form.Choice{}, false, nil
	}
	row, err := s.query.Get(ctx, s.reader, key)
	switch fault.KindOf(err) {
	case fault.None:
		return s.choices([]*T{row}, len(s.labels))[0], true, nil
	case fault.NotFound, fault.OutOfRange, fault.Invalid, fault.TooLong:
		return form.Choice{}, false, nil
	}
	return form.Choice{}, false, err
}

// choices are rows as a person sees them, by so many labels, and by more where those are the same.
func (s source[T]) choices(rows []*T, labels int) []form.Choice {
	all := make([]form.Choice, len(rows))
	seen := make(map[string]int, len(rows))
	for i, row := range rows {
		v := reflect.ValueOf(row).Elem()
		all[i] = form.Choice{Value: s.keyOf(row), Label: s.label(v, labels)}
		if s.seen != nil {
			s.seen[all[i].Value] = row
		}
		seen[all[i].Label]++
	}
	if len(seen) < len(rows) && labels < len(s.labels) {
		again := make(map[string]int, len(rows))
		for i, row := range rows {
			if seen[all[i].Label] > 1 {
				all[i].Label = s.label(reflect.ValueOf(row).Elem(), len(s.labels))
			}
			again[all[i].Label]++
		}
		seen = again
	}
	for i, c := range all {
		if c.Label == "" || seen[c.Label] > 1 {
			all[i].Label = strings.TrimSpace(c.Label + " (" + c.Value + ")")
		}
	}
	return all
}

// label is the text of a row by so many labels, with white space as a page shows it.
func (s source[T]) label(row reflect.Value, labels int) string {
	text := tidy(textOf(row.FieldByIndex(s.labels[0].index)))
	var more []string
	for _, l := range s.labels[1:labels] {
		if part := tidy(textOf(row.FieldByIndex(l.index))); part != "" {
			more = append(more, part)
		}
	}
	if len(more) == 0 {
		return text
	}
	return strings.TrimSpace(text + " (" + strings.Join(more, ", ") + ")")
}

// tidy returns a text with single spaces, itself when it is so already.
func tidy(s string) string {
	if !strings.Contains(s, "  ") && s == strings.TrimSpace(s) {
		return s
	}
	return strings.Join(strings.Fields(s), " ")
}

// unread stands for rows until the form is used with a database.
type unread struct{}

var errUnread = errors.New("modelform: the form has choices that are read from a database; use it by Insert, Update, Save or Show")

func (unread) List(context.Context, int) ([]form.Choice, error)           { return nil, errUnread }
func (unread) Search(context.Context, string, int) ([]form.Choice, error) { return nil, errUnread }
func (unread) Find(context.Context, string) (form.Choice, bool, error) {
	return form.Choice{}, false, errUnread
}
