package conformance

import "github.com/rowankit/rowan/orm"

// owner is what the other models here refer to.
type owner struct {
	ID   int64
	Name string
}

var owners = orm.Define[owner]()

// pet refers to owner three times, and refuses to be left alone by the first and the second.
type pet struct {
	ID       int64
	Name     string
	OwnerID  int64
	VetID    *int64
	FinderID *int64
}

func (p *pet) Define(t *orm.Table[pet]) {
	o := orm.C[owner]()
	t.Column(&p.Name).Size(20).Unique()
	t.ForeignKey(&p.OwnerID).References(&o.ID)
	t.ForeignKey(&p.VetID).References(&o.ID).Unindexed()
	t.ForeignKey(&p.FinderID).References(&o.ID).OnDelete(orm.SetNull)
}

var pets = orm.Define[pet]()

// toy goes with its pet, unless a part of it is somewhere.
type toy struct {
	ID    int64
	PetID int64
}

func (y *toy) Define(t *orm.Table[toy]) {
	t.ForeignKey(&y.PetID).References(&orm.C[pet]().ID).OnDelete(orm.Cascade)
}

type toyPart struct {
	ID    int64
	ToyID int64
}

func (p *toyPart) Define(t *orm.Table[toyPart]) {
	t.ForeignKey(&p.ToyID).References(&orm.C[toy]().ID)
}

var (
	toys  = orm.Define[toy]()
	parts = orm.Define[toyPart]()
)

// nation has a key that changes. A city changes with it, and what an embassy refers to stays as it is.
type nation struct {
	Code string
	Name string
}

func (n *nation) Define(t *orm.Table[nation]) {
	t.Key(&n.Code)
	t.Column(&n.Code).Size(2)
	t.Column(&n.Name).Size(40).Unique()
}

type city struct {
	ID     int64
	Nation string
}

func (c *city) Define(t *orm.Table[city]) {
	t.Column(&c.Nation).Size(2)
	t.ForeignKey(&c.Nation).References(&orm.C[nation]().Code).OnUpdate(orm.Cascade)
}

// embassy refers to a unique that is no key.
type embassy struct {
	ID     int64
	Nation string
}

func (e *embassy) Define(t *orm.Table[embassy]) {
	t.Column(&e.Nation).Size(40)
	t.ForeignKey(&e.Nation).References(&orm.C[nation]().Name)
}

var (
	nations   = orm.Define[nation]()
	cities    = orm.Define[city]()
	embassies = orm.Define[embassy]()
)

// depot has a key of two fields, and parcel may refer to one.
type depot struct {
	Region string
	No     int32
}

func (d *depot) Define(t *orm.Table[depot]) {
	t.Key(&d.Region, &d.No)
	t.Column(&d.Region).Size(3)
}

type parcel struct {
	ID      int64
	Region  *string
	DepotNo *int32
}

func (p *parcel) Define(t *orm.Table[parcel]) {
	d := orm.C[depot]()
	t.Column(&p.Region).Size(3)
	t.ForeignKey(&p.Region, &p.DepotNo).References(&d.Region, &d.No).OnUpdate(orm.Cascade)
}

var (
	depots  = orm.Define[depot]()
	parcels = orm.Define[parcel]()
)

// branch refers to another branch.
type branch struct {
	ID     int64
	Parent *int64
}

func (b *branch) Define(t *orm.Table[branch]) {
	t.ForeignKey(&b.Parent).References(&b.ID)
}

// stop refers by a unique to another stop.
type stop struct {
	ID   int64
	Code string
	Next *string
}

func (s *stop) Define(t *orm.Table[stop]) {
	t.Column(&s.Code).Size(3).Unique()
	t.Column(&s.Next).Size(3)
	t.ForeignKey(&s.Next).References(&s.Code)
}

var (
	branches = orm.Define[branch]()
	stops    = orm.Define[stop]()
)

// crew and sailor refer to each other, and a voyage to both.
type crew struct {
	ID      int64
	Captain *int64
}

func (c *crew) Define(t *orm.Table[crew]) {
	t.ForeignKey(&c.Captain).References(&orm.C[sailor]().ID)
}

type sailor struct {
	ID   int64
	Crew int64
}

func (s *sailor) Define(t *orm.Table[sailor]) {
	t.ForeignKey(&s.Crew).References(&orm.C[crew]().ID).OnDelete(orm.Cascade)
}

type voyage struct {
	ID   int64
	Crew int64
	By   int64
}

func (v *voyage) Define(t *orm.Table[voyage]) {
	t.ForeignKey(&v.Crew).References(&orm.C[crew]().ID)
	t.ForeignKey(&v.By).References(&orm.C[sailor]().ID)
}

var (
	crews   = orm.Define[crew]()
	sailors = orm.Define[sailor]()
	voyages = orm.Define[voyage]()
)

// coin has a generated key that is not signed. A purse shares it, and a pocket refers to the purse.
type coin struct{ ID uint32 }

type purse struct{ CoinID uint32 }

func (p *purse) Define(t *orm.Table[purse]) {
	t.Key(&p.CoinID)
	t.ForeignKey(&p.CoinID).References(&orm.C[coin]().ID)
}

type pocket struct {
	ID    int64
	Purse *uint32
}

func (p *pocket) Define(t *orm.Table[pocket]) {
	t.ForeignKey(&p.Purse).References(&orm.C[purse]().CoinID)
}

var (
	coins   = orm.Define[coin]()
	purses  = orm.Define[purse]()
	pockets = orm.Define[pocket]()
)
