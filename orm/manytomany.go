package orm

import "slices"

// ManyToManyRef says how a many-to-many relation differs from the convention. It is only valid inside Define.
type ManyToManyRef struct {
	d         *definition
	relation  *relation
	table     string
	columns   []string
	link      any
	by        []any
	inverseOf any

	resolution resolution
}

// ManyToMany says that rows of two models are joined by a table of pairs, whose key is both. By convention the table is
// named after the two models, and its columns after their keys: user_project(user_id, project_id). It is declared on one
// side; the Many of the other side is found by itself.
func ManyToMany[T, R any](t *Table[T], field *Many[R]) *ManyToManyRef {
	r := t.d.relationOf(field, "ManyToMany")
	if r == nil {
		return &ManyToManyRef{d: &definition{}}
	}
	if r.through != nil {
		t.d.add(r.field, "has ManyToMany twice; keep one")
		return r.through
	}
	r.through = &ManyToManyRef{d: t.d, relation: r}
	return r.through
}

// Table names the table of pairs and, where convention does not do, its columns: first those that lead to this model, then
// those that lead to the other, each in the order of the model's key.
func (x *ManyToManyRef) Table(name string, columns ...string) *ManyToManyRef {
	x.table, x.columns = name, slices.Clone(columns)
	return x
}

// Through says that the pairs are rows of a model of their own, which may have more columns: Through(orm.C[Membership]()).
// A pair that stands twice leads to its row twice; make the two references the key, or unique together.
// Where several of its references lead to one of the two models, by names the two that are meant, as fields of that
// prototype: the reference to this model, then the one to the other (a column, or a One).
func (x *ManyToManyRef) Through(link any, by ...any) *ManyToManyRef {
	x.link, x.by = link, slices.Clone(by)
	return x
}

// Inverse names the Many of the other model that is the other side. It needs no saying where only one leads back.
func (x *ManyToManyRef) Inverse(field Relation) *ManyToManyRef {
	x.inverseOf = orNothing(field)
	return x
}
