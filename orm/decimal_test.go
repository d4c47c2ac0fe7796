package orm_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func dec(s string) decimal.Decimal { return decimal.RequireFromString(s) }

// digits is a decimal of the program's own, that gives whatever it holds.
type digits struct{ any }

func (d digits) Value() (sqldriver.Value, error) { return d.any, nil }
func (d *digits) Scan(v any) error               { d.any = v; return nil }

type invoice struct {
	ID    int64
	Price decimal.Decimal
	Tax   *decimal.Decimal
	Paid  sql.Null[decimal.Decimal]
	Most  decimal.Decimal
	Rate  digits
}

func (v *invoice) Define(t *orm.Table[invoice]) {
	t.Column(&v.Price).Decimal(6, 2).Min("-500.50").Max(dec("9000")).Default(dec("9.5"))
	t.Column(&v.Tax).Decimal(6, 2).Min(0)
	t.Column(&v.Paid).Decimal(6, 2).Max(0.5)
	t.Column(&v.Most).Decimal(18, 0)
	t.Column(&v.Rate).Decimal(4, 4)
}

func TestDecimalsComeBackExactly(t *testing.T) {
	t.Parallel()
	m := orm.Define[invoice]()
	db, ctx := open(t, m), context.Background()
	for _, v := range []struct{ price, most, rate, wantPrice, wantRate string }{
		{"0", "0", "0", "0.00", "0.0000"}, {"12.5", "999999999999999999", "0.1", "12.50", "0.1000"}, {"-0.01", "-999999999999999999", "-0.9999", "-0.01", "-0.9999"},
		{"12.5000", "1e17", "1e-4", "12.50", "0.0001"}, {"1.2E3", "120e-1", "+.5", "1200.00", "0.5000"}, {"-0", "00", "-0.0", "0.00", "0.0000"},
	} {
		tax := dec("0.07")
		obj := &invoice{Price: dec(v.price), Tax: &tax, Paid: sql.Null[decimal.Decimal]{V: tax, Valid: true}, Most: dec(v.most), Rate: digits{v.rate}}
		if err := m.Insert(ctx, db, obj); err != nil {
			t.Errorf("%+v: %v", v, err)
			continue
		}
		got, err := m.Get(ctx, db, obj.ID)
		if err != nil {
			t.Fatal(err)
		}
		if got.Price.StringFixed(2) != v.wantPrice || !got.Most.Equal(dec(v.most)) || got.Rate.any != v.wantRate || !got.Tax.Equal(tax) || !got.Paid.V.Equal(tax) {
			t.Errorf("%+v came back as %+v", v, got)
		}
	}
	none := &invoice{Rate: digits{[]byte("0")}}
	if err := m.Insert(ctx, db, none); err != nil || none.Tax != nil {
		t.Fatal(err)
	}
	if got, err := m.Get(ctx, db, none.ID); err != nil || got.Tax != nil || got.Paid.Valid {
		t.Errorf("absent decimals came back as %+v, %v", got, err)
	}
	if obj := m.New(); obj.Price.String() != "9.5" {
		t.Errorf("New has the price %v, want its default", obj.Price)
	}
}

func TestADecimalIsNeverRounded(t *testing.T) {
	t.Parallel()
	m := orm.Define[invoice]()
	db, ctx := open(t, m), context.Background()
	for _, v := range []struct {
		obj          invoice
		field, code  string
		kind         fault.Kind
		messageHolds string
	}{
		{invoice{Price: dec("0.001")}, "Price", "out_of_range", fault.OutOfRange, "must have at most 2 digits behind the point"},
		{invoice{Price: dec("10000")}, "Price", "out_of_range", fault.OutOfRange, "must have at most 4 digits before the point"},
		{invoice{Price: dec("-500.51")}, "Price", "out_of_range", fault.OutOfRange, "must be between -500.50 and 9000.00"},
		{invoice{Price: dec("9000.01")}, "Price", "out_of_range", fault.OutOfRange, "must be between -500.50 and 9000.00"},
		{invoice{Tax: new(dec("-0.01"))}, "Tax", "out_of_range", fault.OutOfRange, "must be at least 0.00"},
		{invoice{Paid: sql.Null[decimal.Decimal]{V: dec("0.51"), Valid: true}}, "Paid", "out_of_range", fault.OutOfRange, "must be at most 0.50"},
		{invoice{Most: dec("0.5")}, "Most", "out_of_range", fault.OutOfRange, "must be a whole number"},
		{invoice{Most: dec("1e18")}, "Most", "out_of_range", fault.OutOfRange, "must have at most 18 digits before the point"},
		{invoice{Most: dec("1e999999")}, "Most", "out_of_range", fault.OutOfRange, "18 digits before"},
		{invoice{Rate: digits{"1"}}, "Rate", "out_of_range", fault.OutOfRange, "must have at most 0 digits before the point"},
		{invoice{Rate: digits{0.00001}}, "Rate", "out_of_range", fault.OutOfRange, "4 digits behind"},
		{invoice{Rate: digits{int64(1)}}, "Rate", "out_of_range", fault.OutOfRange, "0 digits before"},
		{invoice{Rate: digits{"1e-99999999999999999999"}}, "Rate", "not_a_number", fault.Invalid, "must be a number"},
		{invoice{Rate: digits{"NaN"}}, "Rate", "not_a_number", fault.Invalid, "must be a number"},
		{invoice{Rate: digits{""}}, "Rate", "not_a_number", fault.Invalid, "must be a number"},
		{invoice{Rate: digits{"1_0"}}, "Rate", "not_a_number", fault.Invalid, "must be a number"},
		{invoice{Rate: digits{"--1"}}, "Rate", "not_a_number", fault.Invalid, "must be a number"},
		{invoice{Rate: digits{true}}, "Rate", "invalid", fault.Invalid, "gives a bool"},
	} {
		if v.obj.Rate.any == nil {
			v.obj.Rate.any = "0"
		}
		err := m.Insert(ctx, db, &v.obj)
		wantViolation(t, err, v.kind, v.field, v.code)
		if err != nil && !strings.Contains(err.Error(), v.messageHolds) {
			t.Errorf("got %v, want %q", err, v.messageHolds)
		}
	}
	if n, err := m.Count(ctx, db); n != 0 || err != nil {
		t.Errorf("%d rows were stored, %v", n, err)
	}
}

