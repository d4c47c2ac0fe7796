// Package contenttest tests a contender without a process of its own.
package contenttest

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/rowankit/rowan/bench/page/content"
)

// Check makes sure that a site shows what it should, takes a form, refuses one with mistakes, and one without a token.
func Check(t *testing.T, site http.Handler) {
	t.Helper()
	list := answer(t, site, httptest.NewRequest("GET", "/", nil), 200)
	if err := content.CheckList(list.Body.Bytes()); err != nil {
		t.Error(err)
	}
	opened := answer(t, site, httptest.NewRequest("GET", content.FormPath, nil), 200)
	hidden, err := content.Hidden(opened.Body.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	post := func(fields url.Values, status int) *httptest.ResponseRecorder {
		r := httptest.NewRequest("POST", content.FormPath, strings.NewReader(fields.Encode()))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		for _, c := range opened.Result().Cookies() {
			r.AddCookie(c)
		}
		return answer(t, site, r, status)
	}
	if err := content.CheckRefused(post(content.Invalid(hidden, 7), 422).Body.Bytes()); err != nil {
		t.Error(err)
	}
	post(content.Valid(nil, 7), 403)
	if to := post(content.Valid(hidden, 7), 303).Header().Get("Location"); to != "/" {
		t.Errorf("an accepted form leads to %q, want /", to)
	}
	list = answer(t, site, httptest.NewRequest("GET", "/", nil), 200)
	if got := content.CountRows(list.Body.Bytes()); got != content.DatasetCount+1 {
		t.Errorf("the page has %d datasets after the form, want %d", got, content.DatasetCount+1)
	}
}

func answer(t *testing.T, site http.Handler, r *http.Request, status int) *httptest.ResponseRecorder {
	t.Helper()
	w := httptest.NewRecorder()
	site.ServeHTTP(w, r)
	if w.Code != status {
		t.Fatalf("%s %s: got the status %d, want %d\n%s", r.Method, r.URL.Path, w.Code, status, w.Body)
	}
	return w
}
