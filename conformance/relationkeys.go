package conformance

import (
	"database/sql"
	"fmt"
	"reflect"
	"testing"

	"github.com/google/uuid"

	"github.com/rowankit/rowan/orm"
)

// hall has a key of two fields. A chair may stand in one, and a guest may be in several.
type hall struct {
	Town   string
	No     int32
	Chairs orm.Many[chair]
	Guests orm.Many[guest]
}

func (h *hall) Define(t *orm.Table[hall]) {
	t.Key(&h.Town, &h.No)
	t.Column(&h.Town).Size(3)
	orm.ManyToMany(t, &h.Guests)
}

type chair struct {
	ID     int64
	HallNo *int32
	Town   sql.Null[string]
	Hall   orm.One[hall]
}

func (c *chair) Define(t *orm.Table[chair]) {
	t.Column(&c.Town).Size(3)
	orm.BelongsTo(t, &c.Hall).By(&c.Town, &c.HallNo)
}

type guest struct {
	First, Last string
	Halls       orm.Many[hall]
}

func (g *guest) Define(t *orm.Table[guest]) {
	t.Key(&g.Last, &g.First)
	t.Column(&g.First).Size(10)
	t.Column(&g.Last).Size(10)
}

var (
	halls  = orm.Define[hall]()
	chairs = orm.Define[chair]()
	guests = orm.Define[guest]()
)

func hallsOf(t *trial) *orm.DB {
	t.Helper()
	db := t.tables(chairs, halls, guests)
	insert(t, db, halls, &hall{Town: "a", No: 1}, &hall{Town: "a", No: 2}, &hall{Town: "b", No: 1})
	town := func(s string) sql.Null[string] { return sql.Null[string]{V: s, Valid: true} }
	insert(t, db, chairs, &chair{Town: town("a"), HallNo: new(int32(1))}, &chair{Town: town("b"), HallNo: new(int32(1))}, &chair{Town: town("a")},
		&chair{HallNo: new(int32(1))}, &chair{}, &chair{Town: town("a"), HallNo: new(int32(1))})
	return db
}

func relateComposite(t *trial) {
	db, ctx := hallsOf(t), t.Context()
	for i, c := range all(t, db, chairs) {
		h, err := c.Hall.Load(ctx)
		t.ok("Load", err)
		if want := []string{"a1", "b1", "", "", "", "a1"}[i]; want == "" {
			t.same("no hall", h, (*hall)(nil))
		} else {
			t.same("the hall", fmt.Sprint(h.Town, h.No), want)
		}
	}
	for i, h := range all(t, db, halls) {
		t.same("chairs", keysOf[chair](t)(h.Chairs.Load(ctx)), [][]int64{{1, 6}, {}, {2}}[i])
		n, err := h.Chairs.Count(ctx)
		t.ok("Count", err)
		t.same("counted", n, []int64{2, 0, 1}[i])
	}
}

func relateCompositePairs(t *trial) {
	db, ctx := hallsOf(t), t.Context()
	insert(t, db, guests, &guest{First: "Ada", Last: "L"}, &guest{First: "Grace", Last: "H"})
	exec(t, db, "INSERT INTO hall_guest (hall_town, hall_no, guest_last, guest_first) VALUES ('a', 2, 'L', 'Ada'), ('a', 2, 'H', 'Grace'), ('b', 1, 'L', 'Ada')")
	for i, h := range all(t, db, halls) {
		list, err := h.Guests.Load(ctx)
		t.ok("Load", err)
		names := ""
		for _, g := range list {
			names += g.First + " "
		}
		t.same("guests", names, []string{"", "Grace Ada ", "Ada "}[i])
	}
	for i, g := range all(t, db, guests) {
		list, err := g.Halls.Load(ctx)
		t.ok("Load", err)
		names := ""
		for _, h := range list {
			names += fmt.Sprint(h.Town, h.No, " ")
		}
		t.same("halls", names, []string{"a2 ", "a2 b1 "}[i])
		n, err := g.Halls.Count(ctx)
		t.ok("Count", err)
		t.same("counted", n, int64(i+1))
	}
}

// root and leaf are related by a key of any kind.
type (
	root[K any] struct {
		ID     K
		Leaves orm.Many[leaf[K]]
		Others orm.Many[leaf[K]]
	}
	leaf[K any] struct {
		ID      int64
		RootID  K
		MaybeID *K
		Root    orm.One[root[K]]
		Maybe   orm.One[root[K]]
		Roots   orm.Many[root[K]]
	}
)

func (r *root[K]) Define(t *orm.Table[root[K]]) {
	t.Name("root")
	if reflect.TypeFor[K]().Kind() == reflect.String {
		t.Column(&r.ID).Size(40)
	}
	orm.ManyToMany(t, &r.Others).Table("root_leaf", "root", "leaf").Inverse(&orm.C[leaf[K]]().Roots)
}

func (l *leaf[K]) Define(t *orm.Table[leaf[K]]) {
	t.Name("leaf")
	if reflect.TypeFor[K]().Kind() == reflect.String {
		t.Column(&l.RootID).Size(40)
		t.Column(&l.MaybeID).Size(40)
	}
	orm.BelongsTo(t, &l.Root).Inverse(&orm.C[root[K]]().Leaves)
}

