package orm_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/sqlite"
)

// replicated is a database with a replica, which nobody brings up to date: both are files of SQLite.
type replicated struct {
	*sqlite.Database
	replica driver.Pool
}

func (r replicated) Replica() driver.Pool { return r.replica }

func (r replicated) Close() error {
	err := r.Database.Close()
	if r.replica != nil {
		err = errors.Join(err, r.replica.Close())
	}
	return err
}

// openReplicated opens a database with one parcel, whose replica has none.
func openReplicated(t *testing.T, replica bool) *orm.DB {
	t.Helper()
	folder := t.TempDir()
	open := func(name string) (*sqlite.Database, *orm.DB) {
		engine, err := sqlite.Open(t.Context(), sqlite.Options{Path: filepath.Join(folder, name)})
		if err != nil {
			t.Fatal(err)
		}
		db, err := orm.Open(engine, cargo, orm.Options{})
		if err == nil {
			err = db.CreateTables(t.Context())
		}
		if err != nil {
			t.Fatal(err)
		}
		return engine, db
	}
	second, _ := open("second")
	first, db := open("first")
	if err := parcels.Insert(t.Context(), db, &parcel{Label: "only in the first"}); err != nil {
		t.Fatal(err)
	}
	engine := replicated{Database: first}
	if replica {
		engine.replica = second
	} else if err := second.Close(); err != nil {
		t.Fatal(err)
	}
	db, err := orm.Open(engine, cargo, orm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return db
}

func TestAReplicaIsReadAndTheDatabaseWritten(t *testing.T) {
	t.Parallel()
	db, ctx := openReplicated(t, true), t.Context()
	if n, err := parcels.Count(ctx, db.Replica()); n != 0 || err != nil {
		t.Errorf("the replica: got %d rows, %v, want none", n, err)
	}
	if n, err := parcels.Count(ctx, db); n != 1 || err != nil {
		t.Errorf("the database: got %d rows, %v, want 1", n, err)
	}
	err := db.Replica().ReadTx(ctx, func(ctx context.Context, tx *orm.ReadTx) error {
		if n, err := parcels.Count(ctx, tx); n != 0 || err != nil {
			t.Errorf("in a transaction on the replica: got %d rows, %v, want none", n, err)
		}
		// The database is another place, and may be written meanwhile.
		return parcels.Insert(ctx, db, &parcel{Label: "from within"})
	})
	if err != nil {
		t.Errorf("ReadTx: %v", err)
	}
	if err := db.Replica().Ping(ctx); err != nil {
		t.Errorf("Ping: %v", err)
	}
	_, err = orm.Rows[struct{ N int64 }](ctx, db.Replica(), orm.SQL("DELETE FROM parcel RETURNING 1 AS n"))
	if fault.KindOf(err) != fault.ReadOnly {
		t.Errorf("a statement that writes: got %v, want an error of the kind read only", err)
	}
}

func TestWithoutReplicasTheDatabaseIsRead(t *testing.T) {
	t.Parallel()
	for name, db := range map[string]*orm.DB{"no replica named": openReplicated(t, false), "an engine without replicas": open(t, parcels, berths)} {
		ctx := t.Context()
		if name != "no replica named" {
			if err := parcels.Insert(ctx, db, &parcel{Label: "one"}); err != nil {
				t.Fatal(err)
			}
		}
		if n, err := parcels.Count(ctx, db.Replica()); n != 1 || err != nil {
			t.Errorf("%s: got %d rows, %v, want 1", name, n, err)
		}
		if err := db.Replica().Ping(ctx); err != nil {
			t.Errorf("%s: Ping: %v", name, err)
		}
		err := db.Replica().ReadTx(ctx, func(ctx context.Context, _ *orm.ReadTx) error {
			_, err := parcels.Count(ctx, db)
			return err
		})
		if fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: the database within its own transaction: got %v, want an error of the kind invalid", name, err)
		}
	}
}

func TestAReplicaThatIsLostIsAskedAgain(t *testing.T) {
	t.Parallel()
	engine, err := sqlite.Open(t.Context(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	_, line, _ := openLossy(t, 2)
	db, err := orm.Open(replicated{Database: engine, replica: line}, cargo, orm.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = engine.Close() }) // the line is closed by its own test helper
	line.expect(t, breaking{at: "SELECT", outcome: driver.Lost}, breaking{at: "begin", outcome: driver.Unsent})
	if n, err := parcels.Count(t.Context(), db.Replica()); n != 2 || err != nil {
		t.Errorf("got %d rows, %v, want the 2 of the replica", n, err)
	}
	err = db.Replica().ReadTx(t.Context(), func(ctx context.Context, tx *orm.ReadTx) error {
		n, err := parcels.Count(ctx, tx)
		return want(err, n, 2)
	})
	if err != nil {
		t.Errorf("ReadTx: %v", err)
	}
}
