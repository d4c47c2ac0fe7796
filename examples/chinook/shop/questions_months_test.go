package shop_test

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// monthQuestions are about how sales go over time.
var monthQuestions = []asker{
	question[yearAverage]{
		name: "average invoice by year",
		plain: dated(`SELECT year, count(*) AS invoices, sum(total) AS revenue, avg(1e0 * total / dollar) AS average
			FROM sale
			GROUP BY year
			ORDER BY year`),
		rows: 5,
		first: []yearAverage{
			{2021, 83, dollars("449.46"), 5.4151807228915665}, {2022, 83, dollars("481.45"), 5.800602409638554},
			{2023, 83, dollars("469.58"), 5.657590361445783}, {2024, 83, dollars("477.53"), 5.753373493975904},
			{2025, 80, dollars("450.58"), 5.63225},
		},
		typed: into(func(row *yearAverage) orm.Selection[yearAverage] {
			return orm.Select(row,
				orm.As(&row.Year, year),
				orm.As(&row.Invoices, orm.Count()),
				orm.As(&row.Revenue, paid),
				orm.As(&row.Average, orm.Coalesce(orm.Avg(orm.Col(&invoice.Total)), 0)),
			).From(shop.Invoices).GroupBy(&row.Year).OrderBy(orm.Asc(&row.Year))
		}),
	},
	question[monthChange]{
		name: "months of 2024 against the month before",
		plain: dated(`SELECT month, sum(total) AS revenue, lag(sum(total)) OVER (ORDER BY month) AS previous,
				sum(total) - lag(sum(total)) OVER (ORDER BY month) AS difference
			FROM sale
			WHERE year = 2024
			GROUP BY month
			ORDER BY month`),
		rows: 12,
		first: []monthChange{
			{1, dollars("37.62"), nil, nil},
			{2, dollars("37.62"), new(dollars("37.62")), new(dollars("0"))},
			{3, dollars("37.62"), new(dollars("37.62")), new(dollars("0"))},
			{4, dollars("37.62"), new(dollars("37.62")), new(dollars("0"))},
			{5, dollars("37.62"), new(dollars("37.62")), new(dollars("0"))},
			{6, dollars("37.62"), new(dollars("37.62")), new(dollars("0"))},
			{7, dollars("39.62"), new(dollars("37.62")), new(dollars("2"))},
			{8, dollars("47.62"), new(dollars("39.62")), new(dollars("8"))},
			{9, dollars("46.71"), new(dollars("47.62")), new(dollars("-0.91"))},
		},
		typed: into(func(row *monthChange) orm.Selection[monthChange] {
			previous := orm.Lag(paid, 1, all.OrderBy(month.Asc()))
			return orm.Select(row,
				orm.As(&row.Month, month),
				orm.As(&row.Revenue, paid),
				orm.AsNull(&row.Previous, previous),
				orm.AsNull(&row.Difference, paid.Null().MinusExpr(previous)),
			).From(shop.Invoices).Where(year.Eq(2024)).GroupBy(&row.Month).OrderBy(orm.Asc(&row.Month))
		}),
	},
	question[threeMonths]{
		name: "sales of each month with the two before it",
		plain: dated(`SELECT year, month, sum(total) AS revenue,
				sum(sum(total)) OVER (ORDER BY year, month ROWS BETWEEN 2 PRECEDING AND CURRENT ROW) AS three
			FROM sale
			GROUP BY year, month
			ORDER BY year, month`),
		rows: 60,
		first: []threeMonths{
			{2021, 1, dollars("35.64"), dollars("35.64")}, {2021, 2, dollars("37.62"), dollars("73.26")},
			{2021, 3, dollars("37.62"), dollars("110.88")}, {2021, 4, dollars("37.62"), dollars("112.86")},
		},
		typed: into(func(row *threeMonths) orm.Selection[threeMonths] {
			three := all.OrderBy(year.Asc(), month.Asc()).Rows(2, 0)
			return orm.Select(row,
				orm.As(&row.Year, year),
				orm.As(&row.Month, month),
				orm.As(&row.Revenue, paid),
				orm.As(&row.Three, orm.Total(paid).Over(three)),
			).From(shop.Invoices).GroupBy(&row.Year, &row.Month).OrderBy(orm.Asc(&row.Year), orm.Asc(&row.Month))
		}),
	},
	question[shop.MonthSales]{
		name:  "sales by month",
		plain: dated(`SELECT year, month, count(*) AS invoices, sum(total) AS revenue FROM sale GROUP BY year, month ORDER BY year, month`),
		rows:  60,
		first: []shop.MonthSales{{2021, 1, 6, dollars("35.64")}, {2021, 2, 7, dollars("37.62")}, {2021, 3, 7, dollars("37.62")}},
		typed: shop.SalesByMonth(shop.Period{}).All,
	},
	question[shop.DaySales]{
		name: "sales of October 2025 by day",
		plain: dated(`SELECT day, count(*) AS invoices, sum(total) AS revenue
			FROM sale
			WHERE year = 2025 AND month = 10
			GROUP BY day
			ORDER BY day`),
		rows:  6,
		first: []shop.DaySales{{3, 2, dollars("3.96")}, {4, 1, dollars("3.96")}, {5, 1, dollars("5.94")}, {8, 1, dollars("8.91")}},
		typed: shop.SalesByDay(shop.Month(2025, time.October)).All,
	},
	question[shop.Figures]{
		name: "sales of 2024 at a glance",
		plain: dated(`SELECT sum(total) AS revenue, count(*) AS invoices, count(DISTINCT customer_id) AS customers,
				(SELECT sum(l.quantity) FROM invoice_line AS l JOIN sale AS s ON s.id = l.invoice_id WHERE s.year = 2024) AS tracks
			FROM sale
			WHERE year = 2024`),
		rows:  1,
		first: []shop.Figures{{dollars("477.53"), 83, 47, 447}},
		typed: shop.SalesAtAGlance(shop.Year(2024)).All,
	},
	question[daySales]{
		name: "invoices of October 2025 by day, with the days of none",
		plain: dated(`, calendar (day) AS (
				SELECT 1 UNION ALL SELECT day + 1 FROM calendar WHERE day < 31
			)
			SELECT calendar.day, count(sale.id) AS invoices, coalesce(sum(sale.total), 0) AS revenue
			FROM calendar
			LEFT JOIN sale ON sale.day = calendar.day AND sale.month = 10 AND sale.year = 2025
			GROUP BY calendar.day
			ORDER BY calendar.day`),
		rows: 31,
		first: []daySales{
			{1, 0, dollars("0")}, {2, 0, dollars("0")}, {3, 2, dollars("3.96")}, {4, 1, dollars("3.96")}, {5, 1, dollars("5.94")},
			{6, 0, dollars("0")}, {7, 0, dollars("0")}, {8, 1, dollars("8.91")},
		},
		typed: into(func(row *daySales) orm.Selection[daySales] {
			type number struct{ Day int64 }
			day := new(number)
			calendar := orm.Recursive("calendar", orm.Select(day, orm.As(&day.Day, orm.Val(int64(1)))),
				func(found *orm.Derived[number]) orm.Selection[number] {
					return orm.Select(day, orm.As(&day.Day, orm.Col(&found.C.Day).Plus(1))).From(found).Where(orm.Lt(&found.C.Day, 31))
				})
			return orm.Select(row,
				orm.Take(&row.Day, &calendar.C.Day),
				orm.As(&row.Invoices, orm.CountOf(orm.Col(&invoice.ID))),
				orm.As(&row.Revenue, paid),
			).From(calendar).LeftJoinOn(shop.Invoices,
				orm.DayOf(orm.Col(&invoice.InvoiceDate)).EqExpr(orm.Col(&calendar.C.Day)),
				orm.Ge(&invoice.InvoiceDate, time.Date(2025, 10, 1, 0, 0, 0, 0, time.UTC)),
				orm.Lt(&invoice.InvoiceDate, time.Date(2025, 11, 1, 0, 0, 0, 0, time.UTC)),
			).GroupBy(&calendar.C.Day).OrderBy(orm.Asc(&row.Day))
		}),
	},
	question[busyDay]{
		name: "days of more than one invoice",
		plain: same(`SELECT invoice_date, count(*) AS invoices, sum(total) AS revenue
			FROM invoice
			GROUP BY invoice_date
			HAVING count(*) > 1
			ORDER BY invoices DESC, revenue DESC, invoice_date`),
		rows: 58,
		first: []busyDay{
			{day(2022, 3, 11), 2, dollars("7.96")}, {day(2024, 9, 26), 2, dollars("7.96")}, {day(2023, 6, 19), 2, dollars("6.96")},
		},
		typed: into(func(row *busyDay) orm.Selection[busyDay] {
			return orm.Select(row,
				orm.Take(&row.InvoiceDate, &invoice.InvoiceDate),
				orm.As(&row.Invoices, orm.Count()),
				orm.As(&row.Revenue, paid),
			).From(shop.Invoices).GroupBy(&row.InvoiceDate).Having(orm.Count().Gt(1)).
				OrderBy(orm.Desc(&row.Invoices), orm.Desc(&row.Revenue), orm.Asc(&row.InvoiceDate))
		}),
	},
}

