package web

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net"
	"net/http"
	"net/url"
	"strings"
)

// submission is the form in a request's body, read at most once. The zero value was not read yet.
type submission struct {
	done   bool
	values url.Values
	err    error
}

func (s *submission) read(c *Context) (url.Values, error) {
	if !s.done {
		s.done = true
		s.values, s.err = parseBody(c)
	}
	return s.values, s.err
}

func parseBody(c *Context) (url.Values, error) {
	r := c.Request
	if limit := c.app.options.MaxBody; r.ContentLength > limit {
		c.Writer.Header().Set("Connection", "close") // what is still on its way is not read
		return nil, unreadable(&http.MaxBytesError{Limit: limit})
	}
	given := r.Header.Get("Content-Type")
	if given == "" && r.ContentLength == 0 {
		return url.Values{}, nil
	}
	kind, parameters, err := mime.ParseMediaType(given)
	if err != nil {
		return nil, &StatusError{Status: http.StatusUnsupportedMediaType, Err: err}
	}
	charset := parameters["charset"]
	if r.Header.Get("Content-Encoding") != "" || charset != "" && !strings.EqualFold(charset, "utf-8") {
		return nil, &StatusError{Status: http.StatusUnsupportedMediaType}
	}
	switch kind {
	case "application/x-www-form-urlencoded":
		return parseURLEncoded(c)
	case "multipart/form-data":
		return parseMultipart(c)
	}
	return nil, &StatusError{Status: http.StatusUnsupportedMediaType}
}

func parseURLEncoded(c *Context) (url.Values, error) {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		return nil, unreadable(err)
	}
	values, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, unreadable(err)
	}
	return values, nil
}

func parseMultipart(c *Context) (values url.Values, err error) {
	// The body's own limit is the tighter one; nothing is written to disk.
	if err := c.Request.ParseMultipartForm(c.app.options.MaxBody); err != nil {
		return nil, unreadable(err)
	}
	form := c.Request.MultipartForm
	defer func() { err = errors.Join(err, form.RemoveAll()) }()
	if len(form.File) > 0 {
		return nil, &StatusError{
			Status:  http.StatusUnsupportedMediaType,
			Message: "Files cannot be sent here. Nothing was changed.",
		}
	}
	return form.Value, nil
}

// unreadable says which status fits a body that could not be read.
func unreadable(err error) error {
	status := http.StatusBadRequest
	if e, ok := errors.AsType[net.Error](err); ok && e.Timeout() {
		status = http.StatusRequestTimeout
	}
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok || errors.Is(err, multipart.ErrMessageTooLarge) {
		status = http.StatusRequestEntityTooLarge
	}
	return &StatusError{Status: status, Err: err}
}
