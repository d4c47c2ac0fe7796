package conformance

import (
	"bytes"
	"database/sql"

	"github.com/rowankit/rowan/orm"
)

func byteStrings() theme {
	return theme{"bytes", []testCase{
		{"every byte comes back", bytesValues},
		{"any bytes come back", bytesProperty},
		{"nil reads back empty where NULL is not allowed", bytesNil},
		{"absent and empty differ where NULL is allowed", bytesAbsent},
		{"comparison and order are by byte", bytesOrder},
		{"an object keeps bytes of its own", bytesOwn},
		{"a condition keeps bytes of its own", bytesCondition},
	}}
}

type blob struct {
	ID    int64
	Data  []byte
	Maybe sql.Null[[]byte]
}

var blobs = orm.Define[blob]()

func someBytes(b []byte) sql.Null[[]byte] { return sql.Null[[]byte]{V: b, Valid: true} }

func bytesValues(t *trial) {
	every := make([]byte, 256)
	for i := range every {
		every[i] = byte(i)
	}
	keeps(t, t.tables(blobs), blobs,
		&blob{Data: every, Maybe: someBytes(every)},
		&blob{Data: []byte{0}, Maybe: someBytes([]byte{0, 0})},
		&blob{Data: []byte("text"), Maybe: someBytes([]byte("\xff\xfe"))},
		&blob{Data: bytes.Repeat(every, 5<<20/256)},
	)
}

func bytesProperty(t *trial) {
	r := t.random()
	objs := make([]*blob, 100)
	for i := range objs {
		data := make([]byte, r.IntN(200))
		for j := range data {
			data[j] = byte(r.Uint32())
		}
		objs[i] = &blob{Data: data, Maybe: someBytes(data)}
	}
	keeps(t, t.tables(blobs), blobs, objs...)
}

func bytesNil(t *trial) {
	db := t.tables(blobs)
	insert(t, db, blobs, &blob{}, &blob{Data: []byte{}})
	t.same("rows", all(t, db, blobs), []*blob{{ID: 1, Data: []byte{}}, {ID: 2, Data: []byte{}}})
}

func bytesAbsent(t *trial) {
	db, c := t.tables(blobs), blobs.C
	insert(t, db, blobs, &blob{}, &blob{Maybe: someBytes([]byte{})}, &blob{Maybe: someBytes(nil)})
	t.same("absent", ids(t, db, blobs.Where(orm.IsNull(&c.Maybe))), []int64{1})
	got := all(t, db, blobs)
	t.same("rows", got, []*blob{
		{ID: 1, Data: []byte{}}, {ID: 2, Data: []byte{}, Maybe: someBytes([]byte{})}, {ID: 3, Data: []byte{}, Maybe: someBytes([]byte{})},
	})
}

func bytesOrder(t *trial) {
	db, c := t.tables(blobs), blobs.C
	for _, s := range []string{"b", "\xff", "", "\x00", "a", "ab"} {
		insert(t, db, blobs, &blob{Data: []byte(s)})
	}
	t.same("order", ids(t, db, blobs.OrderBy(orm.Asc(&c.Data))), []int64{3, 4, 5, 6, 1, 2})
	t.same("equal", ids(t, db, blobs.Where(orm.Eq(&c.Data, []byte("a")))), []int64{5})
	t.same("above", ids(t, db, blobs.Where(orm.Gt(&c.Data, []byte("b")))), []int64{2})
	t.same("in", ids(t, db, blobs.Where(orm.In(&c.Data, []byte{}, []byte("\x00"), []byte("ab")))), []int64{3, 4, 6})
}

func bytesOwn(t *trial) {
	db := t.tables(blobs)
	insert(t, db, blobs, &blob{Data: []byte("first")}, &blob{Data: []byte("second")})
	got := all(t, db, blobs)
	for i := range got[0].Data {
		got[0].Data[i] = 'x'
	}
	got[0].Data = append(got[0].Data, "overwritten?"...)
	t.same("the neighbour", string(got[1].Data), "second")
	t.same("the row", string(all(t, db, blobs)[0].Data), "first")
}

func bytesCondition(t *trial) {
	db, c := t.tables(blobs), blobs.C
	insert(t, db, blobs, &blob{Data: []byte("a")}, &blob{Data: []byte("b")})
	wanted, listed := []byte("a"), []byte("b")
	equal, in := blobs.Where(orm.Eq(&c.Data, wanted)), blobs.Where(orm.In(&c.Data, listed))
	wanted[0], listed[0] = 'b', 'a'
	t.same("equal", ids(t, db, equal), []int64{1})
	t.same("in", ids(t, db, in), []int64{2})
}
