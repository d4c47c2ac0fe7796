package conformance

import (
	"context"
	"fmt"
	"strings"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func cascades() theme {
	return theme{"cascades", []testCase{
		{"a row that is taken from its owner stays without one", cascadesNullify},
		{"a row that may not be without an owner is refused by the name of its field", cascadesRequired},
		{"an orphan is deleted where the reference says so", cascadesOrphan},
		{"an orphan that is given to another owner stays", cascadesGiven},
		{"an orphan that was never stored is not stored", cascadesPending},
		{"orphans take along what goes with them", cascadesDeep},
		{"a removed row takes along what goes with it, loaded or not", cascadesRemove},
		{"a removed row may go with another by way of rows that are not held", cascadesUnseen},
		{"a removed row leaves those that may be without it", cascadesSetNull},
		{"a removed row that others need is refused", cascadesRefuse},
		{"rows that are given to another owner outlive their former one", cascadesOutlive},
		{"a removed row leaves its pairs", cascadesPairs},
		{"a new row that is removed was never there", cascadesNew},
		{"a removed row that is added again stays", cascadesAgain},
		{"one to one the row that is replaced goes where the reference says so", cascadesReplace},
		{"a detached graph is merged with what was changed in it", cascadesMerge},
		{"an object that is let go of takes its changes with it", cascadesExpunge},
	}}
}

// album goes with its pages and its cover, a page with its photos.
type album struct {
	ID    int64
	Name  string
	Pages orm.Many[albumPage]
	Cover orm.One[albumCover]
}

type albumPage struct {
	ID      int64
	Name    string
	AlbumID int64
	Album   orm.One[album]
	Photos  orm.Many[photo]
}

func (p *albumPage) Define(t *orm.Table[albumPage]) {
	orm.BelongsTo(t, &p.Album).OnDelete(orm.Cascade).DeleteOrphans()
}

type albumCover struct {
	ID      int64
	Name    string
	AlbumID int64
	Album   orm.One[album]
}

func (c *albumCover) Define(t *orm.Table[albumCover]) {
	t.Column(&c.AlbumID).Unique()
	orm.BelongsTo(t, &c.Album).OnDelete(orm.Cascade).DeleteOrphans()
}

// photo needs its page, and does not go with it unless the page goes.
type photo struct {
	ID     int64
	Name   string
	PageID int64
	Page   orm.One[albumPage]
}

func (p *photo) Define(t *orm.Table[photo]) { orm.BelongsTo(t, &p.Page).OnDelete(orm.Cascade) }

var (
	albums      = orm.Define[album]()
	albumPages  = orm.Define[albumPage]()
	albumCovers = orm.Define[albumCover]()
	photos      = orm.Define[photo]()
)

// inAlbums runs a session on two albums, of which the first has a cover and the pages 1 and 2, with a photo each.
func inAlbums(t *trial, do func(ctx context.Context, s *orm.Session, seen *recorder) error) (*orm.DB, error) {
	t.Helper()
	seen := &recorder{}
	db := t.observed(seen, albums, albumPages, albumCovers, photos)
	insert(t, db, albums, &album{Name: "sea"}, &album{Name: "hills"})
	insert(t, db, albumPages, &albumPage{Name: "p", AlbumID: 1}, &albumPage{Name: "q", AlbumID: 1})
	insert(t, db, albumCovers, &albumCover{Name: "blue", AlbumID: 1})
	insert(t, db, photos, &photo{Name: "f", PageID: 1}, &photo{Name: "g", PageID: 2})
	return db, db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		seen.take()
		return do(ctx, s, seen)
	})
}

// albumRows is how many albums, pages, covers and photos there are.
func albumRows(t *trial, r orm.Reader) []int {
	t.Helper()
	return []int{len(all(t, r, albums)), len(all(t, r, albumPages)), len(all(t, r, albumCovers)), len(all(t, r, photos))}
}

func cascadesNullify(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		one, a := got(t, s, crates, 1), got(t, s, jars, 1)
		one.Jars.Remove(a)
		one.Lid.Set(nil)
		t.ok("Flush", s.Flush(ctx))
		t.same("the key", a.CrateID == nil, true)
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind)+" "+leading(t, db, lidKind), "a:0 b:1 flat:0 round:0")
}

func cascadesRequired(t *trial) {
	for what, part := range map[string]func(p *albumPage, f *photo){
		"Remove": func(p *albumPage, f *photo) { p.Photos.Remove(f) },
		"Set":    func(_ *albumPage, f *photo) { f.Page.Set(nil) },
	} {
		t.again(what, func(t *trial) {
			db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
				part(got(t, s, albumPages, 1), got(t, s, photos, 1))
				return nil
			})
			t.kind("Session", err, fault.NotNull)
			if err != nil && !strings.Contains(err.Error(), "Page") {
				t.Errorf("got %q, want it to name Page", err)
			}
			t.same("the rows", albumRows(t, db), []int{2, 2, 1, 2})
		})
	}
}

