package orm

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
)

// Cursors makes and reads the cursors of Query.PageAt under a secret. A cursor tells nothing of the rows that it lies
// between but how long their values are together, and one that was not made with the same secret, for the same query, is
// refused. The same place has the same cursor, so that the address of a page stays. Cursors are immutable and may be shared by
// goroutines; the zero value has no secret and is refused.
type Cursors struct {
	seal  cipher.AEAD
	nonce []byte // the key that nonces are made with
}

// minSecret is how many bytes a secret has at least: as many as the keys that are derived from it.
const minSecret = 32

// NewCursors returns the cursors of a secret, of which every process of a program has the same. One of fewer than 32 bytes is
// an error of the kind Invalid. Other keys may be derived from the same secret; this one's are for cursors alone.
func NewCursors(secret []byte) (*Cursors, error) {
	if len(secret) < minSecret {
		return nil, fault.New(fault.Invalid, fmt.Sprintf("orm: NewCursors got a secret of %d bytes; it takes %d or more, drawn at random and kept", len(secret), minSecret))
	}
	keys, err := hkdf.Key(sha256.New, secret, nil, "rowan orm: cursors", 64)
	if err != nil {
		return nil, fmt.Errorf("orm: deriving the keys of cursors: %w", err)
	}
	block, err := aes.NewCipher(keys[:32])
	if err != nil {
		return nil, fmt.Errorf("orm: the key of cursors: %w", err)
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, fmt.Errorf("orm: the key of cursors: %w", err)
	}
	return &Cursors{seal: seal, nonce: keys[32:]}, nil
}

func (c *Cursors) empty() bool { return c == nil || c.seal == nil }

// close seals a text for a query, whose mark has one length. The nonce is made of both by HMAC, so that it repeats where the
// text does, which tells no more than that, and otherwise as rarely as one drawn at random (a synthetic one; Rogaway and
// Shrimpton, 2006).
func (c *Cursors) close(mark [sha256.Size]byte, text []byte) string {
	mac := hmac.New(sha256.New, c.nonce)
	mac.Write(mark[:])
	mac.Write(text)
	nonce := mac.Sum(nil)[:c.seal.NonceSize()]
	return base64.RawURLEncoding.EncodeToString(c.seal.Seal(nonce, nonce, text, mark[:]))
}

// open returns the text of a cursor; false when close has not made it of this mark.
func (c *Cursors) open(mark [sha256.Size]byte, cursor string) ([]byte, bool) {
	if strings.ContainsAny(cursor, "\r\n") { // which Go's decoder passes over
		return nil, false
	}
	sealed, err := base64.RawURLEncoding.Strict().DecodeString(cursor)
	if err != nil || len(sealed) < c.seal.NonceSize() {
		return nil, false
	}
	n := c.seal.NonceSize()
	text, err := c.seal.Open(nil, sealed[:n], sealed[n:], mark[:])
	return text, err == nil
}
