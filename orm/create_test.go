package orm_test

import (
	"context"
	"errors"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
	"github.com/rowankit/rowan/sqlite"
)

// builder is SQLite that tells what is done about tables, and what another program does before it gets its turn.
type builder struct {
	*sqlite.Database
	before  func() // what another program does before this one may write
	busy    error  // why nobody gets a turn
	done    []string
	halfway bool // another program has made a table, and not its index
}

func (b *builder) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	if access == driver.ReadWrite && b.before != nil {
		b.before()
	}
	return b.Database.Acquire(ctx, access)
}

func (b *builder) Alone(ctx context.Context, c driver.Conn) (func(context.Context) error, error) {
	if b.busy != nil {
		return nil, b.busy
	}
	b.done = append(b.done, "alone")
	b.halfway = false
	return func(context.Context) error { b.done = append(b.done, "done"); return nil }, nil
}

func (b *builder) Inspect(ctx context.Context, c driver.Conn, table string) (schema.Definition, bool, error) {
	b.done = append(b.done, "inspect "+table)
	d, exists, err := b.Database.Inspect(ctx, c, table)
	if b.halfway && exists {
		d.Indexes = nil
	}
	return d, exists, err
}

func (b *builder) Create(t *schema.Table) ([]string, error) {
	b.done = append(b.done, "create "+t.Name)
	return b.Database.Create(t)
}

func openBuilder(t *testing.T, file string, models *orm.ModelSet) (*builder, *orm.DB) {
	t.Helper()
	engine, err := sqlite.Open(t.Context(), sqlite.Options{Path: file})
	if err != nil {
		t.Fatal(err)
	}
	b := &builder{Database: engine}
	db, err := orm.Open(b, models, orm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return b, db
}

var (
	lookAtBoth = []string{"inspect parcel", "inspect berth"}
	makeBoth   = []string{"create parcel", "create berth"}
)

func TestTablesAreComparedAndMadeByOneProgramAtATime(t *testing.T) {
	t.Parallel()
	b, db := openBuilder(t, "", cargo)
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	steps := slices.Concat(lookAtBoth, []string{"alone"}, lookAtBoth, makeBoth, lookAtBoth, []string{"done"})
	if diff := cmp.Diff(steps, b.done); diff != "" {
		t.Errorf("the first time (-want +got):\n%s", diff)
	}
	b.done = nil
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(lookAtBoth, b.done); diff != "" {
		t.Errorf("the second time (-want +got):\n%s", diff)
	}
}

// berthElse is another model of the table berth.
type berthElse struct {
	Dock, Place int64
	Captain     string
}

func (b *berthElse) Define(t *orm.Table[berthElse]) {
	t.Name("berth")
	t.Key(&b.Dock, &b.Place)
}

// A database that cannot take back what was made has to be looked at before anything is.
func TestNothingIsMadeWhenATableDiffersByThen(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "cargo.db")
	b, db := openBuilder(t, file, cargo)
	b.before = func() {
		_, other := openBuilder(t, file, orm.Models(orm.Define[berthElse]()))
		if err := other.CreateTables(t.Context()); err != nil {
			t.Error(err)
		}
	}
	err := db.CreateTables(t.Context())
	if fault.KindOf(err) != fault.SchemaMismatch {
		t.Errorf("got %v, want an error of the kind schema mismatch", err)
	}
	if diff := cmp.Diff(slices.Concat(lookAtBoth, []string{"alone"}, lookAtBoth, []string{"done"}), b.done); diff != "" {
		t.Errorf("what was done (-want +got):\n%s", diff)
	}
}

// What another program has half made is no difference once it is done.
func TestAnotherProgramMayBeAtItMeanwhile(t *testing.T) {
	t.Parallel()
	b, db := openBuilder(t, "", cargo)
	if err := db.CreateTables(t.Context()); err != nil {
		t.Fatal(err)
	}
	b.halfway, b.done = true, nil
	if err := db.CreateTables(t.Context()); err != nil {
		t.Errorf("got %v, want nothing: the tables are as they should be", err)
	}
	if diff := cmp.Diff(slices.Concat(lookAtBoth, []string{"alone"}, lookAtBoth, []string{"done"}), b.done); diff != "" {
		t.Errorf("what was done (-want +got):\n%s", diff)
	}
	b.halfway, b.busy = true, &driver.Refusal{Kind: fault.ReadOnly, Err: errors.New("no writes")}
	if err := db.CreateTables(t.Context()); fault.KindOf(err) != fault.SchemaMismatch {
		t.Errorf("where nobody may write: got %v, want the difference", err)
	}
}
