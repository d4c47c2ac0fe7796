package form

import (
	_ "embed"
	"html/template"
	"strings"
)

//go:embed widgets.html
var widgetsSource string

// widgets is the markup of everything that a form shows. html/template escapes every value by its place.
var widgets = template.Must(template.New("widgets").Funcs(template.FuncMap{"options": optionElements}).Parse(widgetsSource))

// optionElements writes the options of a select, escaped, each on a line of its own. There may be hundreds, for which a
// template takes longer than for all the rest of a page.
func optionElements(options []Option) template.HTML {
	var b strings.Builder
	for _, o := range options {
		b.WriteString("\n<option value=\"" + template.HTMLEscapeString(o.Value) + "\"")
		if o.Selected {
			b.WriteString(" selected")
		}
		b.WriteString(">" + template.HTMLEscapeString(o.Label) + "</option>")
	}
	return template.HTML(b.String())
}

// render runs one of the templates of widgets.html.
func render(name string, data any) (template.HTML, error) {
	var b strings.Builder
	if err := widgets.ExecuteTemplate(&b, name, data); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil // escaped by the template
}

// HTML returns the form without its form element and button: the summary of errors, the hidden token and every
// field. It carries neither style nor script. It fails when neither Submitted nor Attach was called.
func (f *Form) HTML() (template.HTML, error) {
	summary, err := f.Summary()
	if err != nil {
		return "", err
	}
	token, err := f.CSRF()
	if err != nil {
		return "", err
	}
	fields, err := f.Fields()
	if err != nil {
		return "", err
	}
	all := []template.HTML{summary, token}
	if f.guarded && f.was != "" {
		was, err := render("token", struct{ Name, Value string }{wasField, f.was})
		if err != nil {
			return "", err
		}
		all = append(all, was)
	}
	for _, v := range fields {
		html, err := v.HTML()
		if err != nil {
			return "", err
		}
		all = append(all, html)
	}
	return join(all), nil
}

// CSRF returns the hidden input that carries the token; HTML contains it. It fails when neither Submitted nor
// Attach was called, since the form that is shown could never be sent.
func (f *Form) CSRF() (template.HTML, error) {
	if err := f.usable(); err != nil {
		return "", err
	}
	if f.token == "" {
		return "", errNotAttached
	}
	return render("token", struct{ Name, Value string }{TokenField, f.token})
}

// Summary returns the list of all errors, with links to the fields, that a screen reader announces when the
// page opens; nothing when there is no error. HTML contains it.
func (f *Form) Summary() (template.HTML, error) {
	if err := f.usable(); err != nil || f.Valid() {
		return "", err
	}
	var lines []line
	for _, message := range f.top {
		lines = append(lines, line{Error: message})
	}
	for _, c := range f.controls {
		lines = c.lines(lines, "")
		for _, r := range c.rows.shown {
			for _, message := range r.errors {
				lines = append(lines, line{ID: r.lead().first(), Error: r.label + ": " + message})
			}
			for _, inner := range r.controls {
				lines = inner.lines(lines, r.label+": ")
			}
		}
	}
	return render("summary", lines)
}

// line is a line of the summary: an error, and the id of the field to which it leads.
type line struct{ ID, Error string }

// lines appends the errors of a field.
func (c *control) lines(to []line, prefix string) []line {
	for _, message := range c.errors {
		to = append(to, line{ID: c.first(), Error: prefix + message})
	}
	return to
}

// join puts pieces of markup on lines of their own.
func join(pieces []template.HTML) template.HTML {
	var b strings.Builder
	for _, p := range pieces {
		if p != "" {
			b.WriteString(string(p) + "\n")
		}
	}
	return template.HTML(b.String())
}
