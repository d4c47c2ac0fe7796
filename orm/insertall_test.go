package orm_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/dialect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/internal/lesser"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// oneByOne are the capabilities of a database that tells the key of one row alone.
var oneByOne = dialect.Capabilities{Parameters: 1000, PackedFrom: 256, LastKey: true}

func openCargo(t *testing.T, can dialect.Capabilities) (*orm.DB, *ormtest.Recorder) {
	t.Helper()
	return place{can: can}.open(t, cargo)
}

func TestInsertAllSendsAsFewStatementsAsTheDatabaseAllows(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		can  dialect.Capabilities
		n    int
		want int
	}{
		"reserved keys":              {dialect.Capabilities{Parameters: 32766, ReservedKeys: true, LastKey: true}, 6400, 1 + 100},
		"reserved keys, packed rows": {lesser.LikeOthers["packed rows"], 500, 1 + 1},
		"returned keys":              {lesser.LikeOthers["keys by RETURNING of many rows, no conflict targets"], 5120, 10},
		"one by one":                 {oneByOne, 100, 100},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, sent := openCargo(t, c.can)
			list := parcelsOf(c.n)
			if err := parcels.InsertAll(t.Context(), db, list); err != nil {
				t.Fatalf("InsertAll: %v", err)
			}
			if got := sent.Statements(); len(got) != c.want {
				t.Errorf("got %d statements for %d objects, want %d; the first: %s", len(got), c.n, c.want, got[0])
			}
			got, err := parcels.All(t.Context(), db)
			if diff := cmp.Diff(list, got); diff != "" || err != nil {
				t.Errorf("the rows (-want +got), %v:\n%s", err, diff)
			}
		})
	}
}

// Ten thousand rows with their keys cost a database that takes lists a handful of statements.
func TestInsertAllOfTenThousand(t *testing.T) {
	everywhere(t, cargo, func(t *testing.T, db *orm.DB, sent *ormtest.Recorder, can dialect.Capabilities) {
		list := make([]*berth, 10_000)
		for i := range list {
			list[i] = &berth{int64(i / 100), int64(i % 100), fmt.Sprint("ship ", i)}
		}
		if err := berths.InsertAll(t.Context(), db, list); err != nil {
			t.Fatalf("InsertAll: %v", err)
		}
		many := sent.Statements()
		if !can.KeySequences {
			return
		}
		if len(many) != 3 {
			t.Errorf("without generated keys: got %d statements, want 3", len(many))
		}
		keyed := parcelsOf(10_000)
		if err := parcels.InsertAll(t.Context(), db, keyed); err != nil {
			t.Fatalf("InsertAll: %v", err)
		}
		if many = sent.Statements(); len(many) != 4 {
			t.Errorf("with generated keys: got %d statements, want 4; the first: %s", len(many), many[0])
		}
		got, err := parcels.All(t.Context(), db)
		if diff := cmp.Diff(keyed, got); diff != "" || err != nil {
			t.Errorf("the rows (-want +got), %v:\n%s", err, diff)
		}
	})
}

func TestInsertAllPutsGivenKeysFirstWhateverTheirPlace(t *testing.T) {
	check := func(t *testing.T, db *orm.DB, _ *ormtest.Recorder, _ dialect.Capabilities) {
		list := parcelsOf(6)
		list[1].ID, list[4].ID = 1, 3 // what would be handed out first
		if err := parcels.InsertAll(t.Context(), db, list); err != nil {
			t.Fatalf("InsertAll: %v", err)
		}
		var keys []int64
		for _, p := range list {
			keys = append(keys, p.ID)
			if got, err := parcels.Get(t.Context(), db, p.ID); err != nil || got.Label != p.Label {
				t.Errorf("Get(%d): got %+v, %v, want %+v", p.ID, got, err, p)
			}
		}
		if diff := cmp.Diff([]int64{4, 1, 5, 6, 3, 7}, keys); diff != "" {
			t.Errorf("keys (-want +got):\n%s", diff)
		}
	}
	t.Run("one by one", func(t *testing.T) {
		db, sent := openCargo(t, oneByOne)
		check(t, db, sent, oneByOne)
	})
	everywhere(t, cargo, check)
}

