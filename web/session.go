package web

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"net/http"
	"strings"
	"unicode/utf8"
)

// The bounds of a session's cookie: with them it stays below the 4,096 bytes that every browser stores (RFC 6265,
// section 6.1).
const (
	sessionIDSize = 16
	maxFlashes    = 5
	maxFlashBytes = 300
	maxCookie     = 4096
)

// session is what a visitor's cookie holds: an id that tokens are bound to, and messages for the next page.
// It gives no right to anything. The zero value is a visitor without a session.
type session struct {
	id      []byte // sessionIDSize bytes, or nil before the session starts
	flashes []string
	shown   bool // the page to be sent shows the flashes
	changed bool // the cookie no longer says this
}

// start returns the session's id, made when there is none.
func (s *session) start() []byte {
	if s.id == nil {
		s.id = make([]byte, sessionIDSize)
		rand.Read(s.id) // never fails, by its documentation
		s.changed = true
	}
	return s.id
}

func (s *session) addFlash(message string) {
	s.start()
	s.flashes = append(s.flashes, cut(strings.ToValidUTF8(message, "\uFFFD"), maxFlashBytes))
	if extra := len(s.flashes) - maxFlashes; extra > 0 {
		s.flashes = s.flashes[extra:]
	}
	s.shown, s.changed = false, true
}

// markShown drops the flashes from the cookie, once a page that shows them is complete: when one fails, they are there
// for the error page or the next one.
func (s *session) markShown() {
	if len(s.flashes) > 0 {
		s.shown, s.changed = true, true
	}
}

// cut shortens text to at most n bytes, at the edge of a character.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n]
}

// sessionCodec turns sessions into cookie values and back.
type sessionCodec struct {
	name   string // of the cookie
	signer signer
}

// newSessionCodec names the cookie after the secret: browsers share cookies among all ports of a host, and programs
// run side by side in development would keep overwriting each other's.
func newSessionCodec(secret []byte) (sessionCodec, error) {
	key, err := deriveKey(secret, "session cookie")
	if err != nil {
		return sessionCodec{}, err
	}
	name, err := deriveKey(secret, "session cookie name")
	if err != nil {
		return sessionCodec{}, err
	}
	return sessionCodec{name: "rowan_" + base64.RawURLEncoding.EncodeToString(name[:6]), signer: key}, nil
}

// The layout of a cookie's value, in unpadded base64url: the version, the id, each flash behind its length as a
// varint, and HMAC-SHA256 of all that.
const sessionVersion = 1

func (codec sessionCodec) encode(s session) string {
	b := append([]byte{sessionVersion}, s.id...)
	for _, f := range s.flashes {
		b = binary.AppendUvarint(b, uint64(len(f)))
		b = append(b, f...)
	}
	return base64.RawURLEncoding.EncodeToString(append(b, codec.signer.sign(b)...))
}

// decode returns the session that a value holds; false when it was not made by encode with the same secret.
func (codec sessionCodec) decode(value string) (session, bool) {
	b, ok := decodeText(value)
	if !ok || len(b) < 1+sessionIDSize+signatureSize {
		return session{}, false
	}
	b, signature := b[:len(b)-signatureSize], b[len(b)-signatureSize:]
	if !codec.signer.holds(b, signature) || b[0] != sessionVersion {
		return session{}, false
	}
	s := session{id: b[1 : 1+sessionIDSize]}
	for b = b[1+sessionIDSize:]; len(b) > 0; {
		n, width := binary.Uvarint(b)
		if width <= 0 || n > uint64(len(b)-width) {
			return session{}, false
		}
		s.flashes = append(s.flashes, string(b[width:width+int(n)]))
		b = b[width+int(n):]
	}
	return s, true
}

// cookieName has the prefix __Host- where browsers allow it: such a cookie cannot be set by another host of the
// same domain, nor over plain HTTP (draft-ietf-httpbis-rfc6265bis, section 4.1.3.2).
func (codec sessionCodec) cookieName(secure bool) string {
	if secure {
		return "__Host-" + codec.name
	}
	return codec.name
}

// currentSession is the request's session, read from its cookie once.
func (c *Context) currentSession() *session {
	if c.loaded {
		return &c.session
	}
	c.loaded = true
	for _, cookie := range c.Request.CookiesNamed(c.app.sessions.cookieName(c.secure())) {
		if s, ok := c.app.sessions.decode(cookie.Value); ok {
			c.session = s
			break
		}
	}
	return &c.session
}

// saveSession adds the cookie to the headers when the session was changed.
func (c *Context) saveSession() {
	if !c.session.changed {
		return
	}
	s := c.session
	if s.shown {
		s.flashes = nil
	}
	http.SetCookie(c.Writer, &http.Cookie{
		Name:     c.app.sessions.cookieName(c.secure()),
		Value:    c.app.sessions.encode(s),
		Path:     "/",
		HttpOnly: true,
		Secure:   c.secure(),
		SameSite: http.SameSiteLaxMode,
	})
}

// secure reports whether the visitor's connection is TLS.
func (c *Context) secure() bool { return c.Request.TLS != nil || c.app.options.Secure }
