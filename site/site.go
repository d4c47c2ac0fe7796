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

// Row reads the row of a query whose key, a whole number, is the wildcard {id} of the route: /users/{id}. Where there
// is none, and when it is written in another way than Rowan writes it, that is an error of the kind NotFound, for the
// handler to return.
func Row[T any](c *web.Context, r orm.Reader, q orm.Query[T]) (*T, error) {
	text := c.Request.PathValue("id")
	id, err := strconv.ParseInt(text, 10, 64)
	if err != nil || text != strconv.FormatInt(id, 10) {
		return nil, fault.New(fault.NotFound, "the address has "+strconv.Quote(text)+" in place of an id")
	}
	return q.Get(c.Context(), r, id)
}

// Forms are the definitions of forms, of package form or modelform, whose mistakes stop the start of a program.
type Forms []interface{ Err() error }

// Task is something that a program does in place of serving its pages.
type Task func(ctx context.Context, db *orm.DB, args []string) error
