package programtest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"
)

// FormType is the content type of a form.
const FormType = "application/x-www-form-urlencoded"

// Visitor is a browser with cookies that does not follow redirects.
type Visitor struct {
	T      *testing.T
	URL    string // of the site
	Client *http.Client
}

// NewVisitor returns a visitor without cookies.
func NewVisitor(t *testing.T, url string) *Visitor {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &Visitor{t, url, &http.Client{
		Jar:           jar,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// For is the same visitor in another test, such as a part of one.
func (v *Visitor) For(t *testing.T) *Visitor { return &Visitor{t, v.URL, v.Client} }

// Try sends a request, whose headers are given by name and value.
func (v *Visitor) Try(method, path, body string, header ...string) (Page, error) {
	return v.stream(method, path, strings.NewReader(body), header...)
}

// Stream posts a form whose length is not announced.
func (v *Visitor) Stream(path string, body io.Reader) (Page, error) {
	return v.stream("POST", path, struct{ io.Reader }{body}, "Content-Type", FormType)
}

func (v *Visitor) stream(method, path string, body io.Reader, header ...string) (Page, error) {
	req, err := http.NewRequest(method, v.URL+path, body)
	if err != nil {
		return Page{}, err
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := v.Client.Do(req)
	if err != nil {
		return Page{}, err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	return Page{v.T, method + " " + path, res.StatusCode, res.Header, string(text)}, err
}

// Send is Try for requests that have to be answered.
func (v *Visitor) Send(method, path, body string, header ...string) Page {
	v.T.Helper()
	p, err := v.Try(method, path, body, header...)
	if err != nil {
		v.T.Fatalf("%s %s: %v", method, path, err)
	}
	return p
}

// Get opens a page.
func (v *Visitor) Get(path string) Page { v.T.Helper(); return v.Send("GET", path, "") }

// Token is the hidden token of a page with a form.
func (v *Visitor) Token(path string) string { v.T.Helper(); return v.Get(path).Token() }

// Submit sends the form of a page as a browser does, with the token and what stands in an encoded body besides.
func (v *Visitor) Submit(path, body string) Page {
	v.T.Helper()
	return v.Post(path, body, v.Token(path))
}

// Post sends a form with a token.
func (v *Visitor) Post(path, body, token string) Page {
	v.T.Helper()
	return v.Send("POST", path, body+"&_csrf="+token, "Content-Type", FormType)
}

// Fill sends the form of a page with fields by name and value.
func (v *Visitor) Fill(path string, pairs ...string) Page {
	v.T.Helper()
	return v.Submit(path, Fields(pairs...).Encode())
}

// Fields are fields of a form by name and value.
func Fields(pairs ...string) url.Values {
	values := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		values.Add(pairs[i], pairs[i+1])
	}
	return values
}
