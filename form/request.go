package form

import (
	"context"
	"net/url"
)

// Request is what a form asks of a request. *web.Context satisfies it.
type Request interface {
	// Method is the HTTP method in capitals.
	Method() string
	// PostForm returns the fields of the body, without those of the URL. Its errors are for the error page:
	// a content type that is no form, a body that is too large or malformed.
	PostForm() (url.Values, error)
	// CSRFToken returns the token that a POST from this page must carry.
	CSRFToken() string
	// Context ends with the request.
	Context() context.Context
}
