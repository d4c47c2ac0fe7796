package form

import (
	"context"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
)

// MaxRows is how many rows a list shows and takes unless it says otherwise.
const MaxRows = 1000

// Names of what a row sends beside its fields.
const (
	keyField    = "_key"
	removeField = "_remove" // beside wasField
)

// RowsSpec is how a field holds a list of sub-forms. The HTML name of a row's field is the list's, the place of the row
// on the page and the field's own: "datasets.0.name". A row that exists sends its key besides, and a checkbox by which it
// is removed; empty rows at the end are for new ones, and count for nothing while they stay empty.
//
// Rows that are not sent are left alone. A key that the list does not have is refused: its row was removed meanwhile,
// or never belonged here.
type RowsSpec struct {
	// Fields are those of a row. Their At is given a pointer to the row.
	Fields []Spec
	// Row is what people call one of the rows; a Go name is shown as words.
	Row string
	// Empty is how many rows are shown for new ones.
	Empty int
	// AtMost is how many rows are shown and taken; 0 is MaxRows.
	AtMost int
	// List returns the rows of an object, in the order in which they are shown. Their keys differ.
	List func(object any) ([]Row, error)
	// New returns a pointer to a row that does not exist yet.
	New func() any
	// Change adds rows to an object and removes others. The fields of all are written by then.
	Change func(object any, added, removed []any) error
}

// Row is a row of a list: a pointer, and the key by which a page names it.
type Row struct {
	Key    string
	Object any
}

// List adds a list of sub-forms: a slice of structs, which pointer names, each with the fields that define names. Rows are
// told apart by their place in the slice, so nobody else may change it while the form is being filled in.
func List[T any](f *Fields, pointer *[]T, define func(f *Fields, row *T)) *Field {
	field := f.Field(pointer)
	if field.spec.Field == "" {
		return field // a mistake that Field has noted
	}
	at := field.spec.At
	list := func(object any) *[]T { return at(object).Addr().Interface().(*[]T) }
	inner := &Fields{prototype: reflect.ValueOf(new(T)).Elem()}
	if inner.prototype.Kind() != reflect.Struct {
		f.mistakes = append(f.mistakes, fmt.Sprintf("%s: its rows are %s, which is no struct", field.spec.Field, inner.prototype.Type()))
		return field
	}
	define(inner, inner.prototype.Addr().Interface().(*T))
	for _, m := range inner.mistakes {
		f.mistakes = append(f.mistakes, field.spec.Field+": "+m)
	}
	field.decided = true
	field.spec.Rows = &RowsSpec{
		Fields: inner.specs(),
		Row:    inner.prototype.Type().Name(),
		Empty:  1,
		New:    func() any { return new(T) },
		List: func(object any) ([]Row, error) {
			rows := make([]Row, len(*list(object)))
			for i := range rows {
				rows[i] = Row{strconv.Itoa(i), &(*list(object))[i]}
			}
			return rows, nil
		},
		Change: func(object any, added, removed []any) error {
			var rest []T
			for i := range *list(object) {
				if row := &(*list(object))[i]; !slices.Contains(removed, any(row)) {
					rest = append(rest, *row)
				}
			}
			for _, row := range added {
				rest = append(rest, *row.(*T))
			}
			*list(object) = rest
			return nil
		},
	}
	return field
}

// Empty sets how many empty rows a list shows for new ones; it is 1 unless it is said.
func (f *Field) Empty(n int) *Field {
	return f.ofRows("Empty", n, func(r *RowsSpec) { r.Empty = n })
}

// AtMost sets how many rows a list shows and takes. Rows beyond that are left alone.
func (f *Field) AtMost(n int) *Field {
	return f.ofRows("AtMost", n, func(r *RowsSpec) { r.AtMost = n })
}

// Row sets what people call one row of a list, which is otherwise made from the name of its type.
func (f *Field) Row(name string) *Field {
	return f.ofRows("Row", len(name), func(r *RowsSpec) { r.Row = name })
}

// ofRows says something of a list. Said of another field, it is a mistake that its check finds.
func (f *Field) ofRows(word string, n int, say func(*RowsSpec)) *Field {
	if f.spec.Rows == nil || n < 0 {
		f.spec.misused = append(f.spec.misused, fmt.Sprintf("%s is for lists of sub-forms, and not negative", word))
		return f
	}
	rows := *f.spec.Rows
	say(&rows)
	f.spec.Rows = &rows
	return f
}

