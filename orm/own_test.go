package orm_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"testing"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

// grade is stored as a letter, by methods that all ask for a pointer.
type grade int

func (g *grade) Value() (driver.Value, error) { return string(rune('a' + *g)), nil }

func (g *grade) Scan(v any) error {
	s, ok := v.(string)
	if !ok || len(s) != 1 {
		return fmt.Errorf("no grade: %v", v)
	}
	*g = grade(s[0] - 'a')
	return nil
}

type exam struct {
	ID    int64
	Grade grade
	Best  *grade
}

func (e *exam) Define(t *orm.Table[exam]) {
	t.Column(&e.Grade).StoredAs(schema.Text)
	t.Column(&e.Best).StoredAs(schema.Text)
}

// A value is compared as it is stored, also when its type's methods ask for a pointer.
func TestValueWithPointerReceiverIsCompared(t *testing.T) {
	t.Parallel()
	m := orm.Define[exam]()
	db, c := open(t, m), m.C
	keeps(t, m, db, &exam{Grade: 2, Best: new(grade(1))})
	for name, cond := range map[string]orm.Cond{
		"Eq": orm.Eq(&c.Grade, 2), "In": orm.In(&c.Grade, 7, 2), "Eq of a pointer": orm.Eq(&c.Best, new(grade(1))),
		"Between": orm.Between(&c.Grade, 1, 3), "IsNotNull": orm.IsNotNull(&c.Best), "Ne nil": orm.Ne(&c.Best, nil),
	} {
		if n, err := m.Where(cond).Count(context.Background(), db); n != 1 || err != nil {
			t.Errorf("%s found %d rows, %v; want 1", name, n, err)
		}
	}
}
