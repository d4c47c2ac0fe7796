package shop_test

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// customerQuestions are about who buys.
var customerQuestions = []asker{
	question[shop.Buyer]{
		name: "the ten best customers",
		plain: same(`SELECT c.id, c.first_name, c.last_name, c.city, c.country, count(*) AS invoices, sum(i.total) AS spent
			FROM customer AS c
			JOIN invoice AS i ON i.customer_id = c.id
			GROUP BY c.id, c.first_name, c.last_name, c.city, c.country
			ORDER BY spent DESC, c.id
			LIMIT 10`),
		rows: 10,
		first: []shop.Buyer{
			{6, "Helena", "Holý", new("Prague"), new("Czech Republic"), 7, dollars("49.62")},
			{26, "Richard", "Cunningham", new("Fort Worth"), new("USA"), 7, dollars("47.62")},
			{57, "Luis", "Rojas", new("Santiago"), new("Chile"), 7, dollars("46.62")},
		},
		typed: shop.Buyers().OrderBy(paid.Desc(), orm.Asc(&customer.ID)).Limit(10).All,
	},
	question[bestOfCountry]{
		name: "the best customers of each country, who may be several",
		plain: same(`SELECT country, id, first_name, last_name, spent
			FROM (
				SELECT c.country, c.id, c.first_name, c.last_name, sum(i.total) AS spent,
					rank() OVER (PARTITION BY c.country ORDER BY sum(i.total) DESC) AS place
				FROM customer AS c
				JOIN invoice AS i ON i.customer_id = c.id
				GROUP BY c.country, c.id, c.first_name, c.last_name
			) AS ranked
			WHERE place = 1
			ORDER BY country, id`),
		rows: 26,
		first: []bestOfCountry{
			{new("Argentina"), 56, "Diego", "Gutiérrez", dollars("37.62")}, {new("Australia"), 55, "Mark", "Taylor", dollars("37.62")},
			{new("Austria"), 7, "Astrid", "Gruber", dollars("42.62")},
		},
		typed: into(func(row *bestOfCountry) orm.Selection[bestOfCountry] {
			type placed struct {
				bestOfCountry
				Place int64
			}
			r := new(placed)
			ranked := orm.Select(r,
				orm.Take(&r.Country, &customer.Country),
				orm.Take(&r.ID, &customer.ID),
				orm.Take(&r.FirstName, &customer.FirstName),
				orm.Take(&r.LastName, &customer.LastName),
				orm.As(&r.Spent, paid),
				orm.As(&r.Place, orm.Rank(orm.Partition(&customer.Country).OrderBy(paid.Desc()))),
			).From(shop.Customers).Join(&customer.Invoices).GroupBy(&customer.ID).As("ranked")
			return orm.Select(row,
				orm.Take(&row.Country, &ranked.C.Country),
				orm.Take(&row.ID, &ranked.C.ID),
				orm.Take(&row.FirstName, &ranked.C.FirstName),
				orm.Take(&row.LastName, &ranked.C.LastName),
				orm.Take(&row.Spent, &ranked.C.Spent),
			).From(ranked).Where(orm.Eq(&ranked.C.Place, 1)).OrderBy(orm.Asc(&row.Country), orm.Asc(&row.ID))
		}),
	},
	question[quarter]{
		name: "a quarter of the customers each, by what they spent",
		plain: same(`SELECT quartile, count(*) AS customers, min(spent) AS least, max(spent) AS most, sum(spent) AS revenue
			FROM (
				SELECT customer_id, sum(total) AS spent, ntile(4) OVER (ORDER BY sum(total) DESC, customer_id) AS quartile
				FROM invoice
				GROUP BY customer_id
			) AS divided
			GROUP BY quartile
			ORDER BY quartile`),
		rows: 4,
		first: []quarter{
			{1, 15, dollars("39.62"), dollars("49.62"), dollars("654.30")}, {2, 15, dollars("37.62"), dollars("39.62"), dollars("584.30")},
			{3, 15, dollars("37.62"), dollars("37.62"), dollars("564.30")}, {4, 14, dollars("36.64"), dollars("37.62"), dollars("525.70")},
		},
		typed: into(func(row *quarter) orm.Selection[quarter] {
			r := new(part)
			parts := orm.Select(r,
				orm.Take(&r.CustomerID, &invoice.CustomerID),
				orm.As(&r.Spent, paid),
				orm.As(&r.Quartile, orm.Ntile(4, orm.Window{}.OrderBy(paid.Desc(), orm.Asc(&invoice.CustomerID)))),
			).From(shop.Invoices).GroupBy(&invoice.CustomerID).As("parts")
			spent := orm.Col(&parts.C.Spent)
			return orm.Select(row,
				orm.Take(&row.Quartile, &parts.C.Quartile),
				orm.As(&row.Customers, orm.Count()),
				orm.As(&row.Least, orm.Coalesce(orm.Min(spent), decimal.Zero)),
				orm.As(&row.Most, orm.Coalesce(orm.Max(spent), decimal.Zero)),
				orm.As(&row.Revenue, orm.Total(spent)),
			).From(parts).GroupBy(&parts.C.Quartile).OrderBy(orm.Asc(&row.Quartile))
		}),
	},
	question[shop.Purchase]{
		name: "running total of each customer",
		plain: same(`SELECT customer_id, id, invoice_date, total, sum(total) OVER (PARTITION BY customer_id ORDER BY invoice_date, id) AS so_far
			FROM invoice
			ORDER BY customer_id, invoice_date, id`),
		rows: 412,
		first: []shop.Purchase{
			{1, 98, day(2022, 3, 11), dollars("3.98"), dollars("3.98")}, {1, 121, day(2022, 6, 13), dollars("3.96"), dollars("7.94")},
			{1, 143, day(2022, 9, 15), dollars("5.94"), dollars("13.88")},
		},
		typed: shop.Purchases().All,
	},
	question[firstAndLast]{
		name: "first and last invoice of each customer",
		plain: same(`SELECT c.id, c.last_name, min(i.invoice_date) AS earliest, max(i.invoice_date) AS latest, count(*) AS invoices
			FROM customer AS c
			JOIN invoice AS i ON i.customer_id = c.id
			GROUP BY c.id, c.last_name
			ORDER BY c.id`),
		rows: 59,
		first: []firstAndLast{
			{1, "Gonçalves", day(2022, 3, 11), day(2025, 8, 7), 7}, {2, "Köhler", day(2021, 1, 1), day(2024, 7, 13), 7},
			{3, "Tremblay", day(2022, 3, 11), day(2025, 9, 20), 7},
		},
		typed: into(func(row *firstAndLast) orm.Selection[firstAndLast] {
			return orm.Select(row,
				orm.Take(&row.ID, &customer.ID),
				orm.Take(&row.LastName, &customer.LastName),
				orm.As(&row.Earliest, orm.Coalesce(orm.Min(orm.Col(&invoice.InvoiceDate)), never)),
				orm.As(&row.Latest, orm.Coalesce(orm.Max(orm.Col(&invoice.InvoiceDate)), never)),
				orm.As(&row.Invoices, orm.Count()),
			).From(shop.Customers).Join(&customer.Invoices).GroupBy(&customer.ID).OrderBy(orm.Asc(&row.ID))
		}),
	},
	question[person]{
		name: "customers who bought in every year",
		plain: dated(`SELECT c.id, c.first_name, c.last_name
			FROM customer AS c
			JOIN sale ON sale.customer_id = c.id
			GROUP BY c.id, c.first_name, c.last_name
			HAVING count(DISTINCT sale.year) = (SELECT count(DISTINCT year) FROM sale)
			ORDER BY c.id`),
		rows:  9,
		first: []person{{5, "František", "Wichterlová"}, {10, "Eduardo", "Martins"}, {16, "Frank", "Harris"}},
		typed: into(func(row *person) orm.Selection[person] {
			all := shop.Invoices.As("all_invoices")
			n := new(struct{ Years int64 })
			years := orm.Select(n, orm.As(&n.Years, orm.CountDistinct(orm.YearOf(orm.Col(&all.C.InvoiceDate))))).From(all)
			return orm.Select(row,
				orm.Take(&row.ID, &customer.ID),
				orm.Take(&row.FirstName, &customer.FirstName),
				orm.Take(&row.LastName, &customer.LastName),
			).From(shop.Customers).Join(&customer.Invoices).GroupBy(&customer.ID).
				Having(orm.CountDistinct(orm.YearOf(orm.Col(&invoice.InvoiceDate))).EqExpr(orm.Coalesce(orm.ValueOf(years, &n.Years), 0))).
				OrderBy(orm.Asc(&row.ID))
		}),
	},
	question[person]{
		name: "customers who have bought nothing since the beginning of 2025",
		plain: same(`SELECT c.id, c.first_name, c.last_name
			FROM customer AS c
			WHERE NOT EXISTS (SELECT 1 FROM invoice AS i WHERE i.customer_id = c.id AND i.invoice_date >= ?)
			ORDER BY (SELECT max(i.invoice_date) FROM invoice AS i WHERE i.customer_id = c.id), c.id`),
		values: []any{day(2025, 1, 1)},
		rows:   13,
		first:  []person{{59, "Puja", "Srivastava"}, {38, "Niklas", "Schröder"}, {2, "Leonie", "Köhler"}},
		typed: into(func(row *person) orm.Selection[person] {
			return orm.Select(row,
				orm.Take(&row.ID, &customer.ID),
				orm.Take(&row.FirstName, &customer.FirstName),
				orm.Take(&row.LastName, &customer.LastName),
			).From(shop.Customers).LeftJoin(&customer.Invoices).
				Where(orm.None(&customer.Invoices, orm.Ge(&invoice.InvoiceDate, day(2025, 1, 1)))).
				GroupBy(&customer.ID).OrderBy(orm.Max(orm.Col(&invoice.InvoiceDate)).Asc(), orm.Asc(&row.ID))
		}),
	},
	question[person]{
		name: "customers who never bought Jazz",
		plain: same(`SELECT c.id, c.first_name, c.last_name
			FROM customer AS c
			WHERE NOT EXISTS (
				SELECT 1
				FROM invoice AS i
				JOIN invoice_line AS l ON l.invoice_id = i.id
				JOIN track AS t ON t.id = l.track_id
				JOIN genre AS g ON g.id = t.genre_id
				WHERE i.customer_id = c.id AND g.name = ?
			)
			ORDER BY c.id`),
		values: []any{"Jazz"},
		rows:   27,
		first:  []person{{1, "Luís", "Gonçalves"}, {2, "Leonie", "Köhler"}, {4, "Bjørn", "Hansen"}},
		typed: as(
			shop.Customers.Where(orm.None(&customer.Invoices,
				orm.Any(&invoice.Lines, orm.Any(&line.Track, orm.Any(&track.Genre, orm.Eq(&genre.Name, new("Jazz"))))))),
			func(c *shop.Customer) person { return person{c.ID, c.FirstName, c.LastName} },
		),
	},
	question[favourite]{
		name: "the genre that each customer bought most of, which may be several",
		plain: same(`SELECT customer_id, genre, tracks
			FROM (
				SELECT i.customer_id, g.name AS genre, sum(l.quantity) AS tracks,
					rank() OVER (PARTITION BY i.customer_id ORDER BY sum(l.quantity) DESC) AS place
				FROM invoice AS i
				JOIN invoice_line AS l ON l.invoice_id = i.id
				JOIN track AS t ON t.id = l.track_id
				JOIN genre AS g ON g.id = t.genre_id
				GROUP BY i.customer_id, g.name
			) AS ranked
			WHERE place = 1
			ORDER BY customer_id, genre`),
		rows:  61,
		first: []favourite{{1, new("Rock"), 14}, {2, new("Rock"), 17}, {3, new("Metal"), 10}, {4, new("Rock"), 17}},
		typed: into(func(row *favourite) orm.Selection[favourite] {
			type placed struct {
				favourite
				Place int64
			}
			r := new(placed)
			ranked := orm.Select(r,
				orm.Take(&r.CustomerID, &invoice.CustomerID),
				orm.Take(&r.Genre, &genre.Name),
				orm.As(&r.Tracks, sold),
				orm.As(&r.Place, orm.Rank(orm.Partition(&invoice.CustomerID).OrderBy(sold.Desc()))),
			).From(shop.Invoices).Join(&invoice.Lines, &line.Track, &track.Genre).GroupBy(&invoice.CustomerID, &genre.Name).As("ranked")
			return orm.Select(row,
				orm.Take(&row.CustomerID, &ranked.C.CustomerID),
				orm.Take(&row.Genre, &ranked.C.Genre),
				orm.Take(&row.Tracks, &ranked.C.Tracks),
			).From(ranked).Where(orm.Eq(&ranked.C.Place, 1)).OrderBy(orm.Asc(&row.CustomerID), orm.Asc(&row.Genre))
		}),
	},
	question[private]{
		name:  "customers whose company is unknown",
		plain: same(`SELECT id, last_name, country FROM customer WHERE company IS NULL ORDER BY last_name, id`),
		rows:  49,
		first: []private{{28, "Barnett", new("USA")}, {39, "Bernard", new("France")}, {18, "Brooks", new("USA")}},
		typed: as(
			shop.Customers.Where(orm.IsNull(&customer.Company)).OrderBy(orm.Asc(&customer.LastName)),
			func(c *shop.Customer) private { return private{c.ID, c.LastName, c.Country} },
		),
	},
}

