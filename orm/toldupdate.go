package orm

import (
	"context"
	"fmt"
	"slices"

	"github.com/rowankit/rowan/orm/internal/layout"
)

// updating is objects that are told that their values are to be written.
type updating struct {
	m      *mapper
	base   layout.Pointer
	fields []any // that the call names; none for all
	objs   []layout.Pointer
	were   [][]string // what the columns of each held before, where the call names some
}

// announce tells the objects, and returns the fields to write: those that the call names, and those that differ now.
func (u *updating) announce(ctx context.Context, r Reader) ([]any, error) {
	if len(u.fields) > 0 && u.m.tells(beforeUpdate) {
		for _, obj := range u.objs {
			u.were = append(u.were, u.m.texts(obj))
		}
	}
	if err := u.m.announce(ctx, r, beforeUpdate, u.objs...); err != nil || u.were == nil {
		return u.fields, err
	}
	fields := slices.Clone(u.fields)
	for i, c := range u.m.visibleColumns() {
		if c != u.m.version && !u.m.inKey(c) && u.changed(i) {
			fields = append(fields, u.base.Field(c.offset).Interface(c.pointer.Elem()))
		}
	}
	return fields, nil
}

// changed tells whether a column of any of the objects is no longer what it was.
func (u *updating) changed(column int) bool {
	for n, obj := range u.objs {
		if u.m.text(obj, u.m.columns[column]) != u.were[n][column] {
			return true
		}
	}
	return false
}

// texts are what the object's columns hold, to be held against it later.
func (m *mapper) texts(obj layout.Pointer) []string {
	list := make([]string, m.visible)
	for i, c := range m.visibleColumns() {
		list[i] = m.text(obj, c)
	}
	return list
}

func (m *mapper) text(obj layout.Pointer, c *column) string {
	if c.deferred != nil && c.skips(obj) {
		return ""
	}
	v, err := c.encode(obj)
	return fmt.Sprintf("%d %#v %v", v.Kind(), v.Any(), err)
}
