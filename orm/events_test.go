package orm_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/orm"
)

// heard is who was told of an event, in order, by the context of the call.
type heard struct{ list []string }

type heardKey struct{}

func hearing() (context.Context, *heard) {
	h := &heard{}
	return context.WithValue(context.Background(), heardKey{}, h), h
}

func hear(ctx context.Context, who string) error {
	if h, ok := ctx.Value(heardKey{}).(*heard); ok {
		h.list = append(h.list, who)
	}
	return nil
}

// Structs to embed, which declare BeforeInsert: traced has another within, and comes second in Go's eyes.
type (
	stamped struct{ By string }
	traced  struct {
		innermost
		Trace string
	}
	innermost struct{ Depth int }
	pointed   struct{ told int }
)

func (x *stamped) BeforeInsert(ctx context.Context, r orm.Reader) error {
	x.By = "stamped"
	return hear(ctx, "stamped")
}

func (x *traced) BeforeInsert(ctx context.Context, r orm.Reader) error {
	x.Trace = "traced"
	return hear(ctx, "traced")
}

func (x *innermost) BeforeInsert(ctx context.Context, r orm.Reader) error {
	x.Depth++
	return hear(ctx, "innermost")
}

func (x *pointed) BeforeInsert(ctx context.Context, r orm.Reader) error {
	x.told++
	return hear(ctx, "pointed")
}

// Models that embed them in every way.
type (
	alone struct {
		ID   int64
		Name string
	}
	byPart struct { // Go calls it stamped's
		ID int64
		stamped
	}
	byTwoParts struct { // Go calls neither
		ID int64
		stamped
		traced
	}
	byPartsAndItself struct { // Go calls its own alone
		ID int64
		traced
		stamped
		Own string
	}
	byItselfWithPart struct { // as above, calling another function first
		ID int64
		stamped
		Own string
	}
	byPointer struct { // no columns of the struct, and its method all the same
		ID       int64
		*pointed `db:"-"`
	}
	byInterface struct {
		ID                 int64
		orm.BeforeInserter `db:"-"`
	}
	generic[N any] struct {
		ID int64
		stamped
		N N
	}
	byGeneric struct{ generic[int] }
)

func (x *alone) BeforeInsert(ctx context.Context, r orm.Reader) error { return hear(ctx, "alone") }

func (x *byPartsAndItself) BeforeInsert(ctx context.Context, r orm.Reader) error {
	x.Own = x.By + x.Trace
	return hear(ctx, "itself")
}

func (x *byItselfWithPart) BeforeInsert(ctx context.Context, r orm.Reader) error {
	return x.inlined(ctx)
}

func (x *byItselfWithPart) inlined(ctx context.Context) error { return hear(ctx, "itself") }

func (x *generic[N]) BeforeInsert(ctx context.Context, r orm.Reader) error {
	return hear(ctx, "generic")
}

func (x *generic[N]) Define(t *orm.Table[generic[N]]) { t.Name("generic") }

// Each struct that declares the method is told once: those within before those that embed them, whatever Go promotes.
func TestEmbeddedStructsAreToldOfEventsOnce(t *testing.T) {
	t.Parallel()
	check := func(name string, insert func(context.Context) error, want ...string) {
		t.Helper()
		ctx, h := hearing()
		if err := insert(ctx); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if d := cmp.Diff(want, h.list); d != "" {
			t.Errorf("%s (-want +got)\n%s", name, d)
		}
	}
	check("a model", inserting(t, &alone{}), "alone")
	check("one part", inserting(t, &byPart{}), "stamped")
	check("two parts", inserting(t, &byTwoParts{}), "stamped", "innermost", "traced")
	whole := &byPartsAndItself{}
	check("parts and the model", inserting(t, whole), "innermost", "traced", "stamped", "itself")
	if whole.Own != "stampedtraced" || whole.Depth != 1 {
		t.Errorf("the object is %+v, want what each method wrote, once", whole)
	}
	check("a part and the model", inserting(t, &byItselfWithPart{}), "stamped", "itself")
	p := &pointed{}
	check("a pointer", inserting(t, &byPointer{pointed: p}), "pointed")
	check("an interface", inserting(t, &byInterface{BeforeInserter: p}), "pointed")
	check("a generic model", inserting(t, &generic[string]{}), "stamped", "generic")
	check("a generic part", inserting(t, &byGeneric{}), "stamped", "generic")
}

// inserting returns what inserts the object into a database of its own.
func inserting[T any](t *testing.T, obj *T) func(context.Context) error {
	m := orm.Define[T]()
	db := open(t, m)
	return func(ctx context.Context) error { return m.Insert(ctx, db, obj) }
}

// A model that is told of nothing costs nothing, and one that is told costs no allocation of its own.
func TestEventsAllocateNothing(t *testing.T) { // not parallel: allocations are the whole process's
	m := orm.Define[counted]()
	db, ctx, obj := open(t, m), context.Background(), new(counted)
	if n := testing.AllocsPerRun(100, func() {
		*obj = counted{}
		if err := m.Insert(ctx, db, obj); err != nil {
			t.Fatal(err)
		}
	}); n > raceSlack {
		t.Errorf("Insert of a model with events: %v allocations, want none", n)
	}
	if obj.Told != 2 {
		t.Errorf("the object was told %d times, want before and after", obj.Told)
	}
}

type counted struct {
	ID   int64
	Told int
}

func (c *counted) BeforeInsert(ctx context.Context, r orm.Reader) error { c.Told++; return nil }
func (c *counted) AfterInsert(ctx context.Context, r orm.Reader) error  { c.Told++; return nil }
