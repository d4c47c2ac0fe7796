package conformance

import (
	"database/sql"
	"math/rand/v2"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func decimals() theme {
	return theme{"decimals", []testCase{
		{"every number of its digits comes back", decimalValues},
		{"a number that does not fit is refused and never rounded", decimalRefused},
		{"how a number is written does not matter", decimalWriting},
		{"comparison and order are by value", decimalOrder},
		{"bounds hold in every write and in the database", decimalBounds},
		{"two that keep other digits are not compared", decimalColumns},
	}}
}

type price struct {
	ID     int64
	Amount decimal.Decimal
	Longer decimal.Decimal
	Part   decimal.Decimal
	Whole  decimal.Decimal
	Maybe  *decimal.Decimal
	Null   sql.Null[decimal.Decimal]
}

func (p *price) Define(t *orm.Table[price]) {
	t.Column(&p.Amount).Decimal(10, 2).Min(-1000).Max("99999999.99")
	t.Column(&p.Longer).Decimal(18, 4)
	t.Column(&p.Part).Decimal(18, 18)
	t.Column(&p.Whole).Decimal(18, 0)
	t.Column(&p.Maybe).Decimal(10, 2)
	t.Column(&p.Null).Decimal(5, 5)
}

var prices = orm.Define[price]()

func dec(text string) decimal.Decimal { return decimal.RequireFromString(text) }

func pricesOf(amounts ...string) []*price {
	list := make([]*price, len(amounts))
	for i, s := range amounts {
		list[i] = &price{Amount: dec(s), Maybe: new(dec(s))}
	}
	return list
}

// digits draws a number of so many digits, of which some stand behind the point.
func digits(r *rand.Rand, precision, scale int) decimal.Decimal {
	n := int64(0)
	for range 1 + r.IntN(precision) {
		n = 10*n + r.Int64N(10)
	}
	return decimal.New([]int64{1, -1}[r.IntN(2)]*n, -int32(scale))
}

func decimalValues(t *trial) {
	objs := append(pricesOf("0", "0.01", "-0.01", "99999999.99", "-1000", "0.10", "1"),
		&price{Longer: dec("99999999999999.9999"), Part: dec("0.999999999999999999"), Whole: dec("999999999999999999")},
		&price{Longer: dec("-99999999999999.9999"), Part: dec("-0.999999999999999999"), Whole: dec("-999999999999999999")},
		&price{Part: dec("0.000000000000000001"), Null: sql.Null[decimal.Decimal]{V: dec("0.00001"), Valid: true}},
	)
	r := t.random()
	for range 100 {
		objs = append(objs, &price{
			Amount: digits(r, 5, 2), Longer: digits(r, 18, 4), Part: digits(r, 18, 18), Whole: digits(r, 18, 0), Maybe: new(digits(r, 10, 2)),
			Null: sql.Null[decimal.Decimal]{V: digits(r, 5, 5), Valid: true},
		})
	}
	keeps(t, t.tables(prices), prices, objs...)
}

func decimalRefused(t *trial) {
	db, ctx, c := t.tables(prices), t.Context(), prices.C
	insert(t, db, prices, &price{Amount: dec("1")})
	for _, s := range []string{"0.001", "1.005", "123456789", "1e9", "-0.009", "1e-30", "1e30"} {
		p := &price{Maybe: new(dec(s))}
		t.refused("Insert of "+s, prices.Insert(ctx, db, p), fault.OutOfRange, "price", "Maybe")
		t.same("the object", p, &price{Maybe: new(dec(s))})
		t.refused("InsertAll of "+s, prices.InsertAll(ctx, db, []*price{{}, p}), fault.OutOfRange, "price", "Maybe")
		p.ID = 1
		t.refused("Update to "+s, prices.Update(ctx, db, p), fault.OutOfRange, "price", "Maybe")
		t.refused("UpdateAll to "+s, prices.UpdateAll(ctx, db, []*price{p}), fault.OutOfRange, "price", "Maybe")
		_, err := prices.Every().Update(ctx, db, orm.Set(&c.Maybe, new(dec(s))))
		t.refused("Set to "+s, err, fault.OutOfRange, "price", "Maybe")
		for _, cond := range []orm.Cond{orm.Eq(&c.Maybe, new(dec(s))), orm.Lt(&c.Maybe, new(dec(s))), orm.In(&c.Maybe, nil, new(dec(s)))} {
			_, err := prices.Where(cond).Count(ctx, db)
			t.refused("Where with "+s, err, fault.OutOfRange, "price", "Maybe")
		}
	}
	t.same("the table", all(t, db, prices), []*price{{ID: 1, Amount: dec("1")}})
}

func decimalWriting(t *trial) {
	db, c := t.tables(prices), prices.C
	objs := []*price{{Amount: dec("1.50")}, {Amount: dec("1.5")}, {Amount: dec("15e-1")}, {Amount: dec("1.50000000")}, {Amount: decimal.New(0, 5)}}
	keeps(t, db, prices, objs...)
	t.same("equal", ids(t, db, prices.Where(orm.Eq(&c.Amount, dec("1.500")))), []int64{1, 2, 3, 4})
	t.same("in", ids(t, db, prices.Where(orm.In(&c.Amount, dec("150e-2"), dec("7")))), []int64{1, 2, 3, 4})
	t.same("zero", ids(t, db, prices.Where(orm.Eq(&c.Amount, decimal.Decimal{}))), []int64{5})
	t.same("as it is read", all(t, db, prices)[1].Amount.StringFixed(2), "1.50")
}

func decimalOrder(t *trial) {
	db, c := t.tables(prices), prices.C
	insert(t, db, prices, pricesOf("10", "9.99", "-0.01", "-999.99", "0", "99999999.99", "9.98")...)
	t.same("order", ids(t, db, prices.OrderBy(orm.Desc(&c.Amount))), []int64{6, 1, 2, 7, 5, 3, 4})
	t.same("above", ids(t, db, prices.Where(orm.Gt(&c.Amount, dec("9.98")))), []int64{1, 2, 6})
	t.same("between", ids(t, db, prices.Where(orm.Between(&c.Maybe, new(dec("-0.01")), new(dec("9.98"))))), []int64{3, 5, 7})
	many := make([]decimal.Decimal, 1000)
	for i := range many {
		many[i] = decimal.New(int64(100_000+i), -2)
	}
	t.same("in many", ids(t, db, prices.Where(orm.In(&c.Amount, append(many, dec("9.99"), dec("-0.01"))...))), []int64{2, 3})
}

func decimalBounds(t *trial) {
	db, ctx := t.tables(prices), t.Context()
	insert(t, db, prices, pricesOf("-1000")...)
	t.refused("Insert", prices.Insert(ctx, db, &price{Amount: dec("-1000.01")}), fault.OutOfRange, "price", "Amount")
	_, err := prices.Every().Update(ctx, db, orm.Set(&prices.C.Amount, dec("-1001")))
	t.refused("Set", err, fault.OutOfRange, "price", "Amount")
	refusedRaw(t, db, prices, orm.SQL("UPDATE price SET amount = -1000000"), orm.SQL("UPDATE price SET amount = 'cheap'"),
		orm.SQL("UPDATE price SET amount = 123456789012"), orm.SQL("UPDATE price SET whole = 1000000000000000000"))
}

func decimalColumns(t *trial) {
	db, c := t.tables(prices), prices.C
	_, err := prices.Where(orm.EqColumn(&c.Amount, &c.Longer)).Count(t.Context(), db)
	t.kind("EqColumn", err, fault.Invalid)
}
