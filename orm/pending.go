package orm

import "github.com/rowankit/rowan/orm/internal/layout"

// unstored is what was done to a relation of an object and is not stored yet.
type unstored struct {
	added, removed []layout.Pointer
	set            layout.Pointer // of a One; nowhere for none
}
