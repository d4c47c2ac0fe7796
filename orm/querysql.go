package orm

import "github.com/rowankit/rowan/driver"

// SQL returns the statement that All would send to the database, and the values that it would bind, without
// sending anything: for looking at while developing, and for EXPLAIN. The values may be anybody's secrets.
// What is wrong with the query is an error here as it is there.
func (q Query[T]) SQL(db *DB) (text string, values []any, err error) {
	t, err := db.table(q.model.mapping())
	if err != nil {
		return "", nil, err
	}
	if err := q.parts.check(t.m, shapeSelect); err != nil {
		return "", nil, err
	}
	s := newScratch()
	defer s.free()
	p, err := q.parts.plan(t, s, q.model.base(), shapeSelect)
	if err != nil {
		return "", nil, err
	}
	q.parts.bind(t, s, q.model.base(), shapeSelect)
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
