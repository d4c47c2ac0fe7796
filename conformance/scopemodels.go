package conformance

import (
	"context"
	"errors"

	"github.com/rowankit/rowan/orm"
)

// The scopes of the models here: whose a row is, as the context of the call says, and what anybody may see.
var (
	ofTenant = orm.NewScope("tenant")
	open     = orm.NewScope("open")
)

// tenantKey is where a context holds whose call it is.
type tenantKey struct{}

var errNoTenant = errors.New("the call is nobody's")

func as(ctx context.Context, tenant string) context.Context {
	return context.WithValue(ctx, tenantKey{}, tenant)
}

// folder is a tenant's, lies in another or in none, and has leaflets and decals.
type folder struct {
	ID      int64
	Tenant  string
	Name    string
	Locked  bool
	AboveID *int64

	Above    orm.One[folder]
	Below    orm.Many[folder]
	Leaflets orm.Many[leaflet]
	Decals   orm.Many[decal]
	Flap     orm.One[flap]
}

func (f *folder) Define(t *orm.Table[folder]) {
	t.ScopedBy(ofTenant, func(ctx context.Context) ([]orm.Cond, error) {
		tenant, ok := ctx.Value(tenantKey{}).(string)
		if !ok {
			return nil, errNoTenant
		}
		if tenant == "nobody" {
			return nil, nil
		}
		return []orm.Cond{orm.Eq(&f.Tenant, tenant)}, nil
	})
	t.Scoped(open, orm.Eq(&f.Locked, false))
	orm.BelongsTo(t, &f.Above).Inverse(&f.Below)
	orm.ManyToMany(t, &f.Decals).Through(orm.C[stuck]())
}

// leaflet lies in a folder.
type leaflet struct {
	ID       int64
	Name     string
	Pages    int64
	Secret   bool
	FolderID int64

	Folder orm.One[folder]
}

func (p *leaflet) Define(t *orm.Table[leaflet]) {
	t.Scoped(open, orm.Eq(&p.Secret, false))
}

// decal is on folders, which stuck says.
type decal struct {
	ID      int64
	Name    string
	Worn    bool
	Folders orm.Many[folder]
}

func (s *decal) Define(t *orm.Table[decal]) { t.Scoped(open, orm.Eq(&s.Worn, false)) }

type stuck struct {
	ID       int64
	FolderID int64
	DecalID  int64
	Loose    bool

	Folder orm.One[folder]
	Decal  orm.One[decal]
}

func (s *stuck) Define(t *orm.Table[stuck]) { t.Scoped(open, orm.Eq(&s.Loose, false)) }

// flap is a folder's own, and one of a shown folder: its scope asks along a relation, where no scope holds.
type flap struct {
	ID       int64
	FolderID int64
	Folder   orm.One[folder]
}

func (l *flap) Define(t *orm.Table[flap]) {
	t.Column(&l.FolderID).Unique()
	f := orm.C[folder]()
	t.Scoped(open, orm.Any(&l.Folder, orm.Eq(&f.Tenant, "a")))
}

// docket is of the tenant whose its folder is, locked or not: its scope asks a query, in which no scope holds.
type docket struct {
	ID       int64
	FolderID int64
	Text     orm.Lazy[string]
	Version  int64
	Folder   orm.One[folder]
}

func (m *docket) Define(t *orm.Table[docket]) {
	t.Version(&m.Version)
	t.ScopedBy(ofTenant, func(ctx context.Context) ([]orm.Cond, error) {
		row, f := new(struct{ ID int64 }), folders.C
		own := orm.Select(row, orm.Take(&row.ID, &f.ID)).From(folders).Where(orm.Eq(&f.Tenant, ctx.Value(tenantKey{}).(string)))
		return []orm.Cond{orm.InQuery(orm.Col(&m.FolderID), own, &row.ID)}, nil
	})
}

var (
	folders  = orm.Define[folder]()
	leaflets = orm.Define[leaflet]()
	decals   = orm.Define[decal]()
	stucks   = orm.Define[stuck]()
	flaps    = orm.Define[flap]()
	dockets  = orm.Define[docket]()
)

// cabinet is two tenants' folders: 1 to 3 of a, of which 3 is locked and 2 lies in 1, and 4 of b, which lies in 1 too. Leaflets 1
// to 3 are in folder 1, of which 3 is secret, 4 is in 3, and 5 in 4. Decal 1 is on 1, 2 and 4, and loose on 2; 2 is on 1 and
// worn.
func cabinet(t *trial, o orm.Observer) *orm.DB {
	t.Helper()
	db := t.observed(o, folders, leaflets, decals, stucks, flaps, dockets)
	insert(t, db, folders, &folder{Tenant: "a", Name: "one"}, &folder{Tenant: "a", Name: "two", AboveID: new(int64(1))},
		&folder{Tenant: "a", Name: "three", Locked: true}, &folder{Tenant: "b", Name: "four", AboveID: new(int64(1))})
	insert(t, db, leaflets, &leaflet{Name: "p1", Pages: 10, FolderID: 1}, &leaflet{Name: "p2", Pages: 20, FolderID: 1},
		&leaflet{Name: "p3", Pages: 40, Secret: true, FolderID: 1}, &leaflet{Name: "p4", Pages: 80, FolderID: 3}, &leaflet{Name: "p5", Pages: 160, FolderID: 4})
	insert(t, db, decals, &decal{Name: "s1"}, &decal{Name: "s2", Worn: true})
	insert(t, db, stucks, &stuck{FolderID: 1, DecalID: 1}, &stuck{FolderID: 2, DecalID: 1, Loose: true},
		&stuck{FolderID: 4, DecalID: 1}, &stuck{FolderID: 1, DecalID: 2})
	insert(t, db, flaps, &flap{FolderID: 1}, &flap{FolderID: 4})
	insert(t, db, dockets, &docket{FolderID: 1}, &docket{FolderID: 3}, &docket{FolderID: 4})
	return db
}