func cascadesOrphan(t *trial) {
	for what, part := range map[string]func(a *album, p *albumPage){
		"Remove": func(a *album, p *albumPage) { a.Pages.Remove(p) },
		"Set":    func(_ *album, p *albumPage) { p.Album.Set(nil) },
	} {
		t.again(what, func(t *trial) {
			db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
				part(got(t, s, albums, 1), got(t, s, albumPages, 1))
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", albumRows(t, db), []int{2, 1, 1, 1})
		})
	}
}

func cascadesGiven(t *trial) {
	for what, give := range map[string]func(sea, hills *album, p *albumPage){
		"then":    func(sea, hills *album, p *albumPage) { sea.Pages.Remove(p); hills.Pages.Add(p) },
		"by Set":  func(sea, hills *album, p *albumPage) { sea.Pages.Remove(p); p.Album.Set(hills) },
		"at once": func(_, hills *album, p *albumPage) { hills.Pages.Add(p) },
	} {
		t.again(what, func(t *trial) {
			db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
				give(got(t, s, albums, 1), got(t, s, albums, 2), got(t, s, albumPages, 1))
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", albumRows(t, db), []int{2, 2, 1, 2})
			t.same("the owner", stored(t, db, albumPages, 1).AlbumID, int64(2))
		})
	}
}

func cascadesPending(t *trial) {
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		sea, p := got(t, s, albums, 1), &albumPage{Name: "r"}
		p.Photos.Add(&photo{Name: "h"})
		sea.Pages.Add(p)
		sea.Pages.Remove(p)
		t.ok("Flush", s.Flush(ctx))
		t.same("the key", p.ID, int64(0))
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", albumRows(t, db), []int{2, 2, 1, 2})
}

func cascadesDeep(t *trial) {
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		sea, p, q := got(t, s, albums, 1), got(t, s, albumPages, 1), got(t, s, albumPages, 2)
		got(t, s, photos, 1)
		sea.Pages.Remove(p, q)
		t.ok("Flush", s.Flush(ctx))
		t.same("within", albumRows(t, s), []int{2, 0, 1, 0})
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", albumRows(t, db), []int{2, 0, 1, 0})
}

func cascadesRemove(t *trial) {
	for what, load := range map[string]bool{"loaded": true, "not loaded": false} {
		t.again(what, func(t *trial) {
			db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
				sea := got(t, s, albums, 1)
				if load {
					_, err := sea.Pages.Load(ctx)
					t.ok("Load", err)
				}
				albums.Remove(s, sea)
				seen.statements(t, "the flush", 1, func() { t.ok("Flush", s.Flush(ctx)) })
				t.same("within", albumRows(t, s), []int{1, 0, 0, 0})
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", albumRows(t, db), []int{1, 0, 0, 0})
		})
	}
}

func cascadesUnseen(t *trial) {
	for _, order := range [][2]int{{0, 2}, {2, 0}} {
		t.again(fmt.Sprint(order), func(t *trial) {
			db := t.observed(&recorder{}, twigs)
			grown := []*twig{{Name: "a"}, {Name: "b"}, {Name: "c"}, {Name: "d"}}
			for i, w := range grown {
				if i > 0 {
					w.ParentID = &grown[i-1].ID
				}
				insert(t, db, twigs, w)
			}
			t.ok("Session", db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
				twigs.Remove(s, got(t, s, twigs, grown[order[0]].ID), got(t, s, twigs, grown[order[1]].ID))
				return nil
			}))
			t.same("the rows", len(all(t, db, twigs)), 0)
		})
	}
}

func cascadesSetNull(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		one, a := got(t, s, crates, 1), got(t, s, jars, 1)
		t.same("at first", leadsTo(t, a.Crate), "one")
		crates.Remove(s, one)
		t.same("what a query sees", leading(t, s, jarKind), "a:0 b:0")
		t.same("the key and the owner", a.CrateID == nil, true)
		t.same("the owner", leadsTo(t, a.Crate), "")
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", leading(t, db, jarKind)+" "+leading(t, db, lidKind)+" "+leading(t, db, stickerKind), "a:0 b:0 flat:0 round:0 ")
}

