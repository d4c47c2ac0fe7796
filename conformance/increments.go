package conformance

import (
	"context"
	"math"
	"sync"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// counter has a number of every kind.
type counter struct {
	ID    int64
	Name  string
	N     int64
	Small int8
	Short int16
	Int   int32
	Byte  uint8
	Word  uint16
	Long  uint32
	Huge  uint64
	Real  float64
	Half  float32
	Took  time.Duration
	Cost  decimal.Decimal
	Stock int64
	Maybe *int64
	At    time.Time
}

func (c *counter) Define(t *orm.Table[counter]) {
	t.Column(&c.Name).Size(20)
	t.Column(&c.Cost).Decimal(10, 2)
	t.Column(&c.Stock).Min(0).Max(100)
}

var counters = orm.Define[counter]()

func increments() theme {
	return theme{"increments", []testCase{
		{"numbers of every kind are added to", incrementKinds},
		{"a column without a value stays without", incrementAbsent},
		{"a sum beyond the bounds or the type is refused", incrementTooFar},
		{"it stands beside what is set, and after conditions on itself", incrementBeside},
		{"eighty at once are eighty", incrementAtOnce},
		{"what cannot be added to is refused", incrementRefused},
	}}
}

// oneCounter stores a counter, and changes it.
func oneCounter(t *trial, c *counter) (*orm.DB, func(settings ...orm.Setting) error, func() *counter) {
	db, ctx := t.tables(counters), t.Context()
	insert(t, db, counters, c)
	change := func(settings ...orm.Setting) error {
		_, err := counters.Where(orm.Eq(&counters.C.ID, c.ID)).Update(ctx, db, settings...)
		return err
	}
	row := func() *counter {
		t.Helper()
		got, err := counters.Get(ctx, db, c.ID)
		t.ok("Get", err)
		return got
	}
	return db, change, row
}

func incrementKinds(t *trial) {
	c := counters.C
	_, change, row := oneCounter(t, &counter{N: 10, Huge: math.MaxInt64 - 3, Real: 0.1, Cost: dec("0.10"), Stock: 5})
	t.ok("Update", change(
		orm.Increment(&c.N, -13), orm.Increment(&c.Small, 100), orm.Increment(&c.Short, -300), orm.Increment(&c.Int, 70000),
		orm.Increment(&c.Byte, 255), orm.Increment(&c.Word, 65535), orm.Increment(&c.Long, math.MaxUint32), orm.Increment(&c.Huge, 3),
		orm.Increment(&c.Real, 0.2), orm.Increment(&c.Took, 90*time.Minute), orm.Increment(&c.Cost, dec("-12345678.91")), orm.Increment(&c.Stock, 0),
	))
	got, a, b := row(), 0.1, 0.2
	t.same("the row", *got, counter{
		ID: got.ID, N: -3, Small: 100, Short: -300, Int: 70000, Byte: 255, Word: 65535, Long: math.MaxUint32, Huge: math.MaxInt64,
		Real: a + b, Took: 90 * time.Minute, Cost: dec("-12345678.81"), Stock: 5, At: got.At,
	})
}

func incrementAbsent(t *trial) {
	c := counters.C
	_, change, row := oneCounter(t, &counter{})
	t.ok("Update", change(orm.Increment(&c.Maybe, new(int64(1)))))
	t.same("of nothing", row().Maybe, (*int64)(nil))
	t.ok("Update", change(orm.Set(&c.Maybe, new(int64(4)))))
	t.ok("Update", change(orm.Increment(&c.Maybe, new(int64(1)))))
	t.same("of four", row().Maybe, new(int64(5)))
	t.kind("by nothing", change(orm.Increment(&c.Maybe, nil)), fault.Invalid)
}

func incrementTooFar(t *trial) {
	c := counters.C
	_, change, row := oneCounter(t, &counter{
		N: math.MaxInt64 - 1, Small: 127, Short: math.MinInt16, Int: math.MaxInt32, Byte: 255, Word: 65535, Long: math.MaxUint32, Huge: math.MaxInt64,
		Real: math.MaxFloat64, Took: math.MaxInt64, Cost: dec("99999999.99"), Stock: 99, Maybe: new(int64(math.MinInt64)),
	})
	before := row()
	for field, s := range map[string]orm.Setting{
		"N": orm.Increment(&c.N, 2), "Small": orm.Increment(&c.Small, 1), "Short": orm.Increment(&c.Short, -1), "Int": orm.Increment(&c.Int, 1),
		"Byte": orm.Increment(&c.Byte, 1), "Word": orm.Increment(&c.Word, 1), "Long": orm.Increment(&c.Long, 1), "Huge": orm.Increment(&c.Huge, 1),
		"Real": orm.Increment(&c.Real, math.MaxFloat64), "Took": orm.Increment(&c.Took, time.Nanosecond), "Cost": orm.Increment(&c.Cost, dec("0.01")),
		"Stock": orm.Increment(&c.Stock, 2), "Maybe": orm.Increment(&c.Maybe, new(int64(-1))),
	} {
		t.refused(field, change(s), fault.OutOfRange, "counter", field)
	}
	t.refused("below", change(orm.Increment(&c.Stock, -100)), fault.OutOfRange, "counter", "Stock")
	t.kind("two of which one goes too far", change(orm.Increment(&c.N, 1), orm.Increment(&c.Int, 1)), fault.OutOfRange)
	t.same("the row", row(), before)
	t.ok("as far as it goes", change(orm.Increment(&c.N, 1), orm.Increment(&c.Stock, 1)))
}

func incrementBeside(t *trial) {
	db, change, row := oneCounter(t, &counter{N: 5})
	ctx, c := t.Context(), counters.C
	insert(t, db, counters, &counter{N: 50})
	t.ok("Update", change(orm.Increment(&c.N, 1), orm.Set(&c.Name, "x"), orm.Increment(&c.Int, 2)))
	got := row()
	t.same("the row", []any{got.Name, got.N, got.Int}, []any{"x", int64(6), int32(2)})
	n, err := counters.Where(orm.Gt(&c.N, 5), orm.Lt(&c.N, 7)).Update(ctx, db, orm.Increment(&c.N, 100))
	t.ok("Update", err)
	t.same("rows that it met", n, int64(1))
	n, err = counters.Every().Update(ctx, db, orm.Increment(&c.N, -6))
	t.ok("Update of every row", err)
	t.same("rows that it met", n, int64(2))
	var all []int64
	list, err := counters.OrderBy(orm.Asc(&c.ID)).All(ctx, db)
	t.ok("All", err)
	for _, x := range list {
		all = append(all, x.N)
	}
	t.same("numbers", all, []int64{100, 44})
}

func incrementAtOnce(t *trial) {
	db, change, row := oneCounter(t, &counter{})
	c := counters.C
	var wg sync.WaitGroup
	for i := range 80 {
		wg.Go(func() {
			var err error
			if i%2 == 0 {
				err = change(orm.Increment(&c.N, 1))
			} else {
				err = inTx(t.Context(), db, func(ctx context.Context, tx *orm.Tx) error {
					_, err := counters.Where(orm.Gt(&c.ID, 0)).Update(ctx, tx, orm.Increment(&c.N, 1))
					return err
				})
			}
			if err != nil {
				t.Errorf("a writer: %v", err)
			}
		})
	}
	wg.Wait()
	t.same("the sum", row().N, int64(80))
}

// inTx runs a transaction until no other gets in its way.
func inTx(ctx context.Context, db *orm.DB, do func(ctx context.Context, tx *orm.Tx) error) error {
	for {
		if err := db.TxWith(ctx, orm.TxOptions{Isolation: orm.ReadCommitted}, do); fault.KindOf(err) != fault.Serialization {
			return err
		}
	}
}

func incrementRefused(t *trial) {
	_, change, row := oneCounter(t, &counter{Name: "a", N: 1})
	c := counters.C
	before := row()
	for what, s := range map[string]orm.Setting{
		"a text": orm.Increment(&c.Name, "b"), "a time": orm.Increment(&c.At, time.Now()), "a key that is generated": orm.Increment(&c.ID, 1),
		"a float32": orm.Increment(&c.Half, 1), "another model's field": orm.Increment(&things.C.Size, 1),
	} {
		t.kind(what, change(s), fault.Invalid)
	}
	t.kind("a column twice", change(orm.Increment(&c.N, 1), orm.Set(&c.N, 1)), fault.Invalid)
	t.refused("no number", change(orm.Increment(&c.Real, math.NaN())), fault.OutOfRange, "counter", "Real")
	t.refused("too many digits", change(orm.Increment(&c.Cost, dec("0.001"))), fault.OutOfRange, "counter", "Cost")
	t.same("the row", row(), before)
}
