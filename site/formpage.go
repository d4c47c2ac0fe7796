package site

import (
	"html/template"

	"github.com/rowankit/rowan/theme"
	"github.com/rowankit/rowan/web"
)

// FormPage is a page with a form, and what follows when the form has done its work: the end of every handler of a form.
//
//	f := userForm.Blank()
//	stored, err := f.Insert(c, db)
//	page := site.FormPage{Title: "Add User", Form: f, Back: "users", Message: "Added " + f.Object.Name + "."}
//	return page.Answer(c, stored, err)
type FormPage struct {
	// Title is that of the page, and its heading.
	Title string
	// Button is what stands on the button; empty is the Title.
	Button string
	// Form is of package form or modelform.
	Form interface {
		HTML() (template.HTML, error)
		Status() int
	}
	// Back is the name of the route that the link "Back" leads to, and to which the visitor is sent when the form has done
	// its work. Args fill its wildcards.
	Back string
	Args []any
	// Message is shown there; empty for none.
	Message string
}

// Answer ends the handler: an error is returned as it is; when the form has done its work the visitor is sent on by a 303;
// and otherwise the page form.html shows the form, with the status 422 when there are errors in it.
func (p FormPage) Answer(c *web.Context, done bool, err error) error {
	if err != nil {
		return err
	}
	if done {
		if p.Message != "" {
			c.Flash(p.Message)
		}
		return c.Redirect(p.Back, p.Args...)
	}
	back, err := c.URL(p.Back, p.Args...)
	if err != nil {
		return err
	}
	return c.Render(p.Form.Status(), "form.html", theme.FormPage{Title: p.Title, Button: p.Button, Back: back, Form: p.Form})
}