// never is when those bought who bought nothing.
var never = time.Time{}

type person struct {
	ID                  int64
	FirstName, LastName string
}

type bestOfCountry struct {
	Country             *string
	ID                  int64
	FirstName, LastName string
	Spent               decimal.Decimal
}

func (b *bestOfCountry) Define(t *orm.Table[bestOfCountry]) { t.Column(&b.Spent).Decimal(10, 2) }

// part is what a customer has spent, and in which part of all that is.
type part struct {
	CustomerID, Quartile int64
	Spent                decimal.Decimal
}

func (p *part) Define(t *orm.Table[part]) { t.Column(&p.Spent).Decimal(10, 2) }

type quarter struct {
	Quartile, Customers  int64
	Least, Most, Revenue decimal.Decimal
}

func (q *quarter) Define(t *orm.Table[quarter]) {
	t.Column(&q.Least).Decimal(10, 2)
	t.Column(&q.Most).Decimal(10, 2)
	t.Column(&q.Revenue).Decimal(10, 2)
}

type firstAndLast struct {
	ID               int64
	LastName         string
	Earliest, Latest time.Time
	Invoices         int64
}

type favourite struct {
	CustomerID int64
	Genre      *string
	Tracks     int64
}

type private struct {
	ID       int64
	LastName string
	Country  *string
}
