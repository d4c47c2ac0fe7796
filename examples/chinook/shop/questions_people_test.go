package shop_test

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// peopleQuestions are about those who work for the shop, and where they and the customers live.
var peopleQuestions = []asker{
	question[staff]{
		name: "who reports to whom",
		plain: same(`WITH RECURSIVE tree (id, depth) AS (
				SELECT id, 0 FROM employee WHERE reports_to IS NULL
				UNION ALL
				SELECT e.id, tree.depth + 1 FROM tree JOIN employee AS e ON e.reports_to = tree.id
			)
			SELECT e.id, e.first_name, e.title, e.reports_to, tree.depth
			FROM tree
			JOIN employee AS e ON e.id = tree.id
			ORDER BY tree.depth, e.id`),
		rows: 8,
		first: []staff{
			{1, "Andrew", new("General Manager"), nil, 0}, {2, "Nancy", new("Sales Manager"), new(int64(1)), 1},
			{6, "Michael", new("IT Manager"), new(int64(1)), 1}, {3, "Jane", new("Sales Support Agent"), new(int64(2)), 2},
		},
		typed: into(func(row *staff) orm.Selection[staff] {
			type level struct{ ID, Depth int64 }
			r := new(level)
			tree := orm.Recursive("tree",
				orm.Select(r, orm.Take(&r.ID, &employee.ID), orm.As(&r.Depth, orm.Val(int64(0)))).From(shop.Employees).Where(orm.IsNull(&employee.ReportsTo)),
				func(found *orm.Derived[level]) orm.Selection[level] {
					return orm.Select(r, orm.Take(&r.ID, &employee.ID), orm.As(&r.Depth, orm.Col(&found.C.Depth).Plus(1))).
						From(shop.Employees).JoinOn(found, orm.Opt(&employee.ReportsTo).EqExpr(orm.Col(&found.C.ID)))
				})
			return orm.Select(row,
				orm.Take(&row.ID, &employee.ID),
				orm.Take(&row.FirstName, &employee.FirstName),
				orm.Take(&row.Title, &employee.Title),
				orm.Take(&row.ReportsTo, &employee.ReportsTo),
				orm.Take(&row.Depth, &tree.C.Depth),
			).From(tree).JoinOn(shop.Employees, orm.EqColumn(&employee.ID, &tree.C.ID)).OrderBy(orm.Asc(&row.Depth), orm.Asc(&row.ID))
		}),
	},
	question[team]{
		name: "sales of all who work under each employee, and of the employee",
		plain: same(`WITH RECURSIVE under (boss, id) AS (
				SELECT id, id FROM employee
				UNION ALL
				SELECT under.boss, e.id FROM under JOIN employee AS e ON e.reports_to = under.id
			)
			SELECT boss.id, boss.first_name, count(DISTINCT under.id) - 1 AS people, coalesce(sum(i.total), 0) AS revenue
			FROM under
			JOIN employee AS boss ON boss.id = under.boss
			LEFT JOIN customer AS c ON c.support_rep_id = under.id
			LEFT JOIN invoice AS i ON i.customer_id = c.id
			GROUP BY boss.id, boss.first_name
			ORDER BY boss.id`),
		rows: 8,
		first: []team{
			{1, "Andrew", 7, dollars("2328.60")}, {2, "Nancy", 3, dollars("2328.60")}, {3, "Jane", 0, dollars("833.04")},
			{4, "Margaret", 0, dollars("775.40")}, {5, "Steve", 0, dollars("720.16")}, {6, "Michael", 2, dollars("0")},
		},
		typed: into(func(row *team) orm.Selection[team] {
			type pair struct{ Boss, ID int64 }
			r := new(pair)
			under := orm.Recursive("under",
				orm.Select(r, orm.Take(&r.Boss, &employee.ID), orm.Take(&r.ID, &employee.ID)).From(shop.Employees),
				func(found *orm.Derived[pair]) orm.Selection[pair] {
					return orm.Select(r, orm.Take(&r.Boss, &found.C.Boss), orm.Take(&r.ID, &employee.ID)).
						From(shop.Employees).JoinOn(found, orm.Opt(&employee.ReportsTo).EqExpr(orm.Col(&found.C.ID)))
				})
			boss := shop.Employees.As("boss")
			return orm.Select(row,
				orm.Take(&row.ID, &boss.C.ID),
				orm.Take(&row.FirstName, &boss.C.FirstName),
				orm.As(&row.People, orm.CountDistinct(orm.Col(&under.C.ID)).Minus(1)),
				orm.As(&row.Revenue, paid),
			).From(under).JoinOn(boss, orm.EqColumn(&boss.C.ID, &under.C.Boss)).
				LeftJoinOn(shop.Customers, orm.Opt(&customer.SupportRepID).EqExpr(orm.Col(&under.C.ID))).LeftJoin(&customer.Invoices).
				GroupBy(&boss.C.ID).OrderBy(orm.Asc(&row.ID))
		}),
	},
	question[served]{
		name: "employees with the number of their customers, those of none too",
		plain: same(`SELECT e.id, e.first_name, e.last_name, count(c.id) AS customers
			FROM employee AS e
			LEFT JOIN customer AS c ON c.support_rep_id = e.id
			GROUP BY e.id, e.first_name, e.last_name
			ORDER BY e.id`),
		rows:  8,
		first: []served{{1, "Andrew", "Adams", 0}, {2, "Nancy", "Edwards", 0}, {3, "Jane", "Peacock", 21}, {4, "Margaret", "Park", 20}},
		typed: into(func(row *served) orm.Selection[served] {
			return orm.Select(row,
				orm.Take(&row.ID, &employee.ID),
				orm.Take(&row.FirstName, &employee.FirstName),
				orm.Take(&row.LastName, &employee.LastName),
				orm.As(&row.Customers, orm.CountOf(orm.Col(&customer.ID))),
			).From(shop.Employees).LeftJoin(&employee.Customers).GroupBy(&employee.ID).OrderBy(orm.Asc(&row.ID))
		}),
	},
	question[senior]{
		name: "employees who were there before their manager",
		plain: same(`SELECT e.id, e.first_name, e.hire_date, m.first_name AS manager, m.hire_date AS manager_since
			FROM employee AS e
			JOIN employee AS m ON m.id = e.reports_to
			WHERE e.hire_date < m.hire_date
			ORDER BY e.id`),
		rows: 2,
		first: []senior{
			{2, "Nancy", new(day(2002, 5, 1)), "Andrew", new(day(2002, 8, 14))},
			{3, "Jane", new(day(2002, 4, 1)), "Nancy", new(day(2002, 5, 1))},
		},
		typed: into(func(row *senior) orm.Selection[senior] {
			manager := shop.Employees.As("manager")
			return orm.Select(row,
				orm.Take(&row.ID, &employee.ID),
				orm.Take(&row.FirstName, &employee.FirstName),
				orm.Take(&row.HireDate, &employee.HireDate),
				orm.Take(&row.Manager, &manager.C.FirstName),
				orm.Take(&row.ManagerSince, &manager.C.HireDate),
			).From(shop.Employees).Join(manager.Along(&employee.Manager)).
				Where(orm.LtColumn(&employee.HireDate, &manager.C.HireDate)).OrderBy(orm.Asc(&row.ID))
		}),
	},
	question[neighbours]{
		name: "customers and employees of one city",
		plain: same(`SELECT c.city, c.last_name AS customer, e.last_name AS employee
			FROM customer AS c
			JOIN employee AS e ON e.city = c.city
			ORDER BY c.id, e.id`),
		rows:  1,
		first: []neighbours{{new("Edmonton"), "Philips", "Adams"}},
		typed: into(func(row *neighbours) orm.Selection[neighbours] {
			return orm.Select(row,
				orm.Take(&row.City, &customer.City),
				orm.Take(&row.Customer, &customer.LastName),
				orm.Take(&row.Employee, &employee.LastName),
			).From(shop.Customers).JoinOn(shop.Employees, orm.EqColumn(&employee.City, &customer.City)).
				OrderBy(orm.Asc(&customer.ID), orm.Asc(&employee.ID))
		}),
	},
	question[place]{
		name: "cities of employees and customers",
		plain: same(`SELECT city AS name FROM employee
			UNION
			SELECT city AS name FROM customer
			ORDER BY name`),
		rows:  55,
		first: []place{{new("Amsterdam")}, {new("Bangalore")}, {new("Berlin")}},
		typed: into(func(row *place) orm.Selection[place] {
			return orm.Select(row, orm.Take(&row.Name, &employee.City)).From(shop.Employees).
				Union(orm.Select(row, orm.Take(&row.Name, &customer.City)).From(shop.Customers)).
				OrderBy(orm.Asc(&row.Name))
		}),
	},
	question[place]{
		name: "countries of both employees and customers",
		plain: same(`SELECT country AS name FROM employee
			INTERSECT
			SELECT country AS name FROM customer
			ORDER BY name`),
		rows:  1,
		first: []place{{new("Canada")}},
		typed: into(func(row *place) orm.Selection[place] {
			return orm.Select(row, orm.Take(&row.Name, &employee.Country)).
				From(shop.Employees).JoinOn(shop.Customers, orm.EqColumn(&customer.Country, &employee.Country)).
				Distinct().OrderBy(orm.Asc(&row.Name))
		}),
	},
	question[place]{
		name: "countries of customers where no employee lives",
		plain: same(`SELECT country AS name FROM customer
			EXCEPT
			SELECT country AS name FROM employee
			ORDER BY name`),
		rows:  23,
		first: []place{{new("Argentina")}, {new("Australia")}, {new("Austria")}},
		typed: into(func(row *place) orm.Selection[place] {
			return orm.Select(row, orm.Take(&row.Name, &customer.Country)).
				From(shop.Customers).LeftJoinOn(shop.Employees, orm.EqColumn(&employee.Country, &customer.Country)).
				Where(orm.IsNull(&employee.ID)).Distinct().OrderBy(orm.Asc(&row.Name))
		}),
	},
}

type staff struct {
	ID        int64
	FirstName string
	Title     *string
	ReportsTo *int64
	Depth     int64
}

type team struct {
	ID        int64
	FirstName string
	People    int64
	Revenue   decimal.Decimal
}

func (m *team) Define(t *orm.Table[team]) { t.Column(&m.Revenue).Decimal(10, 2) }

type served struct {
	ID                  int64
	FirstName, LastName string
	Customers           int64
}

type senior struct {
	ID           int64
	FirstName    string
	HireDate     *time.Time
	Manager      string
	ManagerSince *time.Time
}

type neighbours struct {
	City               *string
	Customer, Employee string
}

type place struct{ Name *string }
