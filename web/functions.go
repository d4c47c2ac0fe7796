package web

import (
	"errors"
	"fmt"
	"html/template"
	"time"
)

// functions are what templates can call beside the built-in ones; the package's documentation describes them.
func (s *sheet) functions() template.FuncMap {
	return template.FuncMap{
		"url":     s.url,
		"static":  s.static,
		"csrf":    s.csrf,
		"flashes": s.flashes,
		"time":    timeElement,
		"pager":   s.pager,
		"more":    newMore,
	}
}

var errNoRequest = errors.New("web: a template was executed without a request")

func (s *sheet) url(name string, args ...any) (string, error) {
	if s.context == nil {
		return "", errNoRequest
	}
	return s.context.URL(name, args...)
}

func (s *sheet) static(name string) (string, error) {
	if s.context == nil {
		return "", errNoRequest
	}
	return s.context.app.assets.url(name)
}

func (s *sheet) csrf() (template.HTML, error) {
	if s.context == nil {
		return "", errNoRequest
	}
	// A token is base64url: nothing in it needs escaping.
	return template.HTML(`<input type="hidden" name="` + TokenField + `" value="` + s.context.CSRFToken() + `">`), nil
}

func (s *sheet) flashes() ([]string, error) {
	if s.context == nil {
		return nil, errNoRequest
	}
	s.flashed = true
	return s.context.currentSession().flashes, nil
}

func (s *sheet) pager(page, pages int) (Pager, error) {
	if s.context == nil {
		return Pager{}, errNoRequest
	}
	return newPager(s.context.Request.URL, page, pages), nil
}

func timeElement(v any) (template.HTML, error) {
	var t time.Time
	switch v := v.(type) {
	case time.Time:
		t = v
	case *time.Time:
		if v != nil {
			t = *v
		}
	default:
		return "", fmt.Errorf("web: {{time}} takes a time.Time or a *time.Time, not %T", v)
	}
	if t.IsZero() {
		return "", nil
	}
	t = t.UTC()
	return template.HTML(`<time datetime="` + t.Format(time.RFC3339) + `">` + t.Format("2006-01-02 15:04:05 UTC") + `</time>`), nil
}
