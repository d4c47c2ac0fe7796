package orm

import "github.com/rowankit/rowan/driver"

// SQL returns the statement that All would send to the database, and the values that it would bind, without
// sending anything: for looking at while developing, and for EXPLAIN. The values may be anybody's secrets.
// What is wrong with the query is an error here as it is there.
func (q Query[T]) SQL(db *DB) (text string, values []any, err error) {
	a := q.question()
	return a.sql(db)
}

func (q *question) sql(db *DB) (text string, values []any, err error) {
	t, err := db.table(q.m)
	if err != nil {
		return "", nil, err
	}
	if err := q.check(t.m, shapeSelect); err != nil {
		return "", nil, err
	}
	s := newScratch()
	defer s.free()
	p, err := q.plan(t, s, q.base, shapeSelect)
	if err != nil {
		return "", nil, err
	}
	q.bind(t, s, q.base, shapeSelect)
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