// day is midnight of a day.
func day(year int, month time.Month, n int) time.Time {
	return time.Date(year, month, n, 0, 0, 0, 0, time.UTC)
}

type yearAverage struct {
	Year, Invoices int64
	Revenue        decimal.Decimal
	Average        float64
}

func (y *yearAverage) Define(t *orm.Table[yearAverage]) { t.Column(&y.Revenue).Decimal(10, 2) }

type monthChange struct {
	Month                int64
	Revenue              decimal.Decimal
	Previous, Difference *decimal.Decimal
}

func (m *monthChange) Define(t *orm.Table[monthChange]) {
	t.Column(&m.Revenue).Decimal(10, 2)
	t.Column(&m.Previous).Decimal(10, 2)
	t.Column(&m.Difference).Decimal(10, 2)
}

type threeMonths struct {
	Year, Month    int64
	Revenue, Three decimal.Decimal
}

func (m *threeMonths) Define(t *orm.Table[threeMonths]) {
	t.Column(&m.Revenue).Decimal(10, 2)
	t.Column(&m.Three).Decimal(10, 2)
}

type daySales struct {
	Day, Invoices int64
	Revenue       decimal.Decimal
}

func (d *daySales) Define(t *orm.Table[daySales]) { t.Column(&d.Revenue).Decimal(10, 2) }

type busyDay struct {
	InvoiceDate time.Time
	Invoices    int64
	Revenue     decimal.Decimal
}

func (d *busyDay) Define(t *orm.Table[busyDay]) { t.Column(&d.Revenue).Decimal(10, 2) }
