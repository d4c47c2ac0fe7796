package orm_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

// queried has a column of each kind that conditions tell apart.
type queried struct {
	ID     int64
	Name   string
	Email  string
	Nick   *string
	Score  float64
	Best   float64
	Active bool
	Seen   time.Time
	Logged time.Time
	Photo  []byte
	Level  level
}

func (m *queried) Define(t *orm.Table[queried]) {
	t.Name("select")
	t.Column(&m.Name).Folded()
	t.Column(&m.Email).Size(100).UniqueFold()
	t.Column(&m.Logged).Micros()
}

// sent remembers the last statement that a database was sent.
type sent struct {
	text   string
	values []any
}

func (s *sent) Observe(_ context.Context, e orm.Event) { s.text, s.values = e.Statement, e.Values() }

// asked is a query under the name of its golden text.
type asked struct {
	name  string
	query orm.Query[queried]
}

func conditionsAsked(m *orm.Model[queried]) []asked {
	c, day := m.C, time.Date(2026, 1, 2, 3, 4, 5, 600, time.UTC)
	nick, none := "nick", (*string)(nil)
	var list []asked
	add := func(name string, conditions ...orm.Cond) { list = append(list, asked{name, m.Where(conditions...)}) }
	add("Eq", orm.Eq(&c.Name, "Ada"))
	add("Eq of a time", orm.Eq(&c.Seen, day))
	add("Eq of a time in microseconds", orm.Eq(&c.Logged, day))
	add("Eq of bytes", orm.Eq(&c.Photo, []byte("png")))
	add("Eq of a named type", orm.Eq(&c.Level, 3))
	add("Eq of a nullable", orm.Eq(&c.Nick, &nick))
	add("Eq nil", orm.Eq(&c.Nick, nil))
	add("Ne", orm.Ne(&c.Active, true))
	add("Ne nil", orm.Ne(&c.Nick, nil))
	add("Lt", orm.Lt(&c.Score, 0.5))
	add("Le", orm.Le(&c.Score, 0.5))
	add("Gt", orm.Gt(&c.Score, 0.5))
	add("Ge", orm.Ge(&c.Score, 0.5))
	add("EqColumn", orm.EqColumn(&c.Name, &c.Email))
	add("NeColumn", orm.NeColumn(&c.Name, &c.Email))
	add("LtColumn", orm.LtColumn(&c.Score, &c.Best))
	add("LeColumn", orm.LeColumn(&c.Score, &c.Best))
	add("GtColumn", orm.GtColumn(&c.Score, &c.Best))
	add("GeColumn", orm.GeColumn(&c.Score, &c.Best))
	add("Between", orm.Between(&c.Logged, day, day.Add(time.Hour)))
	add("In", orm.In(&c.ID, 1, 2, 3))
	add("In of one", orm.In(&c.ID, 1))
	add("In of none", orm.In[int64](&c.ID))
	add("In with nil", orm.In(&c.Nick, &nick, none))
	add("In of many", orm.In(&c.ID, make([]int64, 300)...))
	add("NotIn", orm.NotIn(&c.Name, "Ada", "Eve"))
	add("Like", orm.Like(&c.Name, "A%"))
	add("LikeFold", orm.LikeFold(&c.Name, "A%"))
	add("LikeFold of UniqueFold", orm.LikeFold(&c.Email, "ADA@%"))
	add("HasPrefix", orm.HasPrefix(&c.Name, "50%"))
	add("HasSuffix", orm.HasSuffix(&c.Name, "_x"))
	add("Contains", orm.Contains(&c.Nick, `a\b`))
	add("ContainsFold", orm.ContainsFold(&c.Name, "ÉVA"))
	add("EqFold", orm.EqFold(&c.Email, "ADA@example.org"))
	add("IsNull", orm.IsNull(&c.Nick))
	add("IsNotNull", orm.IsNotNull(&c.Nick))
	add("And", orm.And(orm.Eq(&c.ID, 1), orm.Eq(&c.ID, 2)))
	add("And of none", orm.And())
	add("Or", orm.Or(orm.Eq(&c.ID, 1), orm.And(orm.Eq(&c.ID, 2), orm.Eq(&c.Name, "x"))))
	add("Or of none", orm.Or())
	add("Not", orm.Not(orm.Or(orm.Eq(&c.ID, 1), orm.IsNull(&c.Nick))))
	add("Raw", orm.Raw("length(name) > ? AND name <> '?'", 3))
	add("two conditions", orm.Gt(&c.ID, 5), orm.Raw("score > 1 OR score < 0"))
	return list
}

