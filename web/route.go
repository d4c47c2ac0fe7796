package web

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// route is the path that a name stands for.
type route struct {
	pattern string // as http.ServeMux wants it, without a method
	parts   []string
}

// Get registers a handler for GET and HEAD of a path, under a name that URL, Redirect and {{url}} know it by.
//
// The path is a pattern of http.ServeMux without method and host: "/users/{id}", "/files/{path...}". A path that
// ends in a slash stands for itself alone; what lies below it is 404. Get panics when the pattern is malformed or
// conflicts with another, or when the name stands for another path: mistakes of a program show at its start.
func (a *App) Get(path, name string, h Handler) { a.register("GET", path, name, h) }

// Post registers a handler for POST of a path, under a name; see Get. The name and the path of a page may be those
// of its form. The handler runs only when the request comes from the site itself and carries its session's token.
func (a *App) Post(path, name string, h Handler) { a.register("POST", path, name, h) }

// Form registers one handler for GET, HEAD and POST of a path; see Get and Post. It suits a page that shows a form
// and receives it.
func (a *App) Form(path, name string, h Handler) {
	a.Get(path, name, h)
	a.Post(path, name, h)
}

// URL returns the path of a named route. The arguments fill its wildcards in order, printed as by fmt.Sprint and
// escaped. It is an error when there is no such route, when their number differs, or when one is empty.
func (a *App) URL(name string, args ...any) (string, error) {
	r, ok := a.routes[name]
	if !ok {
		return "", fmt.Errorf("web: no route is named %q", name)
	}
	return r.fill(name, args)
}

func (a *App) register(method, path, name string, h Handler) {
	r := parseRoute(path)
	if old, ok := a.routes[name]; ok && old.pattern != r.pattern {
		panic(fmt.Sprintf("web: the route name %q stands for %s and for %s", name, old.pattern, r.pattern))
	}
	if name == "" || h == nil {
		panic(fmt.Sprintf("web: the route %s %s needs a name and a handler", method, path))
	}
	a.handle(method+" "+r.pattern, h)
	a.routes[name] = r
}

func parseRoute(path string) route {
	if !strings.HasPrefix(path, "/") || strings.ContainsAny(path, " \t") {
		panic(fmt.Sprintf("web: the path %q of a route must begin with a slash, without method and host", path))
	}
	pattern := path
	if strings.HasSuffix(path, "/") {
		pattern += "{$}"
	}
	return route{pattern: pattern, parts: strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")}
}

func (r route) fill(name string, args []any) (string, error) {
	parts := append([]string(nil), r.parts...)
	used := 0
	for i, part := range parts {
		if !strings.HasPrefix(part, "{") {
			continue
		}
		if used < len(args) {
			value := fmt.Sprint(args[used])
			if problem := unreachable(value); problem != "" {
				return "", fmt.Errorf("web: the URL of %q: argument %d, for %s, %s", name, used+1, part, problem)
			}
			parts[i] = escapeWildcard(value, strings.HasSuffix(part, "...}"))
		}
		used++
	}
	if used != len(args) {
		return "", fmt.Errorf("web: the URL of %q takes %d arguments (%s), not %d", name, used, r.pattern, len(args))
	}
	return strings.Join(parts, "/"), nil
}

// unreachable says why no browser asks for a path with such a segment: it takes dots and nothing for a way up.
func unreachable(value string) string {
	switch {
	case value == "":
		return "is empty"
	case value == "." || value == "..":
		return "is " + value + ", which a browser takes for another path"
	}
	return ""
}

func escapeWildcard(value string, many bool) string {
	escaped := url.PathEscape(value)
	if many {
		escaped = strings.ReplaceAll(escaped, "%2F", "/")
	}
	return escaped
}

// handle registers a handler for a pattern of http.ServeMux. The mux hands the response that App gave it on
// unchanged, which is how the handler's Context is found.
func (a *App) handle(pattern string, h Handler) {
	a.mux.HandleFunc(pattern, func(w http.ResponseWriter, r *http.Request) {
		c := w.(*response).context
		c.Request = r
		if c.err = a.guard(c); c.err == nil {
			c.err = h(c)
		}
	})
}

// unmatched says why no route takes the request, 404 or 405, or nil when one does or the mux will redirect.
func (a *App) unmatched(r *http.Request) error {
	if r.RequestURI == "*" {
		return &StatusError{Status: http.StatusBadRequest, Message: "The request names no page."}
	}
	h, pattern := a.mux.Handler(r)
	if pattern != "" {
		return nil
	}
	answer := refusal{header: make(http.Header)}
	h.ServeHTTP(&answer, r)
	switch answer.status {
	case http.StatusNotFound:
		return &StatusError{Status: http.StatusNotFound}
	case http.StatusMethodNotAllowed:
		return &StatusError{Status: http.StatusMethodNotAllowed, allow: answer.header.Get("Allow")}
	}
	return nil
}

// refusal records the status that http.ServeMux would answer with.
type refusal struct {
	header http.Header
	status int
}

var _ http.ResponseWriter = (*refusal)(nil)

func (r *refusal) Header() http.Header         { return r.header }
func (r *refusal) WriteHeader(status int)      { r.status = status }
func (r *refusal) Write(p []byte) (int, error) { return len(p), nil }
