package modelform

import (
	"slices"

	"github.com/rowankit/rowan/form"
	"github.com/rowankit/rowan/orm"
)

// namer is an orm.Model of any type.
type namer interface {
	Name() string
	Fields() ([]orm.Field, error)
}

var _ namer = (*orm.Model[struct{}])(nil)

// versioned builds the form with the version of an object that exists, and the one for a new object without.
func (f *Fields) versioned(model namer) built {
	blank := f.build(model.Name())
	blank.blank = blank.set
	version := f.version(model)
	if blank.err != nil || version == nil {
		return blank
	}
	f.Field(version).As(form.Hidden)
	b := f.build(model.Name())
	b.blank = blank.set
	return b
}

// version is the pointer of the model's version where the form does not name it; nil where it does or there is none.
func (f *Fields) version(model namer) any {
	fields, _ := model.Fields() // their mistakes were told already
	i := slices.IndexFunc(fields, func(d orm.Field) bool { return d.Version })
	if i < 0 {
		return nil
	}
	pointer := f.prototype.FieldByIndex(fields[i].Index).Addr().Interface()
	if slices.Contains(f.pointers, pointer) {
		return nil
	}
	return pointer
}
