// Package site is where a web.App stands on an orm.DB: the command that a program is, the rows that a page's address asks
// for, and what answers a form. It imports orm, connect, web, theme and fault.
//
//	//go:embed templates
//	var files embed.FS
//
//	var program = site.Command{Name: "users", Models: Models, Forms: site.Forms{userForm}, Files: files, Routes: routes}
//
//	func main() { program.Main() }
//
//	func routes(app *web.App, db *orm.DB) {
//		app.Get("/", "users", func(c *web.Context) error {
//			page, err := site.Page(c, db, Users.Query(), 50)
//			if err != nil {
//				return err
//			}
//			return c.Render(200, "users.html", page)
//		})
//		app.Form("/add", "add", func(c *web.Context) error {
//			f := userForm.Blank()
//			stored, err := f.Insert(c, db)
//			return site.FormPage{Title: "Add User", Form: f, Back: "users"}.Answer(c, stored, err)
//		})
//	}
package site

import (
	"context"
	"net/url"
	"strconv"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/web"
)

// Paged is what has pages of rows: an orm.Query or an orm.Selection.
type Paged[T any] interface {
	Page(ctx context.Context, r orm.Reader, number, size int) (*orm.Page[T], error)
}

// Page reads the page of a query's or a selection's rows that the visitor asked for by the parameter "page", in pages of a
// size. A page that does not exist is an error of the kind NotFound, for the handler to return.
func Page[T any](c *web.Context, r orm.Reader, q Paged[T], size int) (*orm.Page[T], error) {
	number, err := c.Page()
	if err != nil {
		return nil, err
	}
	page, err := q.Page(c.Context(), r, number, size)
	if err != nil {
		return nil, err
	}
	if number > page.Pages() {
		return nil, fault.New(fault.NotFound, "there is no page "+strconv.Itoa(number))
	}
	return page, nil
}

// PageAt reads the page of a query's rows whose cursor the visitor sent in the parameter "cursor", and the first one where
// there is none, in pages of a size. A cursor that is none of this list is an error of the kind NotFound, for the handler to
// return. A page links to its neighbours by {{with .Next}}<a href="?cursor={{.}}">...</a>{{end}}.
func PageAt[T any](c *web.Context, r orm.Reader, q orm.Query[T], cursors *orm.Cursors, size int) (*orm.CursorPage[T], error) {
	values, err := url.ParseQuery(c.Request.URL.RawQuery)
	if err != nil {
		return nil, fault.Wrap(fault.NotFound, err)
	}
	if len(values["cursor"]) > 1 {
		return nil, fault.New(fault.NotFound, "site: the parameter cursor was sent twice")
	}
	page, err := q.PageAt(c.Context(), r, cursors, values.Get("cursor"), size)
	if v := fault.Violations(err); len(v) == 1 && v[0].Code == "invalid_cursor" {
		err = fault.Wrap(fault.NotFound, err)
	}
	return page, err
}

// Row reads the row of a query whose key is the wildcard {id} of the route, as in /users/{id}, or the wildcards that are
// named, one for each field of the key. Where there is none, and when a key is written in another way than Rowan writes it,
// that is an error of the kind NotFound, for the handler to return; see orm.Query.GetText.
func Row[T any](c *web.Context, r orm.Reader, q orm.Query[T], wildcards ...string) (*T, error) {
	if len(wildcards) == 0 {
		wildcards = []string{"id"}
	}
	key := make([]string, len(wildcards))
	for i, name := range wildcards {
		key[i] = c.Request.PathValue(name)
	}
	return q.GetText(c.Context(), r, key...)
}

// Forms are the definitions of forms, of package form or modelform, whose mistakes stop the start of a program.
type Forms []interface{ Err() error }

// Task is something that a program does in place of serving its pages.
type Task func(ctx context.Context, db *orm.DB, args []string) error
