package form

import (
	"fmt"
	"maps"
	"net/url"
	"reflect"
	"slices"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// rowChange is what a valid submission does to one row.
type rowChange struct {
	row    *row
	values []reflect.Value // nil for a row that is removed
}

// bindRows reads the rows that were sent, and returns what is to be done with each. What is wrong it puts beside the
// fields of the rows.
func (f *Form) bindRows(c *control, values url.Values) []rowChange {
	sent := sentRows(c.name()+".", values)
	c.rows.shown, c.rows.fresh = nil, 0
	var changes []rowChange
	used := make(map[string]bool, len(sent))
	for _, index := range slices.Sorted(maps.Keys(sent)) {
		if len(c.rows.shown) == c.atMost() {
			f.violate(c, invalid("too_many", fmt.Sprintf("must be at most %d rows at once", c.atMost())))
			break
		}
		if change, ok := f.bindRow(c, sent[index], used); ok {
			changes = append(changes, change)
		}
	}
	if c.Required && len(changes) == 0 && len(c.rows.stored) == 0 {
		f.violate(c, required("is required; write at least one"))
	}
	c.addEmpty()
	return changes
}

// sentRows sorts what was sent for a list by the places of its rows. Names that are written in another way than a page
// writes them are unknown, as those of any other field are.
func sentRows(prefix string, values url.Values) map[int]url.Values {
	rows := make(map[int]url.Values)
	for name, sent := range values {
		rest, ok := strings.CutPrefix(name, prefix)
		if !ok {
			continue
		}
		index, name, ok := cutRow(rest)
		if !ok {
			continue
		}
		if rows[index] == nil {
			rows[index] = make(url.Values, 4)
		}
		rows[index][name] = sent
	}
	return rows
}

// bindRow reads one row. It reports false for a row that changes nothing: an empty one, and one that is gone already and
// was to be removed.
func (f *Form) bindRow(c *control, sent url.Values, used map[string]bool) (rowChange, bool) {
	key := sent.Get(keyField)
	stored, known := c.rows.stored[key]
	remove := isYes(strings.TrimSpace(sent.Get(removeField)))
	switch {
	case key == "" && (remove || c.isEmpty(sent)), key != "" && !known && remove:
		return rowChange{}, false
	case !known:
		stored = Row{}
	}
	r := c.newRow(stored)
	r.remove = remove
	found := same
	if known {
		found = since(r.controls, r.Object, sent, sent[wasField])
		r.was = sentWas(sent[wasField])
	}
	if found == moved && !remove && !used[key] {
		keep(r.controls, r.Object)
		r.was = digest(r.controls, r.Object)
		used[key] = true
		return rowChange{}, false
	}
	staged := f.bindCells(c, r, sent)
	if found != same {
		f.overtaken(r, r.controls, r.Object)
	} else {
		f.judgeRow(r, sent, known, used[key])
	}
	used[key] = true
	return rowChange{r, staged}, true
}

// judgeRow says what is wrong with a row as a whole: with what it sends beside its fields.
func (f *Form) judgeRow(r *row, sent url.Values, known, twice bool) {
	remove := strings.TrimSpace(sent.Get(removeField))
	switch named := sent.Get(keyField) != ""; {
	case len(sent[keyField]) > 1 || len(sent[removeField]) > 1:
		f.violateRow(r, invalid("sent_twice", "is sent twice"))
	case !isYes(remove) && !isNo(remove):
		f.violateRow(r, invalid("not_a_bool", "remove must be yes or no"))
	case named && !known:
		f.violateRow(r, invalid("gone", "somebody has removed this meanwhile, or it never was here; send it again to add it anew"))
	case named && twice:
		r.Row = Row{}
		f.violateRow(r, invalid("sent_twice", "this is here twice; send it again to add it anew"))
	}
}

// bindCells reads the fields of a row. Those of a row that is removed are kept and not judged.
func (f *Form) bindCells(c *control, r *row, sent url.Values) []reflect.Value {
	if r.remove {
		for _, inner := range r.controls {
			inner.raw = sent.Get(inner.Name)
		}
		return nil
	}
	staged := make([]reflect.Value, len(r.controls))
	for i, inner := range r.controls {
		v, violation := inner.bind(sent[inner.Name])
		if violation != nil {
			f.violate(inner, violation)
		}
		staged[i] = v
	}
	return staged
}

// isEmpty reports whether nothing was written into a row for a new one.
func (c *control) isEmpty(sent url.Values) bool {
	for _, f := range c.rowFields {
		blank := (&control{field: f}).initial()
		for _, text := range sent[f.Name] {
			if f.Widget != Hidden && strings.TrimSpace(text) != "" && text != blank {
				return false
			}
		}
	}
	return true
}

// writeRows does what was sent.
func (c *control) writeRows(object any, changes []rowChange) error {
	var added, removed []any
	for _, change := range changes {
		r := change.row
		switch {
		case change.values == nil:
			removed = append(removed, r.Object)
			continue
		case r.Object == nil:
			r.Object = c.Rows.New()
			added = append(added, r.Object)
		}
		for i, inner := range r.controls {
			inner.At(r.Object).Set(change.values[i])
		}
	}
	if len(added)+len(removed) == 0 {
		return nil
	}
	return c.Rows.Change(object, added, removed)
}

// violate puts a violation beside a field.
func (f *Form) violate(c *control, v *fault.Violation) {
	v.Field = c.Field
	if c.row != nil {
		v.Field = c.row.path + "." + c.Field
	}
	f.found = append(f.found, *v)
	f.beside(c, c.row, *v)
}

// violateRow puts a violation beside a row.
func (f *Form) violateRow(r *row, v *fault.Violation) {
	v.Field = r.path
	f.found = append(f.found, *v)
	f.beside(nil, r, *v)
}
