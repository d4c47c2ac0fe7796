package conformance

import (
	"database/sql"
	"time"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func nullable() theme {
	return theme{"nullable", []testCase{
		{"absent and zero come back as what they are", nullableValues},
		{"Set with nil takes a value away", nullableSet},
		{"a column that may not be NULL refuses it", nullableRefused},
	}}
}

type form struct {
	ID     int64
	I64    *int64
	I8     *int8
	U16    *uint16
	F64    *float64
	F32    *float32
	B      *bool
	S      *string
	T      *time.Time
	NullI  sql.Null[int64]
	NullU  sql.Null[uint32]
	NullF  sql.Null[float64]
	NullB  sql.Null[bool]
	NullS  sql.Null[string]
	NullT  sql.Null[time.Time]
	NullBy sql.Null[[]byte]
	Filled string
}

var forms = orm.Define[form]()

func zeroForm() *form {
	return &form{
		I64: new(int64), I8: new(int8), U16: new(uint16), F64: new(float64), F32: new(float32), B: new(bool), S: new(string),
		T: new(time.Time), NullI: sql.Null[int64]{Valid: true}, NullU: sql.Null[uint32]{Valid: true},
		NullF: sql.Null[float64]{Valid: true}, NullB: sql.Null[bool]{Valid: true}, NullS: sql.Null[string]{Valid: true},
		NullT: sql.Null[time.Time]{Valid: true}, NullBy: sql.Null[[]byte]{V: []byte{}, Valid: true},
	}
}

func nullableValues(t *trial) {
	at := time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)
	keeps(t, t.tables(forms), forms, &form{}, zeroForm(), &form{}, &form{
		I64: new(int64(-1)), I8: new(int8(-1)), U16: new(uint16(1)), F64: new(0.5), F32: new(float32(0.5)), B: new(true), S: new("s"), T: &at,
		NullI: sql.Null[int64]{V: 1, Valid: true}, NullU: sql.Null[uint32]{V: 1, Valid: true}, NullF: sql.Null[float64]{V: 1, Valid: true},
		NullB: sql.Null[bool]{V: true, Valid: true}, NullS: sql.Null[string]{V: "s", Valid: true}, NullT: sql.Null[time.Time]{V: at, Valid: true},
		NullBy: sql.Null[[]byte]{V: []byte("b"), Valid: true},
	}, zeroForm())
}

func nullableSet(t *trial) {
	db, ctx, c := t.tables(forms), t.Context(), forms.C
	insert(t, db, forms, zeroForm())
	n, err := forms.Where(orm.Eq(&c.ID, 1)).Update(ctx, db,
		orm.Set(&c.I64, nil), orm.Set(&c.S, nil), orm.Set(&c.T, nil), orm.Set(&c.B, new(true)), orm.Set(&c.NullS, sql.Null[string]{}),
		orm.Set(&c.NullI, sql.Null[int64]{V: 7, Valid: true}))
	t.ok("Update", err)
	t.same("rows changed", n, int64(1))
	want := zeroForm()
	want.ID, want.I64, want.S, want.T, want.B, want.NullS, want.NullI.V = 1, nil, nil, nil, new(true), sql.Null[string]{}, 7
	t.same("the row", all(t, db, forms), []*form{want})
	t.ok("Update of the object", forms.Update(ctx, db, &form{ID: 1}))
	t.same("the row", all(t, db, forms), []*form{{ID: 1}})
}

func nullableRefused(t *trial) {
	db, ctx := t.tables(forms), t.Context()
	insert(t, db, forms, &form{Filled: "kept"})
	_, err := orm.Exec(ctx, db, orm.SQL("UPDATE form SET filled = NULL"))
	t.kind("Exec", err, fault.NotNull)
	t.same("the row", all(t, db, forms), []*form{{ID: 1, Filled: "kept"}})
}
