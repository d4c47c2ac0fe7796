package orm

import (
	"reflect"
	"slices"
	"strings"
)

// ModelSet is the models of one database: what is checked, created and queried together.
// It is immutable and safe to share; one set may be opened on several databases.
type ModelSet struct {
	models []AnyModel
}

// Models returns the set of the given models.
func Models(models ...AnyModel) *ModelSet {
	return &ModelSet{models: append([]AnyModel(nil), models...)}
}

// Check reports every mistake of the definitions at once, or nil. Opening a database does it too.
func (s *ModelSet) Check() error {
	_, err := s.mappers()
	return err
}

// mappers resolves the models in their order.
func (s *ModelSet) mappers() ([]*mapper, error) {
	var found mistakes
	if s == nil {
		found.add("", "", "there is no set of models; write orm.Models(Users, ...)")
		return nil, found.err()
	}
	var all []*mapper
	taken := names{}
	for i, m := range s.models {
		if m == nil || reflect.ValueOf(m).IsNil() {
			found.add("", "", "Models got nil as number %d; write orm.Models(Users, ...) with what orm.Define returned", i+1)
			continue
		}
		r := m.mapping()
		if slices.Contains(all, r) {
			found.add(r.name, "", "is in Models twice; name each model once")
			continue
		}
		found.list = append(found.list, r.mistakes...)
		taken.model(&found, r)
		all = append(all, r)
	}
	for _, m := range slices.Clone(all) {
		m.link()
		found.list = append(found.list, m.linkMistakes...)
		all = m.withAssociations(&found, taken, all)
	}
	for _, m := range all {
		taken.foreignKeys(&found, m)
		m.within(&found, all)
		m.restrictionProblems(&found)
	}
	return all, found.err()
}

// withAssociations adds the tables of pairs that the model's relations have and no model stands for.
func (m *mapper) withAssociations(found *mistakes, taken names, all []*mapper) []*mapper {
	for _, r := range m.relations {
		if r.via == nil || !r.via.made || slices.Contains(all, r.via.m) {
			continue
		}
		if other, there := taken[strings.ToLower(r.via.m.table.Name)]; there && len(r.via.m.mistakes) == 0 {
			found.add(m.name, r.field, "joins by the table %s, which is the name of %s already; give it another with .Table", r.via.m.table.Name, other.of()+" of "+apart(other.m, m))
			continue
		}
		found.list = append(found.list, r.via.m.mistakes...)
		taken.model(found, r.via.m)
		all = append(all, r.via.m)
	}
	return all
}

// within notes relations and foreign keys that lead to a model which is not in the set.
func (m *mapper) within(found *mistakes, all []*mapper) {
	missing := func(field string, other *mapper) bool {
		if other == nil || len(other.columns) == 0 || slices.Contains(all, other) {
			return false
		}
		found.add(m.name, field, "leads to %s, which is not among the models; add its handle to orm.Models", other.name)
		return true
	}
	for _, r := range m.relations {
		if !missing(r.field, r.target) && r.via != nil && !r.via.made {
			missing(r.field, r.via.m)
		}
	}
	for _, ref := range m.references {
		if ref.relation == nil {
			missing(ref.field(), ref.target)
		}
	}
}
