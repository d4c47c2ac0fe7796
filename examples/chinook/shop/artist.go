package shop

import "github.com/rowankit/rowan/orm"

// Artist is a band, a musician, an orchestra, or the maker of a series. Not every one has an album on sale.
type Artist struct {
	ID   int64
	Name *string

	Albums orm.Many[Album]
}

// Define gives the name its size.
func (a *Artist) Define(t *orm.Table[Artist]) { t.Column(&a.Name).Size(120) }

// Album is what an artist has published under one title.
type Album struct {
	ID       int64
	Title    string
	ArtistID int64

	Artist orm.One[Artist]
	Tracks orm.Many[Track]
}

// Define gives the title its size.
func (a *Album) Define(t *orm.Table[Album]) { t.Column(&a.Title).Size(160) }
