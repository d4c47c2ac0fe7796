package orm_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/driver"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func TestTransactionsAskForTheirIsolation(t *testing.T) {
	t.Parallel()
	db, line, _ := openLossy(t, 3)
	ctx := t.Context()
	none := func(context.Context, *orm.Tx) error { return nil }
	for name, c := range map[string]struct {
		do   func() error
		want driver.Isolation
	}{
		"Tx":                       {func() error { return db.Tx(ctx, none) }, driver.Snapshot},
		"TxWith nothing":           {func() error { return db.TxWith(ctx, orm.TxOptions{}, none) }, driver.Snapshot},
		"TxWith Snapshot":          {func() error { return db.TxWith(ctx, orm.TxOptions{Isolation: orm.Snapshot}, none) }, driver.Snapshot},
		"TxWith ReadCommitted":     {func() error { return db.TxWith(ctx, orm.TxOptions{Isolation: orm.ReadCommitted}, none) }, driver.ReadCommitted},
		"TxWith Serializable":      {func() error { return db.TxWith(ctx, orm.TxOptions{Isolation: orm.Serializable}, none) }, driver.Serializable},
		"InsertAll by itself":      {func() error { return parcels.InsertAll(ctx, db, []*parcel{{Label: "all"}}) }, driver.ReadCommitted},
		"UpdateAll by itself":      {func() error { return parcels.UpdateAll(ctx, db, []*parcel{{ID: 1, Label: "it"}}) }, driver.ReadCommitted},
		"InsertOrUpdate by itself": {func() error { return parcels.InsertOrUpdate(ctx, db, &parcel{Label: "x"}, orm.On(&parcels.C.Label)) }, driver.ReadCommitted},
	} {
		line.begun = nil
		if err := c.do(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if diff := cmp.Diff([]driver.Isolation{c.want}, line.begun); diff != "" {
			t.Errorf("%s: isolations of the transactions (-want +got):\n%s", name, diff)
		}
	}
	line.begun = nil
	err := db.TxWith(ctx, orm.TxOptions{Isolation: 7}, none)
	if fault.KindOf(err) != fault.Invalid || line.begun != nil {
		t.Errorf("an isolation that is none: got %v, want an error of the kind invalid", err)
	}
}

type ship struct {
	ID   int64
	Name string
}

var ships = orm.Define[ship]()

func TestSeveralDatabasesHaveModelsOfTheirOwn(t *testing.T) {
	t.Parallel()
	goods, fleet, other := open(t, parcels, berths), open(t, ships, berths), open(t, ships)
	ctx := t.Context()
	err := goods.Tx(ctx, func(ctx context.Context, tx *orm.Tx) error {
		if err := parcels.Insert(ctx, tx, &parcel{Label: "one"}); err != nil {
			return err
		}
		return fleet.Tx(ctx, func(ctx context.Context, second *orm.Tx) error {
			if _, err := parcels.Count(ctx, goods); fault.KindOf(err) != fault.Invalid {
				t.Errorf("the outer database in the inner transaction: got %v, want an error of the kind invalid", err)
			}
			if err := parcels.Insert(ctx, tx, &parcel{Label: "two"}); err != nil {
				return err
			}
			if err := ships.Insert(ctx, other, &ship{Name: "in the third"}); err != nil {
				return err
			}
			return ships.Insert(ctx, second, &ship{Name: "Ada"})
		})
	})
	if err != nil {
		t.Fatalf("Tx: %v", err)
	}
	if err := berths.Insert(ctx, goods, &berth{1, 1, "a berth of the first"}); err != nil {
		t.Errorf("a model of two databases: %v", err)
	}
	for name, c := range map[string]struct {
		got  func() (int64, error)
		want int64
	}{
		"parcels":         {func() (int64, error) { return parcels.Count(ctx, goods) }, 2},
		"ships":           {func() (int64, error) { return ships.Count(ctx, fleet) }, 1},
		"ships elsewhere": {func() (int64, error) { return ships.Count(ctx, other) }, 1},
		"berths":          {func() (int64, error) { return berths.Count(ctx, goods) }, 1},
		"other berths":    {func() (int64, error) { return berths.Count(ctx, fleet) }, 0},
	} {
		if n, err := c.got(); n != c.want || err != nil {
			t.Errorf("%s: got %d, %v, want %d", name, n, err, c.want)
		}
	}
	if _, err := ships.Count(ctx, goods); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a model of another database: got %v, want an error of the kind invalid", err)
	}
}
