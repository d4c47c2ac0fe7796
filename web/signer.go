package web

import (
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"fmt"
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
