package web

import (
	"context"
	"net/http"
	"time"
)

// Handler answers one request. It writes a response through the Context, or returns an error that says why it
// cannot, and App answers with the status and the page that fit the error's kind. It does not do both.
type Handler func(*Context) error

// App is a site: its routes, pages, static files and rules. It is an http.Handler. Register the routes first,
// from one goroutine; from then on it may serve any number of requests at once. Make one with New.
type App struct {
	options   Options
	mux       *http.ServeMux
	routes    map[string]route
	templates *templateSource
	assets    *assetSource
	sessions  sessionCodec
	tokens    tokenMaker
	origins   *http.CrossOriginProtection
}

// New makes a site. It reads and parses all templates and static files, and reports what is wrong with them or
// with the options.
func New(o Options) (*App, error) {
	o, err := o.withDefaults()
	if err != nil {
		return nil, err
	}
	a := &App{options: o, mux: http.NewServeMux(), routes: make(map[string]route)}
	if a.origins, err = trust(o.TrustedOrigins); err != nil {
		return nil, err
	}
	if a.sessions, err = newSessionCodec(o.Secret); err != nil {
		return nil, err
	}
	if a.tokens, err = newTokenMaker(o.Secret); err != nil {
		return nil, err
	}
	if a.assets, err = newAssetSource(o.layers(), o.Dev != ""); err != nil {
		return nil, err
	}
	if a.templates, err = newTemplateSource(o.layers(), o.Dev != ""); err != nil {
		return nil, err
	}
	a.handle("GET /healthz", serveHealth)
	a.handle("GET /readyz", serveReadiness)
	a.handle("GET "+staticPrefix+"{file...}", serveAsset)
	return a, nil
}

// ServeHTTP answers one request within the site's limits, and logs it.
func (a *App) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	started := time.Now()
	ctx, cancel := context.WithTimeout(r.Context(), a.options.Timeout)
	defer cancel()

	c := newContext(a, w, r.WithContext(ctx))
	a.setHeaders(c)
	err := a.serve(c)
	if err != nil {
		err = a.fail(c, err)
	}
	c.response.finish()
	a.logRequest(c, err, time.Since(started))
	if c.response.aborted {
		panic(http.ErrAbortHandler) // net/http then cuts the connection, so nobody takes half a page for a whole one
	}
}

// serve finds the handler and runs it; a panic comes back as an error.
func (a *App) serve(c *Context) (err error) {
	defer func() {
		if v := recover(); v != nil {
			err = recovered(v)
		}
	}()
	if err := a.unmatched(c.Request); err != nil {
		return err
	}
	a.mux.ServeHTTP(c.response, c.Request)
	return c.err
}
