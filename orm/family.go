package orm

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// storing writes families in an order in which each row that is referred to comes before those that refer to it.
type storing struct {
	ctx   context.Context
	lease *lease
	stage map[layout.Pointer]stage // of fresh objects
}

// stage is how far an object has come.
type stage uint8

const (
	begun  stage = iota + 1 // what it refers to is being stored
	stored                  // its row is there
)

func (s *storing) family(f *family) error {
	fresh := slices.DeleteFunc(slices.Clone(f.fresh), func(p layout.Pointer) bool { return s.stage[p] != 0 })
	for _, p := range fresh {
		s.stage[p] = begun
	}
	if err := s.referred(f); err != nil {
		return err
	}
	if err := s.insert(f.table, fresh); err != nil {
		return err
	}
	for _, k := range f.kin {
		var err error
		switch {
		case k.relation.reference != nil:
		case k.pairs != nil:
			err = s.joined(k)
		default:
			err = s.children(k)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// referred stores what the objects refer to, and gives them its keys.
func (s *storing) referred(f *family) error {
	for _, k := range f.kin {
		if k.relation.reference == nil {
			continue
		}
		if err := s.family(k.family); err != nil {
			return err
		}
		for i, owner := range k.owners {
			target := k.lists[i][0]
			if target.Nil() {
				for _, c := range k.relation.from {
					c.settable(owner).SetZero()
				}
				continue
			}
			if s.stage[target] == begun {
				return f.table.m.invalid("%s leads back to an object that waits for this one; insert one of them first", k.relation.field)
			}
			if err := refer(owner, k.relation.from, target, k.relation.to); err != nil {
				return err
			}
		}
	}
	return nil
}

// children gives the objects' keys to those that refer to them, and stores those.
func (s *storing) children(k *kinship) error {
	for i, owner := range k.owners {
		for _, child := range k.lists[i] {
			switch {
			case child.Nil():
				continue
			case s.stage[child] != 0:
				return k.relation.owner.invalid("%s had an object added that stands in another relation too; insert it by itself", k.relation.field)
			}
			if err := refer(child, k.relation.to, owner, k.relation.from); err != nil {
				return err
			}
		}
	}
	return s.family(k.family)
}

// joined stores the other side of a many-to-many where it is new, and then the pairs.
func (s *storing) joined(k *kinship) error {
	if err := s.family(k.family); err != nil {
		return err
	}
	k.pairs.rows = nil
	for i, owner := range k.owners {
		if err := k.pairs.linkAll(owner, k.lists[i]); err != nil {
			return err
		}
	}
	return k.pairs.store(s.ctx, s.lease)
}

// insert stores new rows.
func (s *storing) insert(t *table, objs []layout.Pointer) (err error) {
	if len(objs) > 0 {
		err = t.insertObjects(s.ctx, s.lease, objs)
	}
	for _, p := range objs {
		s.stage[p] = stored
		t.m.storedDeferred(p)
	}
	return err
}

// settle lets the objects know what is stored of them: those that are new are loaded together from now on.
func (f *family) settle(ctx context.Context, r Reader) {
	b := f.table.m.attach(ctx, r, false, f.fresh)
	for _, k := range f.kin {
		for _, owner := range k.owners {
			h := k.relation.at(owner)
			if h.changes = nil; !f.isNew[owner] {
				h.forget()
			}
		}
		if b != nil && k.known(f.fresh) {
			k.share(b)
		}
	}
	if f.back == nil {
		return
	}
	parents := make([]layout.Pointer, len(f.fresh))
	for i, obj := range f.fresh {
		parents[i], f.back.at(obj).changes = f.parents[obj], nil
	}
	if b != nil {
		b.of(int32(f.back.place)).loaded.Store(f.back.kind.share(parents, nil))
	}
}

// known tells whether it is known what new objects lead to: nobody else refers to them yet, and what they refer to
// themselves is either one of those stored with them or nothing.
func (k *kinship) known(fresh []layout.Pointer) bool {
	if k.relation.reference == nil {
		return true
	}
	told := 0 // owners are new where they refer
	for _, p := range fresh {
		if slices.ContainsFunc(k.relation.from, func(c *column) bool { _, there := c.at(p); return !there }) {
			told++
		}
	}
	for i := range k.owners {
		if !k.lists[i][0].Nil() {
			told++
		}
	}
	return told >= len(fresh)
}

// share gives new objects what they lead to, in the order in which it would be loaded.
func (k *kinship) share(b *peers) {
	r := k.relation
	related, lists := b.of(int32(r.place)), make(map[layout.Pointer][]layout.Pointer, len(k.owners))
	for i, owner := range k.owners {
		lists[owner] = k.lists[i]
	}
	if !r.many {
		single := make([]layout.Pointer, len(b.objs))
		for i, obj := range b.objs {
			if list := lists[obj]; list != nil {
				single[i] = list[0]
			}
		}
		related.loaded.Store(r.kind.share(single, nil))
		return
	}
	var all []layout.Pointer
	spans, counts := make([]span, len(b.objs)), make([]int64, len(b.objs))
	for i, obj := range b.objs {
		from := len(all)
		all = append(all, r.target.byKey(lists[obj])...)
		spans[i], counts[i] = span{int32(from), int32(len(all))}, int64(len(all)-from)
	}
	related.loaded.Store(r.kind.share(all, spans))
	related.counts.Store(&counts)
}

// byKey is a list of objects in the order of their keys.
func (m *mapper) byKey(list []layout.Pointer) []layout.Pointer {
	type row struct {
		obj layout.Pointer
		key []driver.Value
	}
	rows := make([]row, len(list))
	for i, p := range list {
		key, _ := m.keyOf(nil, p) // it was stored
		rows[i] = row{p, key}
	}
	slices.SortStableFunc(rows, func(a, b row) int { return slices.CompareFunc(a.key, b.key, compareValues) })
	sorted := make([]layout.Pointer, len(list))
	for i, r := range rows {
		sorted[i] = r.obj
	}
	return sorted
}

// compareValues compares two values of one column as databases order them.
func compareValues(a, b driver.Value) int {
	switch a.Kind() {
	case driver.Text, driver.UUID:
		return strings.Compare(a.Text(), b.Text())
	case driver.Bytes:
		return strings.Compare(string(a.Bytes()), string(b.Bytes()))
	}
	return cmp.Compare(a.Int(), b.Int())
}
