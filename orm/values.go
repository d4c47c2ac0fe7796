package orm

import (
	"context"
	"fmt"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm/internal/layout"
)

// Values returns what the rows of a query have in one column, in the order of the query, and reads nothing else of them. The
// column is one of the query's tables, or a field of the row of a Selection.
//
//	emails, err := orm.Values(ctx, db, Users.Where(orm.Eq(&u.Active, true)), &u.Email) // []string
//
// Expressions have a method for it: Expr.Values. Relations that With names are not loaded.
func Values[V any](ctx context.Context, r Reader, q Queryable, column *V) ([]V, error) {
	return valuesOf[V](ctx, r, q, picked{field: column}, 0)
}

// Scalar returns what the only row of a query has in one column; an error of the kind NotFound when there is no row, and
// Multiple when there are more. See Values; Expr.Scalar is for expressions, such as orm.Sum.
//
//	name, err := orm.Scalar(ctx, db, Users.Where(orm.Eq(&u.ID, 7)), &u.Name) // string
func Scalar[V any](ctx context.Context, r Reader, q Queryable, column *V) (V, error) {
	return scalarOf[V](ctx, r, q, picked{field: column})
}

// Pairs returns what the rows of a query have in one column, by what they have in another. Two rows with one key are an error
// of the kind Multiple. What Keyed says of keys holds here too; see Values.
//
//	names, err := orm.Pairs(ctx, db, Users, &u.ID, &u.Name) // map[int64]string
func Pairs[K comparable, V any](ctx context.Context, r Reader, q Queryable, key *K, value *V) (map[K]V, error) {
	var row pair[K, V]
	if err := identifies[K]("Pairs"); err != nil {
		return nil, err
	}
	all := map[K]V{}
	p := picking{
		row: layout.Of(&row), shape: rowShapeOf[pair[K, V]],
		items: []picked{pickedAs[K](picked{field: key}, 0), pickedAs[V](picked{field: value}, offsetOf(&row, &row.Value))},
	}
	err := q.reads().pick(ctx, r, &p, func() error {
		if _, twice := all[row.Key]; twice {
			return twofold("Pairs", row.Key)
		}
		all[row.Key] = row.Value
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, nil
}

// Values returns what the expression is for each row of a query or model, in the order of the query; see the function Values.
func (e Expr[V]) Values(ctx context.Context, r Reader, q Queryable) ([]V, error) {
	return valuesOf[V](ctx, r, q, picked{n: e.n}, 0)
}

// Values is Expr.Values for an expression that may be missing: nil then.
func (e NullExpr[V]) Values(ctx context.Context, r Reader, q Queryable) ([]*V, error) {
	return valuesOf[*V](ctx, r, q, picked{n: e.n, null: true}, 0)
}

// Scalar returns what the expression is for the only row of a query or model, or for all of its rows together when it is made
// of aggregates. See the function Scalar for its errors.
//
//	n, err := orm.CountDistinct(orm.Col(&u.Country)).Scalar(ctx, db, Users)
//	total, err := orm.Coalesce(orm.Sum(orm.Col(&i.Total)), 0).Scalar(ctx, db, Invoices.Where(...))
func (e Expr[V]) Scalar(ctx context.Context, r Reader, q Queryable) (V, error) {
	return scalarOf[V](ctx, r, q, picked{n: e.n})
}

// Scalar is Expr.Scalar for an expression that may be missing: nil then, as the sum of no values is.
func (e NullExpr[V]) Scalar(ctx context.Context, r Reader, q Queryable) (*V, error) {
	return scalarOf[*V](ctx, r, q, picked{n: e.n, null: true})
}

// single and pair are the shapes of rows of one value and of two.
type (
	single[V any]  struct{ Value V }
	pair[K, V any] struct {
		Key   K
		Value V
	}
)

func valuesOf[V any](ctx context.Context, r Reader, q Queryable, x picked, most int) ([]V, error) {
	var row single[V]
	list := []V{}
	p := picking{row: layout.Of(&row), shape: rowShapeOf[single[V]], items: []picked{pickedAs[V](x, 0)}, most: most}
	err := q.reads().pick(ctx, r, &p, func() error {
		list = append(list, row.Value)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return list, nil
}

func scalarOf[V any](ctx context.Context, r Reader, q Queryable, x picked) (value V, err error) {
	list, err := valuesOf[V](ctx, r, q, x, 2)
	switch {
	case err != nil:
		return value, err
	case len(list) == 0:
		return value, &fault.Error{Kind: fault.NotFound, Model: q.reads().called(), Detail: "no row matches"}
	case len(list) > 1:
		return value, &fault.Error{Kind: fault.Multiple, Model: q.reads().called(), Detail: "Scalar found more than one row"}
	}
	return list[0], nil
}

// twofold says that a key came twice.
func twofold(word string, key any) error {
	text := fmt.Sprintf("%q", fmt.Sprint(key))
	if len(text) > 80 {
		text = text[:80] + "..."
	}
	return fault.New(fault.Multiple, fmt.Sprintf("orm: %s found two rows with the key %s; a map has each key once", word, text))
}