// checkRows says what is wrong with a list, and completes the fields of its rows.
func (f *field) checkRows() []string {
	r := f.Rows
	switch {
	case r.List == nil || r.New == nil || r.Change == nil:
		return []string{"is a list, and must say how its rows are read and changed; set List, New and Change"}
	case f.Widget != Auto && f.Widget != Subforms:
		return []string{fmt.Sprintf("the widget %s cannot show a list", f.Widget)}
	case f.chooses(), f.Default != nil, len(f.Rules) > 0, f.Min != nil, f.Max != nil, f.Size != 0, f.Several != nil:
		return []string{"is a list, for which only Required, Empty and AtMost say what is valid"}
	case len(r.Fields) == 0:
		return []string{"is a list without fields; name those of a row"}
	}
	f.kind, f.Widget = rowsKind, Subforms
	fields, wrong := compileAll(r.Fields)
	for _, inner := range fields {
		switch {
		case inner.Rows != nil, inner.Several != nil, inner.Source != nil:
			wrong = append(wrong, inner.Field+": a row holds single values, which are not chosen from a Source")
		case inner.Name == keyField, inner.Name == removeField:
			wrong = append(wrong, fmt.Sprintf("%s: the HTML name %s belongs to the list; set another with Name", inner.Field, inner.Name))
		}
	}
	f.rowFields, f.rowLabel = fields, r.Row
	if !strings.Contains(r.Row, " ") {
		f.rowLabel = label(r.Row)
	}
	return wrong
}

// atMost is how many rows a list shows and takes.
func (f *field) atMost() int {
	if f.Rows.AtMost > 0 {
		return f.Rows.AtMost
	}
	return MaxRows
}

// rows are what a form holds of a list.
type rows struct {
	stored  map[string]Row // by key
	shown   []*row
	fresh   int // how many of them are for new ones
	beyond  int // how many more there are
	choices map[*field][]Choice
}

// row is one sub-form as a page shows it.
type row struct {
	Row
	name     string // "datasets.0", by which the page names it
	path     string // "Datasets.0", by which violations name it
	label    string // "Dataset 1"
	controls []*control
	remove   bool
	was      string   // what the page shows of the object
	errors   []string // that belong to none of its fields
}

// readRows shows the rows of an object.
func (c *control) readRows(object any) error {
	list, err := c.Rows.List(object)
	if err != nil {
		return err
	}
	c.rows.stored = make(map[string]Row, len(list))
	for i, stored := range list {
		if _, twice := c.rows.stored[stored.Key]; twice || stored.Key == "" {
			return fmt.Errorf("form: two rows of %s have the key %q, or it is empty", c.Field, stored.Key)
		}
		c.rows.stored[stored.Key] = stored
		if i < c.atMost() {
			r := c.newRow(stored)
			keep(r.controls, stored.Object)
			r.was = digest(r.controls, stored.Object)
		}
	}
	c.rows.beyond = len(list) - len(c.rows.shown)
	c.addEmpty()
	return nil
}

// newRow shows one more row.
func (c *control) newRow(stored Row) *row {
	r := &row{Row: stored, controls: make([]*control, len(c.rowFields))}
	cells := make([]control, len(c.rowFields))
	for i, f := range c.rowFields {
		cells[i] = control{field: f, choices: c.rows.choices[f]}
		r.controls[i] = &cells[i]
	}
	c.show(r)
	return r
}

// show puts a row at the end of those that are shown.
func (c *control) show(r *row) {
	n := len(c.rows.shown)
	r.name, r.path = c.name()+"."+strconv.Itoa(n), c.Field+"."+strconv.Itoa(n)
	r.label = c.rowLabel + " " + strconv.Itoa(n+1)
	if r.Key == "" {
		if r.label = "New " + lower(c.rowLabel); c.rows.fresh > 0 {
			r.label += " " + strconv.Itoa(c.rows.fresh+1)
		}
		c.rows.fresh++
	}
	for _, inner := range r.controls {
		inner.row = r
	}
	c.rows.shown = append(c.rows.shown, r)
}

// addEmpty shows the rows in which new ones are written.
func (c *control) addEmpty() {
	for range min(c.Rows.Empty, c.atMost()-len(c.rows.shown)) {
		r := c.newRow(Row{})
		for _, inner := range r.controls {
			inner.raw = inner.initial()
		}
	}
}

// fetchRows reads what the fields of the rows offer, once for all rows.
func (c *control) fetchRows(ctx context.Context) error {
	c.rows.choices = make(map[*field][]Choice)
	for _, f := range c.rowFields {
		if f.Choices == nil {
			continue
		}
		choices, err := f.Choices(ctx)
		if err != nil {
			return err
		}
		c.rows.choices[f] = choices
	}
	for _, r := range c.rows.shown {
		for _, inner := range r.controls {
			inner.choices = c.rows.choices[inner.field]
		}
	}
	return nil
}

// cut splits what follows a list's name in the name of a row's field: "12.name".
func cutRow(rest string) (index int, name string, ok bool) {
	digits, name, ok := strings.Cut(rest, ".")
	if !ok || len(digits) > 9 || digits == "" || skipDigits(digits) != "" || len(digits) > 1 && digits[0] == '0' {
		return 0, "", false
	}
	index, err := strconv.Atoi(digits)
	return index, name, err == nil
}
