package orm

import (
	"reflect"
	"strings"
	"time"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// arena cuts texts from shared memory, so that a row of many texts costs no allocation of its own. A text
// that is kept keeps its whole piece of at most maxPiece bytes.
type arena struct {
	piece strings.Builder
	next  int
	exact bool // a single row: each text gets memory of its own
}

const (
	firstPiece = 256
	maxPiece   = 1 << 15
)

// text returns a copy of b.
func (a *arena) text(b []byte) string {
	switch {
	case len(b) == 0:
		return ""
	case a.exact || len(b) > maxPiece/4:
		return string(b)
	}
	if a.piece.Cap()-a.piece.Len() < len(b) {
		a.grow(len(b))
	}
	from := a.piece.Len()
	a.piece.Write(b)
	return a.piece.String()[from:]
}

// grow starts a new piece; the texts cut from the old one keep it.
func (a *arena) grow(n int) {
	a.next = min(max(a.next*4, firstPiece), maxPiece)
	a.piece.Reset()
	a.piece.Grow(max(a.next, n))
}

// newElem returns zeroed memory for a value that a pointer points to.
func newElem(v layout.Value) layout.Pointer {
	switch v.Kind {
	case layout.Bool:
		return layout.Of(new(bool))
	case layout.Int8, layout.Uint8:
		return layout.Of(new(int8))
	case layout.Int16, layout.Uint16:
		return layout.Of(new(int16))
	case layout.Int32, layout.Uint32, layout.Float32:
		return layout.Of(new(int32))
	case layout.String:
		return layout.Of(new(string))
	case layout.Bytes:
		return layout.Of(new([]byte))
	case layout.Time:
		return layout.Of(new(time.Time))
	case layout.UUID:
		return layout.Of(new([16]byte))
	case layout.Raw, layout.Array, layout.Any:
		p, _ := layout.Data(reflect.New(v.Elem).Interface())
		return p
	}
	return layout.Of(new(int64)) // the 64-bit kinds
}
