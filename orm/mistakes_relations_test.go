package orm_test

import "github.com/rowankit/rowan/orm"

// house and its like are what mistaken models lead to, without mistakes of their own.
type (
	lodge struct {
		ID    int64
		Name  string
		Short string
	}
	island struct {
		Town string
		No   int32
	}
	// swimmer does not say by which columns it leads to a key of two.
	swimmer struct {
		ID     int64
		Island orm.One[island]
	}
	// lodger has two relations that name one as their Inverse, and landlord two tables of pairs of one name.
	landlord struct {
		ID             int64
		Lodgers        orm.Many[lodger]
		Dishes, Drinks orm.Many[pot]
	}
	lodger struct {
		ID              int64
		FirstID, ThenID int64
		First, Then     orm.One[landlord]
	}
	pot   struct{ ID int64 }
	stayA struct{}
	// tenant leads to a lodge in the way that K says.
	tenant[K any] struct {
		ID      int64
		Name    string
		LodgeID int64
		OtherID *int64
		Small   int32
		Lodge   orm.One[lodge]
	}
)

func (l *lodge) Define(t *orm.Table[lodge]) { t.Column(&l.Name).Size(40).UniqueFold() }

func (f *ferry) Define(t *orm.Table[ferry]) { t.Column(&f.IslandID).Size(20) }

func (i *island) Define(t *orm.Table[island]) {
	t.Key(&i.Town, &i.No)
	t.Column(&i.Town).Size(20)
}

func (h *landlord) Define(t *orm.Table[landlord]) {
	orm.ManyToMany(t, &h.Dishes)
	orm.ManyToMany(t, &h.Drinks)
}

func (g *lodger) Define(t *orm.Table[lodger]) {
	orm.BelongsTo(t, &g.First).Inverse(&orm.C[landlord]().Lodgers)
	orm.BelongsTo(t, &g.Then).Inverse(&orm.C[landlord]().Lodgers)
}

// The ways of tenants.
type (
	byNothing    struct{}
	byAnother    struct{}
	byNarrow     struct{}
	bySetNull    struct{}
	byFolded     struct{}
	byPlain      struct{}
	byTwice      struct{}
	byName       struct{}
	bySameName   struct{}
	byInverse    struct{}
	byNilInverse struct{}
	byKey        struct{}
	byTwo        struct{}
	byByTwice    struct{}
	byLong       struct{}
)

func (x *tenant[K]) Define(t *orm.Table[tenant[K]]) {
	l := orm.C[lodge]()
	t.Name("tenant")
	t.Column(&x.Name).Size(20)
	switch any(*new(K)).(type) {
	case byNothing:
		orm.BelongsTo(t, &x.Lodge).By()
	case byAnother:
		orm.BelongsTo(t, &x.Lodge).By(&l.ID)
	case byNarrow:
		orm.BelongsTo(t, &x.Lodge).By(&x.Small)
	case bySetNull:
		orm.BelongsTo(t, &x.Lodge).OnDelete(orm.SetNull)
	case byFolded:
		orm.BelongsTo(t, &x.Lodge).By(&x.Name).References(&l.Name)
	case byPlain:
		orm.BelongsTo(t, &x.Lodge).By(&x.Name).References(&l.Short)
	case byTwice:
		orm.BelongsTo(t, &x.Lodge)
		orm.BelongsTo(t, &x.Lodge).By(&x.LodgeID)
	case byName:
		t.ForeignKey(&x.OtherID).References(&l.ID).Name("fk_tenant_lodge_id")
	case bySameName:
		orm.BelongsTo(t, &x.Lodge).Name("pg\x00x")
	case byInverse:
		orm.BelongsTo(t, &x.Lodge).Inverse(&orm.C[keeper]().Lodges)
	case byNilInverse:
		orm.BelongsTo(t, &x.Lodge).Inverse(nil)
	case byKey:
		orm.BelongsTo(t, &x.Lodge).By(&x.LodgeID, &x.OtherID)
	case byTwo:
		t.ForeignKey(&x.OtherID)
	case byByTwice:
		t.ForeignKey(&x.OtherID).References(&l.ID).By(&x.LodgeID)
	case byLong:
		t.ForeignKey(&x.OtherID).References(new(int64))
	}
}

func tenants[K any](name string) mistaken {
	return mistaken{name, []orm.AnyModel{orm.Define[tenant[K]](), orm.Define[lodge]()}}
}

