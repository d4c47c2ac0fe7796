package orm

import (
	"context"

	"github.com/rowankit/rowan/driver"
)

// SQL returns the statement that All would send to the database, and the values that it would bind, without
// sending anything: for looking at while developing, and for EXPLAIN. The values may be anybody's secrets.
// What is wrong with the query is an error here as it is there.
//
// Scopes whose conditions come from the context of a call have none here; SQLContext gives them one.
func (q Query[T]) SQL(db *DB) (text string, values []any, err error) {
	return q.SQLContext(context.Background(), db)
}

// SQLContext is SQL for a model with scopes that look into the context of a call.
func (q Query[T]) SQLContext(ctx context.Context, db *DB) (text string, values []any, err error) {
	a := q.question()
	return a.sql(ctx, db)
}

func (q *question) sql(ctx context.Context, db *DB) (text string, values []any, err error) {
	t, err := db.table(q.m)
	if err != nil {
		return "", nil, err
	}
	if err := q.check(t.m, shapeSelect); err != nil {
		return "", nil, err
	}
	held, err := q.restricted(ctx, db, t.m)
	if err != nil {
		return "", nil, err
	}
	s := newScratch()
	defer s.free()
	p, err := held.plan(t, s, q.base, shapeSelect)
	if err != nil {
		return "", nil, err
	}
	held.bind(t, s, q.base, shapeSelect)
	return p.statement.SQL, anyValues(s.values), nil
}

// anyValues returns values as Go's own types.
func anyValues(values []driver.Value) []any {
	list := make([]any, len(values))
	for i, v := range values {
		list[i] = v.Any()
	}
	return list
}