// A statement that grows too large for a server is sent in parts.
func TestInsertAllKeepsStatementsSmall(t *testing.T) {
	t.Parallel()
	for name, can := range lesser.LikeOthers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, sent := openCargo(t, can)
			list := parcelsOf(9)
			for i, p := range list {
				p.Silent = bytes.Repeat([]byte{byte(i)}, 1<<20)
			}
			if err := parcels.InsertAll(t.Context(), db, list); err != nil {
				t.Fatalf("InsertAll: %v", err)
			}
			inserts := 0
			for _, sql := range sent.Statements() {
				if strings.HasPrefix(sql, "INSERT") {
					inserts++
				}
			}
			if inserts != 3 {
				t.Errorf("got %d inserts for 9 MB, want 3 of at most 4", inserts)
			}
			for _, p := range list {
				if got, err := parcels.Get(t.Context(), db, p.ID); err != nil || !bytes.Equal(got.Silent, p.Silent) {
					t.Errorf("Get(%d): %v; other bytes than those stored", p.ID, err)
				}
			}
		})
	}
}

type lot struct {
	Code   string
	Number int64
	Title  string
	Memo   *string
}

func (l *lot) Define(t *orm.Table[lot]) {
	t.Column(&l.Code).Size(10).ServerDefault("'x' || abs(random() % 1000000)")
	t.Key(&l.Code)
	t.Column(&l.Number).ServerDefault("40 + 2")
}

var lots = orm.Define[lot]()

func TestInsertAllGivesEachObjectWhatTheDatabaseFilledIn(t *testing.T) {
	t.Parallel()
	for name, can := range lesser.LikeOthers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			sent := new(ormtest.Recorder)
			db := openLesser(t, "", can, orm.Models(lots), orm.Options{Observer: sent})
			if err := db.CreateTables(t.Context()); err != nil {
				t.Fatal(err)
			}
			sent.Statements()
			list := make([]*lot, 64)
			for i := range list {
				list[i] = &lot{Code: fmt.Sprint("c", 99-i), Title: fmt.Sprint("t", i), Number: 7, Memo: new("gone")}
			}
			if err := lots.InsertAll(t.Context(), db, list, orm.Omit(&lots.C.Number, &lots.C.Memo)); err != nil {
				t.Fatalf("InsertAll: %v", err)
			}
			if n := len(sent.Statements()); can.Returning && n != 1 {
				t.Errorf("got %d statements for 64 objects, want 1", n)
			}
			for i, l := range list {
				if want := (lot{Code: fmt.Sprint("c", 99-i), Title: fmt.Sprint("t", i), Number: 42}); *l != want {
					t.Errorf("object %d: got %+v, want %+v", i, *l, want)
				}
			}
			kept := &lot{Title: "no key"}
			err := lots.InsertAll(t.Context(), db, []*lot{kept}, orm.Omit(&lots.C.Code))
			switch {
			case !can.Returning && fault.KindOf(err) != fault.Unsupported:
				t.Errorf("Omit of the key: got %v, want an error of the kind unsupported", err)
			case can.Returning && (err != nil || kept.Code == ""):
				t.Errorf("Omit of the key: got %+v, %v, want a code", kept, err)
			}
		})
	}
}

// A database that says nothing about keys is no place for generated ones.
func TestAnInsertWhoseKeyNobodyTellsIsRefused(t *testing.T) {
	t.Parallel()
	db, _ := openCargo(t, dialect.Capabilities{Parameters: 1000, PackedFrom: 256})
	ctx, p := t.Context(), &parcel{Label: "x"}
	for what, err := range map[string]error{
		"Insert":         parcels.Insert(ctx, db, p),
		"InsertAll":      parcels.InsertAll(ctx, db, []*parcel{p}),
		"InsertOrUpdate": parcels.InsertOrUpdate(ctx, db, p, orm.On(&parcels.C.Label)),
	} {
		if fault.KindOf(err) != fault.Unsupported {
			t.Errorf("%s: got %v, want an error of the kind unsupported", what, err)
		}
	}
	p.ID = 5
	if err := parcels.Insert(ctx, db, p); err != nil {
		t.Errorf("Insert with a key: %v", err)
	}
}