func relateKeys(t *trial) {
	relateByKey(t, "int8", []int8{-3, 1, 127})
	relateByKey(t, "uint8", []uint8{1, 2, 255})
	relateByKey(t, "int16", []int16{-3, 1, 300})
	relateByKey(t, "uint32", []uint32{1, 2, 1<<32 - 1})
	relateByKey(t, "int64", []int64{-1 << 62, 1, 1<<53 + 1})
	relateByKey(t, "string", []string{"A", "a", "ß"})
	relateByKey(t, "UUID", []uuid.UUID{{1: 1}, {1: 2}, uuid.Max})
	type code string
	relateByKey(t, "a named type", []code{"a", "b", "c"})
}

// relateByKey relates three rows, in a database of its own, by keys that stand in their order.
func relateByKey[K any](t *trial, name string, keys []K) {
	t.Run(name, func(sub *testing.T) {
		t := &trial{T: sub, engine: t.engine}
		rs, ls := orm.Define[root[K]](), orm.Define[leaf[K]]()
		db, ctx := t.tables(rs, ls), t.Context()
		for _, k := range keys {
			insert(t, db, rs, &root[K]{ID: k})
		}
		for i, k := range keys {
			insert(t, db, ls, &leaf[K]{RootID: k}, &leaf[K]{RootID: k, MaybeID: &keys[(i+1)%len(keys)]})
			exec(t, db, "INSERT INTO root_leaf (root, leaf) SELECT root_id, id FROM leaf WHERE maybe_id IS NOT NULL AND id = ?", 2*i+2)
		}
		for i, r := range all(t, db, rs) {
			id := int64(2*i + 1)
			t.same("the key", r.ID, keys[i])
			t.same("leaves", keysOf[leaf[K]](t)(r.Leaves.Load(ctx)), []int64{id, id + 1})
			t.same("pairs", keysOf[leaf[K]](t)(r.Others.Load(ctx)), []int64{id + 1})
			n, err := r.Leaves.Count(ctx)
			t.ok("Count", err)
			t.same("counted", n, int64(2))
		}
		for i, l := range all(t, db, ls) {
			r, err := l.Root.Load(ctx)
			t.ok("Load", err)
			t.same("the root", r.ID, l.RootID)
			m, err := l.Maybe.Load(ctx)
			t.ok("Load", err)
			if l.MaybeID == nil {
				t.same("none", m == nil, true)
			} else {
				t.same("the other root", m.ID, *l.MaybeID)
			}
			pairs, err := l.Roots.Load(ctx)
			t.ok("Load", err)
			t.same("pairs", len(pairs), i%2)
		}
	})
}

// stamp leads to what is unique and no key.
type stamp struct {
	ID     int64
	Nation string
	Of     orm.One[state]
}

func (s *stamp) Define(t *orm.Table[stamp]) {
	t.Column(&s.Nation).Size(40)
	orm.BelongsTo(t, &s.Of).By(&s.Nation).References(&orm.C[state]().Name)
}

type state struct {
	ID     int64
	Name   string
	Stamps orm.Many[stamp]
}

func (s *state) Define(t *orm.Table[state]) { t.Column(&s.Name).Size(40).Unique() }

var (
	stamps = orm.Define[stamp]()
	states = orm.Define[state]()
)

func relateUnique(t *trial) {
	db, ctx := t.tables(stamps, states), t.Context()
	insert(t, db, states, &state{Name: "b"}, &state{Name: "a"}, &state{Name: "B"})
	insert(t, db, stamps, &stamp{Nation: "a"}, &stamp{Nation: "b"}, &stamp{Nation: "a"})
	for i, s := range all(t, db, states) {
		t.same("stamps", keysOf[stamp](t)(s.Stamps.Load(ctx)), [][]int64{{2}, {1, 3}, {}}[i])
	}
	for i, s := range all(t, db, stamps) {
		t.same("the state", keyOf[state](t)(s.Of.Load(ctx)), []int64{2, 1, 2}[i])
	}
}

// body and soul have one key.
type body struct {
	ID   int64
	Soul orm.One[soul]
}

type soul struct {
	BodyID int64
	Body   orm.One[body]
}

func (s *soul) Define(t *orm.Table[soul]) { t.Key(&s.BodyID) }

func relateShared(t *trial) {
	bodies, souls := orm.Define[body](), orm.Define[soul]()
	db, ctx := t.tables(souls, bodies), t.Context()
	insert(t, db, bodies, &body{}, &body{}, &body{})
	insert(t, db, souls, &soul{BodyID: 3}, &soul{BodyID: 1})
	for i, b := range all(t, db, bodies) {
		s, err := b.Soul.Load(ctx)
		t.ok("Load", err)
		t.same("has a soul", s != nil, i != 1)
		if s != nil {
			t.same("its own", s.BodyID, b.ID)
		}
	}
	for i, s := range all(t, db, souls) {
		t.same("the body", keyOf[body](t)(s.Body.Load(ctx)), []int64{1, 3}[i])
	}
}
