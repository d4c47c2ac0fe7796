package shop_test

import (
	"math"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// question is what the owner of the shop asks. Its rows are structs of the type T.
type question[T any] struct {
	name string
	// plain is SQL that answers it, with its values. The order that it asks for leaves no two rows equal.
	plain  plain
	values []any
	// rows is how many there are, and first are some of them: known from the files, without SQL.
	rows  int
	first []T
}

// asker is a question of any type.
type asker interface {
	ask(t *testing.T, db *ormtest.DB)
}

var _ asker = question[struct{}]{}

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

func (q question[T]) ask(t *testing.T, db *ormtest.DB) {
	t.Run(q.name, func(t *testing.T) {
		got, err := orm.Rows[T](t.Context(), db, orm.SQL(q.plain.text(), q.values...))
		if err != nil {
			t.Fatalf("%s\n%v", q.plain.text(), err)
		}
		if len(got) != q.rows {
			t.Errorf("%s\ngot %d rows, want %d", q.plain.text(), len(got), q.rows)
		}
		var first []T
		for _, row := range got[:min(len(q.first), len(got))] {
			first = append(first, *row)
		}
		if diff := cmp.Diff(q.first, first, nearly); diff != "" {
			t.Errorf("%s\nthe first rows (-want +got):\n%s", q.plain.text(), diff)
		}
	})
}

// nearly sees floats as equal that differ by less than a millionth: databases divide in their own ways.
var nearly = cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) <= 1e-6*max(1, math.Abs(a), math.Abs(b)) })

// dollars is an amount of money.
func dollars(text string) decimal.Decimal { return decimal.RequireFromString(text) }

// filled is a database with the rows of Chinook.
func filled(t testing.TB) *ormtest.DB {
	t.Helper()
	db := ormtest.Open(t, shop.Shop)
	if err := shop.Load(t.Context(), db.DB); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestQuestions(t *testing.T) {
	t.Parallel()
	db := filled(t)
	for theme, questions := range map[string][]asker{
		"sales": salesQuestions, "months": monthQuestions, "customers": customerQuestions, "people": peopleQuestions,
		"tracks": trackQuestions, "albums": albumQuestions, "playlists": playlistQuestions,
	} {
		t.Run(theme, func(t *testing.T) {
			for _, q := range questions {
				q.ask(t, db)
			}
		})
	}
}