type (
	// keeper has many lodges, of which none knows.
	keeper struct {
		ID     int64
		Lodges orm.Many[lodge]
	}
	// visitor leads to a lodge without a column.
	visitor struct {
		ID    int64
		Lodge orm.One[lodge]
	}
	// ferry leads to an island by one column of two.
	ferry struct {
		ID       int64
		IslandID string
		Island   orm.One[island]
	}
	// parent and child are one to one on one side alone.
	parent struct {
		ID    int64
		Child orm.One[child]
	}
	child struct {
		ID       int64
		ParentID int64
		Parent   orm.One[parent]
	}
	// mailer has two relations to mail, of which two lead back.
	mailer struct {
		ID    int64
		Mails orm.Many[mail]
	}
	mail struct {
		ID     int64
		FromID int64
		ToID   int64
		From   orm.One[mailer]
		To     orm.One[mailer]
	}
	// baker has two relations to cake, of which one leads back.
	baker struct {
		ID    int64
		Cakes orm.Many[cake]
		Pies  orm.Many[cake]
	}
	cake struct {
		ID      int64
		BakerID int64
		Baker   orm.One[baker]
	}
	// The inverse of a shop's owner is taken, and that of its guard leads elsewhere.
	boss struct {
		ID    int64
		Shops orm.Many[shop]
		Cakes orm.Many[stand]
	}
	shop struct {
		ID      int64
		BossID  int64
		GuardID int64
		Boss    orm.One[boss]
		Guard   orm.One[boss]
	}
	stand struct {
		ID     int64
		BossID int64
		Boss   orm.One[boss]
	}
	taggedRelation struct {
		ID    int64
		Lodge orm.One[lodge] `db:"lodge"`
	}
	hiddenRelation struct {
		ID     int64
		lodges orm.Many[lodge]
	}
	pointedRelation struct {
		ID     int64
		Lodges *orm.Many[lodge]
	}
	listedRelation struct {
		ID     int64
		Lodges []orm.One[lodge]
	}
	embeddedRelation struct {
		ID int64
		orm.Many[lodge]
	}
	ofPointers struct {
		ID     int64
		Lodges orm.Many[*lodge]
	}
	ofNumbers struct {
		ID   int64
		Nums orm.Many[int]
	}
	keyless   struct{ Name string }
	ofKeyless struct {
		ID        int64
		KeylessID int64
		Keyless   orm.One[keyless]
	}
	bothWords struct {
		ID     int64
		Lodges orm.Many[lodge]
	}
)

func (s *shop) Define(t *orm.Table[shop]) {
	b := orm.C[boss]()
	orm.BelongsTo(t, &s.Boss).Inverse(&b.Shops)
	orm.BelongsTo(t, &s.Guard).Inverse(&b.Cakes)
}

func (h *hiddenRelation) Define(*orm.Table[hiddenRelation]) { _ = h.lodges }

func (b *bothWords) Define(t *orm.Table[bothWords]) {
	orm.ManyToMany(t, &b.Lodges)
	orm.ManyToMany(t, &b.Lodges)
}

func models(list ...orm.AnyModel) []orm.AnyModel { return list }

func mistakenRelations() []mistaken {
	lodges := orm.Define[lodge]()
	return append([]mistaken{
		tenants[byNothing]("By without a field"), tenants[byAnother]("By a field of the other model"), tenants[byNarrow]("a foreign key of another type"),
		tenants[bySetNull]("SetNull where NULL may not be"), tenants[byFolded]("a reference to a folded unique"), tenants[byPlain]("a reference to what is not unique"),
		tenants[byTwice]("BelongsTo twice"), tenants[byName]("a foreign key's name twice"), tenants[bySameName]("a foreign key's name that cannot be"),
		tenants[byInverse]("an Inverse of another model"), tenants[byNilInverse]("an Inverse of nil"), tenants[byKey]("a foreign key with too many fields"),
		tenants[byTwo]("a foreign key that refers to nothing"), tenants[byByTwice]("By after ForeignKey"), tenants[byLong]("a foreign key into no model"),
		{"a model that is not in the set", models(orm.Define[tenant[stayA]]())},
		{"many without a way back", models(orm.Define[keeper](), lodges)},
		{"one without a foreign key", models(orm.Define[visitor](), lodges)},
		{"one column to a key of two", models(orm.Define[ferry](), orm.Define[island]())},
		{"one to a key of two without columns", models(orm.Define[swimmer](), orm.Define[island]())},
		{"several: one Inverse of two, and pairs in one table", models(orm.Define[landlord](), orm.Define[lodger](), orm.Define[pot]())},
		{"one of many", models(orm.Define[parent](), orm.Define[child]())},
		{"several ways back", models(orm.Define[mailer](), orm.Define[mail]())},
		{"several: rivals for one way back", models(orm.Define[baker](), orm.Define[cake]())},
		{"an Inverse that leads elsewhere", models(orm.Define[shop](), orm.Define[boss](), orm.Define[stand]())},
		{"a tag on a relation", models(orm.Define[taggedRelation](), lodges)},
		{"a relation that is not exported", models(orm.Define[hiddenRelation](), lodges)},
		{"a pointer to a relation", models(orm.Define[pointedRelation](), lodges)},
		{"a list of relations", models(orm.Define[listedRelation](), lodges)},
		{"an embedded relation", models(orm.Define[embeddedRelation](), lodges)},
		{"a relation to pointers", models(orm.Define[ofPointers](), lodges)},
		{"a relation to what is no struct", models(orm.Define[ofNumbers](), lodges)},
		{"a relation to a model without a key", models(orm.Define[ofKeyless](), orm.Define[keyless]())},
		{"ManyToMany twice", models(orm.Define[bothWords](), lodges)},
	}, mistakenPairs()...)
}
