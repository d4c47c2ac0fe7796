package shop_test

import (
	"os"
	"strings"

	"github.com/rowankit/rowan/orm"
)

// plain is SQL in the words of each engine.
type plain struct{ sqlite, postgres, mysql orm.ConstText }

// same is SQL that all engines read alike.
func same(text orm.ConstText) plain { return plain{text, text, text} }

// dated is SQL that reads invoices from sale: invoice with year, month and day as numbers, and dollar, the number
// that stands for one US dollar. The text goes on behind WITH RECURSIVE sale.
func dated(text orm.ConstText) plain {
	return plain{
		sqlite: `WITH RECURSIVE sale AS (
			SELECT i.*, CAST(substr(i.invoice_date, 1, 4) AS INTEGER) AS year, CAST(substr(i.invoice_date, 6, 2) AS INTEGER) AS month,
				CAST(substr(i.invoice_date, 9, 2) AS INTEGER) AS day, 100 AS dollar
			FROM invoice AS i
		) ` + text,
		postgres: `WITH RECURSIVE sale AS (
			SELECT i.*, CAST(extract(year FROM i.invoice_date AT TIME ZONE 'UTC') AS integer) AS year,
				CAST(extract(month FROM i.invoice_date AT TIME ZONE 'UTC') AS integer) AS month,
				CAST(extract(day FROM i.invoice_date AT TIME ZONE 'UTC') AS integer) AS day, 1 AS dollar
			FROM invoice AS i
		) ` + text,
		mysql: `WITH RECURSIVE sale AS (
			SELECT i.*, extract(year FROM i.invoice_date) AS year, extract(month FROM i.invoice_date) AS month,
				extract(day FROM i.invoice_date) AS day, 1 AS dollar
			FROM invoice AS i
		) ` + text,
	}
}

// text is the SQL for the engine that tests run on.
func (p plain) text() orm.ConstText {
	switch scheme, _, _ := strings.Cut(os.Getenv("ROWAN_TEST_URL"), "://"); scheme {
	case "":
		return p.sqlite
	case "mysql":
		return p.mysql
	default:
		return p.postgres
	}
}
