package modelform

import (
	"errors"
	"slices"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// Fail shows what a failed write says of the object, and of the rows of its lists, each beside the field that it is about:
// a value that is taken, a row that is gone, a version that somebody else has raised. It reports false when err says nothing
// that the form can show (nil included), and the caller should return err. Insert, Update, Save and Edit have done it
// already.
func (f *Plain[T]) Fail(err error) bool {
	var stale *orm.StaleError
	if errors.As(err, &stale) && f.Overtaken(stale.Object, stale.Stored) {
		return true
	}
	objects := orm.ObjectErrors(err)
	if len(objects) == 0 {
		return f.failModel(err)
	}
	shown := false
	for _, o := range objects {
		shown = f.failObject(o) || shown
	}
	return shown
}

// failObject shows what is wrong with one object.
func (f *Plain[T]) failObject(o *orm.ObjectError) bool {
	violations := fault.Violations(o.Err)
	switch {
	case fault.KindOf(o.Err) == fault.NotFound:
		return o.Object != any(f.Object) && f.Overtaken(o.Object, nil)
	case len(violations) == 0:
		return false
	case o.Object == any(f.Object):
		f.AddViolations(violations...)
		return true
	}
	return f.AddRowViolations(o.Object, violations...) || f.failModel(o.Err)
}

// failModel shows what an error says of fields, which may be those of another model.
func (f *Plain[T]) failModel(err error) bool {
	violations := slices.Clone(fault.Violations(err))
	var failure *fault.Error
	if errors.As(err, &failure) && failure.Model != "" && f.built.model != "" && failure.Model != f.built.model {
		for i, v := range violations {
			violations[i].Field = failure.Model + "." + v.Field
		}
	}
	f.AddViolations(violations...)
	return len(violations) > 0
}
