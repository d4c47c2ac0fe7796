package form_test

import (
	"context"
	"fmt"
	"net/url"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/validate"
)

func Example() {
	type Contact struct {
		Name, Email string
		Copies      int
	}
	contact := form.Define(func(f *form.Fields, c *Contact) {
		f.Field(&c.Name).Size(100).Trim()
		f.Field(&c.Email).Size(120).Trim().Valid(validate.Email).As(form.Email)
		f.Field(&c.Copies).Min(0)
	})

	var c Contact
	f := contact.Blank(&c)
	ok, err := f.Bind(context.Background(), url.Values{"name": {" Ada "}, "email": {"ada"}, "copies": {"0"}})
	fmt.Println(ok, err, f.Status(), c)
	for _, v := range f.Violations() {
		fmt.Println(v.Field, v.Message)
	}

	ok, err = f.Bind(context.Background(), url.Values{"name": {" Ada "}, "email": {"ada@example.org"}, "copies": {"0"}})
	fmt.Println(ok, err, f.Status(), c)
	// Output:
	// false <nil> 422 {  0}
	// Email must be an email address such as name@example.org
	// true <nil> 200 {Ada ada@example.org 0}
}

func ExampleView() {
	type Contact struct{ Email string }
	contact := form.Define(func(f *form.Fields, c *Contact) { f.Field(&c.Email).As(form.Email) })
	f := contact.New(&Contact{Email: "ada@example.org"})

	email, err := f.Field("email")
	if err != nil {
		fmt.Println(err)
		return
	}
	html, err := email.HTML()
	fmt.Println(html, err)
	// Output:
	// <div class="field">
	// <label for="email">Email</label>
	// <input type="text" id="email" name="email" value="ada@example.org" inputmode="email" autocomplete="email" autocapitalize="none" spellcheck="false" aria-required="true">
	// </div> <nil>
}
