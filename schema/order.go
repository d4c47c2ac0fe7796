package schema

import "slices"

// Reference is a foreign key together with the table that it leads from.
type Reference struct {
	Table      *Table
	ForeignKey ForeignKey
}

// Ordered returns tables in the order in which they can be made: each behind those that its foreign keys lead to, and
// otherwise as they are given. Ahead, in the order of their tables, are the foreign keys to what is not there yet when a
// table is made: to a later table, where they lead in a circle, and to a unique index of its own, which is made behind it.
func Ordered(tables []*Table) (ordered []*Table, ahead []Reference) {
	o := ordering{given: tables}
	for _, t := range tables {
		o.place(t)
	}
	for i, t := range o.placed {
		for _, k := range t.ForeignKeys {
			own := k.Table == t.Name && !slices.Equal(k.References, t.Key.Columns)
			if own || slices.ContainsFunc(o.placed[i+1:], func(later *Table) bool { return later.Name == k.Table }) {
				ahead = append(ahead, Reference{t, k})
			}
		}
	}
	return o.placed, ahead
}

// ordering places tables.
type ordering struct {
	given, placed []*Table
	open          []*Table // whose turn comes when those they lead to are placed
}

func (o *ordering) place(t *Table) {
	if slices.Contains(o.placed, t) || slices.Contains(o.open, t) {
		return
	}
	o.open = append(o.open, t)
	for _, k := range t.ForeignKeys {
		if i := slices.IndexFunc(o.given, func(other *Table) bool { return other.Name == k.Table }); i >= 0 {
			o.place(o.given[i])
		}
	}
	o.open = o.open[:len(o.open)-1]
	o.placed = append(o.placed, t)
}
