package fault_test

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"os"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/fault"
)

func TestKindOfAnyError(t *testing.T) {
	t.Parallel()
	deep := fmt.Errorf("a: %w", errors.Join(errors.New("b"), fmt.Errorf("c: %w", fault.New(fault.DiskFull, "d"))))
	for _, c := range []struct {
		err  error
		want fault.Kind
	}{
		{nil, fault.None},
		{errors.New("x"), fault.Other},
		{fs.ErrNotExist, fault.Other},
		{fault.New(fault.Unique, "x"), fault.Unique},
		{deep, fault.DiskFull},
		{&fault.Error{}, fault.Other},
		{fault.Wrap(fault.None, errors.New("x")), fault.Other},
		{fault.Wrap(fault.None, context.Canceled), fault.Canceled},
		{fault.Wrap(fault.Unavailable, context.Canceled), fault.Unavailable},
		{context.Canceled, fault.Canceled},
		{fmt.Errorf("x: %w", context.DeadlineExceeded), fault.Timeout},
		{os.ErrDeadlineExceeded, fault.Timeout},
		{&net.OpError{Op: "read", Err: os.ErrDeadlineExceeded}, fault.Timeout},
	} {
		if got := fault.KindOf(c.err); got != c.want {
			t.Errorf("KindOf(%v) = %v, want %v", c.err, got, c.want)
		}
	}
}

func TestErrorText(t *testing.T) {
	t.Parallel()
	cause := errors.New("cause")
	taken := fault.Violation{Field: "Email", Kind: fault.Unique, Code: "unique", Message: "is already taken"}
	short := fault.Violation{Kind: fault.Check, Code: "dates", Message: "must not end before it begins"}
	for _, c := range []struct {
		err  *fault.Error
		want string
	}{
		{&fault.Error{}, "other"},
		{&fault.Error{Kind: fault.NotFound, Model: "User"}, "User: not found"},
		{fault.New(fault.Invalid, "orm: a text"), "orm: a text"},
		{fault.Wrap(fault.Timeout, cause), "timeout: cause"},
		{fault.Refuse("User", taken), "User: unique: Email is already taken"},
		{fault.Refuse("Trip", short, taken), "Trip: check: must not end before it begins; Email is already taken"},
		{&fault.Error{Kind: fault.Unique, Model: "User", Constraint: "uq_user_email", Violations: []fault.Violation{taken}, Detail: "more", Err: cause},
			"User: unique (uq_user_email): Email is already taken: more: cause"},
	} {
		if got := c.err.Error(); got != c.want {
			t.Errorf("%#v says %q, want %q", c.err, got, c.want)
		}
	}
}

func TestBareKindIsComparable(t *testing.T) {
	t.Parallel()
	err := fmt.Errorf("x: %w", &fault.Error{Kind: fault.NotFound, Model: "User", Detail: "no row has the key 7"})
	if !errors.Is(err, fault.NotFound.Err()) {
		t.Errorf("errors.Is(%v, NotFound.Err()) is false", err)
	}
	if errors.Is(err, fault.Unique.Err()) {
		t.Errorf("errors.Is(%v, Unique.Err()) is true", err)
	}
	if errors.Is(err, &fault.Error{Kind: fault.NotFound, Model: "Dataset"}) {
		t.Errorf("errors.Is(%v, another model's error) is true", err)
	}
}

func TestErrorIsItsCause(t *testing.T) {
	t.Parallel()
	if err := fault.Wrap(fault.Unavailable, fs.ErrPermission); !errors.Is(err, fs.ErrPermission) {
		t.Errorf("errors.Is(%v, its cause) is false", err)
	}
}

func TestRefuseTakesTheFirstKind(t *testing.T) {
	t.Parallel()
	list := []fault.Violation{
		{Field: "Name", Kind: fault.TooLong, Code: "too_long", Message: "must be at most 3 characters"},
		{Field: "Age", Kind: fault.OutOfRange, Code: "out_of_range", Message: "must be at least 0"},
	}
	err := fmt.Errorf("x: %w", fault.Refuse("User", list...))
	if k := fault.KindOf(err); k != fault.TooLong {
		t.Errorf("the kind is %v, want that of the first violation", k)
	}
	if d := cmp.Diff(list, fault.Violations(err)); d != "" {
		t.Errorf("violations (-want +got)\n%s", d)
	}
	if got := fault.Violations(errors.New("x")); got != nil {
		t.Errorf("Violations of another error: %v", got)
	}
	defer func() {
		if recover() == nil {
			t.Error("a refusal without a reason was made")
		}
	}()
	_ = fault.Refuse("User")
}

func TestKinds(t *testing.T) {
	t.Parallel()
	seen := map[string]fault.Kind{fault.None.String(): fault.None}
	for i, k := range fault.Kinds() {
		if int(k) != i+1 {
			t.Errorf("kind %d of Kinds is %d; want all but None, in order", i, k)
		}
		if other, taken := seen[k.String()]; taken || k.String() == "" {
			t.Errorf("kind %d is called %q, as is %d", k, k, other)
		}
		seen[k.String()] = k
		if got := fault.KindOf(k.Err()); got != k {
			t.Errorf("KindOf(%v.Err()) = %v", k, got)
		}
	}
	if got := fault.Kind(200).String(); got != "unknown" {
		t.Errorf("Kind(200) is called %q", got)
	}
}

// A nil pointer in an error is a mistake of its maker, which must not become a panic where errors are told.
func TestNilPointerIsAnError(t *testing.T) {
	t.Parallel()
	var none *fault.Error
	err := error(none)
	if got := fault.KindOf(err); got != fault.Other {
		t.Errorf("KindOf a nil *Error: got %v, want %v", got, fault.Other)
	}
	if got := fault.Violations(err); got != nil {
		t.Errorf("Violations of a nil *Error: got %v, want none", got)
	}
	if err.Error() == "" || errors.Is(err, fault.NotFound.Err()) || errors.Unwrap(err) != nil {
		t.Errorf("a nil *Error: got text %q, is NotFound %v, cause %v", err, errors.Is(err, fault.NotFound.Err()), errors.Unwrap(err))
	}
}
