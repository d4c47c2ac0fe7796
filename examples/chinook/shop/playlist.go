package shop

import "github.com/rowankit/rowan/orm"

// Playlist is a choice of tracks, in no order. Two may have one name, and some are empty.
type Playlist struct {
	ID   int64
	Name *string

	Tracks orm.Many[Track]
}

// Define says that the pairs of playlists and tracks are rows of a model.
func (p *Playlist) Define(t *orm.Table[Playlist]) {
	t.Column(&p.Name).Size(120)
	orm.ManyToMany(t, &p.Tracks).Through(orm.C[PlaylistTrack]())
}

// PlaylistTrack says that a track is on a playlist.
type PlaylistTrack struct {
	PlaylistID int64
	TrackID    int64

	Playlist orm.One[Playlist]
	Track    orm.One[Track]
}

// Define makes both columns the key: a track is on a playlist once.
func (p *PlaylistTrack) Define(t *orm.Table[PlaylistTrack]) { t.Key(&p.PlaylistID, &p.TrackID) }
