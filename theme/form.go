package theme

import "html/template"

// FormPage is what the page form.html shows: a form that is sent to the address at which it is shown.
//
//	return c.Render(f.Status(), "form.html", theme.FormPage{Title: "Add User", Back: "/", Form: f})
type FormPage struct {
	// Title is that of the page, and its heading.
	Title string
	// Button is what stands on the button; empty is the Title.
	Button string
	// Back is the address that the link beside the button leads to.
	Back string
	// Form is a *form.Form, or one of modelform's.
	Form interface{ HTML() (template.HTML, error) }
}
