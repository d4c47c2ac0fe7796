package conformance

import (
	"time"

	"github.com/rowankit/rowan/orm"
)

// singer is in choirs, by a table of pairs, and on boards, through a model of its own.
type singer struct {
	ID     int64
	Name   string
	Choirs orm.Many[choir]

	Boards orm.Many[board]
	Posts  orm.Many[board]
}

func (m *singer) Define(t *orm.Table[singer]) {
	t.Column(&m.Name).Size(20)
	orm.ManyToMany(t, &m.Choirs)
	orm.ManyToMany(t, &m.Boards).Through(orm.C[stint]()).Inverse(&orm.C[board]().Singers)
	orm.ManyToMany(t, &m.Posts).Through(orm.C[post]()).Inverse(&orm.C[board]().Officers)
}

type choir struct {
	ID      int64
	Name    string
	Singers orm.Many[singer]
}

type board struct {
	ID       int64
	Name     string
	Singers  orm.Many[singer]
	Officers orm.Many[singer]
}

// stint says of a singer on a board what it can say by itself.
type stint struct {
	ID       int64
	SingerID int64
	BoardID  int64
	Rank     int32
	Note     *string
	Badge    string
	Since    time.Time

	Singer orm.One[singer]
	Board  orm.One[board]
}

func (s *stint) Define(t *orm.Table[stint]) {
	t.Unique(&s.SingerID, &s.BoardID)
	t.Column(&s.Rank).Default(3)
	t.Column(&s.Badge).Size(10).ServerDefault("'none'")
	t.Column(&s.Since).Auto(time.Now)
}

// post cannot: somebody has to say what it is.
type post struct {
	SingerID int64
	BoardID  int64
	Title    string

	Singer orm.One[singer]
	Board  orm.One[board]
}

func (p *post) Define(t *orm.Table[post]) { t.Key(&p.SingerID, &p.BoardID) }

var (
	singers = orm.Define[singer]()
	choirs  = orm.Define[choir]()
	boards  = orm.Define[board]()
	stints  = orm.Define[stint]()
	posts   = orm.Define[post]()
)

// shelf has a key of two fields, and so has a label.
type shelf struct {
	Room   string
	No     int32
	Labels orm.Many[label]
}

func (s *shelf) Define(t *orm.Table[shelf]) {
	t.Key(&s.Room, &s.No)
	t.Column(&s.Room).Size(10)
	orm.ManyToMany(t, &s.Labels)
}

type label struct {
	Lang string
	Word string
}

func (l *label) Define(t *orm.Table[label]) {
	t.Key(&l.Lang, &l.Word)
	t.Column(&l.Lang).Size(2)
	t.Column(&l.Word).Size(20)
}

var (
	shelves = orm.Define[shelf]()
	labels  = orm.Define[label]()
)
