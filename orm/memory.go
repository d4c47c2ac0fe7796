package orm

import (
	"reflect"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// memory keeps what new objects of some families are, so that they can be made so again.
type memory struct {
	known map[layout.Pointer]bool
	kept  []kept
}

// kept is objects of one model, and what they were.
type kept struct {
	m    *mapper
	objs []layout.Pointer
	were reflect.Value // a slice
}

// keep remembers the new objects that are not known yet, and returns them.
func (y *memory) keep(families []*family) (fresh []kept) {
	if y.known == nil {
		y.known = map[layout.Pointer]bool{}
	}
	for _, f := range families {
		k := kept{m: f.table.m}
		for _, obj := range f.fresh {
			if !y.known[obj] {
				y.known[obj] = true
				k.objs = append(k.objs, obj)
			}
		}
		if len(k.objs) == 0 {
			continue
		}
		k.were = reflect.MakeSlice(reflect.SliceOf(k.m.typ), len(k.objs), len(k.objs))
		for i, obj := range k.objs {
			k.were.Index(i).Set(reflect.ValueOf(obj.Interface(k.m.typ)).Elem())
		}
		fresh = append(fresh, k)
	}
	y.kept = append(y.kept, fresh...)
	return fresh
}

// restore makes the objects what they were.
func (y *memory) restore() {
	for _, k := range y.kept {
		for i, obj := range k.objs {
			reflect.ValueOf(obj.Interface(k.m.typ)).Elem().Set(k.were.Index(i))
		}
	}
}
