package modelform

import (
	"context"
	"reflect"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// Choices adds a relation as checkboxes, among the rows of a query: those that are ticked belong to the object. It is meant
// for a many-to-many. Labels are those of Choice.
//
//	p := Projects.C
//	modelform.Choices(f, &u.Projects, Projects.OrderBy(orm.Asc(&p.Name)), &p.Name)
//
// What is stored is the difference between what the visitor saw and what the visitor sent, so that what somebody else adds
// meanwhile stays. Rows are read by one statement. Beyond form.MaxOptions of them the page lists those that belong to the
// object already, and others are searched for. A row that the object has and the query does not offer is left alone.
//
// Such a form is used with Edit, or with Insert for an object that does not exist yet. The object must have been read with
// the relation, or it is read by a statement of its own.
func Choices[T any](f *Fields, pointer *orm.Many[T], rows orm.Query[T], labels ...any) *form.Field {
	r, err := f.relationAt(pointer)
	if err != nil {
		return f.addRelation(r, pointer, nil, err)
	}
	c, err := newChooser(rows, labels)
	if err != nil {
		return f.addRelation(r, pointer, nil, err)
	}
	f.choices = append(f.choices, choice{r.field, func(reader orm.Reader) form.Source {
		return source[T]{c, reader, make(map[string]*T)}
	}})
	s := several[T]{r, c}
	return f.addRelation(r, pointer, form.NewField(form.Spec{
		Field: r.field, Source: unread{}, Several: &form.SeveralSpec{Chosen: s.chosen, Change: s.change},
	}), nil)
}

// several is what a definition knows of a relation whose rows are chosen.
type several[T any] struct {
	relation
	*chooser[T]
}

// chosen are the rows that an object has.
func (s several[T]) chosen(object any) ([]form.Choice, error) {
	rows, err := manyOf[T](object, s.relation).All()
	if err != nil {
		return nil, err
	}
	return source[T]{chooser: s.chooser}.choices(rows, 1), nil
}

// change lets an object have rows, and have others no more.
func (s several[T]) change(ctx context.Context, object any, from form.Source, added, removed []string) error {
	many := manyOf[T](object, s.relation)
	if len(removed) > 0 {
		have, err := many.All()
		if err != nil {
			return err
		}
		for _, row := range have {
			if slices.Contains(removed, s.keyOf(row)) {
				many.Remove(row)
			}
		}
	}
	for _, value := range added {
		row, err := from.(source[T]).row(ctx, value)
		if err != nil {
			return err
		}
		many.Add(row)
	}
	return nil
}

// keyOf is the key of a row as text.
func (c *chooser[T]) keyOf(row *T) string {
	return textOf(reflect.ValueOf(row).Elem().FieldByIndex(c.key.Index))
}

// row is the row of a value that was offered.
func (s source[T]) row(ctx context.Context, value string) (*T, error) {
	if row := s.seen[value]; row != nil {
		return row, nil
	}
	key, ok := parseKey(s.key.Type, value)
	if !ok {
		return nil, fault.New(fault.NotFound, "modelform: there is no "+s.model+" "+value)
	}
	return s.query.Get(ctx, s.reader, key)
}
