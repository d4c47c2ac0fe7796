package form

import (
	"errors"
	"fmt"
	"html/template"
	"slices"
	"strings"
)

// View is one field as a page shows it, for templates that lay a form out by hand:
//
//	{{with .Form.Field "email"}}<label for="{{.ID}}">{{.Label}}</label> {{.Input}} {{.Error}}{{end}}
//
// It is a copy: what happens to the form later does not change it.
type View struct {
	ID       string // of the input unless it is Hidden; ID-help and ID-error are those of the two texts
	Name     string // of the input
	Label    string
	Help     string
	Value    string // what was typed, or what the object holds
	Error    string // sentences that begin with the label, empty when nothing is wrong
	Widget   Widget
	Required bool
	Checked  bool     // whether a Checkbox is ticked
	Focus    bool     // whether this is the first field with an error, which gets the focus
	Options  []Option // of a Select, and the Checkboxes
	Was      []string // of Checkboxes: what was chosen when the page was made, which it sends back
	Rows     []RowView
	Search   *Search // beside a Select whose choices are too many to list; nil without
}

// Search is the input in which a visitor writes the name of what is meant, or a part of it.
type Search struct {
	ID, Name string
	Value    string // what was typed
}

// Option is one entry of a Select, or one of the Checkboxes, as a page shows it.
type Option struct {
	Value, Label string
	Selected     bool
}

// RowView is one row of a list as a page shows it.
type RowView struct {
	ID     string // of the row
	Label  string // "Dataset 1"
	Key    string // what the row sends to be known again; empty for a new one
	Was    string // what it sends so that changes in between are noticed
	Error  string // what belongs to none of its fields
	Fields []View
	Remove View // the checkbox by which a row that exists is removed
}

// KeyName is the HTML name of the hidden field that sends the key.
func (v RowView) KeyName() string { return v.ID + "." + keyField }

// WasName is the HTML name of the hidden field that sends Was.
func (v RowView) WasName() string { return v.ID + "." + wasField }

// errNotAttached is returned when a page shows what only a request can give.
var errNotAttached = errors.New("form: call Submitted or Attach before showing the form")

// Field returns a field by its HTML name or its Go name. It fails when the form has no such field, and when
// the field's choices were not fetched because neither Submitted nor Attach was called.
func (f *Form) Field(name string) (View, error) {
	if err := f.usable(); err != nil {
		return View{}, err
	}
	c := f.control(name)
	if c == nil {
		return View{}, fmt.Errorf("form: there is no field %q; there are %s", name, strings.Join(f.names(), ", "))
	}
	return f.view(c)
}

func (f *Form) view(c *control) (View, error) {
	if (c.chooses() || c.Rows != nil) && !f.ready {
		return View{}, errNotAttached
	}
	return c.view(f.firstWrong()), nil
}

// Fields returns every field in order, hidden ones included; see Field.
func (f *Form) Fields() ([]View, error) {
	if err := f.usable(); err != nil {
		return nil, err
	}
	views := make([]View, len(f.controls))
	for i, c := range f.controls {
		v, err := f.view(c)
		if err != nil {
			return nil, err
		}
		views[i] = v
	}
	return views, nil
}

// Errors returns the errors that belong to no field that is shown. The slice is a copy.
func (f *Form) Errors() []string { return slices.Clone(f.top) }

func (f *Form) names() []string {
	var all []string
	for _, c := range f.controls {
		all = append(all, c.Name)
	}
	return all
}

// firstWrong is the first field that shows an error, nil when none does.
func (f *Form) firstWrong() *control {
	for _, c := range f.controls {
		if len(c.errors) > 0 {
			return c
		}
		for _, r := range c.rows.shown {
			if len(r.errors) > 0 {
				return r.lead()
			}
			for _, inner := range r.controls {
				if len(inner.errors) > 0 {
					return inner
				}
			}
		}
	}
	return nil
}

// view is the field as a page shows it; wrong is the field that gets the focus.
func (c *control) view(wrong *control) View {
	v := View{
		ID: c.name(), Name: c.name(), Label: c.Label, Help: c.Help, Widget: c.Widget, Required: c.Required, Focus: c == wrong,
		Value:   strings.ToValidUTF8(c.raw, "\uFFFD"),
		Error:   strings.Join(c.errors, "; "),
		Checked: c.Widget == Checkbox && isYes(strings.TrimSpace(c.raw)),
		Options: c.options(),
	}
	if advice := c.advise(); advice != "" {
		v.Help = strings.TrimSpace(v.Help + " " + advice)
	}
	if c.many && c.Widget != Hidden {
		v.Search = &Search{ID: c.searchName(), Name: c.searchName(), Value: strings.ToValidUTF8(c.sought, "\uFFFD")}
		if len(c.choices) == 0 {
			v.Options, v.Search.ID = nil, v.ID // it is what links to the field lead to
		}
	}
	switch c.Widget {
	case Checkboxes:
		v.Options, v.Was = c.boxes()
	case Subforms:
		v.Rows = make([]RowView, len(c.rows.shown))
		for i, r := range c.rows.shown {
			v.Rows[i] = r.view(wrong)
		}
	}
	return v
}

// view is the row as a page shows it.
func (r *row) view(wrong *control) RowView {
	v := RowView{ID: r.name, Label: r.label, Key: r.Key, Was: r.was, Error: strings.Join(r.errors, "; "), Fields: make([]View, len(r.controls))}
	for i, c := range r.controls {
		v.Fields[i] = c.view(wrong)
		v.Fields[i].Required = c.Required && r.Key != "" // a row for a new one may stay empty
	}
	if r.Key != "" {
		name := r.name + "." + removeField
		v.Remove = View{ID: name, Name: name, Label: "Remove", Widget: Checkbox, Checked: r.remove}
	}
	return v
}

// lead is the first field of the row that is shown.
func (r *row) lead() *control {
	for _, c := range r.controls {
		if c.Widget != Hidden {
			return c
		}
	}
	return r.controls[0]
}

// first is the id of what a link to the field leads to.
func (c *control) first() string {
	if len(c.rows.shown) > 0 {
		return c.rows.shown[0].lead().name()
	}
	return c.name()
}

// options lists what a Select offers. An empty entry comes first when nothing may be chosen, or nothing is.
func (c *control) options() []Option {
	if c.Widget != Select {
		return nil
	}
	all := make([]Option, 1, len(c.choices)+1)
	chosen := false
	for _, choice := range c.choices {
		selected := !chosen && choice.Value == c.raw
		chosen = chosen || selected
		all = append(all, Option{Value: choice.Value, Label: choice.Label, Selected: selected})
	}
	switch {
	case c.Required && chosen:
		return all[1:]
	case c.Required:
		all[0] = Option{Label: "Choose…", Selected: true}
	default:
		all[0] = Option{Label: "None", Selected: !chosen}
	}
	return all
}

// Input returns the input, select or textarea alone, with every attribute that ties it to label, help and error.
func (v View) Input() (template.HTML, error) { return render("input", v) }

// HTML returns the field whole: label, input, help and error. A Hidden field is its input alone.
func (v View) HTML() (template.HTML, error) { return render("field", v) }

// DescribedBy lists the ids of the texts that describe the input, as aria-describedby takes them.
func (v View) DescribedBy() string {
	var ids []string
	if v.Help != "" {
		ids = append(ids, v.ID+"-help")
	}
	if v.Error != "" {
		ids = append(ids, v.ID+"-error")
	}
	return strings.Join(ids, " ")
}
