package orm

import (
	"reflect"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// memory keeps what new objects of some families are, so that they can be made so again.
type memory struct {
	known map[layout.Pointer]bool
	kept  []kept
}

// kept is objects of one model, and what they were.
type kept struct {
	m       *mapper
	objs    []layout.Pointer
	were    reflect.Value // a slice
	pending []*unstored   // of each object and relation, one behind the other
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
			for _, r := range k.m.relations {
				k.pending = append(k.pending, r.at(obj).changes.clone())
			}
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
			for j, r := range k.m.relations {
				r.at(obj).changes = k.pending[i*len(k.m.relations)+j].clone()
			}
		}
	}
}

// clone returns changes that Add and Remove of the others leave alone; nil for none.
func (c *unstored) clone() *unstored {
	if c == nil {
		return nil
	}
	own := *c
	own.added, own.removed = slices.Clone(c.added), slices.Clone(c.removed)
	return &own
}
