package conformance

import (
	"math"

	"github.com/rowankit/rowan/fault"
	"github.com/rowankit/rowan/orm"
)

func integers() theme {
	return theme{"integers", []testCase{
		{"every width keeps its least and greatest value", integerExtremes},
		{"any whole number comes back", integerProperty},
		{"a number above the greatest int64 is refused", integerTooLarge},
		{"the database refuses what a width cannot hold", integerNarrow},
		{"comparison and order are by value", integerOrder},
	}}
}

type whole struct {
	ID  int64
	I   int
	I8  int8
	I16 int16
	I32 int32
	I64 int64
	U   uint
	U8  uint8
	U16 uint16
	U32 uint32
	U64 uint64
}

var wholes = orm.Define[whole]()

func integerExtremes(t *trial) {
	keeps(t, t.tables(wholes), wholes,
		&whole{},
		&whole{
			I: math.MinInt64, I8: math.MinInt8, I16: math.MinInt16, I32: math.MinInt32, I64: math.MinInt64,
		},
		&whole{
			I: math.MaxInt64, I8: math.MaxInt8, I16: math.MaxInt16, I32: math.MaxInt32, I64: math.MaxInt64,
			U: math.MaxInt64, U8: math.MaxUint8, U16: math.MaxUint16, U32: math.MaxUint32, U64: math.MaxInt64,
		},
		&whole{I: -1, I8: -1, I16: -1, I32: -1, I64: -1, U: 1, U8: 1, U16: 1, U32: 1, U64: 1},
		&whole{I64: 1<<53 + 1, U64: 1<<53 + 1}, // what a float64 cannot hold
	)
}

func integerProperty(t *trial) {
	r := t.random()
	objs := make([]*whole, 200)
	for i := range objs {
		n := r.Uint64() >> r.IntN(64) // of every magnitude
		objs[i] = &whole{
			I: int(n), I8: int8(n), I16: int16(n), I32: int32(n), I64: -int64(n),
			U: uint(n >> 1), U8: uint8(n), U16: uint16(n), U32: uint32(n), U64: n >> 1,
		}
	}
	keeps(t, t.tables(wholes), wholes, objs...)
}

func integerTooLarge(t *trial) {
	db, ctx := t.tables(wholes), t.Context()
	err := wholes.Insert(ctx, db, &whole{U64: math.MaxInt64 + 1})
	t.refused("Insert", err, fault.OutOfRange, "whole", "U64")
	err = wholes.InsertAll(ctx, db, []*whole{{}, {U: math.MaxUint64}})
	t.refused("InsertAll", err, fault.OutOfRange, "whole", "U")
	_, err = wholes.Where(orm.Eq(&wholes.C.U64, math.MaxInt64+1)).All(ctx, db)
	t.refused("Where", err, fault.OutOfRange, "whole", "U64")
	_, err = wholes.Every().Update(ctx, db, orm.Set(&wholes.C.U64, math.MaxUint64))
	t.refused("Update", err, fault.OutOfRange, "whole", "U64")
	count(t, db, wholes, 0)
}

func integerNarrow(t *trial) {
	db := t.tables(wholes)
	insert(t, db, wholes, &whole{})
	refusedRaw(t, db, wholes,
		orm.SQL("UPDATE whole SET i8 = 128"), orm.SQL("UPDATE whole SET i8 = -129"), orm.SQL("UPDATE whole SET i16 = 32768"),
		orm.SQL("UPDATE whole SET i32 = 2147483648"), orm.SQL("UPDATE whole SET i64 = 9223372036854775808"),
		orm.SQL("UPDATE whole SET u8 = 256"), orm.SQL("UPDATE whole SET u8 = -1"), orm.SQL("UPDATE whole SET u16 = 65536"),
		orm.SQL("UPDATE whole SET u32 = 4294967296"), orm.SQL("UPDATE whole SET u64 = -1"),
		orm.SQL("UPDATE whole SET u64 = 9223372036854775808"), orm.SQL("UPDATE whole SET u = -1"),
	)
}

func integerOrder(t *trial) {
	db, c := t.tables(wholes), wholes.C
	for _, n := range []int64{10, 9, -10, math.MinInt64, math.MaxInt64, 0} {
		insert(t, db, wholes, &whole{I64: n})
	}
	t.same("ascending", ids(t, db, wholes.OrderBy(orm.Asc(&c.I64))), []int64{4, 3, 6, 2, 1, 5})
	t.same("above -10", ids(t, db, wholes.Where(orm.Gt(&c.I64, -10))), []int64{1, 2, 5, 6})
	t.same("the least", ids(t, db, wholes.Where(orm.Eq(&c.I64, math.MinInt64))), []int64{4})
}
