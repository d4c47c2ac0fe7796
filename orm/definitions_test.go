package orm_test

import (
	"context"
	"database/sql"
	"math"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/rowankit/rowan/connect"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

// open returns a database in memory with tables for the models.
func open(t testing.TB, models ...orm.AnyModel) *orm.DB {
	t.Helper()
	ctx := context.Background()
	db, err := connect.Open(ctx, "sqlite://", orm.Models(models...))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	for range 2 { // the second time finds what the first one made
		if err := db.CreateTables(ctx); err != nil {
			t.Fatal(err)
		}
	}
	return db
}

// keeps stores an object and reads it back.
func keeps[T any](t *testing.T, m *orm.Model[T], db *orm.DB, obj *T) {
	t.Helper()
	ctx := context.Background()
	if err := m.Insert(ctx, db, obj); err != nil {
		t.Fatalf("%s: insert: %v", m.Name(), err)
	}
	got, err := m.Query().One(ctx, db)
	if err != nil {
		t.Fatalf("%s: read: %v", m.Name(), err)
	}
	if d := cmp.Diff(obj, got, cmp.Exporter(func(reflect.Type) bool { return true }), cmp.Comparer(time.Time.Equal)); d != "" {
		t.Errorf("%s (-stored +read)\n%s", m.Name(), d)
	}
}

// order has keywords for names, and what SQLite calls its own.
type order struct {
	ID            int64
	Group         string
	From          int
	Values        []byte
	Rowid         int64
	Oid           int
	SqliteVersion string
	Größe         float64
	Odd           string `db:"so\"called ?"`
}

func (o *order) Define(t *orm.Table[order]) {
	t.Unique(&o.Group, &o.From).Where(orm.Gt(&o.From, 3))
	t.Index(&o.Odd)
	t.Check("where", orm.Ne(&o.Group, "x"), "must not be x")
	t.Column(&o.Group).Size(10)
	t.Column(&o.Odd).Size(10)
}

func TestKeywordsAndOddNamesWork(t *testing.T) {
	t.Parallel()
	m := orm.Define[order]()
	db := open(t, m)
	keeps(t, m, db, &order{Group: "by", From: 4, Values: []byte("v"), Rowid: 77, Oid: 5, SqliteVersion: "3", Größe: 1.5, Odd: "?"})
}

// Two parts with a Define each, one of which has a part of its own; Go promotes the method of none.
type (
	dated struct{ Made time.Time }
	noted struct {
		dated
		Note string
	}
	signed struct{ By string }
	both   struct {
		ID int64
		noted
		signed
	}
	deep struct {
		ID int64
		both2
	}
	both2  struct{ noted }
	hidden struct {
		ID       int64
		signed   `db:"-"`
		*audited `db:"-"`
	}
)

func (d *dated) Define(t *orm.Table[dated]) {
	t.Column(&d.Made).Auto(func() time.Time { return time.Unix(7, 0) })
}
func (n *noted) Define(t *orm.Table[noted])   { t.Column(&n.Note).Size(5).Name("remark") }
func (s *signed) Define(t *orm.Table[signed]) { t.Column(&s.By).Trim() }
func (b *both) Define(t *orm.Table[both])     { t.Name("pair") }

func TestEachEmbeddedPartDefinesItself(t *testing.T) {
	t.Parallel()
	m := orm.Define[both]()
	db := open(t, m)
	obj := &both{signed: signed{By: " Ada "}, noted: noted{Note: "short"}}
	keeps(t, m, db, obj)
	if obj.By != "Ada" || obj.Made.Unix() != 7 {
		t.Errorf("got by %q at %v, want what both parts define", obj.By, obj.Made)
	}
	if err := m.Insert(context.Background(), db, &both{noted: noted{Note: "longer"}}); err == nil {
		t.Error("a note above its part's Size was stored")
	}
	var names []string
	fields, err := m.Fields()
	for _, f := range fields {
		names = append(names, f.Column)
	}
	if d := cmp.Diff([]string{"id", "made", "remark", "by"}, names); d != "" || err != nil {
		t.Errorf("columns (-want +got) %v\n%s", err, d)
	}
}

// A Define that comes from far below, or from a struct that is tagged away, is not the model's own.
func TestPromotedDefineIsNotTheModels(t *testing.T) {
	t.Parallel()
	far, away := orm.Define[deep](), orm.Define[hidden]()
	db := open(t, far, away)
	keeps(t, far, db, &deep{both2: both2{noted{Note: "n"}}})
	keeps(t, away, db, &hidden{})
	fields, err := away.Fields()
	if err != nil || len(fields) != 1 {
		t.Errorf("a model with parts that are tagged away has the fields %v, %v; want ID", fields, err)
	}
}

// Define of Box names its table, so that it may be generic.
type named[T any] struct {
	ID    int64
	Value T
}

func (n *named[T]) Define(t *orm.Table[named[T]]) { t.Name("named_value") }

func TestGenericModelWithATableName(t *testing.T) {
	t.Parallel()
	m := orm.Define[named[string]]()
	keeps(t, m, open(t, m), &named[string]{Value: "v"})
	set := orm.Models(orm.Define[named[string]](), orm.Define[named[int]]())
	if err := set.Check(); err == nil {
		t.Error("two instances of one generic model share a table")
	}
}

func TestLocalModel(t *testing.T) {
	t.Parallel()
	type local struct {
		ID   int64
		Name *string
	}
	m := orm.Define[local]()
	keeps(t, m, open(t, m), &local{Name: new("n")})
}

// extremes has the widest bounds that its types take, and defaults of nullable fields.
type extremes struct {
	ID     int64
	Low    int64
	High   uint64
	Byte   int8
	Real   float32
	Nick   *string
	Age    sql.Null[int16]
	Logged time.Time
	Code   *int64
}

func (e *extremes) Define(t *orm.Table[extremes]) {
	t.Column(&e.Low).Min(math.MinInt64).Max(math.MaxInt64)
	t.Column(&e.High).Min(uint8(0)).Max(uint64(math.MaxInt64))
	t.Column(&e.Byte).Min(-128).Max(127)
	t.Column(&e.Real).Min(-math.MaxFloat32).Max(float32(math.MaxFloat32))
	t.Column(&e.Nick).Default("nick").Size(4).Unique()
	t.Column(&e.Age).Default(18).Min(0)
	t.Column(&e.Logged).Micros().Auto(time.Now)
	t.Column(&e.Code).Unique()
}

func TestExtremesAndNullableDefaults(t *testing.T) {
	t.Parallel()
	m := orm.Define[extremes]()
	db := open(t, m)
	obj := m.New()
	if obj.Nick == nil || *obj.Nick != "nick" || obj.Age.V != 18 || !obj.Age.Valid || obj.Code != nil {
		t.Errorf("New returned %+v, want the defaults", obj)
	}
	obj.Low, obj.High, obj.Byte, obj.Real = math.MinInt64, math.MaxInt64, -128, math.MaxFloat32
	keeps(t, m, db, obj)
	for range 2 { // nothing is never equal
		if err := m.Insert(context.Background(), db, &extremes{}); err != nil {
			t.Errorf("a second row without a value in a unique column: %v", err)
		}
	}
}

// An Auto time that is stored as microseconds gets the database's time too, as the other times do.
func TestAutoMicrosIsFilledByTheDatabase(t *testing.T) {
	t.Parallel()
	m := orm.Define[extremes]()
	db := open(t, m)
	obj := m.New()
	if err := m.Insert(context.Background(), db, obj, orm.Omit(&m.C.Logged)); err != nil {
		t.Fatal(err)
	}
	if age := time.Since(obj.Logged); age < -time.Second || age > time.Minute {
		t.Errorf("the database filled in %v, which is %v ago", obj.Logged, age)
	}
}

// What a default says is normalized as what is written is.
type trimmed struct {
	ID   int64
	Name string
}

func (m *trimmed) Define(t *orm.Table[trimmed]) { t.Column(&m.Name).Trim().Size(5).Default("  name  ") }

func TestDefaultIsNormalized(t *testing.T) {
	t.Parallel()
	if got := orm.Define[trimmed]().New().Name; got != "name" {
		t.Errorf("New().Name = %q, want %q", got, "name")
	}
}

// spelled keeps a text whose folded form may be three times as long.
type spelled struct {
	ID   int64
	Word string
}

func (s *spelled) Define(t *orm.Table[spelled]) { t.Column(&s.Word).Size(200).UniqueFold() }

func TestTheHiddenColumnHasRoomForEveryFoldedText(t *testing.T) {
	t.Parallel()
	for r := range rune(unicode.MaxRune + 1) {
		if n := utf8.RuneCountInString(validate.Fold(string(r))); n > 3 {
			t.Errorf("%U folds to %d characters; want at most 3, which the hidden column has room for", r, n)
		}
	}
	m := orm.Define[spelled]()
	keeps(t, m, open(t, m), &spelled{Word: strings.Repeat("\ufb03", 200)})
}

func TestNoModels(t *testing.T) {
	t.Parallel()
	if err := orm.Models().Check(); err != nil {
		t.Errorf("a set without models: %v", err)
	}
	var none *orm.ModelSet
	if err := none.Check(); err == nil {
		t.Error("a nil set was taken for one without models")
	}
}
