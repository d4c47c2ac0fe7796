package orm

import (
	"reflect"
	"slices"
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
	return all, found.err()
}
