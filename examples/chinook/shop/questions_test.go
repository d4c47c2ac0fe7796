package shop_test

import (
	"context"
	"math"
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
	// typed asks the same without a word of SQL, and gets the same rows.
	typed func(context.Context, orm.Reader) ([]*T, error)
}

// as asks for objects, and makes a row of each.
func as[T, M any](q orm.Query[M], row func(*M) T) func(context.Context, orm.Reader) ([]*T, error) {
	return func(ctx context.Context, r orm.Reader) ([]*T, error) {
		objs, err := q.All(ctx, r)
		rows := []*T{}
		for _, obj := range objs {
			rows = append(rows, new(row(obj)))
		}
		return rows, err
	}
}

// into asks for values, which go into the fields of rows.
func into[T any](ask func(row *T) orm.Selection[T]) func(context.Context, orm.Reader) ([]*T, error) {
	return ask(new(T)).All
}

// asker is a question of any type.
type asker interface {
	ask(t *testing.T, db *ormtest.DB)
}

var _ asker = question[struct{}]{}

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
		typed, err := q.typed(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(got, typed, nearly); diff != "" {
			t.Errorf("%s\nrows (-plain +typed):\n%s", q.plain.text(), diff)
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
