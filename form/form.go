// Package form turns what a person typed into the fields of a Go struct, and shows what is wrong with it
// beside each field. It imports the standard library, fault and validate; it knows neither web nor a database.
//
// A form is declared once on a plain struct, each field named by a pointer, with the words that models use:
//
//	type Contact struct {
//		Name, Email, Message string
//		Copies               int
//	}
//
//	var contact = form.Define(func(f *form.Fields, c *Contact) {
//		f.Field(&c.Name).Size(100).Trim()
//		f.Field(&c.Email).Size(120).Trim().Valid(validate.Email).As(form.Email)
//		f.Field(&c.Message).As(form.TextArea)
//		f.Field(&c.Copies).Min(0)
//	})
//
// A handler asks one question. On a GET, and when something is wrong, the page is shown with what was typed
// and each error; the struct is written only when everything is valid, and only the declared fields of it:
//
//	var c Contact
//	f := contact.Blank(&c)
//	ok, err := f.Submitted(req)
//	switch {
//	case err != nil:
//		return err // wrong content type, body too large: nothing a form can show
//	case !ok:
//		return page(f.Status(), "contact.html", f) // {{.HTML}} inside <form method="post" novalidate>
//	}
//
// Values mean the same everywhere: an empty field is missing, zero is a value, numbers are ASCII in plain
// decimal or exponent notation, texts are valid UTF-8 without control characters and their lengths count
// characters. A value sent twice is an error, an unknown field is ignored.
//
// A field with choices accepts nothing else. They are always the same (Choices), or come from a Source, such as the rows
// of a table: up to MaxOptions are listed, and where there are more the visitor writes a name and chooses from what is
// found, which needs no script.
//
// A field may also hold several choices, shown as checkboxes (Several), or a list of sub-forms (List), each row of which
// has a place on the page, empty rows for new ones at the end, and a checkbox by which it is removed. Both store what the
// visitor changed, and leave alone what somebody else has added meanwhile:
//
//	form.Several(f, &o.Extras).Choices(form.Choice{"gift", "Gift wrapping"}, form.Choice{"card", "Card"})
//	form.List(f, &o.Lines, func(f *form.Fields, l *Line) { f.Field(&l.What); f.Field(&l.Count).Min(1) })
//
// Guard lets a form notice what somebody else has changed between the page and its submission.
//
// Violations carry the codes of validate and these: required, choice, not_a_number, not_a_bool, sent_twice, stale, and of
// rows gone and too_many.
package form

import (
	"context"
	"errors"
	"net/http"
	"net/url"

	"github.com/rowankit/rowan/fault"
)

// Form is one page's use of a definition: what its fields show, what is wrong with them, and the object that a
// valid submission fills in. Make it with New or Blank of a Definition or a Fieldset; the zero Form
// refuses everything. It belongs to one request, so goroutines must not share it.
type Form struct {
	object   any
	controls []*control
	top      []string          // errors that belong to no field
	found    []fault.Violation // everything found, in order
	token    string
	ready    bool // the choices were fetched
	guarded  bool
	was      string // what the page shows of the object, when it is guarded
	err      error
}

// control is one field in a form: its definition and what it shows.
type control struct {
	*field
	raw     string // exactly as typed, or as formatted from the object
	choices []Choice
	source  Source           // where the choices come from; nil when they are always the same
	row     *row             // in which it stands; nil outside of lists
	many    bool             // the source has more than a page shows
	sought  string           // what the visitor searches by
	unfound *fault.Violation // why a search did not lead to one choice
	errors  []string

	chosen []Choice // of several: what the object holds
	ticked []string // what is chosen on the page
	was    []string // what was chosen when the page was made
	rows   rows     // of a list
}

// name is the HTML name.
func (c *control) name() string {
	if c.row != nil {
		return c.row.name + "." + c.Name
	}
	return c.Name
}

// Object returns the pointer that the form was made with, and which a valid submission has filled in.
func (f *Form) Object() any { return f.object }

