package orm_test

import (
	"time"

	"github.com/rowankit/rowan/orm"
)

type (
	noKey            struct{ Name string }
	emptyTable       struct{ columns }
	longTable        struct{ columns }
	sqliteTable      struct{ columns }
	pointTable       struct{ columns }
	twoKeys          struct{ columns }
	keyOfNothing     struct{ columns }
	keyOfOther       struct{ columns }
	keyTwice         struct{ columns }
	nullableKey      struct{ columns }
	floatKey         struct{ columns }
	foldedKey        struct{ columns }
	columnByName     struct{ columns }
	columnByValue    struct{ columns }
	columnNil        struct{ columns }
	columnOfCopy     struct{ columns }
	columnOfWhole    struct{ columns }
	columnOfPart     struct{ columns }
	uniqueOfNothing  struct{ columns }
	uniqueSqliteName struct{ columns }
	whereOfOther     struct{ columns }
	whereEmpty       struct{ columns }
	whereFolded      struct{ columns }
	checkUnnamed     struct{ columns }
	checkFolded      struct{ columns }
	checkTwice       struct{ columns }
	checkWithValues  struct{ columns }
	checkOfSize      struct{ columns }
	checkNaN         struct{ columns }
	columnIgnored    struct {
		ID     int64
		Secret string `db:"-"`
	}
	columnUnexported struct {
		ID     int64
		secret string
	}
	wideIndex struct {
		ID                                                int64
		A, B, C, D, E, F, G, H, I, J, K, L, M, N, O, P, Q int8
	}
	// Box is a generic model, whose type's name is no name for a table.
	Box[T any] struct {
		ID    int64
		Value T
	}
)

var other = orm.Define[columns]()

func (m *emptyTable) Define(t *orm.Table[emptyTable]) { t.Name("") }
func (m *longTable) Define(t *orm.Table[longTable]) {

	t.Name("a_table_whose_name_is_so_long_that_postgres_would_cut_off_some_of_it")
}
func (m *sqliteTable) Define(t *orm.Table[sqliteTable]) { t.Name("SQLite_user") }
func (m *pointTable) Define(t *orm.Table[pointTable])   { t.Name("shop.user") }
func (m *twoKeys) Define(t *orm.Table[twoKeys]) {
	t.Key(&m.ID)
	t.Key(&m.Born)
}
func (m *keyOfNothing) Define(t *orm.Table[keyOfNothing])   { t.Key() }
func (m *keyOfOther) Define(t *orm.Table[keyOfOther])       { t.Key(&other.C.ID) }
func (m *keyTwice) Define(t *orm.Table[keyTwice])           { t.Key(&m.Born, &m.Born) }
func (m *nullableKey) Define(t *orm.Table[nullableKey])     { t.Key(&m.Nick) }
func (m *floatKey) Define(t *orm.Table[floatKey])           { t.Key(&m.Weight) }
func (m *columnByName) Define(t *orm.Table[columnByName])   { t.Column("name").Size(100) }
func (m *columnByValue) Define(t *orm.Table[columnByValue]) { t.Column(m.Name).Size(100) }
func (m *columnNil) Define(t *orm.Table[columnNil])         { t.Column(m.Nick).Size(100) }
func (m *columnOfWhole) Define(t *orm.Table[columnOfWhole]) { t.Column(m) }
func (m *columnOfPart) Define(t *orm.Table[columnOfPart])   { t.Column(&m.columns) }
func (m *columnOfCopy) Define(t *orm.Table[columnOfCopy]) {
	c := *m
	t.Column(&c.Name).Size(100)
}
func (m *foldedKey) Define(t *orm.Table[foldedKey]) {
	t.Key(&m.Name)
	t.Column(&m.Name).UniqueFold()
}
func (m *uniqueOfNothing) Define(t *orm.Table[uniqueOfNothing]) { t.Unique() }
func (m *uniqueSqliteName) Define(t *orm.Table[uniqueSqliteName]) {
	t.Unique(&m.Name).Name("sqlite_name")
}
func (m *whereOfOther) Define(t *orm.Table[whereOfOther]) {
	t.Unique(&m.Name).Where(orm.Eq(&other.C.Active, true))
}
func (m *whereEmpty) Define(t *orm.Table[whereEmpty]) { t.Unique(&m.Name).Where(orm.Cond{}) }
func (m *whereFolded) Define(t *orm.Table[whereFolded]) {
	t.Index(&m.Name).Where(orm.EqFold(&m.Name, "ada"))
}
func (m *checkUnnamed) Define(t *orm.Table[checkUnnamed]) { t.Check("", orm.Gt(&m.Born, 0), "") }
func (m *checkFolded) Define(t *orm.Table[checkFolded]) {
	t.Check("name", orm.LikeFold(&m.Name, "a%"), "must begin with a")
}
func (m *checkTwice) Define(t *orm.Table[checkTwice]) {
	t.Check("born", orm.Gt(&m.Born, 0), "must be born")
	t.Check("Born", orm.Gt(&m.Born, 1), "must be born")
}
func (m *checkWithValues) Define(t *orm.Table[checkWithValues]) {
	t.Check("born", orm.Raw("born > ?", 0), "must be born")
}
func (m *checkOfSize) Define(t *orm.Table[checkOfSize]) {
	t.Column(&m.Name).Size(100)
	t.Check("name_size", orm.Ne(&m.Name, ""), "must be there")
}
func (m *checkNaN) Define(t *orm.Table[checkNaN]) {
	t.Check("seen", orm.Lt(&m.Seen, time.Date(20000, 1, 1, 0, 0, 0, 0, time.UTC)), "must be soon")
}
func (m *columnIgnored) Define(t *orm.Table[columnIgnored])       { t.Column(&m.Secret).Size(100) }
func (m *columnUnexported) Define(t *orm.Table[columnUnexported]) { t.Column(&m.secret).Size(100) }
func (m *wideIndex) Define(t *orm.Table[wideIndex]) {
	t.Unique(&m.A, &m.B, &m.C, &m.D, &m.E, &m.F, &m.G, &m.H, &m.I, &m.J, &m.K, &m.L, &m.M, &m.N, &m.O, &m.P, &m.Q).Name("uq_all")
}

