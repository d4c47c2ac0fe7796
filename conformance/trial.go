package conformance

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// trial is one run of one case.
type trial struct {
	*testing.T
	engine Engine
	// statements
	flushes, asked, rewrites, paged, computed, scoped *golden
}

// tables opens the case's database and makes the tables of the models.
func (t *trial) tables(models ...orm.AnyModel) *orm.DB {
	t.Helper()
	return t.observed(nil, models...)
}

// observed is tables with an observer, which also sees how the tables are made.
func (t *trial) observed(o orm.Observer, models ...orm.AnyModel) *orm.DB {
	t.Helper()
	db := t.open(orm.Models(models...), orm.Options{Observer: o})
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatalf("CreateTables: %v", err)
	}
	return db
}

// open opens the case's database, once more if it is open, and makes no tables.
func (t *trial) open(models *orm.ModelSet, o orm.Options) *orm.DB {
	t.Helper()
	return t.openOn(t.engine.Open(t), models, o)
}

// openOn is open on an engine at hand.
func (t *trial) openOn(engine orm.Engine, models *orm.ModelSet, o orm.Options) *orm.DB {
	t.Helper()
	db, err := orm.Open(engine, models, o)
	if err != nil {
		t.Fatalf("orm.Open: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("Close: %v", err)
		}
	})
	return db
}

// random returns a source of its own for a property; a failure prints the seed.
func (t *trial) random() *rand.Rand {
	seed := rand.Uint64()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the values were drawn with rand.New(rand.NewPCG(%d, 0))", seed)
		}
	})
	return rand.New(rand.NewPCG(seed, 0))
}

// ok ends the case if err is not nil.
func (t *trial) ok(what string, err error) {
	t.Helper()
	if err != nil {
		t.Fatalf("%s: %v", what, err)
	}
}

// same fails the case if got differs from want.
func (t *trial) same(what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got, sameBytes); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

// sameBytes tells nil from empty, and compares megabytes at once.
var sameBytes = cmp.Comparer(func(a, b []byte) bool { return (a == nil) == (b == nil) && bytes.Equal(a, b) })

// kind fails the case unless err is of the kind.
func (t *trial) kind(what string, err error, want fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != want {
		t.Errorf("%s: got %v (kind %q), want an error of the kind %q", what, err, fault.KindOf(err), want)
	}
}

// names fails the case unless an error's text has a part.
func (t *trial) names(what string, err error, part string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), part) {
		t.Errorf("%s: got %v, want it to say %q", what, err, part)
	}
}

// refused fails the case unless err is of the kind, names the model, and has a violation with a message for
// each of the fields.
func (t *trial) refused(what string, err error, want fault.Kind, model string, fields ...string) {
	t.Helper()
	t.kind(what, err, want)
	var got []string
	for _, v := range fault.Violations(err) {
		got = append(got, v.Field)
		if v.Code == "" || v.Message == "" || v.Kind != want {
			t.Errorf("%s: got the violation %+v, want one of the kind %q with a code and a message", what, v, want)
		}
	}
	if !slices.Equal(got, fields) {
		t.Errorf("%s: got violations of %q in %v, want of %q", what, got, err, fields)
	}
	if f, ok := err.(*fault.Error); !ok || f.Model != model {
		t.Errorf("%s: got %#v, want a *fault.Error that names the model %s", what, err, model)
	}
}

// malformed fails the case unless err says which row of the model cannot be read, and names the field, without
// a violation that would blame a visitor.
func (t *trial) malformed(what string, err error, parts ...string) {
	t.Helper()
	t.kind(what, err, fault.SchemaMismatch)
	for _, part := range parts {
		if err != nil && !strings.Contains(err.Error(), part) {
			t.Errorf("%s: got %q, want it to name %q", what, err, part)
		}
	}
	if v := fault.Violations(err); v != nil {
		t.Errorf("%s: got violations %v, want none: nobody typed what is stored", what, v)
	}
}

