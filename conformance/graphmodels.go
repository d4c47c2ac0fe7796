package conformance

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/rowankit/rowan/orm"
)

// The models of random graphs. Each row is known by its name, which never changes; its note does. Each model has at most
// one foreign key, so that a row leads to at most one other.

// crate leads to a jar, which may stand in the crate: a circle. It has a version.
type crate struct {
	ID      int64
	Name    string
	Note    int64
	BestID  *int64
	Version int64

	Best     orm.One[jar]
	Jars     orm.Many[jar]
	Stickers orm.Many[sticker]
	Lid      orm.One[lid]
	Ribbons  orm.Many[ribbon]
}

func (c *crate) Define(t *orm.Table[crate]) {
	t.Version(&c.Version)
	orm.BelongsTo(t, &c.Best).OnDelete(orm.SetNull)
	orm.ManyToMany(t, &c.Ribbons)
}

// jar may be in a crate, and stays without it.
type jar struct {
	ID      int64
	Name    string
	Note    int64
	CrateID *int64

	Crate orm.One[crate]
}

func (j *jar) Define(t *orm.Table[jar]) {
	orm.BelongsTo(t, &j.Crate).Inverse(&orm.C[crate]().Jars).OnDelete(orm.SetNull)
}

// sticker goes with its crate, and when it is taken off.
type sticker struct {
	ID      int64
	Name    string
	Note    int64
	CrateID int64

	Crate orm.One[crate]
}

func (s *sticker) Define(t *orm.Table[sticker]) {
	orm.BelongsTo(t, &s.Crate).Inverse(&orm.C[crate]().Stickers).OnDelete(orm.Cascade).DeleteOrphans()
}

// lid is on one crate, which has no other.
type lid struct {
	ID      int64
	Name    string
	Note    int64
	CrateID *int64

	Crate orm.One[crate]
}

func (l *lid) Define(t *orm.Table[lid]) {
	t.Column(&l.CrateID).Unique()
	orm.BelongsTo(t, &l.Crate).Inverse(&orm.C[crate]().Lid).OnDelete(orm.SetNull)
}

// ribbon is on many crates.
type ribbon struct {
	ID   int64
	Name string
	Note int64

	Crates orm.Many[crate]
}

// twig grows on another, and goes with it.
type twig struct {
	ID       int64
	Name     string
	Note     int64
	ParentID *int64

	Parent   orm.One[twig]
	Children orm.Many[twig]
}

func (w *twig) Define(t *orm.Table[twig]) {
	orm.BelongsTo(t, &w.Parent).Inverse(&w.Children).OnDelete(orm.Cascade)
}

var (
	crates     = orm.Define[crate]()
	jars       = orm.Define[jar]()
	stickers   = orm.Define[sticker]()
	lids       = orm.Define[lid]()
	ribbons    = orm.Define[ribbon]()
	twigs      = orm.Define[twig]()
	storehouse = []orm.AnyModel{crates, jars, stickers, lids, ribbons, twigs}
)

// graphKind is the model of a row.
type graphKind int

const (
	crateKind graphKind = iota
	jarKind
	stickerKind
	lidKind
	ribbonKind
	twigKind
	graphKinds
)

// lead is what the foreign key of a kind does.
type lead struct {
	to      graphKind
	cascade bool // the row goes with the one it leads to; otherwise it stays without
	orphans bool // the row goes when it leads nowhere
	alone   bool // no other row leads to the same
}

var leads = [graphKinds]lead{
	crateKind:   {to: jarKind},
	jarKind:     {to: crateKind},
	stickerKind: {to: crateKind, cascade: true, orphans: true},
	lidKind:     {to: crateKind, alone: true},
	ribbonKind:  {to: -1},
	twigKind:    {to: twigKind, cascade: true},
}

func (k graphKind) String() string {
	return [graphKinds]string{"crate", "jar", "sticker", "lid", "ribbon", "twig"}[k]
}

// graphObject is an object of one of the models.
type graphObject interface {
	// fields are what every model has.
	fields() (id *int64, name string, note *int64)
	// key is where the foreign key leads; 0 for nowhere.
	key() int64
	setKey(id int64)
}

func (c *crate) fields() (*int64, string, *int64)   { return &c.ID, c.Name, &c.Note }
func (j *jar) fields() (*int64, string, *int64)     { return &j.ID, j.Name, &j.Note }
func (s *sticker) fields() (*int64, string, *int64) { return &s.ID, s.Name, &s.Note }
func (l *lid) fields() (*int64, string, *int64)     { return &l.ID, l.Name, &l.Note }
func (m *ribbon) fields() (*int64, string, *int64)  { return &m.ID, m.Name, &m.Note }
func (w *twig) fields() (*int64, string, *int64)    { return &w.ID, w.Name, &w.Note }

func (c *crate) key() int64   { return orZero(c.BestID) }
func (j *jar) key() int64     { return orZero(j.CrateID) }
func (s *sticker) key() int64 { return s.CrateID }
func (l *lid) key() int64     { return orZero(l.CrateID) }
func (m *ribbon) key() int64  { return 0 }
func (w *twig) key() int64    { return orZero(w.ParentID) }

func (c *crate) setKey(id int64)   { c.BestID = orNil(id) }
func (j *jar) setKey(id int64)     { j.CrateID = orNil(id) }
func (s *sticker) setKey(id int64) { s.CrateID = id }
func (l *lid) setKey(id int64)     { l.CrateID = orNil(id) }
func (m *ribbon) setKey(int64)     {}
func (w *twig) setKey(id int64)    { w.ParentID = orNil(id) }

func orZero(p *int64) int64 {
	if p == nil {
		return 0
	}
	return *p
}

func orNil(n int64) *int64 {
	if n == 0 {
		return nil
	}
	return &n
}

// graphName is the name of a row, of which graphNumber is the reverse.
func graphName(k graphKind, row int) string { return fmt.Sprint(k, " ", row) }

func graphNumber(name string) int {
	_, digits, _ := strings.Cut(name, " ")
	n, _ := strconv.Atoi(digits)
	return n
}

// newGraphObject is a new row's object.
func newGraphObject(k graphKind, row int, note int64) graphObject {
	name := graphName(k, row)
	switch k {
	case crateKind:
		return &crate{Name: name, Note: note}
	case jarKind:
		return &jar{Name: name, Note: note}
	case stickerKind:
		return &sticker{Name: name, Note: note}
	case lidKind:
		return &lid{Name: name, Note: note}
	case ribbonKind:
		return &ribbon{Name: name, Note: note}
	}
	return &twig{Name: name, Note: note}
}
