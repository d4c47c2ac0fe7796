package orm_test

import (
	"context"
	"testing"

	"github.com/rowankit/rowan/orm"
)

func TestZeroQueryAsksForAllRows(t *testing.T) {
	t.Parallel()
	m := orm.Define[texts]()
	db, ctx := open(t, m), context.Background()
	if err := m.Insert(ctx, db, &texts{Name: "n", Email: "e"}); err != nil {
		t.Fatal(err)
	}
	var q orm.Query[texts]
	list, err := q.All(ctx, db)
	if err != nil || len(list) != 1 {
		t.Errorf("the zero Query: got %d rows, %v; want the one there is", len(list), err)
	}
}