// Submitted is the one call of a handler. For every method but POST it only attaches the request, as Attach
// does, and answers false. For a POST it reads the fields, checks them, and answers true when all of them are
// valid; only then has the object been written. Otherwise the form holds the violations and what was typed.
//
// An error is what no form can show: the mistakes of the definition, choices that could not be fetched, a body
// that could not be read. It is never about a value.
func (f *Form) Submitted(req Request) (bool, error) {
	if err := f.Attach(req); err != nil || req.Method() != http.MethodPost {
		return false, err
	}
	values, err := req.PostForm()
	if err != nil {
		return false, err
	}
	return f.Bind(req.Context(), values)
}

// Attach gives the form what a page needs of its request: the token against forged requests, and the choices
// of its fields. Submitted has done it already.
func (f *Form) Attach(req Request) error {
	if err := f.usable(); err != nil {
		return err
	}
	f.token = req.CSRFToken()
	return f.fetchChoices(req.Context())
}

// Bind is Submitted for values that were read already. It forgets violations that were found before.
func (f *Form) Bind(ctx context.Context, values url.Values) (bool, error) {
	if err := f.usable(); err != nil {
		return false, err
	}
	if err := f.fetchChoices(ctx); err != nil {
		return false, err
	}
	f.forget()
	since := f.meanwhile(values)
	var staged []func() error
	for _, c := range f.controls {
		if since == moved && c.single() {
			continue
		}
		write, err := f.stage(ctx, c, values)
		if err != nil {
			return false, err
		}
		staged = append(staged, write)
	}
	if since == torn {
		f.overtaken(nil, f.controls, f.object)
	}
	if !f.Valid() {
		return false, nil
	}
	for _, write := range staged {
		if err := write(); err != nil {
			return false, err
		}
	}
	return true, nil
}

// meanwhile finds out what has happened to the object of a guarded form since the page was made.
func (f *Form) meanwhile(values url.Values) state {
	if !f.guarded {
		return same
	}
	was := values[wasField]
	found := since(f.controls, f.object, values, was)
	f.was = sentWas(was)
	if found == moved {
		keep(f.controls, f.object)
		f.was = digest(f.controls, f.object)
	}
	return found
}

// stage reads what was sent for a field, puts what is wrong with it beside it, and returns what writes it.
func (f *Form) stage(ctx context.Context, c *control, values url.Values) (write func() error, err error) {
	switch {
	case c.Rows != nil:
		changes := f.bindRows(c, values)
		return func() error { return c.writeRows(f.object, changes) }, nil
	case c.Several != nil:
		added, removed, violation, err := c.bindSeveral(ctx, values)
		if violation != nil {
			f.violate(c, violation)
		}
		return func() error {
			if len(added)+len(removed) == 0 {
				return nil
			}
			return c.Several.Change(ctx, f.object, c.source, added, removed)
		}, err
	}
	sent := values[c.Name]
	if c.many {
		if sent, err = c.seek(ctx, sent, values[c.searchName()]); err != nil {
			return nil, err
		}
	}
	v, violation := c.bind(sent)
	if violation != nil {
		f.violate(c, violation)
	}
	return func() error { c.At(f.object).Set(v); return nil }, nil
}

// usable returns why the form cannot be used: its definition's mistakes, or that it has none.
func (f *Form) usable() error {
	if f.err == nil && f.object == nil {
		return errors.New("form: make a form with New or Blank, and an object")
	}
	return f.err
}

func (f *Form) forget() {
	f.top, f.found = nil, nil
	for _, c := range f.controls {
		c.errors = nil
	}
}

func (f *Form) fetchChoices(ctx context.Context) error {
	if f.ready {
		return nil
	}
	for _, c := range f.controls {
		if err := c.fetchAll(ctx); err != nil {
			return err
		}
	}
	f.ready = true
	return nil
}

// Valid reports whether no violation has been found. A form that was not submitted is valid.
func (f *Form) Valid() bool { return len(f.found) == 0 }

// Status is the HTTP status of a page that shows the form: 200, or 422 when it shows errors.
func (f *Form) Status() int {
	if f.Valid() {
		return http.StatusOK
	}
	return http.StatusUnprocessableEntity
}
