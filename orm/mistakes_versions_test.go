package orm_test

import (
	"time"

	"github.com/rowankit/rowan/orm"
)

type (
	versionOfText struct {
		ID      int64
		Version string
	}
	versionOfFloat struct {
		ID      int64
		Version float64
	}
	versionOfTime struct {
		ID      int64
		Version time.Duration
	}
	versionNullable struct {
		ID      int64
		Version *int64
	}
	versionInKey struct {
		ID      int64
		Version int64
	}
	versionTwice struct {
		ID      int64
		Version int64
	}
	versionsOfTwo struct {
		ID      int64
		Version int64
		Other   int64
	}
	versionLazy struct {
		ID      int64
		Version orm.Lazy[int64]
	}
	versionDefault struct {
		ID      int64
		Version int64
	}
	versionServer struct {
		ID      int64
		Version int64
	}
	versionBounds struct {
		ID      int64
		Version int64
	}
	versionReference struct {
		ID     int64
		TeamID int64
		Team   orm.One[team]
	}
	versionElsewhere struct{ ID int64 }
)

func (m *versionOfText) Define(t *orm.Table[versionOfText])     { t.Version(&m.Version) }
func (m *versionOfFloat) Define(t *orm.Table[versionOfFloat])   { t.Version(&m.Version) }
func (m *versionOfTime) Define(t *orm.Table[versionOfTime])     { t.Version(&m.Version) }
func (m *versionNullable) Define(t *orm.Table[versionNullable]) { t.Version(&m.Version) }
func (m *versionInKey) Define(t *orm.Table[versionInKey]) {
	t.Key(&m.ID, &m.Version)
	t.Version(&m.Version)
}
func (m *versionTwice) Define(t *orm.Table[versionTwice]) {
	t.Version(&m.Version)
	t.Version(&m.Version)
}
func (m *versionsOfTwo) Define(t *orm.Table[versionsOfTwo]) {
	t.Version(&m.Version)
	t.Version(&m.Other)
}
func (m *versionLazy) Define(t *orm.Table[versionLazy]) { t.Version(&m.Version) }
func (m *versionDefault) Define(t *orm.Table[versionDefault]) {
	t.Version(&m.Version)
	t.Column(&m.Version).Default(int64(1))
}
func (m *versionServer) Define(t *orm.Table[versionServer]) {
	t.Column(&m.Version).ServerDefault("1")
	t.Version(&m.Version)
}
func (m *versionBounds) Define(t *orm.Table[versionBounds]) {
	t.Column(&m.Version).Min(1)
	t.Version(&m.Version)
}
func (m *versionReference) Define(t *orm.Table[versionReference]) { t.Version(&m.TeamID) }
func (m *versionElsewhere) Define(t *orm.Table[versionElsewhere]) { t.Version(&orm.C[guest]().ID) }

func mistakenVersions() []mistaken {
	return []mistaken{
		wrong[versionOfText]("version of a text"),
		wrong[versionOfFloat]("version of a float"),
		wrong[versionOfTime]("version of a duration"),
		wrong[versionNullable]("version that may be null"),
		wrong[versionInKey]("version in the key"),
		wrong[versionTwice]("version twice"),
		wrong[versionsOfTwo]("two versions"),
		wrong[versionLazy]("version that is Lazy"),
		wrong[versionDefault]("version with a default"),
		wrong[versionServer]("version with a server default"),
		wrong[versionBounds]("version with bounds"),
		{"version that is a foreign key", []orm.AnyModel{orm.Define[versionReference](), orm.Define[team]()}},
		wrong[versionElsewhere]("version of another model"),
	}
}
