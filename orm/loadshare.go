package orm

import (
	"github.com/rowankit/rowan/orm/internal/layout"
)

// gather puts the rows of each key one behind the other, in the order in which they came, and leaves out those of none.
func (l *loader) gather() {
	next := make([]int32, l.keys.len()) // where the next row of each key goes
	for _, owner := range l.owners {
		if owner >= 0 {
			next[owner]++
		}
	}
	total := int32(0)
	for owner, n := range next {
		next[owner] = total
		total += n
	}
	rows, owners := make([]layout.Pointer, total), make([]int32, total)
	for i, owner := range l.owners {
		if owner >= 0 {
			rows[next[owner]], owners[next[owner]] = l.rows[i], owner
			next[owner]++
		}
	}
	l.rows, l.owners = rows, owners
}

// spans tells which of the rows belong to each object: those of one key come one behind the other.
func (l *loader) spans() []span {
	ofKey := make([]span, l.keys.len())
	for i := 0; i < len(l.owners); {
		from, owner := i, l.owners[i]
		for i < len(l.owners) && l.owners[i] == owner {
			i++
		}
		if owner >= 0 {
			ofKey[owner] = span{int32(from), int32(i)}
		}
	}
	spans := make([]span, len(l.keys.of))
	for i, key := range l.keys.of {
		if key >= 0 {
			spans[i] = ofKey[key]
		}
	}
	return spans
}

// span is a part of a list.
type span struct{ from, to int32 }

// single is the row that each object leads to, or nowhere.
func (l *loader) single() []layout.Pointer {
	ofKey := make([]layout.Pointer, l.keys.len())
	for i, owner := range l.owners {
		if owner >= 0 {
			ofKey[owner] = l.rows[i]
		}
	}
	list := make([]layout.Pointer, len(l.keys.of))
	for i, key := range l.keys.of {
		if key >= 0 {
			list[i] = ofKey[key]
		}
	}
	return list
}

// stepBack lets the rows know the objects that they were loaded for, where each leads back to one.
func (l *loader) stepBack(rows *peers, objs []layout.Pointer) {
	back := l.relation.inverse
	if back == nil || back.many || l.relation.via != nil {
		return
	}
	ofKey := make([]layout.Pointer, l.keys.len())
	for i := len(objs) - 1; i >= 0; i-- {
		if key := l.keys.of[i]; key >= 0 && stillLeads(l.reader, l.relation, objs[i]) {
			ofKey[key] = objs[i]
		}
	}
	list := make([]layout.Pointer, len(l.rows))
	for i, owner := range l.owners {
		if owner >= 0 {
			list[i] = ofKey[owner]
		}
	}
	rows.of(int32(back.place)).loaded.Store(back.kind.share(list, nil))
}

// count makes the totals of a load that left no row out.
func (l *loader) count() {
	l.totals = make([]int64, l.keys.len())
	for _, owner := range l.owners {
		if owner >= 0 {
			l.totals[owner]++
		}
	}
}

func (l *loader) perObject(ofKey []int64) []int64 {
	list := make([]int64, len(l.keys.of))
	for i, key := range l.keys.of {
		if key >= 0 {
			list[i] = ofKey[key]
		}
	}
	return list
}
