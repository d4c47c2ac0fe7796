package conformance

import (
	"encoding/json"
	"time"

	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/schema"
)

// theatre has stages, which it may not leave alone; stages have pieces, which go when they are taken away.
type theatre struct {
	ID     int64
	Name   string
	Stages orm.Many[stage]
}

type stage struct {
	ID        int64
	Name      string
	TheatreID int64

	Theatre orm.One[theatre]
	Pieces  orm.Many[piece]
}

type piece struct {
	ID      int64
	Title   string
	Minutes int64
	StageID int64

	Stage  orm.One[stage]
	Actors orm.Many[actor]
	Cast   orm.Many[actor]
}

func (p *piece) Define(t *orm.Table[piece]) {
	orm.BelongsTo(t, &p.Stage).OnDelete(orm.Cascade).DeleteOrphans()
	orm.ManyToMany(t, &p.Actors).Inverse(&orm.C[actor]().Pieces)
	orm.ManyToMany(t, &p.Cast).Through(orm.C[casting]()).Inverse(&orm.C[actor]().CastIn)
}

// troupe has actors, who may be alone.
type troupe struct {
	ID     int64
	Name   string
	Actors orm.Many[actor]
}

type actor struct {
	ID       int64
	Name     string
	Age      int64
	TroupeID *int64

	Troupe orm.One[troupe]
	Pieces orm.Many[piece]
	CastIn orm.Many[piece]
	Mask   orm.One[mask]
	Locker orm.One[locker]
}

func (a *actor) Define(t *orm.Table[actor]) { t.Column(&a.Name).Size(20).Trim() }

// casting is a pair of a piece and an actor that says more.
type casting struct {
	ID      int64
	PieceID int64
	ActorID int64
	Role    string

	Piece orm.One[piece]
	Actor orm.One[actor]
}

func (c *casting) Define(t *orm.Table[casting]) {
	t.Unique(&c.PieceID, &c.ActorID)
	t.Column(&c.Role).Size(20).Default("extra")
}

// mask is one for each actor, and goes with him; a locker is one too, and stays.
type mask struct {
	ID      int64
	Look    string
	ActorID int64
	Actor   orm.One[actor]
}

func (m *mask) Define(t *orm.Table[mask]) {
	t.Column(&m.ActorID).Unique()
	orm.BelongsTo(t, &m.Actor).OnDelete(orm.Cascade).DeleteOrphans()
}

type locker struct {
	ID      int64
	Place   string
	ActorID *int64
	Actor   orm.One[actor]
}

func (l *locker) Define(t *orm.Table[locker]) { t.Column(&l.ActorID).Unique() }

var (
	theatres = orm.Define[theatre]()
	stages   = orm.Define[stage]()
	pieces   = orm.Define[piece]()
	troupes  = orm.Define[troupe]()
	actors   = orm.Define[actor]()
	castings = orm.Define[casting]()
	masks    = orm.Define[mask]()
	lockers  = orm.Define[locker]()
)

var drama = []orm.AnyModel{theatres, stages, pieces, troupes, actors, castings, masks, lockers}

// limb is part of a tree.
type limb struct {
	ID       int64
	Name     string
	ParentID *int64

	Parent orm.One[limb]
	Limbs  orm.Many[limb]
}

func (l *limb) Define(t *orm.Table[limb]) { orm.BelongsTo(t, &l.Parent).Inverse(&l.Limbs) }

// guild has brothers, one of whom leads it.
type guild struct {
	ID       int64
	Name     string
	MasterID *int64

	Master   orm.One[brother]
	Brothers orm.Many[brother]
}

func (g *guild) Define(t *orm.Table[guild]) { orm.BelongsTo(t, &g.Master) }

type brother struct {
	ID      int64
	Name    string
	GuildID int64
	Guild   orm.One[guild]
}

func (b *brother) Define(t *orm.Table[brother]) {
	orm.BelongsTo(t, &b.Guild).Inverse(&orm.C[guild]().Brothers)
}

