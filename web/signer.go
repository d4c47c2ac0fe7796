package web

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"
)

const signatureSize = sha256.Size

// signer is a key for HMAC-SHA256, derived from the site's secret for one purpose, so that what is signed for one
// purpose can never be passed off as signed for another.
type signer []byte

func deriveKey(secret []byte, purpose string) (signer, error) {
	key, err := hkdf.Key(sha256.New, secret, nil, "rowan web: "+purpose, sha256.Size)
	if err != nil {
		return nil, fmt.Errorf("web: deriving the key for the %s: %w", purpose, err)
	}
	return key, nil
}

func (s signer) sign(data []byte) []byte {
	mac := hmac.New(sha256.New, s)
	mac.Write(data)
	return mac.Sum(nil)
}

// holds compares in constant time.
func (s signer) holds(data, signature []byte) bool { return hmac.Equal(s.sign(data), signature) }

// decodeText reads unpadded base64url that is written in the one way there is. Go's decoder passes over line
// breaks, even in its strict form.
func decodeText(text string) ([]byte, bool) {
	if len(text) > maxCookie || strings.ContainsAny(text, "\r\n") {
		return nil, false
	}
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	return b, err == nil
}
