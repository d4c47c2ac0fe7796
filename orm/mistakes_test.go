package orm_test

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// mistaken is a set of models with mistakes, under the name of its golden text.
type mistaken struct {
	name   string
	models []orm.AnyModel
}

// wrong is a model with mistakes. Its golden text has the name of its type.
func wrong[T any](name string) mistaken { return mistaken{name, []orm.AnyModel{orm.Define[T]()}} }

// A model made by reflection, for what cannot stand in a source: nobody would read a thousand fields, and vet
// refuses a broken tag.
func TestMistakesOfMadeModels(t *testing.T) {
	t.Parallel()
	id := reflect.StructField{Name: "ID", Type: reflect.TypeFor[int64]()}
	wide := []reflect.StructField{id}
	for i := range 1000 {
		wide = append(wide, reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: reflect.TypeFor[bool]()})
	}
	unquoted := reflect.StructField{Name: "Name", Type: reflect.TypeFor[string](), Tag: `json:"name" db:name`}
	for _, c := range []struct {
		fields []reflect.StructField
		want   string
	}{
		{wide, "has 1001 columns, and a table takes 1000; move some to a model of their own"},
		{[]reflect.StructField{id, unquoted}, ".Name: has a db tag without quotes; write `db:\"name\"`"},
	} {
		err := orm.CheckType(reflect.StructOf(c.fields))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%d fields: got %v, want a mistake %q", len(c.fields), err, c.want)
		}
	}
}

func allMistaken() []mistaken {
	return slices.Concat(mistakenFields(), mistakenColumns(), mistakenDefaults(), mistakenTables(), mistakenDefines(), mistakenSets(), mistakenTypes(), mistakenVersions(), mistakenScopes(), mistakenRelations(), mistakenEvents())
}

// Each wrong definition is refused with a text that says where the mistake is and what to write instead.
func TestMistakesOfDefinitions(t *testing.T) {
	t.Parallel()
	g := openGolden(t, "testdata/mistakes.txtar")
	cases := allMistaken()
	for _, c := range cases {
		err := orm.Models(c.models...).Check()
		if err == nil {
			t.Errorf("%s: no mistake was found", c.name)
			continue
		}
		if k := fault.KindOf(err); k != fault.Invalid {
			t.Errorf("%s: the error is of the kind %v, want %v", c.name, k, fault.Invalid)
		}
		g.check(t, c.name, err.Error())
	}
	if !*update && len(g.names) != len(cases) {
		t.Errorf("%s holds %d texts for %d cases; run the test with -update", g.file, len(g.names), len(cases))
	}
}

// A mistake is said once: one case, one line, unless the case says otherwise.
func TestEachMistakeIsSaidOnce(t *testing.T) {
	t.Parallel()
	for _, c := range allMistaken() {
		if strings.HasPrefix(c.name, "several: ") {
			continue
		}
		err := orm.Models(c.models...).Check()
		if err != nil && !strings.HasPrefix(err.Error(), "orm: 1 mistake in the models\n") {
			t.Errorf("%s: got more than one mistake:\n%v", c.name, err)
		}
	}
}
