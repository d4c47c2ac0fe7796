package web

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"net/http"
)

// Where a request that changes something carries its session's token.
const (
	TokenField  = "_csrf"        // the field of a form
	TokenHeader = "X-CSRF-Token" // the header of a request made by a script; it counts before the field
)

// Why a request was refused, and what its sender can do.
const (
	refusedOrigin = "This form was sent from another site, so nothing was changed. " +
		"Open the page on this site and send its form from there."
	refusedCookie = "Your browser did not send this site's cookie, so nothing was changed. " +
		"Allow cookies for this site, go back, reload the page and send the form again."
	refusedToken = "The form is out of date or was not made by this site, so nothing was changed. " +
		"Go back, reload the page and send the form again."
)

// tokenMaker makes and judges tokens against cross-site request forgery. A session's token is a signature of its
// id, so nothing needs storing. What a page shows is the token xor a random mask, behind that mask: the bytes differ
// on every page, and compression tells an eavesdropper nothing about them (the BREACH attack).
type tokenMaker struct{ signer signer }

func newTokenMaker(secret []byte) (tokenMaker, error) {
	key, err := deriveKey(secret, "form token")
	return tokenMaker{key}, err
}

func (m tokenMaker) mask(id []byte) string {
	masked := make([]byte, 2*signatureSize)
	rand.Read(masked[:signatureSize]) // never fails, by its documentation
	subtle.XORBytes(masked[signatureSize:], masked[:signatureSize], m.signer.sign(id))
	return base64.RawURLEncoding.EncodeToString(masked)
}

func (m tokenMaker) holds(token string, id []byte) bool {
	masked, ok := decodeText(token)
	if !ok || len(masked) != 2*signatureSize {
		return false
	}
	given := make([]byte, signatureSize)
	subtle.XORBytes(given, masked[:signatureSize], masked[signatureSize:])
	return m.signer.holds(id, given)
}

// trust makes the judge of origins.
func trust(origins []string) (*http.CrossOriginProtection, error) {
	p := http.NewCrossOriginProtection()
	for _, o := range origins {
		if err := p.AddTrustedOrigin(o); err != nil {
			return nil, fmt.Errorf("web: the trusted origin %q: %w", o, err)
		}
	}
	return p, nil
}

// guard lets a request through that changes nothing, or that comes from the site's own pages. It looks at the
// origin first: a stranger's body is not worth reading.
func (a *App) guard(c *Context) error {
	switch c.Request.Method {
	case http.MethodGet, http.MethodHead, http.MethodOptions, http.MethodTrace:
		return nil
	}
	if err := a.origins.Check(c.Request); err != nil {
		return forbidden(refusedOrigin, err.Error())
	}
	token := c.Request.Header.Get(TokenHeader)
	if token == "" {
		fields, err := c.PostForm()
		if err != nil {
			return err
		}
		token = fields.Get(TokenField)
	}
	id := c.currentSession().id
	switch {
	case id == nil:
		return forbidden(refusedCookie, "no valid session cookie")
	case token == "":
		return forbidden(refusedToken, "no token")
	case !a.tokens.holds(token, id):
		return forbidden(refusedToken, "a token that is not of this session")
	}
	return nil
}

func forbidden(message, reason string) error {
	return &StatusError{Status: http.StatusForbidden, Message: message, Err: fmt.Errorf("csrf: %s", reason)}
}
