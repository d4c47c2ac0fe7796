package orm

import (
	"database/sql"
	"reflect"
)

// Setting gives a column a value in Query.Update, adds to it, or lets the database compute it: see Set, Increment and SetExpr.
type Setting struct {
	field any
	value reflect.Value
	adds  bool // Increment
	n     *node
	null  bool // the column can be without a value
}

// Set gives the column the value; Set(field, nil) on a nullable column takes it away.
func Set[T any](field *T, value T) Setting {
	return Setting{field: field, value: reflect.ValueOf(&value).Elem()}
}

// SetExpr gives the column what the database computes of each row: of its columns, as they were before the statement, of those
// of joined rows, and of queries (ValueOf).
//
//	n, err := Deals.Query().Join(&d.Agent).Where(orm.Eq(&a.Name, "Ann")).Update(ctx, db,
//		orm.SetExpr(&d.Town, orm.Col(&a.Town)), orm.SetExpr(&d.Pieces, orm.Col(&d.Pieces).Plus(1)))
//
// Nobody in the program sees the value, so it is the database that judges it: types, sizes, bounds, Required and checks hold,
// and a number that goes beyond its type is an error of the kind OutOfRange; the rules of Column.Valid are not asked. A column
// with Trim, Fold, Folded or UniqueFold takes another column that has the same, and nothing else that is computed.
func SetExpr[V any](field *V, x Expr[V]) Setting { return Setting{field: field, n: x.n} }

// SetOpt is SetExpr for a column that may be NULL and whose field is a pointer: it takes a value that may be missing.
func SetOpt[V any](field **V, x Operand[V]) Setting {
	return Setting{field: field, n: x.expression(), null: true}
}

// SetOptNull is SetOpt for a field that is a sql.Null.
func SetOptNull[V any](field *sql.Null[V], x Operand[V]) Setting {
	return Setting{field: field, n: x.expression(), null: true}
}
