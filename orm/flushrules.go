package orm

import (
	"slices"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/orm/internal/layout"
	"github.com/rowankit/rowan/orm/internal/workorder"
)

// sweep finds the held objects whose rows go, or lose their reference, with a row that they refer to: the database sees
// to that.
func (w *work) sweep() {
	s := w.session
	going := map[*mapper][]*entry{}
	for _, x := range s.order {
		for _, e := range x.entries {
			if e.state == deleted {
				going[x.m] = append(going[x.m], e)
			}
		}
	}
	for len(going) > 0 {
		next := map[*mapper][]*entry{}
		for _, x := range s.order { // whose rows may go along
			for _, k := range x.m.foreignKeys {
				if parents := going[k.target]; len(parents) > 0 && k.follows(x.m) != Refuse {
					next[x.m] = append(next[x.m], w.sweepAlong(x, k, parents)...)
				}
			}
			if len(next[x.m]) == 0 {
				delete(next, x.m)
			}
		}
		going = next
	}
}

// sweepAlong finds those that refer to one that goes.
func (w *work) sweepAlong(x *identities, k *foreignKey, parents []*entry) (going []*entry) {
	roots := make(map[string]*entry, len(parents))
	for _, p := range parents {
		if key, ok := p.of.m.taken(p.was, k.references); ok {
			if roots[key] = p; w.swept[p] != nil {
				roots[key] = w.swept[p]
			}
		}
	}
	for _, e := range x.entries {
		if e.state != persistent || e.changeOf(k) >= 0 || w.swept[e] != nil || !sameColumnsOf(k.columns, e.obj, e.was) {
			continue
		}
		key, ok := x.m.taken(e.was, k.columns)
		if !ok || roots[key] == nil {
			continue
		}
		w.session.log.remember(e)
		if k.follows(x.m) == Cascade {
			w.swept[e] = roots[key]
			w.session.hide(e)
			going = append(going, e)
			continue
		}
		below, _ := k.sides(x.m)
		w.nulled = append(w.nulled, e)
		w.calls = append(w.calls, func() {
			for _, c := range k.columns {
				if c.nullable {
					c.settable(e.obj).SetZero()
				}
			}
			if below != nil {
				h := below.at(e.obj)
				h.link = h.link.apart()
			}
		})
	}
	return going
}

// rules says what has to come before what, and keys which foreign key each rule is for; of a unique that is released, which
// columns.
func (w *work) rules() (rules []workorder.Rule, keys []*foreignKey) {
	rule := func(k *foreignKey, r workorder.Rule) { rules, keys = append(rules, r), append(keys, k) }
	for i, t := range w.order {
		for _, p := range t.waits {
			r := workorder.Rule{Before: p.parent.number, After: i}
			same := p.parent.of == t.e.of && t.kind == workorder.Insert
			r.Within = same && (!isNew(p.parent.obj, p.key.references) || w.ahead(t.e.of.m, p.key))
			if t.kind == workorder.Insert && nullable(p.key.columns) {
				r.Break = workorder.Later
			}
			rule(p.key, r)
		}
		if t.kind == workorder.Insert {
			continue
		}
		for _, k := range t.e.of.m.foreignKeys {
			parent := w.session.referred(k, t.e.was)
			if root := w.swept[parent]; root != nil {
				parent = root
			}
			if parent == nil || parent.state != deleted || t.kind == workorder.Update && !share(k.columns, t.columns) {
				continue
			}
			r := workorder.Rule{Before: i, After: parent.number}
			switch {
			case t.kind == workorder.Update:
			case k.onDelete != Refuse:
				r.Break = workorder.Drop
			case nullable(k.columns):
				r.Break = workorder.First
			}
			if t.kind == workorder.Delete && parent.of == t.e.of {
				r.Within = w.session.database().capabilities.ChecksStatements && k.onDelete != Cascade // which takes rows from under the statement
			}
			rule(k, r)
		}
	}
	for _, x := range w.session.order {
		list, fields := w.releases(x)
		for i, r := range list {
			rule(&foreignKey{columns: fields[i]}, r)
		}
	}
	return rules, keys
}

// ahead tells whether the keys that rows of a table refer to can be had before these are inserted.
func (w *work) ahead(m *mapper, k *foreignKey) bool {
	can := w.session.database().capabilities
	return (can.ReservedKeys || can.KeySequences) && m.generated != nil && len(k.references) == 1 && k.references[0] == m.generated
}

// nullable tells whether a reference may be left out.
func nullable(columns []*column) bool {
	return slices.ContainsFunc(columns, func(c *column) bool { return c.nullable })
}

// releases says which unique values are given up before others take them.
func (w *work) releases(x *identities) (rules []workorder.Rule, fields [][]*column) {
	for _, u := range x.m.uniques {
		columns := make([]*column, len(u.columns))
		for i, name := range u.columns {
			columns[i] = x.m.columnNamed(name)
		}
		var free map[string]int
		for i, t := range w.order {
			if t.e.of != x || t.kind == workorder.Insert || t.kind == workorder.Update && !u.touched(t.columns) {
				continue
			}
			if key, ok := x.m.takenOf(u, t.e.was, columns); ok {
				if free == nil {
					free = map[string]int{}
				}
				free[key] = i
			}
		}
		if free == nil {
			continue
		}
		for i, t := range w.order {
			if t.e.of != x || t.kind == workorder.Delete || t.kind == workorder.Update && !u.touched(t.columns) || slices.ContainsFunc(u.fields, t.awaits) {
				continue
			}
			if key, ok := x.m.takenOf(u, t.e.obj, columns); ok {
				if before, clash := free[key]; clash && before != i {
					r := workorder.Rule{Before: before, After: i, Break: workorder.Drop}
					if w.order[before].kind == workorder.Update && nullable(u.fields) {
						r.Break = workorder.First // in a swap one is taken back before both are given
					}
					rules, fields = append(rules, r), append(fields, u.fields)
				}
			}
		}
	}
	return rules, fields
}

// taken is what an object takes of a unique; false when it takes nothing, since a value is missing.
func (m *mapper) taken(obj layout.Pointer, columns []*column) (string, bool) {
	var key []byte
	for _, c := range columns {
		v, err := c.encode(obj)
		if err != nil || v.Kind() == driver.Null {
			return "", false
		}
		one := [1]driver.Value{v}
		key = appendIdentity(key, one[:])
	}
	return string(key), true
}

// byReference is the new object that the columns of a foreign key lead to, or nil.
func (x *identities) byReference(k *foreignKey, obj layout.Pointer) *entry {
	if x.brought == nil {
		x.brought = map[*foreignKey]map[string]*entry{}
	}
	known := x.brought[k]
	if known == nil {
		known = make(map[string]*entry, len(x.fresh))
		for _, e := range x.fresh {
			if isNew(e.obj, k.references) {
				continue
			}
			if key, ok := x.m.taken(e.obj, k.references); ok {
				known[key] = e
			}
		}
		x.brought[k] = known
	}
	key, ok := x.m.taken(obj, k.columns)
	if !ok {
		return nil
	}
	return known[key]
}
