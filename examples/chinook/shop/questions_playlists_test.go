package shop_test

import (
	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// playlistQuestions are about what people put together.
var playlistQuestions = []asker{
	question[playlistSize]{
		name: "the longest playlists, and those of nothing",
		plain: same(`SELECT p.id, p.name, count(t.id) AS tracks, coalesce(sum(t.milliseconds), 0) AS milliseconds
			FROM playlist AS p
			LEFT JOIN playlist_track AS e ON e.playlist_id = p.id
			LEFT JOIN track AS t ON t.id = e.track_id
			GROUP BY p.id, p.name
			ORDER BY milliseconds DESC, p.id`),
		rows: 18,
		first: []playlistSize{
			{1, new("Music"), 3290, 877683083}, {8, new("Music"), 3290, 877683083}, {3, new("TV Shows"), 213, 501094957},
			{10, new("TV Shows"), 213, 501094957}, {5, new("90’s Music"), 1477, 398705153}, {12, new("Classical"), 75, 21770592},
		},
		typed: into(func(row *playlistSize) orm.Selection[playlistSize] {
			return orm.Select(row,
				orm.Take(&row.ID, &playlist.ID),
				orm.Take(&row.Name, &playlist.Name),
				orm.As(&row.Tracks, orm.CountOf(orm.Col(&track.ID))),
				orm.As(&row.Milliseconds, orm.Total(orm.Col(&track.Milliseconds))),
			).From(shop.Playlists).LeftJoin(&playlist.Tracks).GroupBy(&playlist.ID).OrderBy(orm.Desc(&row.Milliseconds), orm.Asc(&row.ID))
		}),
	},
	question[named]{
		name: "playlists with Iron Maiden",
		plain: same(`SELECT p.id, p.name
			FROM playlist AS p
			WHERE EXISTS (
				SELECT 1
				FROM playlist_track AS e
				JOIN track AS t ON t.id = e.track_id
				JOIN album AS b ON b.id = t.album_id
				JOIN artist AS a ON a.id = b.artist_id
				WHERE e.playlist_id = p.id AND a.name = ?
			)
			ORDER BY p.id`),
		values: []any{"Iron Maiden"},
		rows:   4,
		first:  []named{{1, new("Music")}, {5, new("90’s Music")}, {8, new("Music")}, {17, new("Heavy Metal Classic")}},
		typed: as(
			shop.Playlists.Where(orm.Any(&playlist.Tracks, orm.Any(&track.Album, orm.Any(&album.Artist, orm.Eq(&artist.Name, new("Iron Maiden")))))),
			func(p *shop.Playlist) named { return named{p.ID, p.Name} },
		),
	},
	question[listed]{
		name: "tracks that are on five playlists or more",
		plain: same(`SELECT t.id, t.name, count(*) AS playlists
			FROM track AS t
			JOIN playlist_track AS e ON e.track_id = t.id
			GROUP BY t.id, t.name
			HAVING count(*) >= 5
			ORDER BY playlists DESC, t.id`),
		rows: 41,
		first: []listed{
			{3403, "Intoitus: Adorate Deum", 5}, {3404, "Miserere mei, Deus", 5},
			{3408, `Aria Mit 30 Veränderungen, BWV 988 "Goldberg Variations": Aria`, 5},
		},
		typed: into(func(row *listed) orm.Selection[listed] {
			return orm.Select(row,
				orm.Take(&row.ID, &track.ID),
				orm.Take(&row.Name, &track.Name),
				orm.As(&row.Playlists, orm.Count()),
			).From(shop.Tracks).Join(&track.Playlists).GroupBy(&track.ID).Having(orm.Count().Ge(5)).
				OrderBy(orm.Desc(&row.Playlists), orm.Asc(&row.ID))
		}),
	},
	question[alike]{
		name: "names that several playlists have",
		plain: same(`SELECT name, count(*) AS playlists
			FROM playlist
			GROUP BY name
			HAVING count(*) > 1
			ORDER BY name`),
		rows:  4,
		first: []alike{{new("Audiobooks"), 2}, {new("Movies"), 2}, {new("Music"), 2}},
		typed: into(func(row *alike) orm.Selection[alike] {
			return orm.Select(row, orm.Take(&row.Name, &playlist.Name), orm.As(&row.Playlists, orm.Count())).
				From(shop.Playlists).GroupBy(&row.Name).Having(orm.Count().Gt(1)).OrderBy(orm.Asc(&row.Name))
		}),
	},
	question[named]{
		name: "playlists of nothing but Classical",
		plain: same(`SELECT p.id, p.name
			FROM playlist AS p
			WHERE EXISTS (SELECT 1 FROM playlist_track AS e WHERE e.playlist_id = p.id)
				AND NOT EXISTS (
					SELECT 1
					FROM playlist_track AS e
					JOIN track AS t ON t.id = e.track_id
					LEFT JOIN genre AS g ON g.id = t.genre_id
					WHERE e.playlist_id = p.id AND (g.name IS NULL OR g.name <> ?)
				)
			ORDER BY p.id`),
		values: []any{"Classical"},
		rows:   1,
		first:  []named{{15, new("Classical 101 - The Basics")}},
		typed: as(
			shop.Playlists.Where(orm.Any(&playlist.Tracks), orm.All(&playlist.Tracks, orm.Any(&track.Genre, orm.Eq(&genre.Name, new("Classical"))))),
			func(p *shop.Playlist) named { return named{p.ID, p.Name} },
		),
	},
}

type playlistSize struct {
	ID                   int64
	Name                 *string
	Tracks, Milliseconds int64
}

type listed struct {
	ID        int64
	Name      string
	Playlists int64
}

type alike struct {
	Name      *string
	Playlists int64
}
