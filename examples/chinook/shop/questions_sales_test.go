package shop_test

import (
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// salesQuestions are about where the money comes from.
var salesQuestions = []asker{
	question[shop.CountrySales]{
		name: "sales by country",
		plain: same(`SELECT billing_country, count(*) AS invoices, sum(total) AS revenue
			FROM invoice
			GROUP BY billing_country
			ORDER BY revenue DESC, billing_country`),
		rows: 24,
		first: []shop.CountrySales{
			{new("USA"), 91, dollars("523.06")}, {new("Canada"), 56, dollars("303.96")}, {new("France"), 35, dollars("195.10")},
		},
		typed: shop.SalesByCountry(shop.Period{}).All,
	},
	question[shop.CountrySales]{
		name: "countries that bought for more than 100 dollars",
		plain: dated(`SELECT billing_country, count(*) AS invoices, sum(total) AS revenue
			FROM sale
			GROUP BY billing_country
			HAVING sum(total) > 100 * max(dollar)
			ORDER BY revenue DESC, billing_country`),
		rows:  6,
		first: []shop.CountrySales{{new("USA"), 91, dollars("523.06")}, {new("Canada"), 56, dollars("303.96")}},
		typed: shop.SalesByCountry(shop.Period{}).Having(paid.Gt(dollars("100"))).All,
	},
	question[countryShare]{
		name: "share of each country, and of all down to it",
		plain: same(`SELECT billing_country, revenue, 100e0 * revenue / sum(revenue) OVER () AS part,
				100e0 * sum(revenue) OVER (ORDER BY revenue DESC, billing_country) / sum(revenue) OVER () AS so_far
			FROM (SELECT billing_country, sum(total) AS revenue FROM invoice GROUP BY billing_country) AS country
			ORDER BY revenue DESC, billing_country`),
		rows: 24,
		first: []countryShare{
			{new("USA"), dollars("523.06"), 22.462423773941424, 22.462423773941424},
			{new("Canada"), dollars("303.96"), 13.053336768874, 35.51576054281543},
			{new("France"), dollars("195.10"), 8.378424804603625, 43.89418534741905},
		},
		typed: into(func(row *countryShare) orm.Selection[countryShare] {
			down := all.OrderBy(paid.Desc(), orm.Asc(&invoice.BillingCountry))
			return orm.Select(row,
				orm.Take(&row.BillingCountry, &invoice.BillingCountry),
				orm.As(&row.Revenue, paid),
				orm.As(&row.Part, percent(paid, orm.Total(paid).Over(all))),
				orm.As(&row.SoFar, percent(orm.Total(paid).Over(down), orm.Total(paid).Over(all))),
			).From(shop.Invoices).GroupBy(&row.BillingCountry).OrderBy(orm.Desc(&row.Revenue), orm.Asc(&row.BillingCountry))
		}),
	},
	question[countryYears]{
		name: "sales by country, a column for each year",
		plain: dated(`SELECT billing_country,
				sum(CASE WHEN year = 2021 THEN total ELSE 0 END) AS y2021, sum(CASE WHEN year = 2022 THEN total ELSE 0 END) AS y2022,
				sum(CASE WHEN year = 2023 THEN total ELSE 0 END) AS y2023, sum(CASE WHEN year = 2024 THEN total ELSE 0 END) AS y2024,
				sum(CASE WHEN year = 2025 THEN total ELSE 0 END) AS y2025
			FROM sale
			GROUP BY billing_country
			ORDER BY billing_country`),
		rows: 24,
		first: []countryYears{
			{new("Argentina"), dollars("0"), dollars("11.88"), dollars("0.99"), dollars("0"), dollars("24.75")},
			{new("Australia"), dollars("11.88"), dollars("0.99"), dollars("1.98"), dollars("22.77"), dollars("0")},
		},
		typed: into(func(row *countryYears) orm.Selection[countryYears] {
			in := func(n int64) orm.Expr[decimal.Decimal] {
				return orm.Coalesce(orm.Sum(orm.Col(&invoice.Total)).Filter(year.Eq(n)), decimal.Zero)
			}
			return orm.Select(row,
				orm.Take(&row.BillingCountry, &invoice.BillingCountry),
				orm.As(&row.Y2021, in(2021)), orm.As(&row.Y2022, in(2022)), orm.As(&row.Y2023, in(2023)),
				orm.As(&row.Y2024, in(2024)), orm.As(&row.Y2025, in(2025)),
			).From(shop.Invoices).GroupBy(&row.BillingCountry).OrderBy(orm.Asc(&row.BillingCountry))
		}),
	},
	question[addressed]{
		name: "invoices of each country that name a state, and that lack a postal code",
		plain: same(`SELECT billing_country, count(*) AS invoices, count(billing_state) AS with_state,
				count(CASE WHEN billing_postal_code IS NULL THEN 1 END) AS without_code
			FROM invoice
			GROUP BY billing_country
			ORDER BY billing_country`),
		rows:  24,
		first: []addressed{{new("Argentina"), 7, 0, 0}, {new("Australia"), 7, 7, 0}, {new("Austria"), 7, 0, 0}},
		typed: into(func(row *addressed) orm.Selection[addressed] {
			return orm.Select(row,
				orm.Take(&row.BillingCountry, &invoice.BillingCountry),
				orm.As(&row.Invoices, orm.Count()),
				orm.As(&row.WithState, orm.CountOf(orm.Opt(&invoice.BillingState))),
				orm.As(&row.WithoutCode, orm.Count().Filter(orm.IsNull(&invoice.BillingPostalCode))),
			).From(shop.Invoices).GroupBy(&row.BillingCountry).OrderBy(orm.Asc(&row.BillingCountry))
		}),
	},
	question[city]{
		name:  "cities that invoices went to",
		plain: same(`SELECT DISTINCT billing_country AS country, billing_city AS city FROM invoice ORDER BY billing_country, billing_city`),
		rows:  53,
		first: []city{
			{new("Argentina"), new("Buenos Aires")}, {new("Australia"), new("Sidney")}, {new("Austria"), new("Vienne")},
		},
		typed: into(func(row *city) orm.Selection[city] {
			return orm.Select(row,
				orm.Take(&row.Country, &invoice.BillingCountry),
				orm.Take(&row.City, &invoice.BillingCity),
			).From(shop.Invoices).Distinct().OrderBy(orm.Asc(&row.Country), orm.Asc(&row.City))
		}),
	},
	question[shop.RepresentativeSales]{
		name: "sales by representative",
		plain: same(`SELECT e.id, e.first_name, e.last_name, count(DISTINCT c.id) AS customers, count(*) AS invoices, sum(i.total) AS revenue
			FROM employee AS e
			JOIN customer AS c ON c.support_rep_id = e.id
			JOIN invoice AS i ON i.customer_id = c.id
			GROUP BY e.id, e.first_name, e.last_name
			ORDER BY revenue DESC, e.id`),
		rows: 3,
		first: []shop.RepresentativeSales{
			{3, "Jane", "Peacock", 21, 146, dollars("833.04")}, {4, "Margaret", "Park", 20, 140, dollars("775.40")},
			{5, "Steve", "Johnson", 18, 126, dollars("720.16")},
		},
		typed: shop.SalesByRepresentative(shop.Period{}).All,
	},
	question[bucket]{
		name: "small, medium and large invoices",
		plain: dated(`SELECT bucket, count(*) AS invoices, sum(total) AS revenue
			FROM (
				SELECT total, CASE WHEN total < 2 * dollar THEN 'small' WHEN total < 10 * dollar THEN 'medium' ELSE 'large' END AS bucket
				FROM sale
			) AS sized
			GROUP BY bucket
			ORDER BY min(total)`),
		rows: 3,
		first: []bucket{
			{"small", 170, dollars("282.19")}, {"medium", 178, dollars("1104.09")}, {"large", 64, dollars("942.32")},
		},
		typed: into(func(row *bucket) orm.Selection[bucket] {
			size := orm.When(orm.Lt(&invoice.Total, dollars("2")), orm.Val("small")).
				When(orm.Lt(&invoice.Total, dollars("10")), orm.Val("medium")).
				Else(orm.Val("large"))
			return orm.Select(row, orm.As(&row.Bucket, size), orm.As(&row.Invoices, orm.Count()), orm.As(&row.Revenue, paid)).
				From(shop.Invoices).GroupBy(&row.Bucket).OrderBy(orm.Min(orm.Col(&invoice.Total)).Asc())
		}),
	},
	question[countryInvoice]{
		name: "invoices above the average of their country",
		plain: same(`SELECT i.id, i.billing_country, i.total
			FROM invoice AS i
			WHERE i.total > (SELECT avg(o.total) FROM invoice AS o WHERE o.billing_country = i.billing_country)
			ORDER BY i.total DESC, i.id`),
		rows: 172,
		first: []countryInvoice{
			{404, new("Czech Republic"), dollars("25.86")}, {299, new("USA"), dollars("23.86")}, {96, new("Hungary"), dollars("21.86")},
		},
		typed: into(func(row *countryInvoice) orm.Selection[countryInvoice] {
			other := shop.Invoices.As("other")
			usual := orm.Avg(orm.Col(&other.C.Total))
			return invoices(row).JoinOn(other, orm.EqColumn(&other.C.BillingCountry, &invoice.BillingCountry)).GroupBy(&invoice.ID).
				Having(orm.Float(orm.Col(&invoice.Total)).GtExpr(usual)).OrderBy(orm.Desc(&row.Total), orm.Asc(&row.ID))
		}),
	},
	question[countryInvoice]{
		name: "invoices whose lines come to another total",
		plain: same(`SELECT i.id, i.billing_country, i.total
			FROM invoice AS i
			JOIN invoice_line AS l ON l.invoice_id = i.id
			GROUP BY i.id, i.billing_country, i.total
			HAVING sum(l.unit_price * l.quantity) <> i.total
			ORDER BY i.id`),
		typed: into(func(row *countryInvoice) orm.Selection[countryInvoice] {
			return invoices(row).Join(&invoice.Lines).GroupBy(&invoice.ID).
				Having(earned.NeExpr(orm.Col(&invoice.Total))).OrderBy(orm.Asc(&row.ID))
		}),
	},
}

type countryShare struct {
	BillingCountry *string
	Revenue        decimal.Decimal
	Part           float64
	SoFar          float64
}

func (s *countryShare) Define(t *orm.Table[countryShare]) { t.Column(&s.Revenue).Decimal(10, 2) }

type countryYears struct {
	BillingCountry                    *string
	Y2021, Y2022, Y2023, Y2024, Y2025 decimal.Decimal
}

func (y *countryYears) Define(t *orm.Table[countryYears]) {
	for _, c := range []*decimal.Decimal{&y.Y2021, &y.Y2022, &y.Y2023, &y.Y2024, &y.Y2025} {
		t.Column(c).Decimal(10, 2)
	}
}

type addressed struct {
	BillingCountry                   *string
	Invoices, WithState, WithoutCode int64
}

type city struct{ Country, City *string }

type bucket struct {
	Bucket   string
	Invoices int64
	Revenue  decimal.Decimal
}

func (b *bucket) Define(t *orm.Table[bucket]) { t.Column(&b.Revenue).Decimal(10, 2) }

// invoices reads invoices.
func invoices(row *countryInvoice) orm.Selection[countryInvoice] {
	return orm.Select(row,
		orm.Take(&row.ID, &invoice.ID),
		orm.Take(&row.BillingCountry, &invoice.BillingCountry),
		orm.Take(&row.Total, &invoice.Total),
	).From(shop.Invoices)
}

type countryInvoice struct {
	ID             int64
	BillingCountry *string
	Total          decimal.Decimal
}

func (i *countryInvoice) Define(t *orm.Table[countryInvoice]) { t.Column(&i.Total).Decimal(10, 2) }
