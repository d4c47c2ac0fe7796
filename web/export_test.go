package web

import "encoding/base64"

// SessionCodec shows the tests what a cookie holds.
type SessionCodec struct{ codec sessionCodec }

func NewSessionCodec(secret []byte) SessionCodec {
	codec, err := newSessionCodec(secret)
	if err != nil {
		panic(err)
	}
	return SessionCodec{codec}
}

func (s SessionCodec) Encode(id []byte, flashes []string) string {
	return s.codec.encode(session{id: id, flashes: flashes})
}

func (s SessionCodec) Decode(value string) (id []byte, flashes []string, ok bool) {
	got, ok := s.codec.decode(value)
	return got.id, got.flashes, ok
}

// Sign makes a cookie of any payload.
func (s SessionCodec) Sign(payload []byte) string {
	signed := append(payload[:len(payload):len(payload)], s.codec.signer.sign(payload)...)
	return base64.RawURLEncoding.EncodeToString(signed)
}

// ParsePage reads the number of a page from a query.
var ParsePage = parsePage
