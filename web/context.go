package web

import (
	"context"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
)

// Context is one request and its response, as a Handler sees them. It belongs to the goroutine of its request and
// ends with it.
type Context struct {
	// Request is the request. Its body is limited to Options.MaxBody bytes, its context to Options.Timeout.
	Request *http.Request
	// Writer is where the response goes; Render and Redirect write to it.
	Writer http.ResponseWriter

	app      *App
	response *response
	id       string
	err      error // what the handler returned
	form     submission
	session  session
	loaded   bool // the session was read from its cookie
}

func newContext(a *App, w http.ResponseWriter, r *http.Request) *Context {
	c := &Context{app: a, id: strings.ToLower(rand.Text()[:16])}
	c.response = &response{ResponseWriter: w, context: c}
	c.Request, c.Writer = r, c.response
	r.Body = http.MaxBytesReader(w, r.Body, a.options.MaxBody)
	return c
}

// Context returns the request's context: it ends when the visitor leaves, or when the time for the request is over.
func (c *Context) Context() context.Context { return c.Request.Context() }

// Method returns the request's method, such as "GET".
func (c *Context) Method() string { return c.Request.Method }

// RequestID returns the id of this request: 16 characters that stand in the log, in the header X-Request-Id and on
// an error page. It is made here, never taken from the visitor.
func (c *Context) RequestID() string { return c.id }

// URL returns the path of a named route; see App.URL.
func (c *Context) URL(name string, args ...any) (string, error) { return c.app.URL(name, args...) }

// Redirect answers 303 and sends the visitor to a named route, which the browser then gets with GET: what follows
// a form that was accepted. Arguments fill the route's wildcards; see App.URL.
func (c *Context) Redirect(name string, args ...any) error {
	target, err := c.URL(name, args...)
	if err != nil {
		return err
	}
	c.Writer.Header().Set("Cache-Control", "no-store")
	http.Redirect(c.Writer, c.Request, target, http.StatusSeeOther)
	return nil
}

// Render answers with a page: the file of that name in the folder templates, inside its layout when the page
// defines a block "content". Nothing is sent when the page fails; the error is then for the handler to return.
func (c *Context) Render(status int, page string, data any) error {
	body, err := c.app.templates.render(c, page, data)
	if err != nil {
		return err
	}
	defer body.release()
	if body.flashed {
		c.session.markShown()
	}
	h := c.Writer.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	if h.Get("Cache-Control") == "" {
		h.Set("Cache-Control", "private, no-cache")
	}
	c.Writer.WriteHeader(status)
	if _, err := body.WriteTo(c.Writer); err != nil {
		c.app.options.Logger.Debug("web: the visitor left before the page was sent", "id", c.id, "error", err)
	}
	return nil
}

// Flash keeps a message for the next page that this visitor sees, usually the one that Redirect leads to; the
// layout shows it by {{flashes}}, escaped. The visitor's cookie holds it, signed but readable: nothing secret, no
// more than 300 bytes (a longer text is cut) and the latest five.
func (c *Context) Flash(message string) { c.currentSession().addFlash(message) }

// CSRFToken returns the token that a form must send back in the field TokenField. It is masked anew at each call,
// so that no two pages hold the same bytes, and starts a session when there is none.
func (c *Context) CSRFToken() string { return c.app.tokens.mask(c.currentSession().start()) }

// PostForm returns the fields of the request's body, read once: "application/x-www-form-urlencoded" or
// "multipart/form-data" without files. Fields in the URL are not among them. The caller may not change the map.
// The error is a *StatusError that a handler returns as it is: 413 when the body is too large, 415 when it is
// of another type, 400 when it is malformed, 408 when it did not arrive in time.
func (c *Context) PostForm() (url.Values, error) { return c.form.read(c) }