func shapesAsked(m *orm.Model[queried]) []asked {
	c := m.C
	return []asked{
		{"all", m.Query()},
		{"Asc", m.OrderBy(orm.Asc(&c.Name))},
		{"Desc", m.OrderBy(orm.Desc(&c.Name), orm.Asc(&c.Score))},
		{"by key", m.OrderBy(orm.Desc(&c.ID))},
		{"NullsFirst", m.OrderBy(orm.Desc(&c.Nick).NullsFirst())},
		{"NullsLast", m.OrderBy(orm.Asc(&c.Nick).NullsLast())},
		{"Limit", m.Limit(20)},
		{"Limit 0", m.Limit(0)},
		{"Offset", m.Query().Offset(40)},
		{"all parts", m.Where(orm.Gt(&c.ID, 5)).OrderBy(orm.Desc(&c.Seen)).Limit(20).Offset(40)},
	}
}

// The text of every operator is as the golden file has it, the database takes it, and it is what All sends.
func TestSQLOfEveryOperator(t *testing.T) {
	t.Parallel()
	ctx, m, last := context.Background(), orm.Define[queried](), new(sent)
	db, err := connect.OpenWith(ctx, "sqlite://", orm.Models(m), orm.Options{Observer: last})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.CreateTables(ctx); err != nil {
		t.Fatal(err)
	}
	g := openGolden(t, "testdata/queries.txtar")
	all := append(conditionsAsked(m), shapesAsked(m)...)
	for _, a := range all {
		text, values, err := a.query.SQL(db)
		if err != nil {
			t.Errorf("%s: %v", a.name, err)
			continue
		}
		g.check(t, "sqlite: "+a.name, text+"\n"+listed(values))
		*last = sent{}
		if _, err := a.query.All(ctx, db); err != nil {
			t.Errorf("%s: the database refuses %s: %v", a.name, text, err)
		}
		if d := cmp.Diff(sent{text, values}, *last, cmp.AllowUnexported(sent{})); d != "" {
			t.Errorf("%s (-said +sent)\n%s", a.name, d)
		}
	}
	if !*update && len(g.names) != len(all) {
		t.Errorf("%s holds %d texts for %d queries; run the test with -update", g.file, len(g.names), len(all))
	}
}

// listed writes the values of a statement, one a line; a long list as its length.
func listed(values []any) string {
	var b strings.Builder
	for _, v := range values {
		if l, ok := v.([]any); ok {
			fmt.Fprintf(&b, "  list of %d\n", len(l))
			continue
		}
		fmt.Fprintf(&b, "  %T %v\n", v, v)
	}
	return b.String()
}

// What is wrong with a query is what SQL says, and nothing is sent for it.
func TestSQLRefusesWhatAllRefuses(t *testing.T) {
	t.Parallel()
	ctx, m, strange := context.Background(), orm.Define[queried](), orm.Define[kinds]()
	db := open(t, m)
	c, obj := m.C, new(queried)
	for name, q := range map[string]orm.Query[queried]{
		"a field of an object":     m.Where(orm.Eq(&obj.Name, "Ada")),
		"another model's field":    m.Where(orm.Eq(&strange.C.Name, "Ada")),
		"an order by another's":    m.OrderBy(orm.Asc(&strange.C.Name)),
		"less than nil":            m.Where(orm.Lt(&c.Nick, nil)),
		"an empty condition":       m.Where(orm.Cond{}),
		"a NUL byte":               m.Where(orm.Eq(&c.Name, "a\x00")),
		"a broken text":            m.Where(orm.Like(&c.Name, "\xff%")),
		"EqFold of another":        m.Where(orm.EqFold(&c.Nick, "ada")),
		"too few values":           m.Where(orm.Raw("id = ?")),
		"a negative limit":         m.Limit(-1),
		"a negative offset":        m.Query().Offset(-1),
		"a value inside of a list": m.Where(orm.In(&c.Name, "a", "\xff")),
	} {
		_, _, err := q.SQL(db)
		if k := fault.KindOf(err); k != fault.Invalid {
			t.Errorf("%s: SQL gives %v, of the kind %v; want %v", name, err, k, fault.Invalid)
			continue
		}
		if _, other := q.All(ctx, db); other == nil || other.Error() != err.Error() {
			t.Errorf("%s: SQL gives %v and All %v", name, err, other)
		}
	}
	if _, _, err := strange.Query().SQL(db); fault.KindOf(err) != fault.Invalid {
		t.Errorf("a model that the database was not opened with: %v", err)
	}
}
