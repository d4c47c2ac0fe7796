package shop_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
	"github.com/rowankit/rowan/ormtest"
)

// row finds a row by its key.
func row[T any](t *testing.T, db *ormtest.DB, model *orm.Model[T], key any) *T {
	t.Helper()
	obj, err := model.Get(t.Context(), db, key)
	if err != nil {
		t.Fatal(err)
	}
	return obj
}

// lead is where a relation to one row leads.
func lead[T any](t *testing.T, relation orm.One[T]) *T {
	t.Helper()
	obj, err := relation.Load(t.Context())
	if err != nil || obj == nil {
		t.Fatalf("got %v, %v, want a row", obj, err)
	}
	return obj
}

// number is to how many rows a relation leads.
func number[T any](t *testing.T, relation orm.Many[T]) int {
	t.Helper()
	objs, err := relation.Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return len(objs)
}

func TestMusicLeadsToItsParts(t *testing.T) {
	t.Parallel()
	db := filled(t)
	track := row(t, db, shop.Tracks, 2)
	album, genre, media := lead(t, track.Album), lead(t, track.Genre), lead(t, track.MediaType)
	artist := lead(t, album.Artist)
	c := shop.PlaylistTracks.C
	pair, err := shop.PlaylistTracks.Where(orm.Eq(&c.PlaylistID, 17), orm.Eq(&c.TrackID, 2)).One(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	playlist := lead(t, pair.Playlist)
	want := map[string]any{
		"track": "Balls to the Wall", "album": "Balls to the Wall", "artist": "Accept", "genre": "Rock", "media type": "Protected AAC audio file",
		"playlist": "Heavy Metal Classic", "tracks of the album": 1, "albums of the artist": 2, "tracks of the genre": 1297,
		"tracks of the media type": 237, "tracks of the playlist": 26, "playlists of the track": 3, "lines of the track": 2,
	}
	got := map[string]any{
		"track": lead(t, pair.Track).Name, "album": album.Title, "artist": *artist.Name, "genre": *genre.Name, "media type": *media.Name,
		"playlist": *playlist.Name, "tracks of the album": number(t, album.Tracks), "albums of the artist": number(t, artist.Albums),
		"tracks of the genre": number(t, genre.Tracks), "tracks of the media type": number(t, media.Tracks),
		"tracks of the playlist": number(t, playlist.Tracks), "playlists of the track": number(t, track.Playlists),
		"lines of the track": number(t, track.Lines),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("from track 2 (-want +got):\n%s", diff)
	}
}

func TestPurchasesLeadToPeople(t *testing.T) {
	t.Parallel()
	db := filled(t)
	line := row(t, db, shop.InvoiceLines, 1)
	invoice := lead(t, line.Invoice)
	customer := lead(t, invoice.Customer)
	steve := lead(t, customer.SupportRep)
	nancy := lead(t, steve.Manager)
	want := map[string]any{
		"track": "Balls to the Wall", "customer": "Köhler", "representative": "Steve", "manager": "Nancy", "manager's manager": "Andrew",
		"lines": 2, "invoices": 7, "customers": 18, "reports": 3,
	}
	got := map[string]any{
		"track": lead(t, line.Track).Name, "customer": customer.LastName, "representative": steve.FirstName, "manager": nancy.FirstName,
		"manager's manager": lead(t, nancy.Manager).FirstName, "lines": number(t, invoice.Lines), "invoices": number(t, customer.Invoices),
		"customers": number(t, steve.Customers), "reports": number(t, nancy.Reports),
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("from line 1 (-want +got):\n%s", diff)
	}
}