// refusedRaw runs statements of a foreign program, and fails the case unless the database refuses each and the
// table stays as it is.
func refusedRaw[T any](t *trial, db *orm.DB, m *orm.Model[T], list ...orm.Statement) {
	t.Helper()
	before := all(t, db, m)
	for _, s := range list {
		_, err := orm.Exec(t.Context(), db, s)
		t.refusal(fmt.Sprint(s), err)
	}
	t.same("the table", all(t, db, m), before)
}

// refusedOrNamed runs a statement of a foreign program that gives the only row, the row 1, what no program of Rowan
// writes: the database refuses it, or reading the row is an error that names its field. What it does is undone.
func refusedOrNamed[T any](t *trial, db *orm.DB, m *orm.Model[T], s orm.Statement, field string) {
	t.Helper()
	t.undo(db, func(tx *orm.Tx) {
		_, err := orm.Exec(t.Context(), tx, s)
		if err != nil {
			t.refusal(fmt.Sprint(s), err)
			return
		}
		_, err = m.All(t.Context(), tx)
		t.malformed(fmt.Sprint("reading after ", s), err, m.Name(), field, "id = 1")
	})
}

// refusal fails the case unless err is of a kind by which a database says what it does not hold.
func (t *trial) refusal(what string, err error) {
	t.Helper()
	switch k := fault.KindOf(err); k {
	case fault.Check, fault.Invalid, fault.OutOfRange, fault.TooLong, fault.NotNull:
	default:
		t.Errorf("%s: got %v (kind %q), want a refusal", what, err, k)
	}
}

// insert stores the objects one by one.
func insert[T any](t *trial, w orm.Writer, m *orm.Model[T], objs ...*T) {
	t.Helper()
	for i, obj := range objs {
		if err := m.Insert(t.Context(), w, obj); err != nil {
			t.Fatalf("Insert of object %d, %+v: %v", i, obj, err)
		}
	}
}

// all reads the whole table.
func all[T any](t *trial, r orm.Reader, m *orm.Model[T]) []*T {
	t.Helper()
	list, err := m.All(t.Context(), r)
	t.ok("All", err)
	return list
}

// count fails the case unless the table has so many rows.
func count[T any](t *trial, r orm.Reader, m *orm.Model[T], want int64) {
	t.Helper()
	got, err := m.Count(t.Context(), r)
	t.ok("Count", err)
	if got != want {
		t.Errorf("got %d rows of %s, want %d", got, m.Name(), want)
	}
}

// keeps stores the objects, one half one by one and the other together, and fails the case unless they come back
// as they were. The objects' key is ID.
func keeps[T any](t *trial, db *orm.DB, m *orm.Model[T], objs ...*T) {
	t.Helper()
	half := len(objs) / 2
	insert(t, db, m, objs[:half]...)
	t.ok("InsertAll", m.InsertAll(t.Context(), db, objs[half:]))
	got := all(t, db, m)
	t.same("read back by All", got[max(len(got)-len(objs), 0):], objs)
	for _, obj := range objs {
		one, err := m.Get(t.Context(), db, idOf(obj))
		t.ok("Get", err)
		t.same("read back by Get", one, obj)
	}
}

// idOf reads the field ID.
func idOf(obj any) int64 { return reflect.ValueOf(obj).Elem().FieldByName("ID").Int() }

// ids lists the keys of what a query finds, in its order.
func ids[T any](t *trial, r orm.Reader, q orm.Query[T]) []int64 {
	t.Helper()
	list, err := q.All(t.Context(), r)
	t.ok("All", err)
	got := make([]int64, len(list))
	for i, obj := range list {
		got[i] = idOf(obj)
	}
	return got
}

// undo runs something in a transaction that is rolled back.
func (t *trial) undo(db *orm.DB, do func(tx *orm.Tx)) {
	t.Helper()
	undone := errors.New("undone on purpose")
	err := db.Tx(t.Context(), func(_ context.Context, tx *orm.Tx) error {
		do(tx)
		return undone
	})
	if !errors.Is(err, undone) {
		t.Fatalf("Tx: got %v, want the function's own error", err)
	}
}
