package orm_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

// contended is a database in which another transaction gets in the way of the first changes.
type contended struct {
	lesser.Engine
	refusals int // how many changes are still refused
}

func (c *contended) Acquire(ctx context.Context, access driver.Access) (driver.Conn, error) {
	conn, err := c.Engine.Acquire(ctx, access)
	if err != nil {
		return nil, err
	}
	return contendedConn{conn, c}, nil
}

type contendedConn struct {
	driver.Conn
	db *contended
}

func (c contendedConn) Exec(ctx context.Context, s *driver.Statement, values []driver.Value) (driver.Result, error) {
	if strings.HasPrefix(s.SQL, "UPDATE ") && c.db.refusals > 0 {
		c.db.refusals--
		return driver.Result{}, &driver.Refusal{Kind: fault.Serialization, Err: errors.New("another transaction got in the way")}
	}
	return c.Conn.Exec(ctx, s, values)
}

type visit struct {
	ID         int64
	A, B, Hits int64
	X, Y       int64
}

func (v *visit) Define(t *orm.Table[visit]) { t.Unique(&v.A, &v.B) }

// An upsert in steps begins again when others are in its way, with the values that it was given.
func TestAnUpsertThatBeginsAgainWritesItsOwnValues(t *testing.T) {
	t.Parallel()
	ctx, visits := t.Context(), orm.Define[visit]()
	engine, err := sqlite.Open(ctx, sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	c := &contended{Engine: lesser.Engine{Database: engine, Words: lesser.Dialect{Can: lesser.LikeOthers["no RETURNING"]}}}
	db, err := orm.Open(c, orm.Models(visits), orm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		t.Fatal(err)
	}
	v := visits.C
	on := orm.On(&v.A, &v.B).Update(&v.Hits)
	if err := visits.InsertOrUpdate(ctx, db, &visit{A: 1, B: 2, Hits: 3, X: 4, Y: 5}, on); err != nil {
		t.Fatal(err)
	}
	c.refusals = 2
	obj := &visit{A: 1, B: 2, Hits: 1000, X: 6, Y: 7}
	if err := visits.InsertOrUpdate(ctx, db, obj, on); err != nil || c.refusals != 0 {
		t.Fatalf("got %v with %d refusals left, want it stored at the third try", err, c.refusals)
	}
	got, err := visits.All(ctx, db)
	if err != nil {
		t.Fatal(err)
	}
	want := []*visit{{ID: 1, A: 1, B: 2, Hits: 1000, X: 4, Y: 5}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("stored (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff(want[0], obj); diff != "" {
		t.Errorf("the object (-want +got):\n%s", diff)
	}
}
