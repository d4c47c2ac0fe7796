package shop_test

import (
	"hash/crc32"
	"reflect"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"

	"github.com/rowankit/rowan/examples/chinook/shop"
	"github.com/rowankit/rowan/orm"
)

// original are the sums of Chinook_Sqlite.sql, worked out from a database made by that script.
var original = map[string][]int64{
	"Artist": {275, 6970150, 83126639800760},
	"Album":  {347, 13987570, 121559762673297, 9850848},
	"Track": {
		3503, 14334584264, 13224251841651141, 1151861080, 8341278, 43184370, 9536452371041657, 2971431120353,
		318125107550884, 672608744,
	},
	"Genre":         {25, 5525, 641715391207},
	"MediaType":     {5, 55, 36467292982},
	"Playlist":      {18, 2109, 365104036864},
	"PlaylistTrack": {8715, 316020, 78671120},
	"Employee": {
		8, 204, 88771062825, 73497146823, 87922680999, 123, -45421, 442106, 65166364266, 72682101422, 29239455996,
		32360931864, 88330541937, 86719502761, 80467205476, 87704066647,
	},
	"Customer": {
		59, 70210, 3757235472752, 4184566504695, 287958975355, 3295281849336, 3724892958370, 1773274238642, 2965008059303,
		3418184678476, 3360630403763, 303688319091, 3780981545250, 6925,
	},
	"Invoice": {
		412, 23396450, 2548623, 1687750342, 154591685844960, 183320902923165, 99508572683898, 116930995547758,
		177816089592092, 48399914,
	},
	"InvoiceLine": {2240, 3748983840, 691742904, 4600321336, 262172180, 2509920},
}

// sums are the number of a model's rows, and for each column the sum of what its values weigh, times the number in the
// row's first column: a value that changes, or stands in another row, changes a sum.
func sums[T any](t *testing.T, db orm.Reader, model *orm.Model[T]) []int64 {
	t.Helper()
	rows, err := model.All(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	fields, err := model.Fields()
	if err != nil {
		t.Fatal(err)
	}
	list := []int64{int64(len(rows))}
	for _, f := range fields {
		sum := int64(0)
		for _, row := range rows {
			v := reflect.ValueOf(row).Elem()
			sum += v.Field(0).Int() * weight(t, reflect.Indirect(v.FieldByName(f.Name)))
		}
		list = append(list, sum)
	}
	return list
}

// weight is a number itself, money in cents, a time in days since 1970, the CRC-32 of a text, and 1 for NULL.
func weight(t *testing.T, v reflect.Value) int64 {
	t.Helper()
	if !v.IsValid() {
		return 1
	}
	switch x := v.Interface().(type) {
	case int64:
		return x
	case string:
		return int64(crc32.ChecksumIEEE([]byte(x)))
	case decimal.Decimal:
		return x.Shift(2).IntPart()
	case time.Time:
		return x.Unix() / (24 * 60 * 60)
	default:
		t.Fatalf("a value is a %T, which has no weight", x)
		return 0
	}
}

func TestLoadKeepsEveryValueOfTheOriginal(t *testing.T) {
	t.Parallel()
	db := filled(t)
	got := map[string][]int64{
		"Artist": sums(t, db, shop.Artists), "Album": sums(t, db, shop.Albums), "Track": sums(t, db, shop.Tracks),
		"Genre": sums(t, db, shop.Genres), "MediaType": sums(t, db, shop.MediaTypes), "Playlist": sums(t, db, shop.Playlists),
		"PlaylistTrack": sums(t, db, shop.PlaylistTracks), "Employee": sums(t, db, shop.Employees),
		"Customer": sums(t, db, shop.Customers), "Invoice": sums(t, db, shop.Invoices), "InvoiceLine": sums(t, db, shop.InvoiceLines),
	}
	if diff := cmp.Diff(original, got); diff != "" {
		t.Errorf("rows, and the sum of each column (-want +got):\n%s", diff)
	}
}
