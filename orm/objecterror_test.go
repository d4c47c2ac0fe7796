package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func TestAnObjectErrorNamesModelAndKey(t *testing.T) {
	t.Parallel()
	short := fault.Refuse("User", fault.Violation{Field: "Name", Kind: fault.Check, Code: "required", Message: "is required"})
	for _, c := range []struct {
		object any
		err    error
		want   string
	}{
		{&User{ID: 7}, short, "User 7: check: Name is required"},
		{&User{}, short, "new User: check: Name is required"},
		{&User{}, fmt.Errorf("BeforeInsert: %w", short), "new User: BeforeInsert: User: check: Name is required"},
		{&shelf{House: 1, Number: 2}, errors.New("full"), "shelf 1, 2: full"},
		{&User{}, nil, "new User"},
		{nil, errors.New("x"), "nil: x"},
		{(*User)(nil), errors.New("x"), "a nil *orm_test.User: x"},
		{7, errors.New("x"), "a value of type int: x"},
	} {
		err := &orm.ObjectError{Object: c.object, Err: c.err}
		if got := err.Error(); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}

// shelf has a key of two fields.
type shelf struct{ House, Number int64 }

func (s *shelf) Define(t *orm.Table[shelf]) { t.Key(&s.House, &s.Number) }

func TestObjectErrorsAreFoundInAnyError(t *testing.T) {
	t.Parallel()
	refused := func(name string) *orm.ObjectError {
		return &orm.ObjectError{Object: &User{Name: name}, Err: fault.Refuse("User", fault.Violation{Field: name, Kind: fault.Check, Code: "check", Message: "is bad"})}
	}
	a, b, inner := refused("A"), refused("B"), refused("C")
	outer := &orm.ObjectError{Object: &User{Name: "D"}, Err: inner}
	for _, c := range []struct {
		err  error
		want string
	}{
		{nil, ""},
		{errors.New("x"), ""},
		{a, "A"},
		{fmt.Errorf("flush: %w", errors.Join(errors.New("x"), a, fmt.Errorf("y: %w", b))), "A B"},
		{fault.Wrap(fault.Check, b), "B"},
		{outer, "D"},
		{fmt.Errorf("%w and %w", b, a), "B A"},
	} {
		var names []string
		for _, e := range orm.ObjectErrors(c.err) {
			names = append(names, e.Object.(*User).Name)
		}
		if got := strings.Join(names, " "); got != c.want {
			t.Errorf("ObjectErrors(%v) are of %q, want %q", c.err, got, c.want)
		}
	}
	joined := errors.Join(a, b)
	if k := fault.KindOf(joined); k != fault.Check {
		t.Errorf("the kind of %v is %v, want that of the first", joined, k)
	}
	if d := cmp.Diff(fault.Violations(a), fault.Violations(joined)); d != "" {
		t.Errorf("the violations of the joined error (-first +got)\n%s", d)
	}
}
