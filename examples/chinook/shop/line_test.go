package shop_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/ormtest"
)

func TestABadRowIsToldWithItsColumn(t *testing.T) {
	t.Parallel()
	const head, row = "TrackId,Name,AlbumId,MediaTypeId,GenreId,Composer,Milliseconds,Bytes,UnitPrice\n", "1,One,,1,,,1000,,0.99\n"
	for text, want := range map[string]string{
		"":                                    "EOF",
		"TrackId\n1\n":                        "row 1: Name: there is no such column",
		head + row + "2,Two,,1,,,,,0.99\n":    "row 2: Milliseconds: a value is missing",
		head + "2,Two,x,1,,,1000,,0.99\n":     `row 1: AlbumId: strconv.ParseInt: parsing "x": invalid syntax`,
		head + "2,Two,,1,,,1000,,cheap\n":     "row 1: UnitPrice: can't convert cheap to decimal: exponent is not numeric",
		head + row + "2,Two\n":                "record on line 3: wrong number of fields",
		head + row + "2,\"Two,,1,,,1,,0.99\n": `parse error on line 3, column 21: extraneous or missing " in quoted-field`,
	} {
		if tracks, err := shop.ReadTracks(text); err == nil || err.Error() != want || tracks != nil {
			t.Errorf("%q: got %d tracks, %v, want %q", text, len(tracks), err, want)
		}
	}
	tracks, err := shop.ReadTracks(head + row)
	if want := []*shop.Track{{ID: 1, Name: "One", MediaTypeID: 1, Milliseconds: 1000, UnitPrice: dollars("0.99")}}; err != nil {
		t.Error(err)
	} else if diff := cmp.Diff(want, tracks, ormtest.Relations()); diff != "" {
		t.Errorf("a good row (-want +got):\n%s", diff)
	}
	_, err = shop.ReadEmployees("EmployeeId,LastName,FirstName,Title,ReportsTo,BirthDate\n1,One,Ada,,,soon\n")
	if err == nil || !strings.HasPrefix(err.Error(), `row 1: BirthDate: parsing time "soon"`) {
		t.Errorf("a bad time: got %v", err)
	}
}
