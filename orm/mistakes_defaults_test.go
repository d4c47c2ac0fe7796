package orm_test

import (
	"time"

	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/validate"
)

type (
	defaultNil        struct{ columns }
	defaultTwice      struct{ columns }
	defaultOtherType  struct{ columns }
	defaultOverflow   struct{ columns }
	defaultFraction   struct{ columns }
	defaultPointer    struct{ columns }
	defaultFunc       struct{ columns }
	defaultTooLong    struct{ columns }
	defaultRefused    struct{ columns }
	defaultNUL        struct{ columns }
	defaultAndAuto    struct{ columns }
	defaultAndServer  struct{ columns }
	autoAndServer     struct{ columns }
	defaultOfKey      struct{ columns }
	serverTwice       struct{ columns }
	serverEmpty       struct{ columns }
	serverNowOfNumber struct{ columns }
)

func (m *defaultNil) Define(t *orm.Table[defaultNil])             { t.Column(&m.Nick).Default(nil) }
func (m *defaultTwice) Define(t *orm.Table[defaultTwice])         { t.Column(&m.Age).Default(1).Default(2) }
func (m *defaultOtherType) Define(t *orm.Table[defaultOtherType]) { t.Column(&m.Age).Default("old") }
func (m *defaultOverflow) Define(t *orm.Table[defaultOverflow])   { t.Column(&m.Age).Default(300) }
func (m *defaultFraction) Define(t *orm.Table[defaultFraction])   { t.Column(&m.Born).Default(0.5) }
func (m *defaultPointer) Define(t *orm.Table[defaultPointer])     { t.Column(&m.Nick).Default(new("nick")) }
func (m *defaultFunc) Define(t *orm.Table[defaultFunc])           { t.Column(&m.Seen).Default(time.Now) }
func (m *defaultTooLong) Define(t *orm.Table[defaultTooLong]) {
	t.Column(&m.Name).Size(3).Default("nobody")
}
func (m *defaultRefused) Define(t *orm.Table[defaultRefused]) {
	t.Column(&m.Name).Valid(validate.Email).Default("nobody")
}
func (m *defaultNUL) Define(t *orm.Table[defaultNUL]) { t.Column(&m.Name).Default("a\x00b") }
func (m *defaultAndAuto) Define(t *orm.Table[defaultAndAuto]) {
	t.Column(&m.Seen).Auto(time.Now).Default(time.Unix(0, 0))
}
func (m *defaultAndServer) Define(t *orm.Table[defaultAndServer]) {
	t.Column(&m.Age).Default(1).ServerDefault("1")
}
func (m *autoAndServer) Define(t *orm.Table[autoAndServer]) {
	t.Column(&m.Seen).Auto(time.Now).ServerNow()
}
func (m *defaultOfKey) Define(t *orm.Table[defaultOfKey]) { t.Column(&m.ID).Default(1) }
func (m *serverTwice) Define(t *orm.Table[serverTwice]) {
	t.Column(&m.Seen).ServerNow().ServerDefault("''")
}
func (m *serverEmpty) Define(t *orm.Table[serverEmpty])             { t.Column(&m.Name).ServerDefault(" ") }
func (m *serverNowOfNumber) Define(t *orm.Table[serverNowOfNumber]) { t.Column(&m.Born).ServerNow() }

func mistakenDefaults() []mistaken {
	return []mistaken{
		wrong[defaultNil]("nil as Default"),
		wrong[defaultTwice]("Default twice"),
		wrong[defaultOtherType]("Default of another type"),
		wrong[defaultOverflow]("Default beyond the type"),
		wrong[defaultFraction]("a fraction as Default of whole numbers"),
		wrong[defaultPointer]("a pointer as Default"),
		wrong[defaultFunc]("a function as Default"),
		wrong[defaultTooLong]("Default longer than Size"),
		wrong[defaultRefused]("Default against a rule"),
		wrong[defaultNUL]("Default that no database stores"),
		wrong[defaultAndAuto]("Auto and Default"),
		wrong[defaultAndServer]("Default and ServerDefault"),
		wrong[autoAndServer]("Auto and ServerNow"),
		wrong[defaultOfKey]("Default of a generated key"),
		wrong[serverTwice]("two server defaults"),
		wrong[serverEmpty]("an empty server default"),
		wrong[serverNowOfNumber]("ServerNow of a number"),
	}
}