func mistakenTables() []mistaken {
	return []mistaken{
		wrong[noKey]("no key"),
		wrong[emptyTable]("an empty table name"),
		wrong[longTable]("a table name that is too long"),
		wrong[sqliteTable]("a table name that SQLite keeps"),
		wrong[pointTable]("a table name with a point"),
		wrong[Box[int]]("a generic model without a table name"),
		wrong[struct{ ID int64 }]("a struct without a name"),
		wrong[int]("no struct"),
		wrong[*columns]("a pointer to a struct as model"),
		wrong[twoKeys]("two keys"),
		wrong[keyOfNothing]("a key of nothing"),
		wrong[keyOfOther]("a key of another model"),
		wrong[keyTwice]("a field twice in the key"),
		wrong[nullableKey]("a nullable key"),
		wrong[floatKey]("a float as key"),
		wrong[foldedKey]("a key with UniqueFold"),
		wrong[columnByName]("a column by its name"),
		wrong[columnByValue]("a column by a value"),
		wrong[columnNil]("a column by a nil pointer"),
		wrong[columnOfCopy]("a column of a copy"),
		wrong[columnOfWhole]("the whole model as column"),
		wrong[columnOfPart]("an embedded struct as column"),
		wrong[columnIgnored]("a column that is tagged away"),
		wrong[columnUnexported]("a column that is not exported"),
		wrong[uniqueOfNothing]("Unique of nothing"),
		wrong[uniqueSqliteName]("an index name that SQLite keeps"),
		wrong[wideIndex]("an index over too many fields"),
		wrong[whereOfOther]("a condition on another model"),
		wrong[whereEmpty]("an empty condition"),
		wrong[whereFolded]("EqFold without UniqueFold"),
		wrong[checkUnnamed]("a check without a name"),
		wrong[checkTwice]("one check twice"),
		wrong[checkFolded]("LikeFold in a check"),
		wrong[checkWithValues]("a raw check with values"),
		wrong[checkOfSize]("a check with the name of a size"),
		wrong[checkNaN]("a check against a time that no database holds"),
	}
}