// manor has barns that go with it, meadows that stay, and leases that keep it.
type manor struct {
	ID      int64
	Name    string
	Barns   orm.Many[barn]
	Meadows orm.Many[meadow]
	Leases  orm.Many[lease]
}

type barn struct {
	ID      int64
	Name    string
	ManorID int64
	Manor   orm.One[manor]
}

func (b *barn) Define(t *orm.Table[barn]) { orm.BelongsTo(t, &b.Manor).OnDelete(orm.Cascade) }

type meadow struct {
	ID      int64
	Name    string
	ManorID *int64
	Manor   orm.One[manor]
}

func (m *meadow) Define(t *orm.Table[meadow]) { orm.BelongsTo(t, &m.Manor).OnDelete(orm.SetNull) }

type lease struct {
	ID      int64
	Name    string
	ManorID int64
	Manor   orm.One[manor]
}

var (
	limbs    = orm.Define[limb]()
	guilds   = orm.Define[guild]()
	brothers = orm.Define[brother]()
	manors   = orm.Define[manor]()
	barns    = orm.Define[barn]()
	meadows  = orm.Define[meadow]()
	leases   = orm.Define[lease]()
)

// ledger has columns whose values change in place.
type ledger struct {
	ID    int64
	Title string
	Count int64
	Tags  []string
	Data  []byte
	Meta  map[string][]int64
	Doc   *place
	Raw   json.RawMessage
	Price decimal.Decimal
	Note  *string
	At    time.Time
	Until *time.Time
	Marks tags
	Text  orm.Lazy[string]
}

func (l *ledger) Define(t *orm.Table[ledger]) {
	t.Column(&l.Meta).JSON()
	t.Column(&l.Doc).JSON()
	t.Column(&l.Price).Decimal(10, 2)
	t.Column(&l.Marks).StoredAs(schema.Text)
}

var ledgers = orm.Define[ledger]()

// newLedger has a value in each column.
func newLedger(title string) *ledger {
	l := &ledger{
		Title: title, Count: 1, Tags: []string{"a", "b"}, Data: []byte{1, 2}, Meta: map[string][]int64{"x": {1, 2}}, Doc: &place{Name: "here"},
		Raw: json.RawMessage(`{"a":[1,2]}`), Price: dec("1.50"), Note: new("note"), Marks: tags{"a", "b"}, At: itemEpoch, Until: new(itemEpoch),
	}
	l.Text.Set("text")
	return l
}

// oath is sworn by a brother to a guild.
type oath struct {
	ID        int64
	Words     string
	GuildID   int64
	BrotherID int64

	Guild   orm.One[guild]
	Brother orm.One[brother]
}

// signpost leads to another one by its word, which is no key.
type signpost struct {
	ID       int64
	Word     string
	NextWord *string

	Next orm.One[signpost]
	From orm.Many[signpost]
}

func (p *signpost) Define(t *orm.Table[signpost]) {
	t.Column(&p.Word).Size(10).Unique()
	t.Column(&p.NextWord).Size(10)
	orm.BelongsTo(t, &p.Next).By(&p.NextWord).References(&p.Word).Inverse(&p.From)
}

// passport has the key of its actor.
type passport struct {
	ActorID int64
	Number  string
	Actor   orm.One[actor]
}

func (p *passport) Define(t *orm.Table[passport]) { t.Key(&p.ActorID) }

// shoot goes with the shoot that it grows on.
type shoot struct {
	ID     int64
	Name   string
	OnID   *int64
	On     orm.One[shoot]
	Shoots orm.Many[shoot]
}

func (x *shoot) Define(t *orm.Table[shoot]) {
	orm.BelongsTo(t, &x.On).Inverse(&x.Shoots).OnDelete(orm.Cascade)
}

var (
	oaths     = orm.Define[oath]()
	signposts = orm.Define[signpost]()
	passports = orm.Define[passport]()
	shoots    = orm.Define[shoot]()
)