func cascadesRefuse(t *trial) {
	db := t.tables(literature...)
	fillLiterature(t, db, 3)
	before := len(all(t, db, novels))
	err := db.Session(t.Context(), func(ctx context.Context, s *orm.Session) error {
		writers.Remove(s, got(t, s, writers, 1))
		return nil
	})
	t.kind("Session", err, fault.ForeignKey)
	t.same("the novels", len(all(t, db, novels)), before)
}

func cascadesOutlive(t *trial) {
	for what, first := range map[string]bool{"moved first": true, "removed first": false} {
		t.again(what, func(t *trial) {
			db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
				sea, p, fresh := got(t, s, albums, 1), got(t, s, albumPages, 1), &album{Name: "fresh"}
				if !first {
					albums.Remove(s, sea)
				}
				fresh.Pages.Add(p)
				albums.Add(s, fresh)
				if first {
					albums.Remove(s, sea)
				}
				return nil
			})
			t.ok("Session", err)
			t.same("the rows", albumRows(t, db), []int{2, 1, 0, 1})
			t.same("the owner", stored(t, db, albumPages, 1).AlbumID, int64(3))
		})
	}
}

func cascadesPairs(t *trial) {
	db, err := inStorehouse(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		one, red, blue := got(t, s, crates, 1), got(t, s, ribbons, 1), got(t, s, ribbons, 2)
		one.Ribbons.Add(blue)
		t.ok("Flush", s.Flush(ctx))
		ribbons.Remove(s, red)
		t.ok("Flush", s.Flush(ctx))
		t.same("the other side", shows(t, one.Ribbons), "blue")
		return nil
	})
	t.ok("Session", err)
	t.same("the pairs", paired(t, db), "one:blue two:")
}

func cascadesNew(t *trial) {
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		fresh := &album{Name: "fresh"}
		albums.Add(s, fresh)
		albums.Remove(s, fresh)
		seen.statements(t, "the flush", 0, func() { t.ok("Flush", s.Flush(ctx)) })
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", albumRows(t, db), []int{2, 2, 1, 2})
}

func cascadesAgain(t *trial) {
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, seen *recorder) error {
		sea := got(t, s, albums, 1)
		albums.Remove(s, sea)
		albums.Add(s, sea)
		seen.statements(t, "the flush", 0, func() { t.ok("Flush", s.Flush(ctx)) })
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", albumRows(t, db), []int{2, 2, 1, 2})
}

func cascadesReplace(t *trial) {
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		sea, blue := got(t, s, albums, 1), got(t, s, albumCovers, 1)
		_, err := sea.Cover.Load(ctx)
		t.ok("Load", err)
		sea.Cover.Set(&albumCover{Name: "green"})
		t.ok("Flush", s.Flush(ctx))
		to, err := blue.Album.Load(ctx)
		t.same("the former one leads nowhere", to == nil || err != nil, true)
		return nil
	})
	t.ok("Session", err)
	list := all(t, db, albumCovers)
	t.same("the covers", len(list), 1)
	t.same("the cover", list[0].Name, "green")
}

func cascadesMerge(t *trial) {
	detached := &album{ID: 1, Name: "ocean"}
	detached.Pages.Add(&albumPage{Name: "r"})
	page := &albumPage{ID: 2, Name: "qq", AlbumID: 1}
	detached.Pages.Add(page)
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		sea := got(t, s, albums, 1)
		merged, err := albums.Merge(ctx, s, detached)
		t.ok("Merge", err)
		t.same("the session's own object", merged == sea && merged != detached, true)
		fresh, err := albums.Merge(ctx, s, &album{Name: "new"})
		t.ok("Merge of a new one", err)
		t.ok("Flush", s.Flush(ctx))
		t.same("its key", fresh.ID, int64(3))
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", albumRows(t, db), []int{3, 3, 1, 2})
	t.same("the names", stored(t, db, albums, 1).Name+" "+stored(t, db, albumPages, 2).Name, "ocean qq")
	t.same("the detached objects", []int64{detached.ID, page.ID, page.AlbumID}, []int64{1, 2, 1})
}

func cascadesExpunge(t *trial) {
	db, err := inAlbums(t, func(ctx context.Context, s *orm.Session, _ *recorder) error {
		sea, p, r := got(t, s, albums, 1), got(t, s, albumPages, 1), &albumPage{Name: "r"}
		p.Name = "changed"
		albumPages.Expunge(s, p)
		sea.Pages.Add(r)
		albumPages.Expunge(s, r)
		t.ok("Flush", s.Flush(ctx))
		again := got(t, s, albumPages, 1)
		t.same("another object with the row's name", again != p && again.Name == "p", true)
		return nil
	})
	t.ok("Session", err)
	t.same("the rows", albumRows(t, db), []int{2, 2, 1, 2})
}
