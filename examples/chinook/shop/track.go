package shop

import (
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/orm"
)

// Track is a song, or an episode: what is sold, one by one.
type Track struct {
	ID           int64
	Name         string
	AlbumID      *int64
	MediaTypeID  int64
	GenreID      *int64
	Composer     *string
	Milliseconds int64  // how long it plays
	Bytes        *int64 // how large its file is
	UnitPrice    decimal.Decimal

	Album     orm.One[Album]
	MediaType orm.One[MediaType]
	Genre     orm.One[Genre]
	Playlists orm.Many[Playlist]
	Lines     orm.Many[InvoiceLine] // by which it was sold
}

// Define gives texts their sizes, and money its digits.
func (k *Track) Define(t *orm.Table[Track]) {
	t.Column(&k.Name).Size(200)
	t.Column(&k.Composer).Size(220)
	t.Column(&k.UnitPrice).Decimal(10, 2)
}

// Genre is a sort of music, or of series.
type Genre struct {
	ID   int64
	Name *string

	Tracks orm.Many[Track]
}

// Define gives the name its size.
func (g *Genre) Define(t *orm.Table[Genre]) { t.Column(&g.Name).Size(120) }

// MediaType is a kind of file.
type MediaType struct {
	ID   int64
	Name *string

	Tracks orm.Many[Track]
}

// Define gives the name its size.
func (m *MediaType) Define(t *orm.Table[MediaType]) { t.Column(&m.Name).Size(120) }
