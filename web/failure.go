package web

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"runtime/debug"

	"github.com/rowankit/rowan/fault"
)

// ErrorPage is what the template "error.html" gets as its data.
type ErrorPage struct {
	Status     int               // such as 404
	Title      string            // such as "Page not found"
	Message    string            // what happened and what to do, in full sentences
	RequestID  string            // what the log knows this request by
	Violations []fault.Violation // what was refused, field by field; usually none, as forms show theirs themselves
}

// panicError is a panic of a handler, as an error. It unwraps to nothing: whatever the value, a panic is a
// failure of its own.
type panicError struct {
	value any
	stack []byte
}

func (e *panicError) Error() string { return fmt.Sprintf("web: panic: %v", e.value) }

// recovered turns the value of a panic into an error; http.ErrAbortHandler goes on, as net/http expects.
func recovered(v any) error {
	if v == http.ErrAbortHandler {
		panic(v)
	}
	return &panicError{value: v, stack: debug.Stack()}
}

// fail answers with the page of an error, unless the visitor has left or part of another answer was sent. It returns
// the error for the log, joined by that of the error page if it failed in turn.
func (a *App) fail(c *Context, err error) error {
	if c.response.status != 0 {
		c.response.aborted = true
		return err
	}
	if errors.Is(c.Request.Context().Err(), context.Canceled) && fault.KindOf(err) == fault.Canceled {
		c.response.status, c.response.aborted = statusGone, true
		return err
	}
	answer := answerTo(err)
	a.setErrorHeaders(c, err, answer)
	page := ErrorPage{
		Status: answer.status, Title: answer.title, Message: answer.message,
		RequestID: c.id, Violations: fault.Violations(err),
	}
	if a.templates.has(errorTemplate) {
		failed := c.Render(page.Status, errorTemplate, page)
		if failed == nil {
			return err
		}
		err = errors.Join(err, failed)
	}
	return errors.Join(err, writePlainError(c, page))
}

const errorTemplate = "error.html"

// setErrorHeaders drops what the handler said about the page that it could not send.
func (a *App) setErrorHeaders(c *Context, err error, answer answer) {
	h := c.Writer.Header()
	for _, name := range []string{"Content-Disposition", "Content-Encoding", "Content-Length", "Etag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	if e, ok := errors.AsType[*StatusError](err); ok && e != nil && e.allow != "" {
		h.Set("Allow", e.allow)
	}
	if answer.status == http.StatusRequestTimeout {
		h.Set("Connection", "close")
	}
	if answer.retry {
		h.Set("Retry-After", "5")
	}
}

// plainError is the page of a site without the template error.html, or whose template fails.
var plainError = template.Must(template.New("error").Parse(`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{{.Title}}</title>
</head>
<body>
<h1>{{.Title}}</h1>
<p>{{.Message}}</p>
{{with .Violations}}<ul>{{range .}}<li>{{.Field}} {{.Message}}</li>{{end}}</ul>
{{end}}<p><a href="/">To the start page</a></p>
<p><small>{{.Status}}, request {{.RequestID}}</small></p>
</body>
</html>
`))

func writePlainError(c *Context, page ErrorPage) error {
	var body bytes.Buffer
	if err := plainError.Execute(&body, page); err != nil {
		return err
	}
	c.Writer.Header().Set("Content-Type", "text/html; charset=utf-8")
	c.Writer.WriteHeader(page.Status)
	_, err := body.WriteTo(c.Writer)
	return err
}