func TestDecimalsAreFound(t *testing.T) {
	t.Parallel()
	m := orm.Define[invoice]()
	db, c, ctx := open(t, m), m.C, context.Background()
	var list []*invoice
	for i := range 300 {
		list = append(list, &invoice{Price: decimal.New(int64(i)-100, -2), Tax: new(decimal.New(int64(i), -1)), Rate: digits{"0"}})
	}
	if err := m.InsertAll(ctx, db, list); err != nil {
		t.Fatal(err)
	}
	var many []decimal.Decimal
	for i := range 400 {
		many = append(many, decimal.New(int64(i), -2))
	}
	for name, want := range map[string]struct {
		cond orm.Cond
		n    int64
	}{
		"Eq": {orm.Eq(&c.Price, dec("0.500")), 1}, "Ne": {orm.Ne(&c.Price, dec("0.5")), 299}, "Lt": {orm.Lt(&c.Price, dec("0")), 100}, "Ge": {orm.Ge(&c.Price, dec("1e0")), 100},
		"Between": {orm.Between(&c.Price, dec("-0.01"), dec("0.01")), 3}, "In": {orm.In(&c.Price, dec("0"), dec("1.10"), dec("99")), 2}, "In of many": {orm.In(&c.Price, many...), 200},
		"Eq of a pointer": {orm.Eq(&c.Tax, new(dec("1.2"))), 1}, "Eq nil": {orm.Eq(&c.Tax, nil), 0}, "NotIn": {orm.NotIn(&c.Price, dec("0.01"), dec("0.02")), 298},
		"EqColumn": {orm.EqColumn(&c.Price, &c.Price), 300}, "Eq of an own type": {orm.Eq(&c.Rate, digits{"0.0"}), 300},
	} {
		if n, err := m.Where(want.cond).Count(ctx, db); n != want.n || err != nil {
			t.Errorf("%s found %d rows, %v; want %d", name, n, err, want.n)
		}
	}
	for name, cond := range map[string]orm.Cond{
		"Eq": orm.Eq(&c.Price, dec("0.001")), "Lt": orm.Lt(&c.Price, dec("0.001")), "Gt": orm.Gt(&c.Price, dec("10000")), "In": orm.In(&c.Price, dec("1"), dec("0.001")),
		"Between": orm.Between(&c.Price, dec("1"), dec("2.001")), "within Or": orm.Or(orm.Eq(&c.ID, 1), orm.Not(orm.Eq(&c.Price, dec("0.001")))),
	} {
		_, err := m.Where(cond).Count(ctx, db)
		wantViolation(t, err, fault.OutOfRange, "Price", "out_of_range")
		if _, err := m.Where(cond).Delete(ctx, db); fault.KindOf(err) != fault.OutOfRange {
			t.Errorf("Delete with %s: %v", name, err)
		}
	}
	if _, err := m.Where(orm.EqColumn(&c.Price, &c.Most)).Count(ctx, db); fault.KindOf(err) != fault.Invalid {
		t.Errorf("decimals with different scales were compared: %v", err)
	}
	got, err := m.OrderBy(orm.Desc(&c.Price)).First(ctx, db)
	if err != nil || !got.Price.Equal(dec("1.99")) {
		t.Errorf("the highest price is %v, %v; want 1.99", got, err)
	}
}

// The bounds hold in the database too, without Rowan.
func TestDecimalsAreBoundedByTheDatabase(t *testing.T) {
	t.Parallel()
	m := orm.Define[invoice]()
	db, ctx := open(t, m), context.Background()
	for price, field := range map[int64]string{-50051: "Price", 900001: "Price", 1_000_000: "Price", 5: ""} {
		_, err := orm.Exec(ctx, db, orm.SQL("INSERT INTO invoice (price, most, rate) VALUES (?, 0, 0)", price))
		if f, ok := err.(*fault.Error); field == "" && err != nil || field != "" && (!ok || f.Kind == fault.None) {
			t.Errorf("a price of %d hundredths: %v", price, err)
		}
	}
}
